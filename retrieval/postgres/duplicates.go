package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/retrieval"
)

// Duplicates implements [retrieval.Index].
func (s *Store) Duplicates(ctx context.Context) ([]retrieval.Duplicate, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT d.root, d.source, d.title, d.document, d.near
		FROM duplicates d
		ORDER BY d.root COLLATE "C", d.source COLLATE "C"`)
	if err != nil {
		return nil, wrap("list duplicates", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[retrieval.Duplicate])
	return list, wrap("list duplicates", err)
}

// SetDuplicates implements [retrieval.Index].
func (s *Store) SetDuplicates(ctx context.Context, list []retrieval.Duplicate) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM duplicates`); err != nil {
			return err
		}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"duplicates"}, []string{"root", "source", "title", "document", "near"},
			pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
				d := list[i]
				return []any{d.Root, d.Source, d.Title, d.Document, d.Near}, nil
			}))
		return err
	})
	return wrap("store duplicates", err)
}
