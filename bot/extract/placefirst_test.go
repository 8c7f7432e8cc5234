package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// The rule of the place asked for goes before that of the province or of a town of it.
func TestPlaceFirst(t *testing.T) {
	t.Parallel()
	of := func(region string, score, context, cosine float64) sentence {
		return sentence{result: &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: region, Region: region}}, Status: corpus.StatusInForce},
			text: "奖励百分之七十", score: score, context: context, cosine: cosine, fits: 1, things: 1}
	}
	a := ask{part: bot.Part{Want: bot.WantPercent, Found: &retrieval.Results{}}}
	a.part.Found.Understood.Regions = []string{"浙江舟山"}
	province := of("浙江", 1.9, 0.5, 0.7)
	for _, tt := range []struct {
		name string
		own  sentence
		want int
	}{
		{"nearly as good", of("浙江舟山", 1.8, 0.4, 0.6), 1},
		{"lower, and holds more of the question", of("浙江舟山", 1.6, 0.6, 0.7), 1},
		{"lower, and holds less", of("浙江舟山", 1.6, 0.4, 0.7), 0},
		{"of a third place", of("浙江宁波", 1.8, 0.6, 0.7), 0},
	} {
		if got := placeFirst([]sentence{province, tt.own}, a, 0); got != tt.want {
			t.Errorf("%s: placeFirst = %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Who asks of a province asks of none of its cities, whose rules are found as well.
func TestPlaceAsked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		topic   string
		regions []string
		want    string
	}{
		{"广东的纸质材料交几份", []string{"广东", "广东东莞", "广东广州"}, "广东"},
		{"广东和浙江的纸质材料交几份", []string{"广东", "广东东莞", "浙江"}, ""},
		{"纸质材料交几份", []string{"广东", "广东东莞"}, ""},
		{"柳河的纸质材料交几份", []string{"吉林通化柳河县"}, "吉林通化柳河县"},
		{"云州的纸质材料交几份", nil, ""},
	} {
		a := ask{part: bot.Part{Topic: tt.topic, Found: &retrieval.Results{}}}
		a.part.Found.Understood.Regions = tt.regions
		if got := a.placeAsked(); got != tt.want {
			t.Errorf("%s: place asked %q, want %q", tt.topic, got, tt.want)
		}
	}
}
