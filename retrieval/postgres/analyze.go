package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// maxDimension is what a page of PostgreSQL and an HNSW index take in one piece.
const maxDimension = 4000

// Analyze is to be called after many documents came or went: it merges the
// postings of the new ones (see runs.go), refreshes the planner's statistics,
// clears dead rows and, once the store has outgrown Config.ExactVectors, builds
// the HNSW index (which is kept current from then on; reads go on meanwhile,
// writers wait). Searches are right without it, but slower.
func (s *Store) Analyze(ctx context.Context) error {
	if err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		return mergePostings(ctx, tx)
	}); err != nil {
		return wrap("merge postings", err)
	}
	if _, err := s.pool.Exec(ctx, `VACUUM (ANALYZE) documents, passages, vectors, terms, postings, run_blocks`); err != nil {
		return wrap("analyze the index", err)
	}
	return wrap("build the vector index", pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT COALESCE(sum(d.vectors), 0)::bigint FROM documents d`)
		if err != nil {
			return err
		}
		vectors, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
		if err != nil || vectors <= int64(s.cfg.ExactVectors) {
			return err
		}
		m, err := readMeta(ctx, tx)
		if err != nil {
			return err
		}
		built, err := hnswBuilt(ctx, tx, m.dimension)
		if err != nil || built {
			return err
		}
		return s.buildHNSW(ctx, tx, m.dimension, vectors)
	}))
}

// buildHNSW makes the index with 16 links a node and a working list of 64:
// 63,000 vectors of 512 dimensions took 9 s and 82 MB. A graph that outgrows the
// memory for it is built many times slower; one that may not fit into the shared
// memory of a plain container is therefore built by one process, in its own memory.
func (s *Store) buildHNSW(ctx context.Context, tx pgx.Tx, dimension int, vectors int64) error {
	return s.buildHNSWOn(ctx, tx, "vectors", hnswName(dimension), dimension, vectors)
}

// buildHNSWOn makes it on a table of vectors, under a name.
func (s *Store) buildHNSWOn(ctx context.Context, tx pgx.Tx, table, name string, dimension int, vectors int64) error {
	start := time.Now()
	if _, err := tx.Exec(ctx, `
		SELECT set_config('maintenance_work_mem', $1, true), set_config('max_parallel_maintenance_workers', $2, true)`,
		hnswMemory(dimension, vectors)...); err != nil {
		return err
	}
	// Neither a name nor a type can be a parameter; names and number are our own.
	if _, err := tx.Exec(ctx, fmt.Sprintf(`
		CREATE INDEX %s ON %s USING hnsw ((vec::halfvec(%d)) halfvec_cosine_ops) WITH (m = 16, ef_construction = 64)`,
		name, table, dimension)); err != nil {
		return err
	}
	s.cfg.Logger.InfoContext(ctx, "vector index built", "vectors", vectors, "duration_ms", time.Since(start).Milliseconds())
	return nil
}

// hnswMemory gives maintenance_work_mem and max_parallel_maintenance_workers for
// a build: two bytes a number, and some 500 bytes of links and places a vector.
func hnswMemory(dimension int, vectors int64) []any {
	const shared, most = 48, 2048 // MB
	megabytes := vectors * int64(2*dimension+500) * 5 / 4 >> 20
	if megabytes <= shared {
		return []any{fmt.Sprintf("%dMB", shared), "2"}
	}
	return []any{fmt.Sprintf("%dMB", min(megabytes, most)), "0"}
}

// hnswName names the HNSW index over vectors of a dimension.
func hnswName(dimension int) string { return fmt.Sprintf("vectors_hnsw_%d", dimension) }

func hnswBuilt(ctx context.Context, q querier, dimension int) (bool, error) {
	rows, err := q.Query(ctx, `SELECT to_regclass($1) IS NOT NULL`, hnswName(dimension))
	if err != nil {
		return false, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
}
