package postgres_test

import (
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// realCorpus holds the real texts; it is no part of the module and may be absent.
const realCorpus = "../../../shared/corpus"

// readReal reads and links the real corpus.
func readReal(t *testing.T) []*corpus.Document {
	t.Helper()
	if _, err := os.Stat(realCorpus); err != nil {
		t.Skip("no real corpus beside the module: put it at ../shared/corpus")
	}
	sources, _, err := corpus.Walk(realCorpus)
	if err != nil {
		t.Fatal(err)
	}
	var docs []*corpus.Document
	for _, s := range sources {
		d, err := s.Load()
		if errors.Is(err, corpus.ErrNoBody) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	versions, err := corpus.ReadVersions(realCorpus)
	if err != nil {
		t.Fatal(err)
	}
	corpus.LinkVersions(docs, versions)
	return docs
}

// TestRealCorpus stores the real corpus, with made-up vectors.
func TestRealCorpus(t *testing.T) {
	t.Parallel()
	docs := readReal(t)
	s := postgres.New(pgtest.Pool(t), config)
	var truth retrievaltest.FakeStore
	for _, d := range docs {
		e := retrievaltest.Embed(t, d)
		e.Parts = nil // half the time
		if err := errors.Join(s.Put(t.Context(), e), truth.Put(t.Context(), e)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Analyze(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("documents", func(t *testing.T) { testRealDocuments(t, s, docs) })
	t.Run("exact", func(t *testing.T) { testRealExact(t, s, docs) })
	t.Run("versions", func(t *testing.T) { testRealVersions(t, s, docs) })
	t.Run("filters", func(t *testing.T) { testRealFilters(t, s, &truth) })
}

func testRealDocuments(t *testing.T, s *postgres.Store, docs []*corpus.Document) {
	for _, d := range docs {
		got, err := s.Document(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("Document(%s) (-want +got)\n%s", d.Source, diff)
		}
	}
}

// testRealExact asks for every document by its own title, number and articles,
// before and after a newer version replaces it.
func testRealExact(t *testing.T, s *postgres.Store, docs []*corpus.Document) {
	byID := map[string]*corpus.Document{}
	for _, d := range docs {
		byID[d.ID] = d
	}
	named := func(ref retrieval.Ref, f retrieval.Filter, id string) bool {
		t.Helper()
		found, err := s.Exact(t.Context(), ref, f, 10000)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(found, func(c retrieval.Candidate) bool { return c.PassageID[:len(id)] == id })
	}
	replaced := 0
	for _, d := range docs {
		everything := retrieval.Filter{AllVersions: true}
		if !named(retrieval.Ref{Title: d.Title}, everything, d.ID) {
			t.Errorf("%s is not found by its title", d.Source)
		}
		if d.DocNumber != "" && !named(retrieval.Ref{DocNumber: d.DocNumber}, everything, d.ID) {
			t.Errorf("%s is not found by its number %s", d.Source, d.DocNumber)
		}
		for _, p := range d.Passages {
			if p.Label != "" && p.Ordinal%50 == 1 && !named(retrieval.Ref{Title: d.Title, Label: p.Label}, everything, d.ID) {
				t.Errorf("%s: %s is not found", d.Source, p.Label)
			}
		}
		newer, ok := byID[d.ReplacedBy]
		if !ok || !newer.EffectiveFrom.Known() {
			continue
		}
		replaced++
		before := retrieval.Filter{AsOf: newer.EffectiveFrom.AddDays(-1)}
		after := retrieval.Filter{AsOf: newer.EffectiveFrom}
		ref := retrieval.Ref{Title: d.Title}
		if !named(ref, before, d.ID) || named(ref, after, d.ID) {
			t.Errorf("%s, replaced on %s: found the day before %v, on the day %v, want true, false",
				d.Source, newer.EffectiveFrom, named(ref, before, d.ID), named(ref, after, d.ID))
		}
		if ref.Title = newer.Title; named(ref, before, newer.ID) || !named(ref, after, newer.ID) && newer.ReplacedBy == "" {
			t.Errorf("%s, first day %s: found the day before %v, on the day %v, want false, true",
				newer.Source, newer.EffectiveFrom, named(ref, before, newer.ID), named(ref, after, newer.ID))
		}
	}
	if replaced < 10 {
		t.Errorf("%d documents are replaced by another, want at least 10", replaced)
	}
}

// testRealFilters compares real searches with brute force.
func testRealFilters(t *testing.T, s *postgres.Store, truth *retrievaltest.FakeStore) {
	terms := retrievaltest.FakeSegmenter{}.Terms("高新技术企业认定的条件")
	for _, f := range []retrieval.Filter{
		{AsOf: "2015-06-01", Kinds: []corpus.Kind{corpus.KindRegulation}},
		{AsOf: "2025-06-01", Regions: []string{"广东广州天河区"}},
	} {
		got, err1 := s.Lexical(t.Context(), terms, f, 200)
		want, err2 := truth.Lexical(t.Context(), terms, f, 200)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 2e-9)); diff != "" {
			t.Errorf("Lexical with %+v (-want +got)\n%s", f, diff)
		}
	}
}

// testRealVersions asks for each pair of versions.csv as of the day before the
// change and of the day itself: the older text is found, then the newer.
func testRealVersions(t *testing.T, s *postgres.Store, docs []*corpus.Document) {
	versions, err := corpus.ReadVersions(realCorpus)
	if err != nil || len(versions) < 10 {
		t.Fatalf("%d pairs of versions, %v", len(versions), err)
	}
	bySource := map[string]*corpus.Document{}
	for _, d := range docs {
		bySource[d.Source] = d
	}
	for _, v := range versions {
		older, newer := bySource[v.Older], bySource[v.Newer]
		for _, c := range []struct {
			day        corpus.Date
			want, gone *corpus.Document
		}{{v.ChangesOn.AddDays(-1), older, newer}, {v.ChangesOn, newer, older}} {
			f := retrieval.Filter{AsOf: c.day, Documents: []string{older.ID, newer.ID}}
			exact, err1 := s.Exact(t.Context(), retrieval.Ref{Title: c.want.Title}, f, 10000)
			lexical, err2 := s.Lexical(t.Context(), retrievaltest.FakeSegmenter{}.Terms(c.want.Title), f, 10000)
			nearest, err3 := s.Nearest(t.Context(), retrievaltest.Embed(t, c.want).Vectors[0], f, 10000)
			if err := errors.Join(err1, err2, err3); err != nil {
				t.Fatal(err)
			}
			for arm, found := range map[string][]retrieval.Candidate{"exact": exact, "lexical": lexical, "nearest": nearest} {
				if len(found) == 0 {
					t.Errorf("%s as of %s: %s finds none", c.want.Source, c.day, arm)
				}
				for _, p := range found {
					if p.PassageID[:12] != c.want.ID {
						t.Errorf("as of %s %s finds %s of %s", c.day, arm, p.PassageID, c.gone.Source)
						break
					}
				}
			}
		}
	}
}
