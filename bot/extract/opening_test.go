package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// A lead-in with a colon of half width leads its list as one of full width does.
func TestComposeReadsHalfWidthColons(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定办法\n\n第一条 灯塔企业应当具备下列条件:\n\n（一）注册满二年；\n\n（二）没有熄灯记录。\n\n第二条 本办法自公布之日起施行。\n\n第三条 本办法由云州市解释。\n"
	d := composeAll(t, []bot.Part{{Text: "灯塔企业应当具备什么条件", Want: bot.WantList, Found: found(t, text)}})
	for _, want := range []string{"应当具备下列条件:", "注册满二年", "没有熄灯记录"} {
		if !strings.Contains(texts(d), want) {
			t.Errorf("statements = %q, want %q among them", texts(d), want)
		}
	}
}

// A lead-in stands once, above its items.
func TestComposeStatesLeadInsOnce(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定办法\n\n第一条 有下列情形之一的灯塔，灯塔局应当放行被扣的灯油：\n\n（一）扣留灯油满二十日；\n\n（二）灯塔提供与灯油等值的担保，请求放行灯油的；\n\n（三）灯塔有充分证据的。\n\n第二条 本办法自公布之日起施行。\n\n第三条 本办法由云州市解释。\n"
	for _, want := range []bot.Want{bot.WantList, bot.WantEligibility, bot.WantFact} {
		d := composeAll(t, []bot.Part{{Text: "灯塔提供担保请求放行灯油有哪些情形", Want: want, Found: found(t, text)}})
		if n := strings.Count(texts(d), "应当放行被扣的灯油"); n != 1 {
			t.Errorf("%s: the lead-in stands %d times in %q, want once", want, n, texts(d))
		}
	}
}

// What only announces something is no further statement.
func TestComposeLeavesOutOpenings(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔奖励办法\n\n第一条 灯塔企业奖励三万元。\n\n第二条 灯塔企业奖励的计算公式如下：\n\n第三条 灯塔企业可以享受奖励吗？\n\n第四条 本办法自公布之日起施行。\n"
	d := composeAll(t, []bot.Part{{Text: "灯塔企业奖励", Want: bot.WantFact, Found: found(t, text)}})
	got := texts(d)
	if !strings.Contains(got, "三万元") || strings.Contains(got, "公式如下") || strings.Contains(got, "奖励吗") {
		t.Errorf("statements = %q, want the reward, and nothing that only announces", texts(d))
	}
}

// Who is told some items of the list that was asked for is told how many there are.
func TestComposeTellsOfItemsLeftOut(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# （虚构）云州市灯塔奖励办法\n\n第一条 申请灯塔奖励的，提交下列材料：\n\n")
	for _, n := range []string{"一", "二", "三", "四", "五"} {
		b.WriteString("（" + n + "）灯塔材料" + n + "，" + strings.Repeat("附照明设施的说明与照片，", 14) + "一份；\n\n")
	}
	b.WriteString("第二条 本办法自公布之日起施行。\n\n第三条 本办法由云州市解释。\n")
	d := composeAll(t, []bot.Part{{Text: "灯塔材料三附哪些照明设施的说明与照片", Want: bot.WantList, Found: found(t, b.String())}})
	if quoted := strings.Count(texts(d), "一份；"); quoted == 0 || quoted == 5 {
		t.Fatalf("%d of 5 items are quoted, want some: %q", quoted, texts(d))
	}
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "列有 5 项") {
		t.Errorf("notes = %q, want one that tells of 5 items", d.Notes)
	}
}
