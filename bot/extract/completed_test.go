package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// Conditions one of which has conditions of its own are quoted with these: a
// sentence that ends with a colon and goes no further is half an answer.
func TestComposeCompletesLeadIns(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定办法\n\n第一条 灯塔企业应当满足下列条件：\n\n（一）注册满二年；\n\n（二）照明费用的比例符合如下要求：\n\n1. 小型的不低于7%；\n\n2. 大型的不低于4%。\n\n（三）没有熄灯记录。\n\n第二条 本办法自公布之日起施行。\n\n第三条 本办法由云州市解释。\n"
	d := composeAll(t, []bot.Part{{Text: "灯塔企业应当满足哪些条件", Want: bot.WantList, Found: found(t, text)}})
	at := 0
	for _, want := range []string{"注册满二年", "符合如下要求", "小型的不低于7%", "大型的不低于4%", "没有熄灯记录"} {
		next := strings.Index(texts(d)[at:], want)
		if next < 0 {
			t.Fatalf("statements = %q, want %q in the order of the text", texts(d), want)
		}
		at += next
	}
}

// Who reads a part of a list is told that there is more, and how much.
func TestComposeTellsCutLists(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# （虚构）云州市灯塔企业奖励办法\n\n第一条 灯塔企业按照下列情形给予奖励：\n\n")
	for _, n := range strings.Fields("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一 二十二") {
		b.WriteString("（" + n + "）获得" + n + "号灯塔称号" + strings.Repeat("并且连续多年保持照明设施完好、没有熄灯记录", 9) + "；\n\n")
	}
	b.WriteString("（二十三）其他。\n\n第二条 本办法自公布之日起施行。\n\n第三条 本办法由云州市解释。\n")
	d := composeAll(t, []bot.Part{{Text: "灯塔企业按照哪些情形给予奖励", Want: bot.WantFact, Found: found(t, b.String())}})
	if quoted := strings.Count(texts(d), "号灯塔称号") + strings.Count(texts(d), "其他"); quoted >= 23 {
		t.Fatalf("all %d items are quoted: %q", quoted, texts(d))
	}
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "之下，原文列有 23 项，这里只引了 ") {
		t.Errorf("notes = %q, want one that tells of 23 items", d.Notes)
	}
}
