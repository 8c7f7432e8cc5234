package trainrank

import (
	"cmp"
	"slices"
)

// Apart shares out labels (the laws that answer each query) among folds, about
// as many queries in each, and gives the folds that each query touches, rising.
// Whoever learns from the queries that do not touch a fold has seen no label
// of those that do. It is deterministic: most frequent labels first, each to
// the fold with the fewest queries.
func Apart(labels [][]string, folds int) [][]int {
	count := map[string]int{}
	for _, list := range labels {
		for _, l := range distinct(list) {
			count[l]++
		}
	}
	order := make([]string, 0, len(count))
	for l := range count {
		order = append(order, l)
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	held, of := make([]int, folds), map[string]int{}
	for _, l := range order {
		least := slices.Index(held, slices.Min(held))
		of[l] = least
		held[least] += count[l]
	}
	out := make([][]int, len(labels))
	for i, list := range labels {
		for _, l := range list {
			out[i] = append(out[i], of[l])
		}
		slices.Sort(out[i])
		out[i] = slices.Compact(out[i])
	}
	return out
}

func distinct(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
