package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/retrieval"
)

// writerLock is the advisory lock that writers of the corpus take in turn. The
// number is arbitrary and must stay.
const writerLock = 0x706f6c6963790001

// Known implements [retrieval.Index].
func (s *Store) Known(ctx context.Context) ([]retrieval.Known, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT d.id, d.root, d.source, d.hash, d.body_hash
		FROM documents d
		ORDER BY d.root COLLATE "C", d.source COLLATE "C", d.id`)
	if err != nil {
		return nil, wrap("list stored documents", err)
	}
	known, err := pgx.CollectRows(rows, pgx.RowToStructByPos[retrieval.Known])
	return known, wrap("list stored documents", err)
}

// Put implements [retrieval.Index]. The first document of an empty store
// decides its model, dimension and segmenter.
func (s *Store) Put(ctx context.Context, e retrieval.Embedded) error {
	if err := check(e); err != nil {
		return err
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		if err := s.adopt(ctx, tx, len(e.Vectors[0])); err != nil {
			return err
		}
		if err := deleteDocuments(ctx, tx, []string{e.Document.ID}); err != nil {
			return err
		}
		return insertDocument(ctx, tx, e)
	})
	return wrap("store "+e.Document.Source, err)
}

// Remove implements [retrieval.Index]. Unknown ids do nothing. A store left
// empty forgets its model.
func (s *Store) Remove(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		if err := deleteDocuments(ctx, tx, ids); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM terms WHERE df = 0`); err != nil {
			return err
		}
		return forgetIfEmpty(ctx, tx)
	})
	return wrap("remove documents", err)
}

func lockWriters(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(writerLock))
	return err
}

// adopt checks that the index is of our model, segmenter and dimension, and
// makes an empty one so.
func (s *Store) adopt(ctx context.Context, tx pgx.Tx, dimension int) error {
	m, err := readMeta(ctx, tx)
	if err != nil {
		return err
	}
	if m.dimension == 0 {
		_, err := tx.Exec(ctx, `
			INSERT INTO meta (key, value) VALUES ('model', $1), ('segmenter', $2), ('dimension', $3)`,
			s.cfg.Model, s.cfg.Segmenter, strconv.Itoa(dimension))
		return err
	}
	if err := s.checkModel(m); err != nil {
		return err
	}
	if err := s.checkSegmenter(m); err != nil {
		return err
	}
	if m.dimension != dimension {
		return fmt.Errorf("%w: it holds vectors of %d dimensions, these have %d",
			retrieval.ErrModelMismatch, m.dimension, dimension)
	}
	return nil
}

// forgetIfEmpty makes a store without documents ready for any model.
func forgetIfEmpty(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT EXISTS (SELECT 1 FROM documents)`)
	if err != nil {
		return err
	}
	held, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
	if err != nil || held {
		return err
	}
	m, err := readMeta(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM meta`); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DROP INDEX IF EXISTS `+hnswName(m.dimension))
	return err
}
