package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestRefersTo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		words, place string
		want         []string // article, 款 and 项
	}{
		{"不符合前款规定的，不予奖励。", "第五条第二款", []string{"第五条第一款"}},
		{"应当符合前款第一项至第三项规定的标准。", "第五条第二款", []string{"第五条第一款"}},
		{"违反前款第（二）项的", "第五条第三款第（一）项", []string{"第五条第二款二"}},
		{"依照本条第一款处理", "第五条第三款", []string{"第五条第一款"}},
		{"依照本法第四十八条第（二）项、本法第九条处理", "第五十条", []string{"第四十八条二", "第九条"}},
		{"前款规定的", "第五条", nil}, // there is none before it
		{"按照企业所得税法第四条的规定", "第五条", nil},
		{"没有熄灯记录", "第五条第二款", nil},
	} {
		var got []string
		for _, c := range refersTo(tt.words, tt.place) {
			got = append(got, c.article+c.paragraph+c.item)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("refersTo(%q, %s) = %v, want %v", tt.words, tt.place, got, tt.want)
		}
	}
}

const leansText = "# （虚构）灯塔办法\n\n第一条 灯塔企业应当具备下列条件：\n\n（一）注册满二年；\n\n（二）没有熄灯记录。\n\n不符合前款规定的，不得申请认定。\n\n第二条 违反本办法第一条第一款第（二）项规定的，罚款三万元。\n"

// articles finds every passage of its document.
type articles struct{ d *corpus.Document }

func (a articles) Search(context.Context, retrieval.Query) (*retrieval.Results, error) {
	out := &retrieval.Results{}
	for _, p := range a.d.Passages {
		out.Results = append(out.Results, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: a.d}, Status: corpus.StatusInForce})
	}
	return out, nil
}

// A quotation that leans on another clause has that clause behind it, quoted and
// cited; one that stands in the answer already is not said again.
func TestReferShowsTheClause(t *testing.T) {
	t.Parallel()
	d, err := corpus.Read([]byte(leansText), corpus.Meta{Source: "lamp.md", Title: "（虚构）灯塔办法"})
	if err != nil {
		t.Fatal(err)
	}
	all, _ := articles{d}.Search(t.Context(), retrieval.Query{})
	s := &Service{cfg: Config{Retriever: articles{d}, Now: time.Now}}
	quote := func(passage int, words string) Citation {
		p := d.Passages[passage]
		for _, part := range p.Parts {
			if text := p.Text[part.Start-p.Start : part.End-p.Start]; strings.Contains(text, words) {
				return NewCitation(1, &all.Results[passage], part)
			}
		}
		t.Fatalf("no part with %q", words)
		return Citation{}
	}
	for _, tt := range []struct {
		name    string
		passage int
		words   string
		found   *retrieval.Results
		want    string // "" for nothing
	}{
		{"the 款 before", 0, "不符合前款", all, "“前款”即第一条第一款：灯塔企业应当具备下列条件：（一）注册满二年；（二）没有熄灯记录。"},
		{"another article, searched for", 1, "违反本办法", &retrieval.Results{Results: all.Results[1:]}, "“本办法第一条第一款第（二）项”：灯塔企业应当具备下列条件：（二）没有熄灯记录。"},
		{"leans on nothing", 0, "注册满二年", all, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := quote(tt.passage, tt.words)
			draft := Draft{Citations: []Citation{c}, Statements: []Drafted{{Statement: Statement{Text: corpus.Normalize(c.Quote), Citations: []int{1}}}}}
			p := &plan{parts: []Part{{Found: tt.found}}, timings: map[string]float64{}}
			for range 2 { // what stands there is not said again
				if err := s.refer(t.Context(), p, Question{}, &draft); err != nil {
					t.Fatal(err)
				}
			}
			got := ""
			for _, st := range draft.Statements[1:] {
				got += st.Intro + st.Text
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("clauses behind the quotation (-want +got):\n%s", diff)
			}
			if reasons := gate(&draft, p.parts); len(reasons) > 0 {
				t.Errorf("the gate refuses %q", reasons)
			}
		})
	}
}
