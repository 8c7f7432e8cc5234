package extract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
)

// steps is an invented procedure whose steps are headings with words below.
const steps = `# （虚构）云州市灯塔企业认定办法

第一章 总则

第一条 灯塔照亮云州。

第二条 灯塔企业认定程序如下：

（一）企业申请

企业在灯塔网登记并提出申请。申请时提交下列材料：

1. 灯塔申请书；

2. 照明说明；

（二）专家评审

专家组对灯塔材料评审并提出意见。

（三）公告发证

公示十日无异议的颁发灯塔证书。

第三条 守灯人每年换一次。
`

func TestStepsAreTold(t *testing.T) {
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	question := "灯塔企业认定程序"
	d, err := c.Compose(t.Context(), bot.Question{Text: question}, []bot.Part{{Text: question, Words: question, Topic: question, Want: bot.WantList, Found: found(t, steps)}})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, st := range d.Statements {
		said = append(said, st.Text)
	}
	last := -1
	for _, step := range []string{"（一）企业申请", "企业在灯塔网登记并提出申请。", "（二）专家评审", "专家组对灯塔材料评审并提出意见。", "（三）公告发证", "公示十日无异议的颁发灯塔证书。"} {
		at := slices.IndexFunc(said, func(s string) bool { return strings.Contains(s, step) })
		if at <= last {
			t.Errorf("%q stands at %d, want behind %d, in %q", step, at, last, said)
		}
		last = at
	}
}
