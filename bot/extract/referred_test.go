package extract

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// fields is a segmenter for tests: one character, one term.
type fields struct{}

func (fields) Terms(s string) []string { return strings.Split(s, "") }

// An article that refers to another one speaks of what stands there.
func TestReferred(t *testing.T) {
	const text = "# （虚构）灯塔收费办法\n\n第一条 收费包括：灯油费。\n\n第二条 减缴本办法第一条规定收费的七成。\n\n第三条 另一办法第一条规定的除外。\n"
	d, err := corpus.Read([]byte(text), corpus.Meta{Source: "invented.md", Title: "（虚构）灯塔收费办法"})
	if err != nil {
		t.Fatal(err)
	}
	found := &retrieval.Results{}
	for _, p := range d.Passages {
		found.Results = append(found.Results, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: d}})
	}
	c := &Composer{segmenter: fields{}}
	a := ask{part: bot.Part{Found: found}}
	r := &found.Results[1]
	if words := c.referred(a, r, "减缴本办法第一条规定收费的七成。"); !words["灯"] || !words["油"] {
		t.Errorf("referred(...) = %v, want the words of 第一条", words)
	}
	for _, other := range []string{"另一办法第一条规定的除外。", "减缴本办法第九条规定的收费。", "减缴收费。"} {
		if words := c.referred(a, r, other); len(words) > 0 {
			t.Errorf("referred(%q) = %v, want none", other, words)
		}
	}
}
