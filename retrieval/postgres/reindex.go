package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/retrieval"
)

var _ retrieval.VectorBuild = (*Rebuild)(nil)

// Rebuild implements [retrieval.VectorBuild]. The new vectors stand in a table
// of their own, vectors_next; meta holds under next_model and next_dimension
// what they are. The switch renames the table, so that it takes no longer for
// many vectors than for few.
type Rebuild struct{ s *Store }

// Rebuild gives the way to vectors of the store's configured model.
func (s *Store) Rebuild() *Rebuild { return &Rebuild{s} }

// nextHNSW is the name of the index over new vectors until the switch.
const nextHNSW = "vectors_next_hnsw"

// Begin implements [retrieval.VectorBuild].
func (b *Rebuild) Begin(ctx context.Context, dimension int) error {
	if dimension <= 0 || dimension > maxDimension {
		return fmt.Errorf("vectors of %d dimensions: 1 to %d can be stored", dimension, maxDimension)
	}
	return wrap("make room for new vectors", pgx.BeginFunc(ctx, b.s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		m, err := readMeta(ctx, tx)
		if err != nil {
			return err
		}
		if err := b.s.checkSegmenter(m); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT to_regclass('vectors_next') IS NOT NULL
			   AND (SELECT count(*) FROM meta WHERE (key, value) IN (('next_model', $1), ('next_dimension', $2))) = 2`,
			b.s.cfg.Model, strconv.Itoa(dimension))
		if err != nil {
			return err
		}
		begun, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
		if err != nil || begun {
			return err
		}
		for _, sql := range []string{
			`DROP TABLE IF EXISTS vectors_next`,
			`DELETE FROM meta WHERE key IN ('next_model', 'next_dimension')`,
			// Not the indexes: an HNSW index is of one dimension.
			`CREATE TABLE vectors_next (LIKE vectors INCLUDING STORAGE)`,
			`ALTER TABLE vectors_next ADD CONSTRAINT vectors_next_pkey PRIMARY KEY (document, ordinal, part)`,
		} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO meta (key, value) VALUES ('next_model', $1), ('next_dimension', $2)`,
			b.s.cfg.Model, strconv.Itoa(dimension))
		return err
	}))
}

// lacking is true of a document d without new vectors.
const lacking = `d.passages > 0 AND NOT EXISTS (SELECT 1 FROM vectors_next n WHERE n.document = d.key)`

// Lacking implements [retrieval.VectorBuild].
func (b *Rebuild) Lacking(ctx context.Context) ([]string, error) {
	rows, err := b.s.pool.Query(ctx, `SELECT d.id FROM documents d WHERE `+lacking+` ORDER BY d.id`)
	if err != nil {
		return nil, wrap("list documents without new vectors", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return ids, wrap("list documents without new vectors", err)
}

// Add implements [retrieval.VectorBuild].
func (b *Rebuild) Add(ctx context.Context, e retrieval.Embedded) error {
	if err := checkDocument(e.Document); err != nil {
		return fmt.Errorf("embed %s: %w", e.Document.Source, err)
	}
	if err := checkVectors(e); err != nil {
		return fmt.Errorf("embed %s: %w", e.Document.Source, err)
	}
	return wrap("embed "+e.Document.Source, pgx.BeginFunc(ctx, b.s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT d.key, `+lacking+` FROM documents d WHERE d.id = $1 AND d.hash = $2`,
			e.Document.ID, e.Document.Hash)
		if err != nil {
			return err
		}
		type found struct {
			Key     int32
			Lacking bool
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[found])
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return retrieval.ErrOutdated
		}
		if !list[0].Lacking { // another run was quicker
			return nil
		}
		return copyRows(ctx, tx, list[0].Key, "vectors_next", []string{"document", "ordinal", "part", "vec"}, vectorRows(e))
	}))
}

// Switch implements [retrieval.VectorBuild]. Searches that run wait for an
// instant; a statement that reads the old vectors for longer than lockWait (a
// dump) makes it fail, and it may be tried again.
func (b *Rebuild) Switch(ctx context.Context) (bool, error) {
	done := false
	err := pgx.BeginFunc(ctx, b.s.pool, func(tx pgx.Tx) error {
		if err := lockWriters(ctx, tx); err != nil {
			return err
		}
		// What was embedded and has gone or changed since.
		if _, err := tx.Exec(ctx, `DELETE FROM vectors_next n WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.key = n.document)`); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT (SELECT count(*) FROM documents d WHERE `+lacking+`),
			       (SELECT count(*) FROM documents),
			       (SELECT count(*) FROM vectors_next),
			       COALESCE((SELECT value FROM meta WHERE key = 'next_dimension'), '0')::integer`)
		if err != nil {
			return err
		}
		type state struct {
			Lacking, Documents, Vectors int64
			Dimension                   int
		}
		st, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[state])
		if err != nil || st.Lacking > 0 {
			return err
		}
		m, err := readMeta(ctx, tx)
		if err != nil {
			return err
		}
		done = true
		return b.exchange(ctx, tx, m.dimension, st.Dimension, st.Vectors, st.Documents == 0)
	})
	return done && err == nil, wrap("switch to the new vectors", err)
}

// lockWait is how long the switch waits for statements that read the old vectors.
const lockWait = "20s"

// exchange puts vectors_next in the place of vectors.
func (b *Rebuild) exchange(ctx context.Context, tx pgx.Tx, from, to int, vectors int64, empty bool) error {
	indexed := vectors > int64(b.s.cfg.ExactVectors)
	if indexed {
		if err := b.s.buildHNSWOn(ctx, tx, "vectors_next", nextHNSW, to, vectors); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `SELECT set_config('lock_timeout', $1, true)`, lockWait); err != nil {
		return err
	}
	statements := []string{
		`DROP TABLE vectors`, // with its indexes
		`ALTER TABLE vectors_next RENAME TO vectors`,
		`ALTER TABLE vectors RENAME CONSTRAINT vectors_next_pkey TO vectors_pkey`,
		`UPDATE documents d SET vectors = v.n
		 FROM (SELECT document, count(*) AS n FROM vectors GROUP BY document) AS v
		 WHERE v.document = d.key AND d.vectors <> v.n`,
		`DELETE FROM meta WHERE key IN ('next_model', 'next_dimension')`,
	}
	if indexed {
		statements = append(statements, fmt.Sprintf(`ALTER INDEX %s RENAME TO %s`, nextHNSW, hnswName(to)))
	}
	for _, sql := range statements {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if empty || from == 0 { // an empty store belongs to no model
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE meta SET value = CASE key WHEN 'model' THEN $1 ELSE $2 END
		WHERE key IN ('model', 'dimension')`, b.s.cfg.Model, strconv.Itoa(to))
	return err
}

// CheckModel gives an error wrapping [retrieval.ErrModelMismatch], which says
// what to do, where the stored vectors are of another model than the configured.
func (s *Store) CheckModel(ctx context.Context) error {
	m, err := readMeta(ctx, s.pool)
	if err != nil {
		return wrap("read the model of the index", err)
	}
	return s.checkModel(m)
}

// Model gives the model that the stored vectors are of, and their dimension; ""
// and 0 for an empty store.
func (s *Store) Model(ctx context.Context) (name string, dimension int, err error) {
	m, err := readMeta(ctx, s.pool)
	return m.model, m.dimension, wrap("read the model of the index", err)
}
