package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// rebuilding is a store of fake-64 with the world in it, and the way of another
// model, fake-32, to it.
type rebuilding struct {
	pool     *pgxpool.Pool
	old, new *postgres.Store
	indexer  *retrieval.Indexer
	embedder *retrievaltest.FakeEmbedder
}

func newRebuilding(t *testing.T, exact int) rebuilding {
	t.Helper()
	pool := pgtest.Pool(t)
	next := postgres.Config{Model: "fake-32", Segmenter: "fake", ExactVectors: exact}
	r := rebuilding{pool: pool, old: postgres.New(pool, config), new: postgres.New(pool, next),
		embedder: &retrievaltest.FakeEmbedder{Size: 32}}
	first := retrieval.NewIndexer(retrieval.IndexerConfig{Index: r.old, Library: r.old,
		Embedder: &retrievaltest.FakeEmbedder{Size: 64}, Segmenter: retrievaltest.FakeSegmenter{}})
	if err := first.Add(t.Context(), retrievaltest.World(), nil); err != nil {
		t.Fatal(err)
	}
	r.indexer = retrieval.NewIndexer(retrieval.IndexerConfig{
		Index: r.new, Library: r.new, Embedder: r.embedder, Segmenter: retrievaltest.FakeSegmenter{}})
	return r
}

func (r rebuilding) nearest(ctx context.Context, s *postgres.Store, size int) ([]retrieval.Candidate, error) {
	v, err := (&retrievaltest.FakeEmbedder{Size: size}).EmbedQuery(ctx, "企业研发补助")
	if err != nil {
		return nil, err
	}
	return s.Nearest(ctx, v, retrieval.Filter{}, 5)
}

func TestReindex(t *testing.T) {
	t.Parallel()
	for name, exact := range map[string]int{"exact": 0, "hnsw": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			r := newRebuilding(t, exact)
			report, err := r.indexer.Reindex(ctx, r.new.Rebuild(), 32, nil)
			if err != nil || report.Documents != len(retrievaltest.World()) {
				t.Fatalf("Reindex = %+v, %v, want every document", report, err)
			}
			if name, dimension, err := r.new.Model(ctx); name != "fake-32" || dimension != 32 || err != nil {
				t.Errorf("Model = %q, %d, %v", name, dimension, err)
			}
			// The same as a store that was made with the new model.
			fresh := postgres.New(pgtest.Pool(t), postgres.Config{Model: "fake-32", Segmenter: "fake", ExactVectors: exact})
			x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: fresh, Library: fresh, Embedder: r.embedder, Segmenter: retrievaltest.FakeSegmenter{}})
			if err := x.Add(ctx, retrievaltest.World(), nil); err != nil {
				t.Fatal(err)
			}
			if err := fresh.Analyze(ctx); err != nil {
				t.Fatal(err)
			}
			got, err := r.nearest(ctx, r.new, 32)
			want, err2 := r.nearest(ctx, fresh, 32)
			if err != nil || err2 != nil || len(got) == 0 {
				t.Fatal(err, err2, got)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Nearest after Reindex (-fresh +got):\n%s", diff)
			}
			if _, err := r.nearest(ctx, r.old, 64); !errors.Is(err, retrieval.ErrModelMismatch) {
				t.Errorf("Nearest of the former model = %v, want ErrModelMismatch", err)
			}
			// Writing goes on, and another exchange, back to the first dimension.
			if err := r.new.Remove(ctx, []string{retrievaltest.World()[0].ID}); err != nil {
				t.Fatal(err)
			}
			back := retrieval.NewIndexer(retrieval.IndexerConfig{Index: r.old, Library: r.old,
				Embedder: &retrievaltest.FakeEmbedder{Size: 64}, Segmenter: retrievaltest.FakeSegmenter{}})
			if _, err := back.Reindex(ctx, r.old.Rebuild(), 64, nil); err != nil {
				t.Fatal(err)
			}
			if err := r.old.Analyze(ctx); err != nil {
				t.Fatal(err)
			}
			if list, err := r.nearest(ctx, r.old, 64); err != nil || len(list) == 0 {
				t.Errorf("Nearest after the way back = %v, %v", list, err)
			}
		})
	}
}

