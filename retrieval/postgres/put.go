package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

func deleteDocuments(ctx context.Context, tx pgx.Tx, ids []string) error {
	rows, err := tx.Query(ctx, `SELECT d.key FROM documents d WHERE d.id = ANY ($1::text[])`, ids)
	if err != nil {
		return err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	if err != nil || len(keys) == 0 {
		return err
	}
	for _, sql := range []string{
		`UPDATE terms t SET df = t.df - p.n
		 FROM (SELECT term, count(*) AS n FROM postings WHERE document = ANY ($1::integer[]) GROUP BY term) AS p
		 WHERE t.id = p.term`,
		`DELETE FROM postings WHERE document = ANY ($1::integer[])`,
		`DELETE FROM vectors WHERE document = ANY ($1::integer[])`,
		`DELETE FROM documents WHERE key = ANY ($1::integer[])`, // and its passages
	} {
		if _, err := tx.Exec(ctx, sql, keys); err != nil {
			return err
		}
	}
	return nil
}

func insertDocument(ctx context.Context, tx pgx.Tx, e retrieval.Embedded) error {
	d := e.Document
	passages, length, err := passageRows(e)
	if err != nil {
		return err
	}
	vectors := vectorRows(e)
	dropped, err := json.Marshal(emptyFor(d.Dropped))
	if err != nil {
		return err
	}
	digestKeys := []string{}
	for _, title := range d.DigestOf {
		digestKeys = append(digestKeys, retrieval.TitleKey(title))
	}
	rows, err := tx.Query(ctx, `
		INSERT INTO documents (
			id, root, source, title, issuer, doc_number, kind, level, region, url,
			adopted, published, effective_from, effective_to,
			end_reason, status_note, replaced_by, digest_of, text, hash, body_hash, dropped, findings,
			title_key, number_keys, digest_keys, passages, vectors, length)
		VALUES (
			@id, @root, @source, @title, @issuer, @doc_number, @kind, @level, @region, @url,
			NULLIF(@adopted::text, '')::date, NULLIF(@published::text, '')::date,
			NULLIF(@effective_from::text, '')::date, NULLIF(@effective_to::text, '')::date,
			@end_reason, @status_note, @replaced_by, @digest_of, @text, @hash, @body_hash, @dropped, @findings,
			@title_key, @number_keys, @digest_keys, @passages, @vectors, @length)
		RETURNING key`,
		pgx.NamedArgs{
			"id": d.ID, "root": d.Root, "source": d.Source, "title": d.Title, "issuer": d.Issuer,
			"doc_number": d.DocNumber, "kind": string(d.Kind), "level": string(d.Level), "region": d.Region, "url": d.URL,
			"adopted": string(d.Adopted), "published": string(d.Published),
			"effective_from": string(d.EffectiveFrom), "effective_to": string(d.EffectiveTo),
			"end_reason": string(d.EndReason), "status_note": d.StatusNote, "replaced_by": d.ReplacedBy,
			"digest_of": list(d.DigestOf), "text": d.Text, "hash": d.Hash, "body_hash": d.BodyHash,
			"dropped": string(dropped), "findings": list(d.Findings),
			"title_key": retrieval.TitleKey(d.Title), "number_keys": retrieval.NumberKeys(d.DocNumber),
			"digest_keys": digestKeys, "passages": len(passages), "vectors": len(vectors), "length": length,
		})
	if err != nil {
		return err
	}
	key, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int32])
	if err != nil {
		return err
	}
	if err := copyRows(ctx, tx, key, "passages", []string{"document", "ordinal", "kind", "path", "label", "article",
		"start_byte", "end_byte", "text", "norm", "parts", "part_vectors", "length"}, passages); err != nil {
		return err
	}
	if err := copyRows(ctx, tx, key, "vectors", []string{"document", "ordinal", "part", "vec"}, vectors); err != nil {
		return err
	}
	return insertPostings(ctx, tx, key, e)
}

