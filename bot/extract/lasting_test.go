package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestLastingOf(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"灯塔认定结果公示几天":     "公示",
		"灯塔的照明记录要保存多久":   "保存",
		"灯塔局多久答复":        "答复",
		"灯塔建成后几天内要备案":    "备案",
		"灯塔登记最长可以延长几个月":  "延长",
		"多久能办下来":         "",
		"灯塔局一共多长时间":      "",
		"灯塔补助什么时候开始申请办理": "", // a day of filing
	} {
		if got := lastingOf(bot.Part{Want: bot.WantTime, Text: question}); got != want {
			t.Errorf("lastingOf(%q) = %q, want %q", question, got, want)
		}
	}
	if got := lastingOf(bot.Part{Want: bot.WantMoney, Text: "公示几天"}); got != "" {
		t.Errorf("lastingOf of an amount = %q, want none", got)
	}
}

func TestTimeOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"公示时间为5个工作日，公示期间受理异议。", true},
		{"灯塔局应当在15个工作日内完成审核。公示无异议的，发证。", false},
		{"保存、公示的期限，自认定之日起，大灯塔为五年，小灯塔为三年。", true},
		{"灯塔局应当公示。", false},
		{"审核期限为15日；公示由灯塔局负责。", false},
	} {
		if got := timeOf("公示", &sentence{text: tt.text}); got != tt.want {
			t.Errorf("timeOf(公示, %q) = %t, want %t", tt.text, got, tt.want)
		}
	}
}

// The time of another step, which search put first, is no answer.
func TestTimeFirst(t *testing.T) {
	t.Parallel()
	r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: "a"}}}
	of := func(text string, score, fits float64) sentence {
		return sentence{result: r, text: text, score: score, fits: fits, things: 1}
	}
	examine, publish := of("灯塔局应当自受理之日起15个工作日内完成审核。", 1.5, 1), of("公示时间为5个工作日。", 1.4, 1)
	a := ask{part: bot.Part{Want: bot.WantTime, Unit: "天", Text: "灯塔认定结果公示几天"}}
	for _, tt := range []struct {
		name string
		all  []sentence
		want int
	}{
		{"the step asked of stands below", []sentence{examine, publish}, 1},
		{"it stands too far below", []sentence{examine, of(publish.text, 1.2, 1)}, 0},
		{"it stands first", []sentence{publish, examine}, 0},
		{"no sentence names it", []sentence{examine, of("发证的期限为三日。", 1.4, 1)}, 0},
	} {
		if got := timeFirst(tt.all, a, lastingOf(a.part), 0); got != tt.want {
			t.Errorf("%s: timeFirst = %d, want %d", tt.name, got, tt.want)
		}
	}
}
