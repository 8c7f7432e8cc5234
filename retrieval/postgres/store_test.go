package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

var config = postgres.Config{Model: "fake-64", Segmenter: "fake"}

func TestStore(t *testing.T) {
	t.Parallel()
	retrievaltest.TestStore(t, func(t *testing.T) (retrieval.Store, retrieval.Index, retrieval.Library) {
		s := postgres.New(pgtest.Pool(t), config)
		return s, s, s
	})
}

// indexed asks for the HNSW index after the first documents; then it stays.
type indexed struct {
	*postgres.Store
	puts atomic.Int32
}

func (s *indexed) Put(ctx context.Context, e retrieval.Embedded) error {
	if err := s.Store.Put(ctx, e); err != nil || s.puts.Add(1) > 2 {
		return err
	}
	return s.Store.Analyze(ctx)
}

// TestStoreHNSW runs the same with the HNSW index asked wherever it can be.
func TestStoreHNSW(t *testing.T) {
	t.Parallel()
	retrievaltest.TestApproximateStore(t, func(t *testing.T) (retrieval.Store, retrieval.Index, retrieval.Library) {
		cfg := config
		cfg.ExactVectors = 1
		s := &indexed{Store: postgres.New(pgtest.Pool(t), cfg)}
		return s, s, s
	})
}

