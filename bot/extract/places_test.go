package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// The place that a question names is no matter that a sentence of its rules must
// name: what does is not nearer to the question for it.
func TestComposeHoldsThePlaceForRead(t *testing.T) {
	t.Parallel()
	const text = "# 点亮若干措施\n\n第一条 长春灯塔资金按照长春灯塔资金办法管理，长春各部门负责发放奖励。\n\n第二条 灯塔企业上市的，给予奖励30万元。\n\n第三条 本措施自公布之日起施行。\n"
	f := found(t, text)
	for i := range f.Results {
		f.Results[i].Document.Region = "吉林长春"
	}
	f.Understood.Regions = []string{"吉林长春"}
	d := composeAll(t, []bot.Part{{Text: "长春上市奖励", Want: bot.WantFact, Found: f}})
	if len(d.Statements) == 0 || !strings.Contains(d.Statements[0].Text, "30万元") {
		t.Errorf("statements = %q, want what is paid for going public first", texts(d))
	}
}
