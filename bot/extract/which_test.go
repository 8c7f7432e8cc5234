package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// Who asks which article says something gets its number above its words, and
// nothing of other articles.
func TestComposeWhichArticle(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定办法\n\n第一条 灯塔企业检查灯塔的费用由市财政承担。\n\n第二条 检查灯塔应当提前通知灯塔企业，检查灯塔的费用不得由灯塔企业承担。\n\n第三条 本办法自公布之日起施行。\n"
	for question, which := range map[string]bool{
		"哪一条讲检查灯塔的费用不得由灯塔企业承担": true, "检查灯塔的费用不得由灯塔企业承担是第几条": true, "检查灯塔的费用由灯塔企业承担吗": false,
	} {
		d := composeAll(t, []bot.Part{{Text: question, Want: bot.WantFact, Found: found(t, text)}})
		if len(d.Statements) == 0 {
			t.Fatalf("%s: nothing is quoted", question)
		}
		for _, st := range d.Statements {
			if which != strings.Contains(st.Intro, "》第二条") || which && !strings.Contains(st.Text, "不得由灯塔企业承担") {
				t.Errorf("%s: %q stands under %q", question, st.Text, st.Intro)
			}
		}
	}
}