// copyRows copies rows whose first column, the document's key, is not yet set.
func copyRows(ctx context.Context, tx pgx.Tx, key int32, table string, columns []string, rows [][]any) error {
	for _, r := range rows {
		r[0] = key
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return err
}

func passageRows(e retrieval.Embedded) (rows [][]any, length int64, err error) {
	for i, p := range e.Document.Passages {
		parts, err := json.Marshal(emptyFor(p.Parts))
		if err != nil {
			return nil, 0, err
		}
		rows = append(rows, []any{nil, int32(p.Ordinal), string(p.Kind), list(p.Path), p.Label,
			retrieval.ArticleKey(p.Label), int32(p.Start), int32(p.End), p.Text, p.Norm, string(parts),
			len(partVectors(e, i)) > 0, int32(len(e.Terms[i]))})
		length += int64(len(e.Terms[i]))
	}
	return rows, length, nil
}

// partVectors gives the vectors of the parts of passage i, nil for none.
func partVectors(e retrieval.Embedded, i int) [][]float32 {
	if i >= len(e.Parts) {
		return nil
	}
	return e.Parts[i]
}

func vectorRows(e retrieval.Embedded) [][]any {
	var rows [][]any
	for i, p := range e.Document.Passages {
		rows = append(rows, []any{nil, int32(p.Ordinal), int32(0), pgvector.NewHalfVector(e.Vectors[i])})
		for j, v := range partVectors(e, i) {
			if v != nil {
				rows = append(rows, []any{nil, int32(p.Ordinal), int32(j + 1), pgvector.NewHalfVector(v)})
			}
		}
	}
	return rows
}

// insertPostings brings the terms up to date and adds the postings.
func insertPostings(ctx context.Context, tx pgx.Tx, key int32, e retrieval.Embedded) error {
	counts := make([]map[string]int32, len(e.Terms)) // by passage
	df := map[string]int32{}
	for i, terms := range e.Terms {
		counts[i] = map[string]int32{}
		for _, t := range terms {
			t = clip(t)
			if counts[i][t] == 0 {
				df[t]++
			}
			counts[i][t]++
		}
	}
	ids, err := countIn(ctx, tx, df)
	if err != nil {
		return err
	}
	var rows [][]any
	for i, p := range e.Document.Passages {
		for t, n := range counts[i] {
			id, ok := ids[t]
			if !ok {
				return fmt.Errorf("term %q was not stored", t)
			}
			rows = append(rows, []any{nil, id, int32(p.Ordinal), n, int32(len(e.Terms[i]))})
		}
	}
	// In index order: the leaves are then written once.
	slices.SortFunc(rows, func(a, b []any) int { return int(a[1].(int32)) - int(b[1].(int32)) })
	return copyRows(ctx, tx, key, "postings", []string{"document", "term", "ordinal", "tf", "length"}, rows)
}

// countIn adds df to the terms' counts, making those that are new, and gives
// the ids of all.
func countIn(ctx context.Context, tx pgx.Tx, df map[string]int32) (map[string]int32, error) {
	terms, counts := make([]string, 0, len(df)), make([]int32, 0, len(df))
	for t := range df {
		terms = append(terms, t)
	}
	slices.Sort(terms)
	for _, t := range terms {
		counts = append(counts, df[t])
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO terms (term, df)
		SELECT a.term, 0
		FROM unnest($1::text[]) AS a (term)
		WHERE NOT EXISTS (SELECT 1 FROM terms t WHERE t.term = a.term)
		ORDER BY a.term COLLATE "C"`, terms); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		UPDATE terms t SET df = t.df + a.n
		FROM unnest($1::text[], $2::integer[]) AS a (term, n)
		WHERE t.term = a.term
		RETURNING t.id, t.term`, terms, counts)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]int32, len(terms))
	var (
		id   int32
		term string
	)
	_, err = pgx.ForEachRow(rows, []any{&id, &term}, func() error {
		ids[term] = id
		return nil
	})
	return ids, err
}

// emptyFor gives an empty slice for nil, which JSON would make null.
func emptyFor[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// check reports a document that cannot be stored as it is.
func check(e retrieval.Embedded) error {
	if e.Document == nil {
		return errors.New("store a document: none is given")
	}
	if err := checkDocument(e.Document); err != nil {
		return fmt.Errorf("store %s: %w", e.Document.Source, err)
	}
	if err := checkVectors(e); err != nil {
		return fmt.Errorf("store %s: %w", e.Document.Source, err)
	}
	return nil
}

func checkDocument(d *corpus.Document) error {
	if d.ID == "" || len(d.Passages) == 0 {
		return errors.New("a document needs an id and passages")
	}
	if err := checkText(d.Text); err != nil {
		return err
	}
	for _, day := range []corpus.Date{d.Adopted, d.Published, d.EffectiveFrom, d.EffectiveTo} {
		if !day.Known() {
			continue
		}
		if _, err := corpus.ParseDate(string(day)); err != nil {
			return err
		}
	}
	last := 0
	for _, p := range d.Passages {
		if p.Ordinal <= last || p.ID != passageID(d.ID, p.Ordinal) {
			return fmt.Errorf("passage %q: ordinals must rise and make the id", p.ID)
		}
		last = p.Ordinal
		if p.Start < 0 || p.End > len(d.Text) || p.Start > p.End || p.Text != d.Text[p.Start:p.End] {
			return fmt.Errorf("passage %q: its text is not that of its offsets", p.ID)
		}
		for _, part := range p.Parts {
			if part.Start < p.Start || part.End > p.End || part.Start > part.End {
				return fmt.Errorf("passage %q: a part leaves its passage", p.ID)
			}
		}
	}
	return nil
}

func checkVectors(e retrieval.Embedded) error {
	n := len(e.Document.Passages)
	if len(e.Terms) != n || len(e.Vectors) != n || e.Parts != nil && len(e.Parts) != n {
		return fmt.Errorf("%d passages come with %d lists of terms, %d vectors, %d of parts",
			n, len(e.Terms), len(e.Vectors), len(e.Parts))
	}
	dimension := len(e.Vectors[0])
	if dimension == 0 || dimension > maxDimension {
		return fmt.Errorf("vectors of %d dimensions: 1 to %d can be stored", dimension, maxDimension)
	}
	for i, p := range e.Document.Passages {
		vectors := partVectors(e, i)
		if len(vectors) > 0 && len(vectors) != len(p.Parts) {
			return fmt.Errorf("passage %q: %d parts come with %d vectors", p.ID, len(p.Parts), len(vectors))
		}
		for _, v := range append([][]float32{e.Vectors[i]}, vectors...) {
			if v != nil && len(v) != dimension {
				return fmt.Errorf("passage %q: vectors of %d and of %d dimensions", p.ID, dimension, len(v))
			}
		}
		if e.Vectors[i] == nil {
			return fmt.Errorf("passage %q has no vector", p.ID)
		}
	}
	return nil
}
