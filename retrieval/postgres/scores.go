package postgres

import (
	"cmp"
	"container/heap"
	"math"
	"strings"

	"github.com/policybot/policybot/retrieval"
)

// scores adds up the scores of passages of the documents kept: one number for
// each passage of the store, which is quicker than looking each up.
type scores struct {
	keep   kept
	byKey  map[int32]*documentScores
	common []float64 // the passages of all documents, one document after the other
}

// documentScores are those of one document's passages, by ordinal less one;
// 0 is none.
type documentScores struct {
	id    string
	inRow []float64
	other map[int]float64 // ordinals beyond the number of passages: where some are missing
}

func newScores(keep kept) *scores {
	return &scores{keep: keep, byKey: make(map[int32]*documentScores, len(keep.keys)), common: make([]float64, keep.passages)}
}

// of gives the scores of a document.
func (s *scores) of(key int32) *documentScores {
	d := s.byKey[key]
	if d == nil {
		n := min(s.keep.counts[key], len(s.common))
		d = &documentScores{id: s.keep.ids[key], inRow: s.common[:n:n]}
		s.common = s.common[n:]
		s.byKey[key] = d
	}
	return d
}

func (d *documentScores) add(ordinal int, score float64) {
	if i := ordinal - 1; i >= 0 && i < len(d.inRow) {
		d.inRow[i] += score
		return
	}
	if d.other == nil {
		d.other = map[int]float64{}
	}
	d.other[ordinal] += score
}

// scored is one passage with its score.
type scored struct {
	document *documentScores
	ordinal  int
	score    float64
}

// worse orders by score, then by passage ID backwards: the first of the order
// is the first to be given up.
func worse(a, b scored) bool {
	return cmp.Or(cmp.Compare(a.score, b.score), strings.Compare(b.document.id, a.document.id), cmp.Compare(b.ordinal, a.ordinal)) < 0
}

// top is a heap whose root is the worst of the passages kept.
type top []scored

func (t top) Len() int           { return len(t) }
func (t top) Less(i, j int) bool { return worse(t[i], t[j]) }
func (t top) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *top) Push(x any)        { *t = append(*t, x.(scored)) }
func (t *top) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

// best gives the k best passages, best first, ties by passage ID.
func (s *scores) best(k int) []retrieval.Candidate {
	var t top
	offer := func(d *documentScores, ordinal int, score float64) {
		x := scored{d, ordinal, math.Round(score*1e9) / 1e9}
		switch {
		case len(t) < k:
			heap.Push(&t, x)
		case worse(t[0], x):
			t[0] = x
			heap.Fix(&t, 0)
		}
	}
	for _, d := range s.byKey {
		for i, score := range d.inRow {
			if score > 0 {
				offer(d, i+1, score)
			}
		}
		for ordinal, score := range d.other {
			offer(d, ordinal, score)
		}
	}
	out := make([]retrieval.Candidate, len(t))
	for i := len(t) - 1; i >= 0; i-- {
		x := heap.Pop(&t).(scored)
		out[i] = retrieval.Candidate{PassageID: passageID(x.document.id, x.ordinal), Score: x.score}
	}
	return out
}
