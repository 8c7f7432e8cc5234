package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestFigureOfAnotherMatterAnswersNothing(t *testing.T) {
	t.Parallel()
	sales := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{Title: "（虚构）灯塔增值税办法"},
		Passage: corpus.Passage{Norm: "灯塔服务的税率为百分之六。"}}}
	for _, tt := range []struct {
		name, question, text string
		want                 bot.Want
		answers              bool
	}{
		{"the tax asked for", "灯塔的增值税税率多少", "灯塔服务的税率为百分之六。", bot.WantPercent, true},
		{"another tax", "灯塔的印花税税率多少", "灯塔服务的税率为百分之六。", bot.WantPercent, false},
		{"a tax where no figure is asked", "灯塔印花税怎么报", "灯塔服务应当申报。", bot.WantProcedure, true},
		{"what is counted", "灯塔最少几个合伙人", "灯塔有两个以上合伙人。", bot.WantCount, true},
		{"something else is counted", "灯塔最少几个合伙人", "不得在两个以上灯塔任职。", bot.WantCount, false},
		{"what is counted is behind the classifier", "一千座灯塔里要配几个床位", "每千座灯塔床位数不少于5.5个。", bot.WantCount, true},
		{"a measure is no noun", "灯塔多出几个百分点", "灯塔增长5%左右。", bot.WantCount, true},
	} {
		part := bot.Part{Text: tt.question, Want: tt.want}
		a := ask{part: part, demands: demandsOf(part), things: thingsIn(tt.question)}
		s := &sentence{result: sales, text: tt.text, fits: 1}
		if got := answers(s, a); got != tt.answers {
			t.Errorf("%s: answers(%q, %q) = %v, want %v", tt.name, tt.text, tt.question, got, tt.answers)
		}
	}
}
