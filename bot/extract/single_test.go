package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
)

// A sentence that says "it" answers on its text as well as one that repeats the
// title, where there is no other text.
func TestFeaturesOfOneDocument(t *testing.T) {
	t.Parallel()
	c, err := extract.New(extract.Config{Segmenter: pairs{}})
	if err != nil {
		t.Fatal(err)
	}
	const text = `# （虚构）云州市灯塔企业认定办法

第一条 云州市灯塔企业认定办法由云州市灯塔局制定。

第二条 其照明费用不得摊入成本。
`
	const question = "云州市灯塔企业的照明费用"
	part := bot.Part{Text: question, Words: question, Topic: question, Want: bot.WantFact, Found: found(t, text)}
	first := func() string {
		best := c.Features(part)[0]
		for _, r := range part.Found.Results {
			if r.Passage.Start <= best.Start && best.End <= r.Passage.End {
				return r.Passage.Text
			}
		}
		return ""
	}
	if got := first(); !strings.Contains(got, "摊入成本") {
		t.Errorf("first of one document = %q, want the sentence on 照明费用", got)
	}
}