// TestReindexWhileInUse searches and writes during an exchange: each search
// gives what one of the models finds, or says that the model was exchanged.
func TestReindexWhileInUse(t *testing.T) {
	t.Parallel()
	r := newRebuilding(t, 0)
	want, err := r.nearest(t.Context(), r.old, 64)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for range 4 {
		wg.Go(func() {
			for ctx.Err() == nil {
				got, err := r.nearest(ctx, r.old, 64)
				switch {
				case ctx.Err() != nil, errors.Is(err, retrieval.ErrModelMismatch):
				case err != nil:
					errs <- err
					return
				case len(got) != len(want):
					errs <- fmt.Errorf("a search found %v, want %d", got, len(want))
					return
				}
			}
		})
	}
	// A document comes while the others are embedded: the switch waits for it.
	late := embedded(t, "late", 64)
	b := &interrupted{VectorBuild: r.new.Rebuild(), before: func() error { return r.old.Put(t.Context(), late) }}
	if _, err := r.indexer.Reindex(t.Context(), b, 32, nil); err != nil {
		t.Error(err)
	}
	stop()
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	var n int
	row := r.pool.QueryRow(t.Context(), `SELECT count(*) FROM vectors v JOIN documents d ON d.key = v.document WHERE d.id = $1`, late.Document.ID)
	if err := row.Scan(&n); err != nil || n == 0 {
		t.Errorf("%d new vectors of the late document, %v", n, err)
	}
}

// interrupted does something before the first switch.
type interrupted struct {
	retrieval.VectorBuild
	before func() error
}

func (b *interrupted) Switch(ctx context.Context) (bool, error) {
	if b.before != nil {
		if err := b.before(); err != nil {
			return false, err
		}
		b.before = nil
	}
	return b.VectorBuild.Switch(ctx)
}

// TestReindexIsTakenUp breaks a run off; the old vectors serve, and the next
// run embeds the rest alone.
func TestReindexIsTakenUp(t *testing.T) {
	t.Parallel()
	r := newRebuilding(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := r.indexer.Reindex(ctx, r.new.Rebuild(), 32, func(p retrieval.Progress) {
		if p.Documents == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("Reindex broken off = %v, want context.Canceled", err)
	}
	if list, err := r.nearest(t.Context(), r.old, 64); err != nil || len(list) == 0 {
		t.Errorf("Nearest of the former model meanwhile = %v, %v", list, err)
	}
	report, err := r.indexer.Reindex(t.Context(), r.new.Rebuild(), 32, nil)
	if want := len(retrievaltest.World()) - 3; err != nil || report.Documents != want {
		t.Errorf("Reindex again = %+v, %v, want %d documents", report, err, want)
	}
	// Room made for one model is no use to another.
	if err := r.old.Rebuild().Begin(t.Context(), 64); err != nil {
		t.Fatal(err)
	}
	if err := r.new.Rebuild().Begin(t.Context(), 32); err != nil {
		t.Fatal(err)
	}
	if ids, err := r.new.Rebuild().Lacking(t.Context()); err != nil || len(ids) != len(retrievaltest.World()) {
		t.Errorf("Lacking = %d documents, %v, want all", len(ids), err)
	}
}

func TestReindexRefuses(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	r := newRebuilding(t, 0)
	other := postgres.New(r.pool, postgres.Config{Model: "fake-32", Segmenter: "other"})
	if err := other.Rebuild().Begin(ctx, 32); !errors.Is(err, retrieval.ErrModelMismatch) {
		t.Errorf("Begin with another segmenter = %v, want ErrModelMismatch", err)
	}
	if err := r.new.Rebuild().Begin(ctx, 5000); err == nil {
		t.Error("Begin takes 5000 dimensions")
	}
	if err := r.new.Rebuild().Begin(ctx, 32); err != nil {
		t.Fatal(err)
	}
	if err := r.new.Rebuild().Add(ctx, embedded(t, "never stored", 32)); !errors.Is(err, retrieval.ErrOutdated) {
		t.Errorf("Add of a document that is not stored = %v, want ErrOutdated", err)
	}
	if done, err := r.new.Rebuild().Switch(ctx); done || err != nil {
		t.Errorf("Switch with documents lacking = %v, %v, want false", done, err)
	}
}
