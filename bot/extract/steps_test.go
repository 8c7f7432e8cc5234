package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// procedure gives the sentences of an invented procedure of two steps in two levels.
func procedure(lead, more string) []sentence {
	lines := []struct {
		text string
		lead int
	}{
		{lead, -1}, {"（一）申请", 0}, {"灯塔企业提交下列材料：", 1}, {"1.申请书；", 2}, {"2.证明。" + more, 2}, {"（二）公布", 0}, {"部门在网上公布结果。", 5},
	}
	var whole strings.Builder
	p := corpus.Passage{ID: "p.0001"}
	for _, l := range lines {
		at := whole.Len()
		whole.WriteString(l.text)
		p.Parts = append(p.Parts, corpus.Part{Start: at, End: whole.Len(), Lead: l.lead})
	}
	p.Text, p.Norm, p.End = whole.String(), whole.String(), whole.Len()
	r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: "p"}, Passage: p}}
	var out []sentence
	for i, l := range lines {
		out = append(out, sentence{result: r, index: i, text: l.text})
	}
	return out
}

// A procedure is quoted in its order whichever of its steps is nearest to the question.
func TestStepsWith(t *testing.T) {
	t.Parallel()
	all := []string{"灯塔企业认定程序如下：", "（一）申请", "灯塔企业提交下列材料：", "1.申请书；", "2.证明。", "（二）公布", "部门在网上公布结果。"}
	for _, tt := range []struct {
		name, question, lead, more string
		want                       []string
	}{
		{"whole", "灯塔企业认定流程怎么走", "灯塔企业认定程序如下：", "", all},
		{"long: each step with its first sentence", "灯塔企业认定流程怎么走", "灯塔企业认定程序如下：", strings.Repeat("灯", stepsRunes), []string{all[0], all[1], all[2], all[5], all[6]}},
		{"no procedure", "灯塔企业认定流程怎么走", "灯塔企业有下列情形：", "", nil},
		{"not asked for", "灯塔企业向谁报告", "灯塔企业认定程序如下：", "", nil},
	} {
		sentences := procedure(tt.lead, tt.more)
		part := bot.Part{Want: bot.WantProcedure, Text: tt.question}
		var got []string
		for _, s := range stepsWith([]sentence{sentences[6]}, sentences, ask{part: part}) {
			got = append(got, strings.TrimRight(s.text, "灯"))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
