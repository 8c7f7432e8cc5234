package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// A list that is too long for one passage goes on in the next: all of its items are
// quoted, in their order, behind the words that lead them in.
func TestComposeListOverTwoPassages(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("# （虚构）云州市灯塔企业认定办法\n\n## 认定条件\n\n认定灯塔企业须同时满足下列七个条件：\n")
	for i, item := range []string{"注册满二年", "有自己的灯塔", "灯塔高于三十米", "每夜点灯不少于十小时", "雇有看灯人两名", "没有熄灯记录", "交清上一年的灯油钱"} {
		fmt.Fprintf(&text, "\n（%c）%s，由云州市灯塔主管部门会同各县按照年度检查的记录逐项核对，核对不符的不予认定，并在十五个工作日内说明理由；\n", []rune("一二三四五六七")[i], item)
	}
	split := found(t, text.String())
	if len(split.Results) < 2 {
		t.Fatalf("the list stands in %d passage, want it over two", len(split.Results))
	}
	for question, want := range map[string]bot.Want{"灯塔企业认定条件有哪些": bot.WantList, "灯塔企业有什么要求": bot.WantList, "我们能认定灯塔企业吗": bot.WantEligibility} {
		d := composeAll(t, []bot.Part{{Text: question, Want: want, Found: split}})
		if len(d.Statements) != 8 || d.Statements[0].Text != "认定灯塔企业须同时满足下列七个条件：" {
			t.Errorf("%s: statements = %q, want the lead-in and seven items", question, texts(d))
			continue
		}
		for i, number := range []rune("一二三四五六七") {
			if !strings.HasPrefix(d.Statements[i+1].Text, "（"+string(number)+"）") {
				t.Errorf("%s: statement %d = %q, want item %c", question, i+1, d.Statements[i+1].Text, number)
			}
		}
		for _, n := range d.Notes {
			if strings.Contains(n, "这里只引了") {
				t.Errorf("%s: a note says that the list is cut: %s", question, n)
			}
		}
	}
}
