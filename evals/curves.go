package evals

import (
	"slices"

	"github.com/policybot/policybot/evals/metric"
)

// KindFigure says how the cases of a kind fared.
type KindFigure struct {
	Kind  string `json:"kind"`
	N     int    `json:"n"`
	Right int    `json:"right"`
}

// Kinds counts right cases by kind, kinds in alphabetical order.
func (s *Suite) Kinds() []KindFigure {
	by := map[string]*KindFigure{}
	for _, c := range s.Cases {
		k := by[c.Case.Kind]
		if k == nil {
			k = &KindFigure{Kind: c.Case.Kind}
			by[c.Case.Kind] = k
		}
		k.N++
		k.Right += count(c.OK)
	}
	out := []KindFigure{}
	for _, k := range by {
		out = append(out, *k)
	}
	slices.SortFunc(out, func(a, b KindFigure) int {
		if a.Kind < b.Kind {
			return -1
		}
		return 1
	})
	return out
}

// Cutoffs are where recall is drawn.
var Cutoffs = []int{1, 2, 3, 5, 10, 20, 30, 50, 100}

// Recalls gives for a mode the mean share of the judged quotes found in the
// first k passages, for each of [Cutoffs]; nil where the mode was not searched.
func (s *Suite) Recalls(mode string) []float64 {
	var out []float64
	for _, k := range Cutoffs {
		var shares []float64
		for _, c := range s.Cases {
			ranks := c.Ranks[mode]
			if len(ranks) == 0 {
				continue
			}
			found := 0
			for _, r := range ranks {
				found += count(r > 0 && r <= k)
			}
			shares = append(shares, float64(found)/float64(len(ranks)))
		}
		if len(shares) == 0 {
			return nil
		}
		out = append(out, metric.Mean(shares))
	}
	return out
}

// Abstention is the curve of refusing by the score of the best passage alone,
// which the gates are to beat, and where the pipeline stands: the share of the
// unanswerable that it refuses, of the answerable that it refuses by mistake.
func (s *Suite) Abstention() (curve []metric.AbstentionPoint, refused, mistaken float64) {
	var scores []float64
	var answerable, answered []bool
	for _, c := range s.Cases {
		answer := c.Answer.Status == "answered" || c.Answer.Status == "partial"
		answerable, answered = append(answerable, c.Case.Answerable), append(answered, answer)
		score := 0.0
		if len(c.Retrieved) > 0 {
			score = c.Retrieved[0].Score
		}
		scores = append(scores, score)
	}
	_, refused = metric.Refusal(answered, answerable)
	n, wrong := 0, 0
	for i := range answered {
		n += count(answerable[i])
		wrong += count(answerable[i] && !answered[i])
	}
	if n > 0 {
		mistaken = float64(wrong) / float64(n)
	}
	return metric.AbstentionCurve(scores, answerable), refused, mistaken
}
