package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// A part that leans on the one before it is answered from the text that answers that.
func TestLeaningFirst(t *testing.T) {
	t.Parallel()
	at := 0
	of := func(id string, score, fits float64) sentence {
		at += 100
		p := corpus.Passage{Parts: []corpus.Part{{Start: at, End: at + 50}}}
		return sentence{score: score, fits: fits, text: "应当提前三日通知。", result: &retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: &corpus.Document{ID: id}}}}
	}
	a := ask{part: bot.Part{Text: "通知提前几天", Want: bot.WantTime, Unit: "天", Leans: true, Context: "灯塔会多久开一次"}}
	before := []sentence{of("law", 1, 1)}
	all := []sentence{of("other", 1, 1), of("law", 0.9, 0), of("law", 0.8, 1)}
	if got := leaningFirst(all, a, before, 0); got != 2 {
		t.Errorf("leaningFirst = %d, want 2, the sentence of the same text with a time", got)
	}
	if got := leaningFirst(all[:2], a, before, 0); got != 0 {
		t.Errorf("leaningFirst without a time in the same text = %d, want 0", got)
	}
	a.part.Context = "灯塔会应当提前多久通知"
	if got := leaningFirst(all, a, before, 0); got != 0 {
		t.Errorf("leaningFirst of what names the thing before = %d, want 0", got)
	}
	a.part.Context = "灯塔会多久开一次"
	a.part.Text = "条例说要提前几天"
	if got := leaningFirst(all, a, before, 0); got != 0 {
		t.Errorf("leaningFirst of a part that names a text = %d, want 0", got)
	}
	a.part.Text, a.part.Leans = "通知提前几天", false
	if got := leaningFirst(all, a, before, 0); got != 0 {
		t.Errorf("leaningFirst of a part that stands alone = %d, want 0", got)
	}
}

// What is planned for a thing that the part before names is told of that thing alone.
func TestAnswersPlanOfThingBefore(t *testing.T) {
	t.Parallel()
	c := &Composer{segmenter: runePairs{}}
	a := c.newAsk(bot.Part{Text: "2025年目标是多少", Words: "2025年目标是多少", Context: "高新技术企业有多少家", Want: bot.WantCount})
	report := func(text string) *sentence {
		return &sentence{text: text, report: 1, fits: 1, tense: 1, result: &retrieval.Result{Stored: retrieval.Stored{Passage: corpus.Passage{Path: []string{"二、2025年工作安排"}}, Document: &corpus.Document{ID: "r", Kind: corpus.KindReport}}}}
	}
	if answers(report("粮食产量880亿斤以上。"), a) {
		t.Error("a target of something else is taken for the answer")
	}
	if !answers(report("高新技术企业数量增长10%以上。"), a) {
		t.Error("the target of the thing before is not taken for the answer")
	}
}
