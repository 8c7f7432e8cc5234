package postgres

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
	"strings"

	"github.com/policybot/policybot/retrieval"
)

// scores adds up the scores of passages of the documents kept: one number for
// each passage of the store, which is quicker than looking each up. 0 is none.
type scores struct {
	keep   *kept
	places []int32   // of the documents kept in the catalog, where these are not all
	start  []int32   // of each document kept, where its passages begin in common
	common []float64 // the passages of all documents, one document after the other
	other  map[passageAt]float64
}

// passageAt is a passage whose ordinal is beyond the number of its document's
// passages: where some are missing.
type passageAt struct {
	document int // its place among those kept
	ordinal  int
}

func newScores(keep *kept) *scores {
	s := &scores{keep: keep, start: make([]int32, len(keep.keys)+1), common: make([]float64, keep.passages)}
	c := keep.catalog
	place := 0
	for i, key := range keep.keys {
		if !keep.all {
			place = c.at(key)
			s.places = append(s.places, int32(place))
		}
		s.start[i+1] = s.start[i] + c.passages[place]
		place++
	}
	return s
}

// id gives the ID of a document by its place among those kept.
func (s *scores) id(document int) string {
	if s.places != nil {
		document = int(s.places[document])
	}
	return s.keep.catalog.ids[document]
}

// find gives the place of a document among those kept, which begin at from; it
// is one or two steps away where documents come in order. ok is false where it
// is not kept; the place is then that of the next one.
func (s *scores) find(key int32, from int) (place int, ok bool) {
	keys := s.keep.keys
	for range 4 {
		if from >= len(keys) || keys[from] >= key {
			return from, from < len(keys) && keys[from] == key
		}
		from++
	}
	i, ok := slices.BinarySearch(keys[from:], key)
	return from + i, ok
}

// add adds the scores of a block of postings to those of a document, given by
// its place among those kept.
func (s *scores) add(document int, first int32, block []byte, w blockWeight) error {
	inRow := s.common[s.start[document]:s.start[document+1]]
	return readBlock(first, block, func(ordinal int, tf, length float64) {
		score := w.term * tf / (tf + w.base + w.slope*length)
		if i := ordinal - 1; i >= 0 && i < len(inRow) {
			inRow[i] += score
			return
		}
		if s.other == nil {
			s.other = map[passageAt]float64{}
		}
		s.other[passageAt{document, ordinal}] += score
	})
}

// blockWeight is what the formula of BM25 has for all postings of a block.
type blockWeight struct{ term, base, slope float64 }

// scored is one passage with its score.
type scored struct {
	document string
	ordinal  int
	score    float64
}

// worse orders by score, then by passage ID backwards: the first of the order
// is the first to be given up.
func worse(a, b scored) bool {
	return cmp.Or(cmp.Compare(a.score, b.score), strings.Compare(b.document, a.document), cmp.Compare(b.ordinal, a.ordinal)) < 0
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
	least := 0.0 // what is not more, rounded up or down, is not among the best
	offer := func(document, ordinal int, score float64) {
		x := scored{s.id(document), ordinal, math.Round(score*1e9) / 1e9}
		switch {
		case len(t) < k:
			heap.Push(&t, x)
		case worse(t[0], x):
			t[0] = x
			heap.Fix(&t, 0)
		}
		if len(t) == k {
			least = t[0].score - 1e-8
		}
	}
	for document := range s.keep.keys {
		for i, score := range s.common[s.start[document]:s.start[document+1]] {
			if score > least {
				offer(document, i+1, score)
			}
		}
	}
	for at, score := range s.other {
		offer(at.document, at.ordinal, score)
	}
	out := make([]retrieval.Candidate, len(t))
	for i := len(t) - 1; i >= 0; i-- {
		x := heap.Pop(&t).(scored)
		out[i] = retrieval.Candidate{PassageID: passageID(x.document, x.ordinal), Score: x.score}
	}
	return out
}
