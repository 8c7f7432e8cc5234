package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestTextThatLacksTheActAnswersNothing(t *testing.T) {
	t.Parallel()
	const issued = "认定通过的，由云州市颁发灯塔企业证书，证书自颁发之日起三年内有效。"
	for _, tt := range []struct {
		name, question, passage string
		answers                 bool
	}{
		{"a certificate is lost", "灯塔企业证书丢了怎么办理", issued, false},
		{"a certificate is to be issued anew", "灯塔企业证书怎么补办", issued, false},
		{"the text rules it in other words", "灯塔企业证书丢了怎么办理", "灯塔企业证书遗失的，应当申请补发。", true},
		{"a title is lost and no paper", "灯塔企业资格丢了还能报吗", issued, true},
		{"how long it is valid", "灯塔企业证书管几年", issued, true},
		{"years of something else", "灯塔企业证书管几年", "骗取灯塔企业证书的，五年内不受理其申请。", false},
		{"who cheats is not who has paid too much", "虚报灯塔数几年内不得再报", "多缴灯塔费的，可以在三年内请求退款。", false},
		{"who cheats, in the words of the text", "虚报灯塔数几年内不得再报", "提供虚假材料的，三年内不受理。", true},
		{"who moves there is brought in", "灯塔企业总部迁到云州奖多少", "对新引进的灯塔企业总部给予奖励。", true},
		{"no act is named", "灯塔企业证书从哪来", issued, true},
	} {
		r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: "（虚构）云州市灯塔企业认定办法"}, Passage: corpus.Passage{Norm: tt.passage}}}
		a := ask{part: bot.Part{Text: tt.question, Want: bot.WantFact}, acts: actsIn(tt.question)}
		s := &sentence{result: r, text: tt.passage, fits: 1}
		if got := answers(s, a); got != tt.answers {
			t.Errorf("%s: answers(%q, %q) = %v, want %v", tt.name, tt.passage, tt.question, got, tt.answers)
		}
	}
}
