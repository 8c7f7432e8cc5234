package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Size is what a table or an index of the corpus takes on disk.
type Size struct {
	Name  string
	Bytes int64
}

// Sizes gives the tables of the corpus and their indexes, by name; what is
// stored out of line counts with its table.
func (s *Store) Sizes(ctx context.Context) ([]Size, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT c.relname, CASE c.relkind WHEN 'r' THEN pg_table_size(c.oid) ELSE pg_relation_size(c.oid) END
		FROM pg_class c
		LEFT JOIN pg_index i ON i.indexrelid = c.oid
		WHERE COALESCE(i.indrelid, c.oid) = ANY (ARRAY['documents', 'passages', 'vectors', 'terms', 'postings', 'run_blocks']::regclass[])
		ORDER BY c.relname`)
	if err != nil {
		return nil, wrap("sizes of the index", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Size])
	return list, wrap("sizes of the index", err)
}
