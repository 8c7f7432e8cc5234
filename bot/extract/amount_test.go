package extract

import (
	"slices"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestWithAmount(t *testing.T) {
	t.Parallel()
	article := func(id, label string) *retrieval.Result {
		return &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: id}, Passage: corpus.Passage{ID: id + label, Label: label}}}
	}
	own, other := article("a", "第七条"), article("a", "第九条")
	for _, tt := range []struct {
		name   string
		want   bot.Want
		chosen string
		in     *retrieval.Result // where the amount stands
		added  bool
	}{
		{"of the same article", bot.WantMoney, "按损失的一倍以上五倍以下赔偿。", own, true},
		{"of another article", bot.WantMoney, "按损失的一倍以上五倍以下赔偿。", other, false},
		{"an amount is there", bot.WantMoney, "赔偿二万元。", own, false},
		{"no amount asked for", bot.WantPercent, "按损失的一倍以上五倍以下赔偿。", own, false},
	} {
		all := []sentence{{result: own, text: tt.chosen, fits: 1, things: 1}, {result: tt.in, index: 1, text: "难以确定的，赔偿三万元以上五百万元以下。", fits: 1, things: 1}}
		var got []string
		for _, s := range withAmount(all[:1:1], all, ask{part: bot.Part{Want: tt.want, Text: "灭了灯塔赔多少钱"}}) {
			got = append(got, s.text)
		}
		if added := slices.Contains(got, all[1].text); added != tt.added {
			t.Errorf("%s: %q, added %t, want %t", tt.name, got, added, tt.added)
		}
	}
}
