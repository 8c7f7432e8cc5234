package extract

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// Model is a logistic model over named features: the probability is
// 1 / (1 + exp(-(Bias + sum of Weights[i] * (x[i] - Mean[i]) / Scale[i]))).
type Model struct {
	Names     []string  `json:"names"`
	Mean      []float64 `json:"mean"`
	Scale     []float64 `json:"scale"`
	Weights   []float64 `json:"weights"`
	Bias      float64   `json:"bias"`
	Threshold float64   `json:"threshold"` // least probability of a part that is answered
	Question  float64   `json:"question"`  // least mean probability of the parts of a question that is answered
}

// answerableJSON is written by `policybot eval fit`; docs/benchmarks-answers-log.md says
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

// unseen are the features of a sentence that the model does not get: in the
// cases it is fitted on, whether a text is local or a report goes with whether
// the case is answerable, which it does not outside of them.
var unseen = func() map[int]bool {
	out := map[int]bool{}
	for i, n := range featureNames {
		switch n {
		case "local", "report", "old", "length", "item", "leads", "fits":
			out[i] = true
		}
	}
	return out
}()

// PartNames names the features of a part that tell whether it is answered: those
// of the sentence that would be quoted first, how far that stands out, how its document
// stands among those found, and what is asked for.
func PartNames() []string {
	names := []string{}
	for i, n := range featureNames {
		if !unseen[i] {
			names = append(names, n)
		}
	}
	names = append(names, "fits", "max_cosine", "gap5", "gap20", "cosine_gap", "scoped", "later",
		"nearer", "other_document", "other_passage", "below", "words",
		"same5", "same10", "rank", "lexical", "documents")
	for _, w := range wants {
		names = append(names, "want_"+string(w))
	}
	return names
}

// PartFeatures gives the features of a part in the order of [PartNames]; nil
// where nothing was found that could answer it.
func (c *Composer) PartFeatures(part bot.Part) []float64 {
	return partFeatures(c.read(part))
}

func partFeatures(r reading) []float64 {
	part, all := r.ask.part, r.all
	first := firstAnswer(all, r.ask)
	if first < 0 {
		return nil
	}
	best := all[first]
	x := []float64{}
	for i, v := range best.values() {
		if !unseen[i] {
			x = append(x, v)
		}
	}
	cosine := 0.0
	depth := all[:min(40, len(all))] // what stands further down tells nothing of the best
	cosines := make([]float64, 0, len(depth))
	for i := range depth {
		cosine = max(cosine, depth[i].cosine)
		cosines = append(cosines, depth[i].cosine)
	}
	fit := best.fits
	if _, shaped := shapes[part.Want]; !shaped && part.Want != bot.WantCount {
		fit = 1 // nothing in particular is asked for
	}
	if rate := rateFirst(all, r.ask, first); rate != first {
		fit = all[rate].fits
	}
	x = append(x, fit, cosine, best.score-all[min(first+5, len(all)-1)].score, best.score-all[min(first+20, len(all)-1)].score,
		cosine-kthLargest(cosines, 10), truth(part.Scope != ""), truth(part.Topic != part.Text && !strings.HasPrefix(part.Topic, part.Text)))
	x = append(x, rivals(depth, first)...)
	x = append(x, min(1, float64(utf8.RuneCountInString(part.Words))/40))
	x = append(x, standing(part.Found.Results, best.result)...)
	for _, w := range wants {
		x = append(x, truth(part.Want == w))
	}
	return x
}

// rivals says what else was found: how many of ten sentences are nearer in meaning than
// the one that would be quoted first, by how much it leads those of other
// documents and of other passages, and by how much it stands below the best.
func rivals(depth []sentence, first int) []float64 {
	best := &depth[first]
	nearer, document, passage := 0.0, 0.0, 0.0
	for i := range depth {
		s := &depth[i]
		nearer += truth(s.cosine > best.cosine) / 10
		if s.result.Document.ID != best.result.Document.ID {
			document = max(document, s.score)
		}
		if s.result.Passage.ID != best.result.Passage.ID {
			passage = max(passage, s.score)
		}
	}
	return []float64{nearer, best.score - document, best.score - passage, depth[0].score - best.score}
}

// standing says how a passage stands among those found: the share of the first
// five and ten that its document has, one over its rank, whether words found it,
// and how many documents the first ten are of, over ten.
func standing(found []retrieval.Result, of *retrieval.Result) []float64 {
	same5, same10, rank := 0.0, 0.0, len(found)
	documents := map[string]bool{}
	for i := range found {
		r := &found[i]
		if r.Passage.ID == of.Passage.ID {
			rank = min(rank, i)
		}
		if i < 10 {
			documents[r.Document.ID] = true
			same10 += truth(r.Document.ID == of.Document.ID) / 10
			if i < 5 {
				same5 += truth(r.Document.ID == of.Document.ID) / 5
			}
		}
	}
	return []float64{same5, same10, 1 / float64(1+rank), truth(!math.IsNaN(of.Lexical)), float64(len(documents)) / 10}
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
