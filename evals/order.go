package evals

import (
	"cmp"
	"slices"
)

// sortedBy gives the indices by falling score, equal scores by index.
func sortedBy(scores []float64) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}
