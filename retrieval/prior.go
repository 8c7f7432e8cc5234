package retrieval

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// What is known of a passage before it is compared with the question. Both
// numbers come from the 988 statute questions, where all of their surroundings
// do as well, and neither moves the policy questions (docs/benchmarks-search.md).
const (
	// lengthPrior is what the cosine of a passage loses for each time that its
	// terms are e times as many: long texts are near to everything.
	lengthPrior = 0.01
	// documentWeight is what the fusion adds for a document that holds the most
	// of what the arms found.
	documentWeight = 0.1
)

// nearMore is the part of a list by length by which the list of the nearest that
// it is made from is longer: a quarter. Twice as long gives the same (.406).
const nearMore = 4

// byLength gives the nearest in the order of their cosines less what their
// lengths take, ties by passage ID. Its scores are these differences.
func byLength(list []Candidate) []Candidate {
	out := slices.Clone(list)
	for i := range out {
		out[i].Score -= lengthPrior * math.Log(1+float64(out[i].Length))
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.PassageID, b.PassageID))
	})
	return out
}

// supported adds to each passage what the arms found in its document, scaled to
// 0..1 over the documents: where one law holds many passages that are near,
// the answer is in that law. Passages found in named documents alone do not count.
func supported(list []*fused) {
	// In the order of the list and not of a map: sums depend on it.
	slices.SortFunc(list, func(a, b *fused) int { return strings.Compare(a.id, b.id) })
	sums, most := map[string]float64{}, 0.0
	for _, f := range list {
		if f.places.Lexical > 0 || f.places.Vector > 0 {
			d := documentOf(f.id)
			sums[d] += f.fusion
			most = max(most, sums[d])
		}
	}
	if most == 0 {
		return
	}
	for _, f := range list {
		f.document = sums[documentOf(f.id)] / most
		f.fusion += documentWeight * f.document
	}
}
