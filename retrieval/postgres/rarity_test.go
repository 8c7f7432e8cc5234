package postgres_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

func TestRarity(t *testing.T) {
	t.Parallel()
	s := postgres.New(pgtest.Pool(t), config)
	idf := func(n, df float64) float64 { return math.Log(1 + (n-df+0.5)/(df+0.5)) }
	got, err := s.Rarity(t.Context(), []string{"企"})
	if err != nil || len(got) != 1 || math.Abs(got["企"]-idf(0, 0)) > 1e-9 {
		t.Errorf("empty store: Rarity = %v, %v, want the one term at ln 2", got, err)
	}
	df, passages := map[string]float64{}, 0.0
	for _, d := range retrievaltest.World() {
		e := retrievaltest.Embed(t, d)
		if err := s.Put(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		for _, terms := range e.Terms {
			passages++
			in := map[string]bool{}
			for _, term := range terms {
				if !in[term] {
					in[term] = true
					df[term]++
				}
			}
		}
	}
	want, ask := map[string]float64{"无此词": idf(passages, 0)}, []string{"无此词", "无此词", "bad\x00", "\xff"}
	for term, n := range df {
		want[term] = idf(passages, n)
		ask = append(ask, term)
	}
	got, err = s.Rarity(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("Rarity (-want +got):\n%s", diff)
	}
	if got, err = s.Rarity(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("Rarity of nothing = %v, %v, want none", got, err)
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	s := postgres.New(pgtest.Pool(t), config)
	var ids []string
	for _, d := range retrievaltest.World() {
		if err := s.Put(t.Context(), retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Passages {
			ids = append(ids, p.ID)
		}
	}
	var model retrievaltest.FakeEmbedder
	query, err := model.EmbedQuery(t.Context(), "星河企业")
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Inspect(t.Context(), append([]string{"000000000000.0001", "nonsense"}, ids...), query)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := s.Passages(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(ids) || len(whole) != len(ids) {
		t.Fatalf("Inspect gives %d, Passages %d, want %d", len(got), len(whole), len(ids))
	}
	parts := 0
	for i, g := range got {
		p := whole[i].Passage
		if g.PassageID != ids[i] || g.Norm != p.Norm || g.Label != p.Label || len(g.Path) != len(p.Path) {
			t.Errorf("Inspect[%d] = %+v, want what is read of passage %s", i, g, p.ID)
		}
		if len(g.Cosines) == 0 {
			t.Errorf("Inspect[%d] has no cosine", i)
		}
		parts += len(g.Cosines) - 1
		for _, c := range g.Cosines {
			if c < -1.001 || c > 1.001 {
				t.Errorf("Inspect[%d]: cosine %v is none", i, c)
			}
		}
		for n, v := range whole[i].PartVectors[:min(len(whole[i].PartVectors), len(g.Cosines)-1)] {
			if want := dot(query, v); math.Abs(g.Cosines[n+1]-want) > 2e-3 { // half precision
				t.Errorf("%s part %d: cosine %v, want %v", ids[i], n+1, g.Cosines[n+1], want)
			}
		}
	}
	if parts == 0 {
		t.Error("no part of the world has a vector: nothing is tested of them")
	}
	got, err = s.Inspect(t.Context(), ids[:1], nil)
	if err != nil || len(got) != 1 || got[0].Cosines != nil {
		t.Errorf("without a vector: %+v, %v, want one passage without cosines", got, err)
	}
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
