package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/policybot/policybot/retrieval"
)

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
		 FROM (SELECT term, sum(passages) AS n FROM postings WHERE document = ANY ($1::integer[]) GROUP BY term) AS p
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
	relations, err := json.Marshal(emptyFor(d.Relations))
	if err != nil {
		return err
	}
	evidence, err := json.Marshal(emptyFor(d.Evidence))
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
			period, relations, evidence, audience, effective_basis, core_hash, title_key, number_keys, digest_keys, passages, vectors, length)
		VALUES (
			@id, @root, @source, @title, @issuer, @doc_number, @kind, @level, @region, @url,
			NULLIF(@adopted::text, '')::date, NULLIF(@published::text, '')::date,
			NULLIF(@effective_from::text, '')::date, NULLIF(@effective_to::text, '')::date,
			@end_reason, @status_note, @replaced_by, @digest_of, @text, @hash, @body_hash, @dropped, @findings,
			@period, @relations, @evidence, @audience, @effective_basis, @core_hash, @title_key, @number_keys, @digest_keys, @passages, @vectors, @length)
		RETURNING key`,
		pgx.NamedArgs{
			"id": d.ID, "root": d.Root, "source": d.Source, "title": d.Title, "issuer": d.Issuer,
			"doc_number": d.DocNumber, "kind": string(d.Kind), "level": string(d.Level), "region": d.Region, "url": d.URL,
			"adopted": string(d.Adopted), "published": string(d.Published),
			"effective_from": string(d.EffectiveFrom), "effective_to": string(d.EffectiveTo),
			"end_reason": string(d.EndReason), "status_note": d.StatusNote, "replaced_by": d.ReplacedBy,
			"digest_of": list(d.DigestOf), "text": d.Text, "hash": d.Hash, "body_hash": d.BodyHash,
			"dropped": string(dropped), "findings": list(d.Findings),
			"period": d.Period, "relations": string(relations), "evidence": string(evidence),
			"audience": d.Audience, "effective_basis": string(d.EffectiveBasis), "core_hash": d.CoreHash,
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
		"start_byte", "end_byte", "text", "norm", "parts", "context", "part_vectors", "length"}, passages); err != nil {
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
		context, err := json.Marshal(emptyFor(p.Context))
		if err != nil {
			return nil, 0, err
		}
		rows = append(rows, []any{nil, int32(p.Ordinal), string(p.Kind), list(p.Path), p.Label,
			retrieval.ArticleKey(p.Label), int32(p.Start), int32(p.End), p.Text, p.Norm, string(parts), string(context),
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

// emptyFor gives an empty slice for nil, which JSON would make null.
func emptyFor[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
