package metric

import (
	"cmp"
	"math"
	"slices"
)

// Order sorts a scored list as trec_eval does: falling scores compared in
// single precision, ties by falling document ID.
func Order(scores map[string]float64) []string {
	ids := make([]string, 0, len(scores))
	for id := range scores {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(float32(scores[b]), float32(scores[a])), cmp.Compare(b, a))
	})
	return ids
}

// Precision is P@k: the share of relevant documents in the first k places,
// places beyond the end of the ranking counted as not relevant (trec_eval P_k).
func Precision(ranking []string, j Judgements, k int) float64 {
	if k <= 0 {
		return 0
	}
	found := 0
	for _, id := range head(ranking, k) {
		if j[id] > 0 {
			found++
		}
	}
	return float64(found) / float64(k)
}

// AveragePrecision is the mean over all relevant documents of the precision at
// their ranks, 0 for those not among the first k; k 0 means no cut (trec_eval
// map, map_cut_k). Its mean over queries is MAP.
func AveragePrecision(ranking []string, j Judgements, k int) float64 {
	n := j.relevant()
	if n == 0 {
		return 0
	}
	if k == 0 {
		k = len(ranking)
	}
	found, sum := 0, 0.0
	for i, id := range head(ranking, k) {
		if j[id] > 0 {
			found++
			sum += float64(found) / float64(i+1)
		}
	}
	return sum / float64(n)
}

// NDCGExponential is nDCG@k with gain 2^grade-1 (Burges et al. 2005), otherwise
// as [NDCG].
func NDCGExponential(ranking []string, j Judgements, k int) float64 {
	raised := Judgements{}
	for id, g := range j {
		raised[id] = 1<<max(g, 0) - 1
	}
	return NDCG(ranking, raised, k)
}

// ContextPrecision is the context precision at K of Ragas: the mean, over the
// relevant places of a list, of the precision there; the denominator is what is
// relevant in the list, not what could be.
func ContextPrecision(relevant []bool) float64 {
	found, sum := 0, 0.0
	for i, r := range relevant {
		if r {
			found++
			sum += float64(found) / float64(i+1)
		}
	}
	if found == 0 {
		return 0
	}
	return sum / float64(found)
}

// IDPrecision and IDRecall are Ragas' id-based context precision and recall:
// the share of different retrieved ids that are wanted, and of different wanted
// ids that are retrieved. Nothing retrieved, or nothing wanted, gives 0.
func IDPrecision(retrieved, wanted []string) float64 { return shareIn(retrieved, wanted) }

// IDRecall is described at [IDPrecision].
func IDRecall(retrieved, wanted []string) float64 { return shareIn(wanted, retrieved) }

// shareIn is the share of the different members of a that are in b.
func shareIn(a, b []string) float64 {
	different := map[string]bool{}
	n := 0
	for _, x := range a {
		if !different[x] {
			different[x] = true
			if slices.Contains(b, x) {
				n++
			}
		}
	}
	if len(different) == 0 {
		return 0
	}
	return float64(n) / float64(len(different))
}

// F1 is the harmonic mean of precision and recall, 0 where both are 0.
func F1(precision, recall float64) float64 {
	if precision+recall == 0 {
		return 0
	}
	return 2 * precision * recall / (precision + recall)
}

// StandardDeviation is that of a sample (divisor n-1), 0 for fewer than two.
func StandardDeviation(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	m, sum := Mean(values), 0.0
	for _, v := range values {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}
