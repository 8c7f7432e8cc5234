package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// TestStoreOutlined runs the conformance test with outlines wherever they can be.
func TestStoreOutlined(t *testing.T) {
	t.Parallel()
	retrievaltest.TestStore(t, func(t *testing.T) (retrieval.Store, retrieval.Index, retrieval.Library) {
		cfg := config
		cfg.OutlineFrom = 1
		s := postgres.New(pgtest.Pool(t), cfg)
		return s, s, s
	})
}

// outlining compares a store that looks at outlines first with one that scans.
type outlining struct {
	pool          *pgxpool.Pool
	with, without *postgres.Store
	r             *rand.Rand
	ids           []string
}

func newOutlining(t *testing.T) *outlining {
	pool := pgtest.Pool(t)
	o := &outlining{pool: pool, r: rand.New(rand.NewPCG(11, 12)),
		// Of no model, so that they live on when it is exchanged.
		with:    postgres.New(pool, postgres.Config{OutlineFrom: 1}),
		without: postgres.New(pool, postgres.Config{OutlineFrom: 1 << 40})}
	for i := range 30 { // 1,800 vectors: more than a search reads
		o.put(t, fmt.Sprint("document ", i))
	}
	return o
}

func (o *outlining) vector(dimension int) []float32 {
	v := make([]float32, dimension)
	for i := range v {
		v[i] = float32(o.r.NormFloat64())
	}
	v[0] += 3 // they have something in common, as those of texts have
	return v
}

// put stores a document of twenty passages, vectors drawn anew; one passage
// is in all of them.
func (o *outlining) put(t *testing.T, source string) {
	t.Helper()
	lines := make([]string, 20)
	for i := range lines {
		lines[i] = fmt.Sprintf("第%d条 企业%d。奖励%d。", i+1, i, o.r.IntN(1000))
	}
	e := retrievaltest.Embed(t, retrievaltest.NewDocument(corpus.Document{Source: source, Title: "（虚构）" + source,
		Kind: corpus.KindNotice, Level: corpus.LevelCity}, lines...))
	for i := range lines {
		for _, v := range append([][]float32{e.Vectors[i]}, e.Parts[i]...) {
			copy(v, o.vector(len(v)))
		}
	}
	for i := range e.Vectors[4] {
		e.Vectors[4][i] = float32(i%3) - 1
	}
	if err := postgres.New(o.pool, config).Put(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(o.ids, e.Document.ID) {
		o.ids = append(o.ids, e.Document.ID)
	}
}

// drawing is a model whose vectors are drawn.
type drawing struct {
	o         *outlining
	dimension int
}

func (d drawing) EmbedDocuments(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i := range texts {
		out[i] = d.o.vector(d.dimension)
	}
	return out, nil
}

func (d drawing) EmbedQuery(context.Context, string) ([]float32, error) {
	return d.o.vector(d.dimension), nil
}

// compare asks both for passages near to random vectors and to the one of all.
func (o *outlining) compare(t *testing.T, when string, dimension int) {
	t.Helper()
	common := make([]float32, dimension)
	for i := range common {
		common[i] = float32(i%3) - 1
	}
	for i, k := range []int{1, 10, 40, 10, 700} {
		v, f := o.vector(dimension), retrieval.Filter{}
		if i == 2 {
			v = common
		}
		if i == 3 {
			f.Exclude = o.ids[3:9]
		}
		got, err := o.with.Nearest(t.Context(), v, f, k)
		want, err2 := o.without.Nearest(t.Context(), v, f, k)
		if err != nil || err2 != nil || len(want) == 0 {
			t.Fatal(when, err, err2, len(want))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the %d nearest (-scanned +outlined):\n%s", when, k, diff)
		}
	}
}

// TestOutlines changes the store under searches that look at outlines first:
// what they find is always what a scan finds, to the last digit.
func TestOutlines(t *testing.T) {
	t.Parallel()
	o := newOutlining(t)
	ctx := t.Context()
	if _, err := o.with.Nearest(ctx, o.vector(64), retrieval.Filter{}, 10); err != nil {
		t.Fatal(err)
	}
	if n := o.with.Outlined(); n == 0 || n >= len(o.ids) {
		t.Errorf("%d documents are outlined by the first search, want a part of them", n)
	}
	o.compare(t, "while outlines are read", 64)
	if n := o.with.Outlined(); n != len(o.ids) {
		t.Errorf("%d documents are outlined, want all %d", n, len(o.ids))
	}
	o.put(t, "document 7") // another text
	o.put(t, "one more")
	o.compare(t, "after changes", 64)
	if err := o.with.Withdraw(ctx, o.ids[:2], "2020-01-01"); err != nil {
		t.Fatal(err)
	}
	if err := o.with.Remove(ctx, o.ids[9:12]); err != nil {
		t.Fatal(err)
	}
	o.put(t, "the last")
	o.compare(t, "after documents went", 64)
	if n, want := o.with.Outlined(), len(o.ids)-3; n != want {
		t.Errorf("%d documents are outlined after some went, want %d", n, want)
	}
	for _, dimension := range []int{64, 32} {
		next := postgres.New(o.pool, postgres.Config{Model: fmt.Sprint("other-", dimension), Segmenter: "fake"})
		x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: next, Library: next, Segmenter: retrievaltest.FakeSegmenter{},
			Embedder: drawing{o, dimension}})
		if _, err := x.Reindex(ctx, next.Rebuild(), dimension, nil); err != nil {
			t.Fatal(err)
		}
		o.compare(t, fmt.Sprintf("with vectors of another model, %d numbers", dimension), dimension)
	}
}

// TestOutlinesConcurrently begins with many searches at once.
func TestOutlinesConcurrently(t *testing.T) {
	t.Parallel()
	o := newOutlining(t)
	v := o.vector(64)
	want, err := o.without.Nearest(t.Context(), v, retrieval.Filter{}, 20)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 4 {
				got, err := o.with.Nearest(t.Context(), v, retrieval.Filter{}, 20)
				if diff := cmp.Diff(want, got); err != nil || diff != "" {
					t.Errorf("Nearest: %v (-scanned +outlined)\n%s", err, diff)
				}
			}
		})
	}
	wg.Wait()
}
