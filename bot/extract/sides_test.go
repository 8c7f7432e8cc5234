package extract_test

import (
	"context"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
)

// compared is a rule that exists nowhere, of two awards.
const compared = `# （虚构）云州市灯塔企业认定办法

第一条 本市设立灯塔发现奖、灯塔发明奖、灯塔合作奖。

第二条 灯塔发现奖、灯塔发明奖颁发证书和奖金，分别奖给符合条件的人，由灯塔局分别组织评审。

第三条 灯塔发现奖授予发现新航道的个人。

第四条 灯塔发明奖授予发明新灯具的个人或者组织。

第五条 灯塔发现奖奖金为十万元。

第六条 灯塔发明奖奖金为八万元。
`

// composeSides composes the question of two things, each asked of alone as well.
func composeSides(t *testing.T, question string, want bot.Want, sides map[string]string, order ...string) bot.Draft {
	t.Helper()
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	part := bot.Part{Text: question, Words: question, Topic: question, Want: want, Found: found(t, compared)}
	for _, w := range order {
		part.Sides = append(part.Sides, bot.Side{Words: w, Part: bot.Part{Text: sides[w], Words: sides[w], Topic: sides[w], Want: want, Found: part.Found}})
	}
	d, err := c.Compose(context.Background(), bot.Question{Text: question}, []bot.Part{part})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Of each thing that is compared its own sentence is quoted, under its name, in the
// order of the question; the sentences that name both are not.
func TestComposeSideBySide(t *testing.T) {
	t.Parallel()
	d := composeSides(t, "灯塔发现奖和灯塔发明奖分别授予什么人", bot.WantFact,
		map[string]string{"灯塔发现奖": "灯塔发现奖授予什么人", "灯塔发明奖": "灯塔发明奖授予什么人"}, "灯塔发现奖", "灯塔发明奖")
	if want := "灯塔发现奖授予发现新航道的个人。\n灯塔发明奖授予发明新灯具的个人或者组织。"; texts(d) != want {
		t.Fatalf("statements = %q, want %q", texts(d), want)
	}
	for i, want := range []string{"灯塔发现奖：\n", "灯塔发明奖：\n"} {
		if got := d.Statements[i].Intro; got != want {
			t.Errorf("heading of statement %d = %q, want %q", i+1, got, want)
		}
	}
	if len(d.Lacking) != 0 || len(d.Missing) != 0 {
		t.Errorf("lacking %q, missing %v, want none", d.Lacking, d.Missing)
	}
}

// A thing of which nothing is said is named.
func TestComposeSideLacking(t *testing.T) {
	t.Parallel()
	d := composeSides(t, "灯塔发现奖和灯塔勇奖的奖金是十万元吗，各是多少", bot.WantMoney,
		map[string]string{"灯塔发现奖": "灯塔发现奖的奖金是多少钱", "灯塔勇奖": "灯塔勇奖的奖金是多少钱"}, "灯塔发现奖", "灯塔勇奖")
	if !strings.Contains(texts(d), "十万元") || len(d.Lacking) != 1 || d.Lacking[0] != "灯塔勇奖" {
		t.Errorf("statements = %q, lacking %q, want the amount of the one and the other named", texts(d), d.Lacking)
	}
}

// A sentence that begins with one thing is on it, whatever else it names.
func TestComposeSidesApart(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市守灯费办法\n\n第一条 个人请求减缴守灯费的，应当提交所在单位出具的收入证明。\n\n第二条 单位请求减缴守灯费的，应当提交法人证明。\n\n" +
		"第三条 个人和单位请求减缴守灯费的，由灯塔局决定。\n"
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	const question = "个人和单位请求减缴守灯费分别要提交什么证明"
	part := bot.Part{Text: question, Words: question, Topic: question, Want: bot.WantFact, Found: found(t, text)}
	for _, w := range []string{"个人", "单位"} {
		one := w + "请求减缴守灯费要提交什么证明"
		part.Sides = append(part.Sides, bot.Side{Words: w, Part: bot.Part{Text: one, Words: one, Topic: one, Want: bot.WantFact, Found: part.Found}})
	}
	d, err := c.Compose(context.Background(), bot.Question{Text: question}, []bot.Part{part})
	if err != nil {
		t.Fatal(err)
	}
	if want := "个人请求减缴守灯费的，应当提交所在单位出具的收入证明。\n单位请求减缴守灯费的，应当提交法人证明。"; texts(d) != want || len(d.Lacking) > 0 {
		t.Errorf("statements = %q, lacking %q, want %q", texts(d), d.Lacking, want)
	}
}
