package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// What is to be written into a form stands in the form, or behind its name where a rule
// says it; a list of papers that names the form does not answer.
func TestComposeForms(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定办法\n\n第一条 申请认定灯塔企业应当提交下列材料：\n\n（一）灯塔企业认定申请书；\n\n（二）灯塔减缴请求书。\n\n第二条 减缴灯塔费用的，应当在减缴请求书中如实填写灯塔企业的收入情况。\n\n第三条 灯塔企业的范围由《灯塔支持领域》规定。\n"
	for question, want := range map[string]string{
		"灯塔企业认定申请书要填哪几项": "", "灯塔企业认定申请书封面写什么": "", "灯塔减缴请求书填写什么": "收入情况", "灯塔支持领域里有没有石墨烯": "", "灯塔减缴明细表，看守费填第几行": "",
		"灯塔企业认定那张申报表，第二页有哪些指标": "", "灯塔企业认定申请书先按哪年的填": "申请书",
		"灯塔减缴请求书（表一），一共要填几栏": "", "认定材料里的“灯塔情况表”每个灯塔限写多少字": "",
		"一块儿交的“灯塔情况汇总表”，上面一共有几列": "", "往省里报的“灯塔补助汇总表”，每座灯塔一行要列哪几项": "",
	} {
		got := texts(composeAll(t, []bot.Part{{Text: question, Want: bot.WantFact, Found: found(t, text)}}))
		if want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("%s: quoted %q, want %q", question, got, want)
		}
	}
}
