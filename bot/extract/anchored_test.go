package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
)

func TestTimedWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"灯塔登记递上去之后，验灯请求最晚什么时候提": "验灯请求 什么时候提",
		"收到通知后多久答复":             " 答复",
		"验灯请求什么时候提":             "验灯请求 提",
		"谁来验灯":                  "",
	} {
		if got := timedWords(bot.Part{Text: text, Want: bot.WantTime}); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := timedWords(bot.Part{Text: "验灯要多久", Want: bot.WantMoney}); got != "" {
		t.Errorf("money: %q", got)
	}
}

// A sentence that reckons a time from what is asked about gives the time of something else.
func TestReckonsFromIt(t *testing.T) {
	t.Parallel()
	c := &Composer{segmenter: runePairs{}}
	a := c.newAsk(bot.Part{Text: "验灯请求最晚什么时候提", Words: "验灯请求最晚什么时候提", Want: bot.WantTime})
	for text, want := range map[string]bool{
		"守塔人在提出验灯请求时以及收到回执之日起的3个月内，可以主动修改图纸。": true,
		"验灯请求应当自登记之日起2年内提出。":                  false,
		"守塔人自登记之日起2年内，可以随时提出验灯请求。":            false,
		"验灯证自请求之日起有效期为三年。":                    false, // no time within which something is done
	} {
		own := c.termSet(text)
		if got := c.reckonsFromIt(&a, own, "", text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
