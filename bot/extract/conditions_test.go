package extract_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

// Who asks whether he may gets all conditions with their lead-in, no verdict, and
// which of them his question says nothing of.
func TestEligibilityListsAllConditions(t *testing.T) {
	t.Parallel()
	d := compose(t, bot.Part{Text: "照明费用占销售收入的比例是8%，能不能认定灯塔企业", Want: bot.WantEligibility})
	got := texts(d)
	for _, item := range []string{"应当具备下列条件", "（一）注册满二年", "（二）照明费用", "（三）没有熄灯记录"} {
		if strings.Count(got, item) != 1 {
			t.Errorf("statements %q, want %q once", got, item)
		}
	}
	notes := strings.Join(d.Notes, "\n")
	if !strings.Contains(notes, "逐项核对") || !strings.Contains(notes, "第（一）项、第（三）项") || strings.Contains(notes, "第（二）项") {
		t.Errorf("notes %q, want the first and the third condition to be asked for, not the second", notes)
	}
}

func TestOtherQuestionsAskForNoFacts(t *testing.T) {
	t.Parallel()
	d := compose(t, bot.Part{Text: "照明费用占销售收入的比例几个点", Want: bot.WantPercent})
	if got := texts(d); strings.Contains(got, "没有熄灯记录") || len(d.Notes) > 0 {
		t.Errorf("statements %q, notes %q; want the one condition that was asked for", got, d.Notes)
	}
}

// Behind the conditions the lists of other things (papers, steps) are left out.
func TestEligibilityLeavesOutOtherLists(t *testing.T) {
	t.Parallel()
	const text = "# （虚构）云州市灯塔企业认定办法\n\n第一条 认定灯塔企业应当符合下列条件：\n\n（一）灯塔企业注册满二年；\n\n（二）没有熄灯记录。\n\n第二条 灯塔企业能认定的，应当提交下列材料：\n\n（一）申请书；\n\n（二）照片。\n\n第三条 本办法自公布之日起施行。\n"
	d := composeAll(t, []bot.Part{{Text: "灯塔企业注册八个月能不能认定", Want: bot.WantEligibility, Found: found(t, text)}})
	if got := texts(d); !strings.Contains(got, "注册满二年") || !strings.Contains(got, "没有熄灯记录") || strings.Contains(got, "申请书") {
		t.Errorf("statements %q, want the conditions and no papers", got)
	}
}
