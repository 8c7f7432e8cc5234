package extract_test

import (
	"context"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
)

// Of the times of several steps that alone is stated which is asked of.
func TestComposeStatesTheTimeAskedOf(t *testing.T) {
	t.Parallel()
	const text = `# （虚构）云州市灯塔企业认定办法

第二条 灯塔企业认定的审核应当在15个工作日内完成。

第三条 审核通过的名单在网站上公布。公示时间为5个工作日，其间受理异议。有异议的，灯塔局应当调查并将结果告知提出的单位和个人，必要时可以请有关部门和所在地的灯塔管理站协助，单位和个人应当配合并说明情况。
`
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	const question = "灯塔企业认定公示几天"
	part := bot.Part{Text: question, Words: question, Topic: question, Want: bot.WantTime, Unit: "天", Found: found(t, text)}
	d, err := c.Compose(context.Background(), bot.Question{Text: question}, []bot.Part{part})
	if err != nil {
		t.Fatal(err)
	}
	got := texts(d)
	if !strings.Contains(got, "公示时间为5个工作日") || strings.Contains(got, "15个工作日") {
		t.Errorf("statements = %q, want the time of 公示 alone", got)
	}
}

// Whom a rule leaves out is not told what the others may.
func TestComposeLeavesOutWhatOthersMay(t *testing.T) {
	t.Parallel()
	const text = `# （虚构）云州市灯塔企业认定办法

第二条 灯塔管理机构以外的单位为灯塔企业提供灯塔照明技术的，可以收费，收费标准由灯塔管理机构以外的单位自行约定。

第三条 各级灯塔管理机构为灯塔企业提供灯塔照明技术，实行无偿服务，不得收取任何费用。
`
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	for question, want := range map[string]string{"灯塔管理机构提供灯塔照明技术能收费吗": "无偿服务", "灯塔管理机构以外的单位提供灯塔照明技术能收费吗": "可以收费"} {
		part := bot.Part{Text: question, Words: question, Topic: question, Want: bot.WantEligibility, Found: found(t, text)}
		d, err := c.Compose(context.Background(), bot.Question{Text: question}, []bot.Part{part})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Statements) == 0 || !strings.Contains(d.Statements[0].Text, want) {
			t.Errorf("%s: statements = %q, want one with %s first", question, texts(d), want)
		}
	}
}
