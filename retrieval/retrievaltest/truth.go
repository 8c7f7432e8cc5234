package retrievaltest

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/policybot/policybot/retrieval"
)

// randomFilters is how many random filters are tried: 200, or as many as
// POLICYBOT_FILTERS says (docs/benchmarks-scale.md has the figures of 10,000).
func randomFilters() int {
	if n, err := strconv.Atoi(os.Getenv("POLICYBOT_FILTERS")); err == nil && n > 0 {
		return n
	}
	return 200
}

// testRandom compares a store with brute force over random filters and words.
func testRandom(t *testing.T, s suite) {
	r := rand.New(rand.NewPCG(3, 7))
	var truth FakeStore
	docs := append(World(), randomDocuments(r, 30)...)
	for _, d := range docs {
		e := Embed(t, d)
		if err := errors.Join(s.index.Put(t.Context(), e), truth.Put(t.Context(), e)); err != nil {
			t.Fatal(err)
		}
	}
	var missed, listed int
	for range randomFilters() {
		f, text, k := randomFilter(r, docs), randomText(r, 1+r.IntN(12)), 1+r.IntN(40)
		m, l := compare(t, s, &truth, f, text, k)
		missed, listed = missed+m, listed+l
	}
	t.Logf("%d filters: Nearest missed %d of %d candidates", randomFilters(), missed, listed)
	if float64(missed) > s.mayMiss*float64(listed) {
		t.Errorf("Nearest missed %d of %d candidates, want at most %v of them", missed, listed, s.mayMiss)
	}
}

// compare asks a store and the truth the same. It counts the candidates of
// Nearest and those less near than the true ones of their rank.
func compare(t *testing.T, s suite, truth *FakeStore, f retrieval.Filter, text string, k int) (missed, listed int) {
	t.Helper()
	ctx := t.Context()
	got, err1 := s.store.Lexical(ctx, terms(text), f, k)
	want, err2 := truth.Lexical(ctx, terms(text), f, k)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 2e-9)); diff != "" {
		t.Fatalf("Lexical(%s, %+v, %d) (-want +got)\n%s", text, f, k, diff)
	}
	got, err1 = s.store.Nearest(ctx, vector(text), f, k)
	all, err2 := truth.Nearest(ctx, vector(text), f, math.MaxInt)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if len(got) != min(k, len(all)) {
		t.Fatalf("Nearest(%s, %+v, %d) gives %d candidates of %d that match", text, f, k, len(got), len(all))
	}
	score, length, seen := map[string]float64{}, map[string]int{}, map[string]bool{}
	for _, c := range all {
		score[c.PassageID], length[c.PassageID] = c.Score, c.Length
	}
	for i, c := range got {
		truly, ok := score[c.PassageID]
		switch {
		case !ok || seen[c.PassageID]:
			t.Fatalf("Nearest(%s, %+v, %d)[%d] = %s: filtered out or listed twice", text, f, k, i, c.PassageID)
		case math.Abs(c.Score-truly) > halfPrecision:
			t.Errorf("Nearest(%s, ...)[%d] has score %v, want %v", text, i, c.Score, truly)
		case c.Length != length[c.PassageID]:
			t.Errorf("Nearest(%s, ...)[%d] has %d terms, want %d", text, i, c.Length, length[c.PassageID])
		case i > 0 && (c.Score > got[i-1].Score || c.Score == got[i-1].Score && c.PassageID < got[i-1].PassageID):
			t.Errorf("Nearest(%s, ...)[%d] is out of order", text, i)
		}
		seen[c.PassageID] = true
		if math.Abs(c.Score-all[i].Score) > halfPrecision {
			missed++
		}
	}
	return missed, len(got)
}
