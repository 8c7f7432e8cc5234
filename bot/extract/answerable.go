package extract

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/policybot/policybot/bot"
)

// Model is a logistic model over named features: the probability is
// 1 / (1 + exp(-(Bias + sum of Weights[i] * (x[i] - Mean[i]) / Scale[i]))).
type Model struct {
	Names     []string  `json:"names"`
	Mean      []float64 `json:"mean"`
	Scale     []float64 `json:"scale"`
	Weights   []float64 `json:"weights"`
	Bias      float64   `json:"bias"`
	Threshold float64   `json:"threshold"` // least probability that is acted upon
}

// answerableJSON is written by `policybot eval fit`; docs/benchmarks.md says
// with which cases and what it scores.
//
//go:embed answerable.json
var answerableJSON []byte

// ReadModel reads a model and checks that it fits the names of its features.
func ReadModel(raw []byte, names []string) (*Model, error) {
	var m Model
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("answerability model: %w", err)
	}
	n := len(names)
	if len(m.Names) != n || len(m.Mean) != n || len(m.Scale) != n || len(m.Weights) != n {
		return nil, fmt.Errorf("answerability model: %d features, the program has %d: run `policybot eval fit` again", len(m.Names), n)
	}
	for i := range names {
		if m.Names[i] != names[i] {
			return nil, fmt.Errorf("answerability model: feature %d is %s, the program's is %s: run `policybot eval fit` again", i, m.Names[i], names[i])
		}
	}
	return &m, nil
}

// Probability is the model's for the features x, in the order of Names.
func (m *Model) Probability(x []float64) float64 {
	z := m.Bias
	for i, v := range x {
		z += m.Weights[i] * (v - m.Mean[i]) / m.Scale[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// wants in the order of their indicator features.
var wants = []bot.Want{bot.WantFact, bot.WantMoney, bot.WantPercent, bot.WantTime, bot.WantCount, bot.WantDefinition,
	bot.WantEligibility, bot.WantProcedure, bot.WantConsequence, bot.WantList, bot.WantName}

// PartNames names the features of a part that tell whether it is answered: those
// of its best sentence, how far that stands out, and what is asked for.
func PartNames() []string {
	names := append([]string{}, featureNames...)
	names = append(names, "max_cosine", "max_context", "max_coverage", "gap5", "gap20", "cosine_gap", "scoped", "later")
	for _, w := range wants {
		names = append(names, "want_"+string(w))
	}
	return names
}

// PartFeatures gives the features of a part in the order of [PartNames]; nil
// where nothing was found.
func (c *Composer) PartFeatures(part bot.Part) []float64 {
	return partFeatures(c.read(part))
}

func partFeatures(r reading) []float64 {
	part, all := r.ask.part, r.all
	if len(all) == 0 {
		return nil
	}
	best := all[0]
	x := append([]float64{}, best.values()...)
	cosine, context, coverage := 0.0, 0.0, 0.0
	depth := all[:min(40, len(all))] // what stands further down tells nothing of the best
	cosines := make([]float64, 0, len(depth))
	for i := range depth {
		cosine, context, coverage = max(cosine, depth[i].cosine), max(context, depth[i].context), max(coverage, depth[i].coverage)
		cosines = append(cosines, depth[i].cosine)
	}
	x = append(x, cosine, context, coverage, best.score-all[min(5, len(all)-1)].score, best.score-all[min(20, len(all)-1)].score,
		cosine-kthLargest(cosines, 10), truth(part.Scope != ""), truth(part.Topic != part.Text && !strings.HasPrefix(part.Topic, part.Text)))
	for _, w := range wants {
		x = append(x, truth(part.Want == w))
	}
	return x
}

// kthLargest is the k-th largest of the values, the least where there are fewer.
func kthLargest(values []float64, k int) float64 {
	sorted := append([]float64{}, values...)
	for i := range min(k, len(sorted)) {
		for j := i + 1; j < len(sorted); j++ {
			if sorted[j] > sorted[i] {
				sorted[i], sorted[j] = sorted[j], sorted[i]
			}
		}
	}
	return sorted[min(k, len(sorted))-1]
}
