package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

const twoLists = "# （虚构）云州市灯塔企业培育通知\n\n一、申报材料\n\n申报企业按以下顺序装订材料：\n\n（一）灯塔企业认定入库申请书；\n\n（二）照明设施照片。\n\n二、申报条件\n\n申报企业应当符合下列条件：\n\n（一）灯塔企业注册满二年；\n\n（二）没有熄灯记录。\n\n三、其他\n\n由云州市负责。\n"

// Who asks for conditions is not answered by papers to hand in, nor the other way round.
func TestComposeTellsConditionsFromPapers(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"灯塔企业认定要什么条件":  "注册满二年",
		"灯塔企业认定要交什么材料": "入库申请书",
		"谁可以申请灯塔企业认定":  "注册满二年",
	} {
		part := bot.Part{Text: question, Want: bot.WantList, Found: found(t, twoLists)}
		if part.AsksWho() {
			part.Want = bot.WantEligibility
		}
		d := composeAll(t, []bot.Part{part})
		if len(d.Statements) < 2 || !strings.Contains(d.Statements[0].Text+d.Statements[1].Text, want) {
			t.Errorf("%s: statements = %q, want %q first", question, texts(d), want)
		}
	}
}
