package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// Items right below a heading are a list as any other: all of it is quoted.
func TestComposeQuotesListsBelowHeadings(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定通知\n\n一、申报安排\n\n灯塔企业认定分两批进行。\n\n二、申报条件\n\n（一）灯塔企业注册满二年；\n\n（二）没有熄灯记录；\n\n（三）照明费用不低于7%。\n\n三、其他\n\n由云州市负责。\n"
	got := texts(composeAll(t, []bot.Part{{Text: "灯塔企业认定要什么条件", Want: bot.WantList, Found: found(t, text)}}))
	at := 0
	for _, want := range []string{"注册满二年", "没有熄灯记录", "不低于7%"} {
		next := strings.Index(got[at:], want)
		if next < 0 {
			t.Fatalf("statements = %q, want %q in the order of the text", got, want)
		}
		at += next
	}
}

// Where such a list is too long to be quoted whole the reader is told so.
func TestComposeTellsOfCutListsBelowHeadings(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# （虚构）云州市灯塔企业认定通知\n\n一、申报安排\n\n分两批进行。\n\n二、申报条件\n\n")
	for _, n := range []string{"一", "二", "三", "四"} {
		b.WriteString("（" + n + "）灯塔企业认定条件" + n + "，" + strings.Repeat("照明设施完好并且常亮，", 18) + "没有熄灯记录；\n\n")
	}
	b.WriteString("三、其他\n\n由云州市负责。\n")
	d := composeAll(t, []bot.Part{{Text: "灯塔企业认定要什么条件", Want: bot.WantList, Found: found(t, b.String())}})
	if n := strings.Count(texts(d), "没有熄灯记录"); n == 0 || n == 4 {
		t.Fatalf("%d of 4 items are quoted, want some: %q", n, texts(d))
	}
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "列有 4 项") {
		t.Errorf("notes = %q, want one that tells of 4 items", d.Notes)
	}
}

// A sentence that closes what a heading begins announces the items below that heading.
func TestComposeGivesPapersBehindTheirStep(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定办法\n\n第一条 灯塔企业认定程序如下：\n\n（一）企业申请\n\n企业自我评价后在灯塔网登记。申请灯塔企业认定时提交下列材料：\n\n1. 灯塔申请书；\n\n2. 照明设施照片。\n\n（二）专家评审\n\n专家组评审。\n\n第二条 本办法自公布之日起施行。\n\n第三条 本办法由云州市解释。\n"
	d := composeAll(t, []bot.Part{{Text: "申请灯塔企业认定时提交哪些材料", Want: bot.WantList, Found: found(t, text)}})
	for _, want := range []string{"提交下列材料：", "灯塔申请书", "照明设施照片"} {
		if strings.Count(texts(d), want) != 1 {
			t.Errorf("statements = %q, want %q once", texts(d), want)
		}
	}
	if len(d.Notes) != 0 {
		t.Errorf("notes = %q, want none: the list is whole", d.Notes)
	}
}
