package extract

import (
	"slices"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestNamedIn(t *testing.T) {
	t.Parallel()
	part := func(text string) bot.Part { return bot.Part{Text: text, Words: text, Want: bot.WantCount, Unit: "人"} }
	asked := part("2018年云州最高灯塔奖发给了几个人")
	for _, c := range []struct {
		name string
		part bot.Part
		text string
		want []string
	}{
		{"named", asked, "经局长批准，授予甲乙丙院士、丁戊教授云州最高灯塔奖；授予“新灯”等2项成果云州灯塔进步奖。", []string{"甲乙丙院士", "丁戊教授"}},
		{"some of more", asked, "授予甲乙丙教授等5名专家云州最高灯塔奖。", nil},
		{"another award", asked, "授予甲乙丙院士港湾合作勋章。", nil},
		{"a rule", asked, "云州最高灯塔奖每次授予人数不超过2名。", nil},
		{"how many may get it", part("云州最高灯塔奖最多几个人"), "授予甲乙丙院士、丁戊教授云州最高灯塔奖。", nil},
		{"money is asked for", bot.Part{Text: asked.Text, Words: asked.Words, Want: bot.WantMoney}, "授予甲乙丙院士、丁戊教授云州最高灯塔奖。", nil},
	} {
		if got := namedIn(c.part, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: namedIn(%s) = %v, want %v", c.name, c.text, got, c.want)
		}
	}
	if got, want := countNamed(asked, []sentence{{text: "授予甲乙丙院士、丁戊教授云州最高灯塔奖。"}}, "zh"), "按所引原文点名逐个计数：甲乙丙院士、丁戊教授，共 2 人。"; got != want {
		t.Errorf("countNamed = %q, want %q", got, want)
	}
}

// Of a year that is asked about the text that names people goes before the rule on how
// many there may be.
func TestAwardedFirst(t *testing.T) {
	t.Parallel()
	of := func(id, text string, year float64) sentence {
		return sentence{text: text, year: year, fits: 1, result: &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: id}}}}
	}
	text := "2018年云州最高灯塔奖发给了几个人"
	a := ask{part: bot.Part{Text: text, Words: text, Want: bot.WantCount, Unit: "人", Years: []int{2018}}}
	all := []sentence{of("rule", "云州最高灯塔奖每次授予人数不超过2名。", 0), of("decision", "授予甲乙丙院士、丁戊教授云州最高灯塔奖。", 1)}
	if got := awardedFirst(all, a, 0); got != 1 {
		t.Errorf("awardedFirst = %d, want 1, the decision of the year", got)
	}
	all[0].year = 1
	if got := awardedFirst(all, a, 0); got != 0 {
		t.Errorf("awardedFirst with a rule of the year = %d, want 0", got)
	}
	a.part.Years = nil
	if got := awardedFirst(all, a, 0); got != 0 {
		t.Errorf("awardedFirst without a year = %d, want 0", got)
	}
}
