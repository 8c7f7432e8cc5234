package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Who asks how something is done is not answered by when it is not done.
func TestAnswersProcedure(t *testing.T) {
	t.Parallel()
	r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: "a"}}}
	for _, tt := range []struct {
		want bot.Want
		text string
		fits float64
		ok   bool
	}{
		{bot.WantProcedure, "有下列情形之一的，不予签发灯塔证：", 0, false},
		{bot.WantProcedure, "向灯塔局提交申请表。", 1, true},
		{bot.WantProcedure, "灯塔证由灯塔局制作。", 0, true},
		{bot.WantEligibility, "有下列情形之一的，不予签发灯塔证：", 1, true},
	} {
		s := sentence{result: r, text: tt.text, fits: tt.fits, things: 1}
		if got := answers(&s, ask{part: bot.Part{Want: tt.want, Text: "灯塔证怎么办理"}}); got != tt.ok {
			t.Errorf("answers(%s, %s) = %t, want %t", tt.want, tt.text, got, tt.ok)
		}
	}
}

// What is said of the thing before is no answer for the thing shifted to.
func TestNamesShifted(t *testing.T) {
	t.Parallel()
	r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: "a", Title: "（虚构）灯塔税法"}, Passage: corpus.Passage{Norm: "小型灯塔税率为5%，码头企业为3%。"}}}
	for thing, want := range map[string]bool{"码头企业": true, "渡船户": false, "": true, "他雇的人": true, "3个亿": true} {
		d := demands{shifted: shiftedPairs(thing)}
		if got := d.namesShifted(&sentence{result: r}); got != want {
			t.Errorf("namesShifted(%q) = %t, want %t", thing, got, want)
		}
	}
}