// TestHNSWPlan proves that the statement of Nearest is one that the index serves.
func TestHNSWPlan(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	cfg := config
	cfg.ExactVectors = 1
	s := &indexed{Store: postgres.New(pool, cfg)}
	for _, d := range retrievaltest.World() {
		if err := s.Put(t.Context(), retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	scans := func() (n int) {
		t.Helper()
		if _, err := pool.Exec(t.Context(), `SELECT pg_stat_force_next_flush()`); err != nil {
			t.Fatal(err)
		}
		row := pool.QueryRow(t.Context(), `SELECT idx_scan FROM pg_stat_all_indexes WHERE indexrelname = 'vectors_hnsw_64'`)
		if err := row.Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := scans()
	if _, err := s.Nearest(t.Context(), embedded(t, "query", 64).Vectors[0], retrieval.Filter{}, 3); err != nil {
		t.Fatal(err)
	}
	pool.Reset() // a connection reports what it did when its server process ends, a little later
	for range 200 {
		if scans() > before {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("Nearest left the index at %d scans, want more", before)
}

func embedded(t *testing.T, source string, size int) retrieval.Embedded {
	t.Helper()
	e := retrieval.Embedded{Document: retrievaltest.NewDocument(
		corpus.Document{Source: source, Title: "（虚构）模型"}, "第一条 企业。")}
	v, err := (&retrievaltest.FakeEmbedder{Size: size}).EmbedQuery(t.Context(), "企业")
	if err != nil {
		t.Fatal(err)
	}
	e.Terms, e.Vectors = [][]string{{"企业"}}, [][]float32{v}
	return e
}

func TestModel(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := pgtest.Pool(t)
	s := postgres.New(pool, config)
	if err := s.Put(ctx, embedded(t, "one", 64)); err != nil {
		t.Fatal(err)
	}
	v := embedded(t, "two", 64).Vectors[0]
	for name, c := range map[string]struct {
		cfg        postgres.Config
		size       int
		put, other bool // whether Put and the search by this part are refused
		search     func(*postgres.Store) error
	}{
		"model": {postgres.Config{Model: "other", Segmenter: "fake"}, 64, true, true, func(s *postgres.Store) error {
			_, err := s.Nearest(ctx, v, retrieval.Filter{}, 1)
			return err
		}},
		"segmenter": {postgres.Config{Model: "fake-64", Segmenter: "other"}, 64, true, true, func(s *postgres.Store) error {
			_, err := s.Lexical(ctx, []string{"企业"}, retrieval.Filter{}, 1)
			return err
		}},
		"dimension": {config, 32, true, true, func(s *postgres.Store) error {
			_, err := s.Nearest(ctx, v[:32], retrieval.Filter{}, 1)
			return err
		}},
		"no model known": {postgres.Config{}, 64, false, false, func(s *postgres.Store) error {
			_, err := s.Nearest(ctx, v, retrieval.Filter{}, 1)
			return err
		}},
	} {
		o := postgres.New(pool, c.cfg)
		if err := o.Put(ctx, embedded(t, "two", c.size)); errors.Is(err, retrieval.ErrModelMismatch) != c.put || err != nil && !c.put {
			t.Errorf("%s: Put = %v, refused = %v wanted", name, err, c.put)
		}
		if err := c.search(o); errors.Is(err, retrieval.ErrModelMismatch) != c.other || err != nil && !c.other {
			t.Errorf("%s: search = %v, refused = %v wanted", name, err, c.other)
		}
	}
	err := postgres.New(pool, postgres.Config{Model: "other"}).Put(ctx, embedded(t, "two", 64))
	if err == nil || !strings.Contains(err.Error(), `"fake-64"`) || !strings.Contains(err.Error(), "policybot reindex") {
		t.Errorf("Put with another model: %v, want advice", err)
	}
}

// TestEmptiedStoreTakesAnyModel also drops an HNSW index of the old dimension.
func TestEmptiedStoreTakesAnyModel(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := pgtest.Pool(t)
	cfg := config
	cfg.ExactVectors = 1
	s := &indexed{Store: postgres.New(pool, cfg)}
	for _, source := range []string{"one", "two"} {
		if err := s.Put(ctx, embedded(t, source, 64)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Remove(ctx, []string{corpus.DocumentID("one"), corpus.DocumentID("two")}); err != nil {
		t.Fatal(err)
	}
	o := postgres.New(pool, postgres.Config{Model: "other", Segmenter: "other"})
	if err := o.Put(ctx, embedded(t, "three", 32)); err != nil {
		t.Fatal(err)
	}
	if err := s.Store.Put(ctx, embedded(t, "one", 64)); !errors.Is(err, retrieval.ErrModelMismatch) {
		t.Errorf("Put with the former model: %v, want ErrModelMismatch", err)
	}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := postgres.New(pgtest.Pool(t), config)
	version := func() string {
		t.Helper()
		v, err := s.Version(ctx)
		if err != nil || len(v) != 12 {
			t.Fatalf("Version = %q, %v, want 12 digits", v, err)
		}
		return v
	}
	empty := version()
	world := retrievaltest.World()
	for _, d := range world {
		if err := s.Put(ctx, retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	full := version()
	if err := s.Remove(ctx, []string{world[1].ID}); err != nil {
		t.Fatal(err)
	}
	less := version()
	if err := s.Put(ctx, retrievaltest.Embed(t, world[1])); err != nil {
		t.Fatal(err)
	}
	if again := version(); again != full || full == less || full == empty {
		t.Errorf("versions: empty %s, full %s, one less %s, full again %s", empty, full, less, again)
	}

	regions, err := s.Regions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"丁省", "全国", "甲省", "甲省丙市", "甲省乙市"}, regions); diff != "" {
		t.Errorf("Regions (-want +got)\n%s", diff)
	}
	titles, err := s.Titles(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got := titles[world[0].Title]; len(titles) != 8 || len(got) != 3 || got[0] > got[1] || got[1] > got[2] {
		t.Errorf("Titles gives %d titles, %v for the law, want 8 and its three versions in order", len(titles), got)
	}
}

func TestArticles(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := postgres.New(pgtest.Pool(t), config)
	for _, d := range retrievaltest.World() {
		if err := s.Put(ctx, retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	type articles struct {
		Count       int
		First, Last string
	}
	for source, want := range map[string]articles{"law-2010": {4, "第一条", "第十一条"}, "report": {}} {
		var got articles
		var err error
		got.Count, got.First, got.Last, err = s.Articles(ctx, corpus.DocumentID(source))
		if err != nil || got != want {
			t.Errorf("Articles(%s) = %+v, %v, want %+v", source, got, err, want)
		}
	}
	if _, _, _, err := s.Articles(ctx, "nowhere"); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Articles of an unknown document: %v, want ErrNotFound", err)
	}
}
