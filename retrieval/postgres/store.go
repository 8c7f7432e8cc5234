// Package postgres keeps the corpus and its index in PostgreSQL with pgvector.
//
// Tables (migration 0001): documents and passages hold the texts; vectors one
// vector a passage and a part; terms and postings the BM25 index (packed by
// document, see block.go), posting_runs and run_blocks the same of many
// documents together (see runs.go); corpus_revision changes whenever these do;
// meta what the index was made with (model, dimension, segmenter); duplicates the
// sources that hold the text of a stored document; vectors_next, where it
// exists, the vectors of the model that is to come (see [Rebuild]).
//
// Writers take turns (one advisory lock), so that they can neither deadlock nor
// disturb the term statistics; readers never wait. Filters are evaluated in SQL
// over documents before any top-k (see filter.go for their rules).
package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/retrieval"
)

var (
	_ retrieval.Store   = (*Store)(nil)
	_ retrieval.Index   = (*Store)(nil)
	_ retrieval.Library = (*Store)(nil)
)

// defaultExactVectors is where an exact scan stops being the better choice:
// 26,000 vectors of 512 dimensions took 12 ms, all found, always the same.
const defaultExactVectors = 50000

// defaultLargeStore is beyond what was measured: at 800,000 passages the terms
// left out cost 12 in a hundred of the ten best.
const defaultLargeStore = 2000000

// defaultMergeAt is where the merging of postings, a second or so, costs less
// than searches that read them document by document.
const defaultMergeAt = 5000

const defaultFewDocuments = 40

// defaultOutlineFrom is where comparing outlines first begins to pay: that many
// vectors are scanned in the time in which those left are looked up.
const defaultOutlineFrom = 1000

// Config says what the index is made with.
type Config struct {
	// Model names the embedding model. A store that holds vectors of another
	// one gives [retrieval.ErrModelMismatch] on Put and Nearest; an empty store
	// adopts this one. Empty is allowed for a reader that does not search by
	// meaning and is then not checked.
	Model string
	// Segmenter is the version of the segmenter, checked likewise on Put and Lexical.
	Segmenter string
	// ExactVectors is the number of vectors up to which Nearest computes every
	// distance instead of asking the HNSW index; 0 means 50,000.
	ExactVectors int
	// OutlineFrom is the number of vectors left by a filter from which on
	// Nearest first compares outlines of them that it keeps in memory; 0 means 1,000.
	OutlineFrom int
	// LargeStore is the number of passages from which Lexical leaves frequent
	// terms out; 0 means 2,000,000. Below, BM25 is whole.
	LargeStore int
	// MergeAt is how many passages may be stored before their postings are
	// merged without waiting for [Store.Analyze]; 0 means 5,000.
	MergeAt int
	// FewDocuments is how many documents left by a filter are looked up one by
	// one in place of reading what all documents hold of a term; 0 means 40.
	FewDocuments int
	// Logger gets what is done beside the asked (index builds); nil discards.
	Logger *slog.Logger
}

func (c Config) withDefaults() Config {
	if c.ExactVectors == 0 {
		c.ExactVectors = defaultExactVectors
	}
	if c.OutlineFrom == 0 {
		c.OutlineFrom = defaultOutlineFrom
	}
	if c.LargeStore == 0 {
		c.LargeStore = defaultLargeStore
	}
	if c.FewDocuments == 0 {
		c.FewDocuments = defaultFewDocuments
	}
	if c.MergeAt == 0 {
		c.MergeAt = defaultMergeAt
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Store implements [retrieval.Store], [retrieval.Index] and [retrieval.Library].
// It may be used from many goroutines.
type Store struct {
	pool *pgxpool.Pool
	cfg  Config

	mu       sync.Mutex
	catalog  *catalog // of the revision seen last; its filters are guarded by mu
	outlines outlines
}

// New gives a Store over a migrated database (see pgdb.Open). The pool stays
// the caller's to close.
func New(pool *pgxpool.Pool, cfg Config) *Store {
	return &Store{pool: pool, cfg: cfg.withDefaults()}
}

// querier is a pool, a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// meta is what an index was made with; zero for an empty one.
type meta struct {
	model, segmenter string
	dimension        int
}

func readMeta(ctx context.Context, q querier) (meta, error) {
	rows, err := q.Query(ctx, `
		SELECT COALESCE(max(value) FILTER (WHERE key = 'model'), ''),
		       COALESCE(max(value) FILTER (WHERE key = 'segmenter'), ''),
		       COALESCE(max(value) FILTER (WHERE key = 'dimension'), '0')::integer
		FROM meta`)
	if err != nil {
		return meta{}, err
	}
	return pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (meta, error) {
		var m meta
		err := row.Scan(&m.model, &m.segmenter, &m.dimension)
		return m, err
	})
}

// checkModel reports an index with vectors of a model that is not ours.
func (s *Store) checkModel(m meta) error {
	if m.model == "" || s.cfg.Model == "" || m.model == s.cfg.Model {
		return nil
	}
	return fmt.Errorf("%w: it was made with %q, this program runs %q; start it with the first, "+
		"or exchange the vectors with \"policybot reindex\"", retrieval.ErrModelMismatch, m.model, s.cfg.Model)
}

// checkSegmenter reports an index with terms of a segmenter that is not ours.
// The cure is the same as for another model, and so is the sentinel.
func (s *Store) checkSegmenter(m meta) error {
	if m.segmenter == "" || s.cfg.Segmenter == "" || m.segmenter == s.cfg.Segmenter {
		return nil
	}
	return fmt.Errorf("%w, or terms of another segmenter: it was made with %q, this program has %q; "+
		"ingest again into an empty data directory (--data)", retrieval.ErrModelMismatch, m.segmenter, s.cfg.Segmenter)
}

// wrap names the operation of an error that leaves the package.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", op, pgdb.Wrap(err))
}
