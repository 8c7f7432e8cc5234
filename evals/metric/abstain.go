package metric

import "slices"

// Refusal is precision and recall of abstaining: of the questions that were not
// answered, the share that could not be; of those that could not be, the share
// not answered (RGB, Chen et al. 2024, calls the latter the rejection rate).
// Both are 1 where there was nothing to get wrong.
func Refusal(answered, answerable []bool) (precision, recall float64) {
	refused, rightly, unanswerable := 0, 0, 0
	for i := range answered {
		if !answerable[i] {
			unanswerable++
		}
		if !answered[i] {
			refused++
			if !answerable[i] {
				rightly++
			}
		}
	}
	precision, recall = 1, 1
	if refused > 0 {
		precision = float64(rightly) / float64(refused)
	}
	if unanswerable > 0 {
		recall = float64(rightly) / float64(unanswerable)
	}
	return precision, recall
}

// AbstentionPoint is one threshold of the abstention curve: questions whose
// score is below it are refused.
type AbstentionPoint struct {
	Threshold float64 `json:"threshold"`
	Refused   float64 `json:"refused"`  // share of the unanswerable that is refused, rightly
	Mistaken  float64 `json:"mistaken"` // share of the answerable that is refused, wrongly
}

// AbstentionCurve gives a point for each different score and one above all, by
// rising threshold. Shares over nothing are 0.
func AbstentionCurve(scores []float64, answerable []bool) []AbstentionPoint {
	type scored struct {
		score float64
		can   bool
	}
	all := make([]scored, len(scores))
	can := 0
	for i := range scores {
		all[i] = scored{scores[i], answerable[i]}
		if answerable[i] {
			can++
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	var curve []AbstentionPoint
	refused, mistaken := 0, 0
	point := func(threshold float64) {
		curve = append(curve, AbstentionPoint{threshold, over(refused, len(all)-can), over(mistaken, can)})
	}
	for i, s := range all {
		if i == 0 || all[i-1].score != s.score {
			point(s.score)
		}
		if s.can {
			mistaken++
		} else {
			refused++
		}
	}
	if len(all) > 0 {
		point(all[len(all)-1].score + 1)
	}
	return curve
}

// RefusedAt is the greatest share of the unanswerable that is refused while at
// most the given share of the answerable is.
func RefusedAt(curve []AbstentionPoint, mistaken float64) float64 {
	best := 0.0
	for _, p := range curve {
		if p.Mistaken <= mistaken {
			best = max(best, p.Refused)
		}
	}
	return best
}

func over(k, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(k) / float64(n)
}
