package bot

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// quoted is an invented sentence and where it stands.
const quoted = "（虚构）灯塔企业应当自2021年3月1日起30日内提交申请，补贴不超过12万元，比例为7%。"

func draftOf(text string, change func(*Citation)) (*Draft, []Part) {
	const prefix = "第四条 "
	p := corpus.Passage{ID: "d.0001", DocumentID: "d", Start: 100, End: 100 + len(prefix+quoted), Text: prefix + quoted}
	c := Citation{N: 7, DocumentID: "d", PassageID: "d.0001", Quote: quoted, Start: 100 + len(prefix), End: 100 + len(prefix+quoted)}
	if change != nil {
		change(&c)
	}
	d := &Draft{Statements: []Drafted{{Statement: Statement{Text: text, Citations: []int{7}}}}, Citations: []Citation{c}}
	return d, []Part{{Found: &retrieval.Results{Results: []retrieval.Result{{Stored: retrieval.Stored{Passage: p}}}}}}
}

func TestGatePassesQuotation(t *testing.T) {
	t.Parallel()
	d, parts := draftOf(quoted, nil)
	if reasons := gate(d, parts); len(reasons) != 0 || len(d.Statements) != 1 {
		t.Fatalf("gate rejected a quotation: %v", reasons)
	}
	if d.Citations[0].N != 1 || d.Statements[0].Citations[0] != 1 {
		t.Errorf("citation numbered %d, used as %d; want 1", d.Citations[0].N, d.Statements[0].Citations[0])
	}
}

func TestGateRejects(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		change     func(*Citation)
		reason     string
	}{
		{"altered amount", strings.Replace(quoted, "12万元", "13万元", 1), nil, "figure"},
		{"altered unit", strings.Replace(quoted, "12万元", "12亿元", 1), nil, "figure"},
		{"altered share", strings.Replace(quoted, "7%", "8%", 1), nil, "figure"},
		{"altered date", strings.Replace(quoted, "3月1日", "3月2日", 1), nil, "figure"},
		{"altered period", strings.Replace(quoted, "30日", "60日", 1), nil, "figure"},
		{"invented article", "第九条规定了这一点。", nil, "figure"},
		{"altered quote", quoted, func(c *Citation) { c.Quote = strings.Replace(c.Quote, "不超过", "不低于", 1) }, "does not quote"},
		{"shifted span", quoted, func(c *Citation) { c.Start++; c.End++ }, "does not quote"},
		{"other passage", quoted, func(c *Citation) { c.PassageID = "e.0001" }, "not found"},
		{"other document", quoted, func(c *Citation) { c.DocumentID = "e" }, "not found"},
		{"empty span", quoted, func(c *Citation) { c.End = c.Start }, "does not quote"},
		{"citation missing", quoted, func(c *Citation) { c.N = 8 }, "does not exist"},
		{"no words", "", nil, "without text"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, parts := draftOf(tt.text, tt.change)
			reasons := gate(d, parts)
			if len(d.Statements) != 0 || len(reasons) != 1 || !strings.Contains(reasons[0], tt.reason) {
				t.Errorf("gate left %d statements, reasons %q; want none and %q", len(d.Statements), reasons, tt.reason)
			}
			if len(d.Citations) != 0 {
				t.Errorf("gate left %d citations that nothing uses", len(d.Citations))
			}
		})
	}
}

func TestGateRejectsUncited(t *testing.T) {
	t.Parallel()
	d, parts := draftOf(quoted, nil)
	d.Statements[0].Citations = nil
	if reasons := gate(d, parts); len(d.Statements) != 0 || len(reasons) != 1 {
		t.Errorf("gate left %d statements, reasons %q; want the uncited one rejected", len(d.Statements), reasons)
	}
}

func TestGateRejectsLongQuote(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("长", MaxQuoteRunes+1)
	p := corpus.Passage{ID: "d.0001", DocumentID: "d", End: len(long), Text: long}
	d := &Draft{Statements: []Drafted{{Statement: Statement{Text: "长", Citations: []int{1}}}},
		Citations: []Citation{{N: 1, DocumentID: "d", PassageID: "d.0001", Quote: long, End: len(long)}}}
	parts := []Part{{Found: &retrieval.Results{Results: []retrieval.Result{{Stored: retrieval.Stored{Passage: p}}}}}}
	if reasons := gate(d, parts); len(d.Statements) != 0 || len(reasons) != 1 {
		t.Errorf("gate let a quote of %d characters pass: %v", MaxQuoteRunes+1, reasons)
	}
}
