package bot

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestNear(t *testing.T) {
	t.Parallel()
	found := func(title string, labels ...string) Part {
		r := &retrieval.Results{}
		for _, l := range labels {
			r.Results = append(r.Results, retrieval.Result{Stored: retrieval.Stored{
				Passage: corpus.Passage{Label: l, Text: "奖励十万元。"}, Document: &corpus.Document{Title: title}}})
		}
		return Part{Found: r}
	}
	p := plan{parts: []Part{found("（虚构）甲办法", "第一条", "第二条", "第三条"), found("（虚构）乙办法", "第九条"), found("（虚构）甲办法", "第一条"), {}}}
	got := near(p, "zh")
	if !strings.Contains(got, "《（虚构）甲办法》第一条；《（虚构）乙办法》第九条。") || strings.Contains(got, "十万元") {
		t.Errorf("near() = %q, want the first of each part by name and none of their words", got)
	}
	if got := near(plan{parts: []Part{{}}}, "zh"); got != "" {
		t.Errorf("near() of nothing found = %q, want nothing", got)
	}
}
