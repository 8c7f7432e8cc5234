// Package metric holds the formulas of the eval suite: pure functions over
// ranked lists and judgements. Each comment names the source of its formula.
package metric

import (
	"math"
	"slices"
)

// Judgements are the graded documents of one query; a grade above 0 is relevant.
type Judgements map[string]int

// relevant counts the documents with a grade above 0.
func (j Judgements) relevant() int {
	n := 0
	for _, g := range j {
		if g > 0 {
			n++
		}
	}
	return n
}

// Recall is recall@k: the share of the relevant documents among the first k of
// the ranking (textbook; trec_eval recall_k). 0 where nothing is relevant.
func Recall(ranking []string, j Judgements, k int) float64 {
	n := j.relevant()
	if n == 0 {
		return 0
	}
	found := 0
	for _, id := range head(ranking, k) {
		if j[id] > 0 {
			found++
		}
	}
	return float64(found) / float64(n)
}

// Hit is hit@k: 1 where a relevant document is among the first k (trec_eval
// success_k).
func Hit(ranking []string, j Judgements, k int) float64 {
	for _, id := range head(ranking, k) {
		if j[id] > 0 {
			return 1
		}
	}
	return 0
}

// ReciprocalRank is 1/rank of the first relevant document among the first k, 0
// where there is none (trec_eval recip_rank, cut at k; k 0 means no cut).
func ReciprocalRank(ranking []string, j Judgements, k int) float64 {
	if k == 0 {
		k = len(ranking)
	}
	for i, id := range head(ranking, k) {
		if j[id] > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}

// NDCG is nDCG@k with linear gain and discount log2(rank+1), normalised by the
// ideal ranking of all judged documents (trec_eval ndcg_cut_k).
func NDCG(ranking []string, j Judgements, k int) float64 {
	dcg := 0.0
	for i, id := range head(ranking, k) {
		dcg += gain(j[id], i)
	}
	grades := make([]int, 0, len(j))
	for _, g := range j {
		grades = append(grades, g)
	}
	slices.SortFunc(grades, func(a, b int) int { return b - a })
	ideal := 0.0
	for i, g := range grades[:min(k, len(grades))] {
		ideal += gain(g, i)
	}
	if ideal == 0 {
		return 0
	}
	return dcg / ideal
}

func gain(grade, i int) float64 {
	if grade <= 0 {
		return 0
	}
	return float64(grade) / math.Log2(float64(i)+2)
}

func head(ranking []string, k int) []string { return ranking[:min(k, len(ranking))] }

// Mean is the arithmetic mean, 0 of nothing.
func Mean(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// Percentile is the p-th percentile (0 to 1) by linear interpolation between
// the closest ranks (Hyndman and Fan 1996, definition 7), 0 of nothing.
func Percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := p * float64(len(sorted)-1)
	low := int(math.Floor(at))
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}

// Wilson is the 95 % interval of a rate of k in n (Wilson 1927), (0, 1) for n 0.
func Wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = normal975
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return centre - half, centre + half
}
