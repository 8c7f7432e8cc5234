package retrieval

import (
	"cmp"
	"math"
	"slices"

	"github.com/policybot/policybot/corpus"
)

// Weights of the arms in the fusion. A convex combination of scores scaled
// over each list beats the fusion of ranks on both kinds of data measured
// (docs/benchmarks-search.md). Over 988 statute questions nDCG@10 is 0.391 with 0.35
// for the words, 0.396 with 0.45, 0.397 with 0.5; on everyday questions the
// vector arm is the better one.
const (
	vectorWeight  = 0.55
	lexicalWeight = 0.45
)

// fused is one candidate with what the arms say of it.
type fused struct {
	id              string
	lexical, vector float64 // BM25 and cosine; NaN where the arm did not list it
	near            float64 // the cosine less its length's share, see [byLength]; NaN as well
	places          ArmRanks
	exact           bool
	document        float64 // see [supported]
	fusion          float64 // score of the arms alone
	score           float64
	values          []float64          // of the features, in their order; nil below the reranked ones
	features        map[string]float64 // values times weights
	seen            Inspected
	repeats         string           // see [Result.Repeats]
	doc             *corpus.Document // nil until inspected, and where no longer stored
	stored          *Stored
}

// scale maps scores of one arm to 0..1 over its list.
type scale struct{ low, span float64 }

func scaleOf(list []Candidate) scale {
	if len(list) == 0 {
		return scale{0, 0}
	}
	s := scale{list[len(list)-1].Score, list[0].Score - list[len(list)-1].Score}
	if s.span <= 0 { // one entry, or all equal: all are best
		s.low, s.span = s.low-1, 1
	}
	return s
}

func (s scale) of(score float64) float64 {
	if math.IsNaN(score) || s.span == 0 {
		return 0
	}
	return min(max((score-s.low)/s.span, 0), 1)
}

// lists are the ranked lists of the arms; the named ones stand apart, since
// they are no sample of the store and must not set the scale.
type lists struct {
	lexical                   []Candidate
	vector                    []Candidate // by length, see [byLength]
	namedLexical, namedVector []Candidate
	exact                     []Candidate
	cosines                   map[string]float64 // of what vector and namedVector hold
}

// near takes a list of the nearest, and gives its best.
func (l *lists) near(list []Candidate, depth int) []Candidate {
	if l.cosines == nil {
		l.cosines = map[string]float64{}
	}
	for _, c := range list {
		l.cosines[c.PassageID] = c.Score
	}
	list = byLength(list)
	return list[:min(depth, len(list))]
}

// fuse joins the lists: the weighted sum of scaled scores, best first, ties by
// passage ID. An arm that gave nothing leaves the whole weight to the other;
// where both gave something the documents have their say, see [supported], unless it
// is not asked for.
func fuse(l lists, documents bool) []*fused {
	byID := map[string]*fused{}
	at := func(id string) *fused {
		f := byID[id]
		if f == nil {
			f = &fused{id: id, lexical: math.NaN(), vector: math.NaN(), near: math.NaN()}
			byID[id] = f
		}
		return f
	}
	for _, list := range [][]Candidate{l.lexical, l.namedLexical} {
		for _, c := range list {
			at(c.PassageID).lexical = c.Score
		}
	}
	for _, list := range [][]Candidate{l.vector, l.namedVector} {
		for _, c := range list {
			f := at(c.PassageID)
			f.vector, f.near = l.cosines[c.PassageID], c.Score
		}
	}
	for i, c := range l.lexical {
		at(c.PassageID).places.Lexical = i + 1
	}
	for i, c := range l.vector {
		at(c.PassageID).places.Vector = i + 1
	}
	for _, c := range l.exact {
		at(c.PassageID).exact = true
	}
	ls, vs := scaleOf(l.lexical), scaleOf(l.vector)
	lw, vw := lexicalWeight, vectorWeight
	if len(l.vector) == 0 {
		lw, vw = 1, 0
	}
	if len(l.lexical) == 0 {
		lw, vw = 0, 1
	}
	out := make([]*fused, 0, len(byID))
	for _, f := range byID {
		f.fusion = lw*ls.of(f.lexical) + vw*vs.of(f.near)
		out = append(out, f)
	}
	if documents && lw > 0 && vw > 0 {
		supported(out)
	}
	for _, f := range out {
		f.score = f.fusion
	}
	sortFused(out)
	return out
}

func sortFused(list []*fused) {
	slices.SortFunc(list, func(a, b *fused) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
}
