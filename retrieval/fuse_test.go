package retrieval

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestByLength(t *testing.T) {
	t.Parallel()
	list := []Candidate{
		{"long.0001", 0.700, 2000},
		{"short.0002", 0.690, 40}, // shorter by e^3.9: 0.039 is more than the 0.010 that it is farther
		{"short.0001", 0.690, 40},
		{"far.0001", 0.600, 2},
	}
	var l lists
	got := l.near(list, 3)
	if diff := cmp.Diff([]string{"short.0001", "short.0002", "long.0001"}, idsOf(got)); diff != "" {
		t.Errorf("near (-want +got):\n%s", diff)
	}
	if want := 0.69 - lengthPrior*math.Log(41); math.Abs(got[0].Score-want) > 1e-12 {
		t.Errorf("score %v, want %v", got[0].Score, want)
	}
	if list[0].PassageID != "long.0001" || list[0].Score != 0.7 {
		t.Error("near has changed the list of the store")
	}
	// A store that tells no lengths: the cosines decide.
	if got := byLength([]Candidate{{"a.0001", 0.7, 0}, {"b.0001", 0.6, 0}}); got[0].Score != 0.7 || got[1].Score != 0.6 {
		t.Errorf("without lengths %v", got)
	}
	// What is told of a candidate is its cosine.
	for _, f := range fuse(lists{vector: got, cosines: l.cosines}, true) {
		if want := map[string]float64{"long.0001": 0.7, "short.0001": 0.69, "short.0002": 0.69}[f.id]; f.vector != want {
			t.Errorf("%s has vector %v, want the cosine %v", f.id, f.vector, want)
		}
	}
}

func TestFuseSupported(t *testing.T) {
	t.Parallel()
	// Two passages of law and one of other; alone is as near as law's second.
	words := []Candidate{{PassageID: "alone.0001", Score: 10}, {PassageID: "law.0001", Score: 9}, {PassageID: "law.0002", Score: 9}, {PassageID: "other.0001", Score: 0}}
	var l lists
	l.lexical = words
	l.vector = l.near([]Candidate{{PassageID: "alone.0001", Score: 0.8}, {PassageID: "law.0001", Score: 0.79}, {PassageID: "law.0002", Score: 0.79}, {PassageID: "other.0001", Score: 0.5}}, 4)
	order := func(l lists) []string {
		var ids []string
		for _, f := range fuse(l, true) {
			ids = append(ids, f.id)
		}
		return ids
	}
	want := []string{"alone.0001", "law.0001", "law.0002", "other.0001"}
	if diff := cmp.Diff(want, order(lists{lexical: words})); diff != "" {
		t.Errorf("one arm alone keeps its order (-want +got):\n%s", diff)
	}
	l.lexical[0].Score = 9.2 // nearly as good as the law's: its two passages speak for each other
	if diff := cmp.Diff([]string{"law.0001", "law.0002", "alone.0001", "other.0001"}, order(l)); diff != "" {
		t.Errorf("both arms (-want +got):\n%s", diff)
	}
	for _, f := range fuse(l, true) {
		if f.id == "law.0001" && f.document != 1 || f.id == "other.0001" && f.document > 0.1 {
			t.Errorf("%s has document %v", f.id, f.document)
		}
	}
	// What only a named document's own list holds speaks for nobody.
	l.namedVector = l.near([]Candidate{{PassageID: "other.0002", Score: 0.79}, {PassageID: "other.0003", Score: 0.79}, {PassageID: "other.0004", Score: 0.79}}, 3)
	for _, f := range fuse(l, true) {
		if f.id == "other.0001" && f.document > 0.1 {
			t.Errorf("named passages raise their document to %v", f.document)
		}
	}
}

func idsOf(list []Candidate) (ids []string) {
	for _, c := range list {
		ids = append(ids, c.PassageID)
	}
	return ids
}
