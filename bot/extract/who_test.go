package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
)

// Who asks whose something is, and who does something.
func TestFitsActor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question, text string
		want           float64
	}{
		{"合作修出的新灯算谁的", "产生新灯的，权益归合作各方共有；", 1},
		{"合作修出的新灯算谁的", "国家鼓励企业与守灯人建立联盟。", 0},
		{"修灯的图纸归谁", "图纸属于画图的人。", 1},
		{"灯油的钱算谁的", "灯油费由守灯会承担。", 1},
		{"灯塔的代表可以是谁", "灯塔的代表由守灯人担任。", 1},
		{"灯塔名录由谁定", "灯塔名录由守灯会制定。", 1},
		{"灯塔名录由谁定", "灯塔名录另有规定的，由其规定。", 0},
	} {
		if got := fitsActor(bot.Part{Text: tt.question, Want: bot.WantName}, tt.text); got != tt.want {
			t.Errorf("%s: %s fits %.1f, want %.1f", tt.question, tt.text, got, tt.want)
		}
	}
}
