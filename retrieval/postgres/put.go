package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// writerLock is the advisory lock that writers of the corpus take in turn. The
// number is arbitrary and must stay.
const writerLock = 0x706f6c6963790001

// Known implements [retrieval.Index].
func (s *Store) Known(ctx context.Context) ([]retrieval.Known, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT d.id, d.root, d.source, d.hash, d.body_hash, d.core_hash, d.title, d.doc_number, d.region,
		       COALESCE(to_char(d.adopted, 'YYYY-MM-DD'), ''), d.withdrawn IS NOT NULL
		FROM documents d
		ORDER BY d.root COLLATE "C", d.source COLLATE "C", d.id`)
	if err != nil {
		return nil, wrap("list stored documents", err)
	}
	known, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k retrieval.Known, err error) {
		e := &k.Edition
		return k, row.Scan(&k.ID, &k.Root, &k.Source, &k.Hash, &k.BodyHash, &k.CoreHash, &e.Title, &e.DocNumber, &e.Region, &e.Adopted, &k.Withdrawn)
	})
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
		if len(e.Vectors) > 0 {
			if err := s.adopt(ctx, tx, len(e.Vectors[0])); err != nil {
				return err
			}
		}
		if err := deleteDocuments(ctx, tx, []string{e.Document.ID}); err != nil {
			return err
		}
		if err := insertDocument(ctx, tx, e); err != nil {
			return err
		}
		return mergeFresh(ctx, tx, s.cfg.MergeAt)
	})
	return wrap("store "+e.Document.Source, err)
}

// Withdraw implements [retrieval.Index].
func (s *Store) Withdraw(ctx context.Context, ids []string, on corpus.Date) error {
	if len(ids) == 0 {
		return nil
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			UPDATE documents SET withdrawn = $2::date WHERE id = ANY ($1::text[]) AND withdrawn IS NULL`, ids, string(on))
		return err
	})
	return wrap("withdraw documents", err)
}

// Withdrawn lists the documents that are withdrawn, without text and passages,
// the last first.
func (s *Store) Withdrawn(ctx context.Context) ([]corpus.Document, error) {
	return s.listWhere(ctx, `d.withdrawn IS NOT NULL ORDER BY d.withdrawn DESC, d.id`)
}

// TextMissing lists the documents of which only the title is known, by title.
func (s *Store) TextMissing(ctx context.Context) ([]corpus.Document, error) {
	return s.listWhere(ctx, `d.withdrawn IS NULL AND d.passages = 0 ORDER BY d.title COLLATE "C", d.id`)
}

// listWhere lists documents by a fixed condition of this package.
func (s *Store) listWhere(ctx context.Context, condition string) ([]corpus.Document, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+documentColumns+` FROM documents d WHERE `+condition)
	if err != nil {
		return nil, wrap("list documents", err)
	}
	docs, err := pgx.CollectRows(rows, scanDocument)
	return docs, wrap("list documents", err)
}

// Vectors implements [retrieval.Index].
func (s *Store) Vectors(ctx context.Context, id string) ([]retrieval.PassageVectors, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT p.ordinal, jsonb_array_length(p.parts), p.part_vectors, v.part, v.vec
		FROM documents d
		JOIN passages p ON p.document = d.key
		JOIN vectors v ON v.document = p.document AND v.ordinal = p.ordinal
		WHERE d.id = $1
		ORDER BY p.ordinal, v.part`, id)
	if err != nil {
		return nil, wrap("load vectors of "+id, err)
	}
	var (
		out                  []retrieval.PassageVectors
		last                 int
		ordinal, parts, part int
		held                 bool
		vec                  pgvector.HalfVector
	)
	_, err = pgx.ForEachRow(rows, []any{&ordinal, &parts, &held, &part, &vec}, func() error {
		if ordinal != last {
			last = ordinal
			out = append(out, retrieval.PassageVectors{})
			if held {
				out[len(out)-1].Parts = make([][]float32, parts)
			}
		}
		if at := &out[len(out)-1]; part == 0 {
			at.Vector = vec.Slice()
		} else if part <= len(at.Parts) {
			at.Parts[part-1] = vec.Slice()
		}
		return nil
	})
	return out, wrap("load vectors of "+id, err)
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

// lockWriters waits for the turn to write, and lets readers forget what they
// know of the corpus once the transaction has ended.
func lockWriters(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(writerLock)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE corpus_revision SET token = gen_random_uuid()`)
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
	for _, sql := range []string{`DELETE FROM meta`, `DELETE FROM run_blocks`, `DELETE FROM posting_runs`} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `DROP INDEX IF EXISTS `+hnswName(m.dimension))
	return err
}
