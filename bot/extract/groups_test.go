package extract

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// What is granted to some people is no answer for others, and a note says whom it is for.
func TestOfOtherGroup(t *testing.T) {
	t.Parallel()
	titled := func(title, text string) *sentence {
		return &sentence{result: &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: title}}}, text: text, things: 1}
	}
	for _, tt := range []struct {
		question, title, text string
		want                  bool
	}{
		{"大学生开灯塔，一次性补贴多少钱", "灯塔补贴办法", "港澳青年企业给予一次性10万元补贴。", true},
		{"大学生开灯塔，一次性补贴多少钱", "支持港澳青年开灯塔办法", "给予一次性10万元补贴。", true},
		{"大学生开灯塔，一次性补贴多少钱", "灯塔补贴办法", "高校毕业生给予一次性10万元补贴。", false},
		{"大学生开灯塔，一次性补贴多少钱", "灯塔补贴办法", "给予一次性10万元补贴。", false},
		{"台湾青年开灯塔补贴多少钱", "支持港澳青年开灯塔办法", "台湾青年参照本办法执行。", false},
		{"开灯塔，一次性补贴多少钱", "支持港澳青年开灯塔办法", "给予一次性10万元补贴。", false},
		{"残疾人开灯塔补贴多少钱", "灯塔补贴办法", "残疾人联合会给予在校学生补贴1万元。", true},
	} {
		a := ask{part: bot.Part{Text: tt.question, Want: bot.WantMoney}, groups: groupsIn(tt.question)}
		if got := a.ofOtherGroup(titled(tt.title, tt.text)); got != tt.want {
			t.Errorf("%s: ofOtherGroup(《%s》 %s) = %t, want %t", tt.question, tt.title, tt.text, got, tt.want)
		}
	}
	chosen := []sentence{*titled("支持港澳青年开灯塔办法", "给予一次性10万元补贴。")}
	if got := forGroup(ask{}, "开灯塔补贴多少钱", chosen, "zh"); !strings.Contains(got, "港澳青年") {
		t.Errorf("note = %q, want one that names 港澳青年", got)
	}
	if got := forGroup(ask{groups: groupsIn("港澳青年")}, "港澳青年开灯塔补贴多少钱", chosen, "zh"); got != "" {
		t.Errorf("note for who names the group = %q, want none", got)
	}
	if got := forGroup(ask{}, "灯塔什么时候登记", []sentence{*titled("灯塔登记办法", "大学生应当在九月登记。")}, "zh"); got != "" {
		t.Errorf("note on what grants nothing = %q, want none", got)
	}
}

// Who may enter a list of candidates is no answer for who asks of the title.
func TestOfStage(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]bool{"高新技术企业第一批什么时候截止": true, "高新技术企业培育库第一批什么时候截止": false, "高新技术企业进库什么时候截止": false} {
		a := ask{part: bot.Part{Text: question}, things: thingsIn(question)}
		s := &sentence{result: &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: "组织申报高新技术企业培育库入库企业的通知"}}}}
		if got := a.ofStage(s); got != want {
			t.Errorf("%s: ofStage = %t, want %t", question, got, want)
		}
	}
}

// The penalty of another article, which holds less of the question, is for another act.
func TestOtherAct(t *testing.T) {
	t.Parallel()
	d := &corpus.Document{ID: "a"}
	of := func(label, text string, context float64) *sentence {
		r := &retrieval.Result{Stored: retrieval.Stored{Document: d}}
		r.Passage.Label = label
		return &sentence{result: r, text: text, context: context}
	}
	best := of("第二十八条", "熄灯的，处二千元以下罚款。", 0.5)
	for _, tt := range []struct {
		name string
		best *sentence
		s    *sentence
		want bool
	}{
		{"another act", best, of("第三十条", "涂改灯塔证的，处一万元以下罚款。", 0.3), true},
		{"as near", best, of("第三十条", "熄灯造成损失的，处一万元以下罚款。", 0.5), false},
		{"the same article", best, of("第二十八条", "情节严重的，处一万元以下罚款。", 0.3), false},
		{"no penalty", best, of("第三十条", "灯塔应当亮灯。", 0.3), false},
		{"the act is hardly named", of("第二十八条", best.text, 0.3), of("第三十条", "涂改灯塔证的，处一万元以下罚款。", 0.2), false},
	} {
		if got := otherAct(tt.best, tt.s); got != tt.want {
			t.Errorf("%s: otherAct = %t, want %t", tt.name, got, tt.want)
		}
	}
}
