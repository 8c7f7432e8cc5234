package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// documentColumns are read by documentRow.
const documentColumns = `
	d.id, d.root, d.source, d.title, d.issuer, d.doc_number, d.kind, d.level, d.region, d.url,
	COALESCE(to_char(d.adopted, 'YYYY-MM-DD'), ''), COALESCE(to_char(d.published, 'YYYY-MM-DD'), ''),
	COALESCE(to_char(d.effective_from, 'YYYY-MM-DD'), ''), COALESCE(to_char(d.effective_to, 'YYYY-MM-DD'), ''),
	d.end_reason, d.status_note, d.replaced_by, d.digest_of, d.hash, d.body_hash, d.dropped, d.findings,
	d.period, d.relations, d.evidence, d.audience, d.effective_basis, d.core_hash, COALESCE(to_char(d.withdrawn, 'YYYY-MM-DD'), '')`

// documentRow receives documentColumns; the JSON is decoded by document, once
// where many rows repeat one document.
type documentRow struct {
	doc                          corpus.Document
	dropped, relations, evidence []byte
}

func (r *documentRow) targets() []any {
	d := &r.doc
	return []any{&d.ID, &d.Root, &d.Source, &d.Title, &d.Issuer, &d.DocNumber, &d.Kind, &d.Level, &d.Region, &d.URL,
		&d.Adopted, &d.Published, &d.EffectiveFrom, &d.EffectiveTo, &d.EndReason, &d.StatusNote, &d.ReplacedBy,
		&d.DigestOf, &d.Hash, &d.BodyHash, &r.dropped, &d.Findings,
		&d.Period, &r.relations, &r.evidence, &d.Audience, &d.EffectiveBasis, &d.CoreHash, &d.Withdrawn}
}

func (r *documentRow) document() (*corpus.Document, error) {
	d := r.doc
	if err := json.Unmarshal(r.dropped, &d.Dropped); err != nil {
		return nil, fmt.Errorf("document %s: spans left out: %w", d.ID, err)
	}
	if err := json.Unmarshal(r.relations, &d.Relations); err != nil {
		return nil, fmt.Errorf("document %s: relations: %w", d.ID, err)
	}
	if err := json.Unmarshal(r.evidence, &d.Evidence); err != nil {
		return nil, fmt.Errorf("document %s: evidence: %w", d.ID, err)
	}
	d.Dropped, d.DigestOf, d.Findings = nilFor(d.Dropped), nilFor(d.DigestOf), nilFor(d.Findings)
	d.Relations, d.Evidence = nilFor(d.Relations), nilFor(d.Evidence)
	return &d, nil
}

// nilFor gives nil for an empty slice, as the parser does.
func nilFor[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return s
}

// passageColumns are read by passageRow.
const passageColumns = `
	p.ordinal, p.kind, p.path, p.label, p.start_byte, p.end_byte, p.text, p.norm, p.parts, p.context`

type passageRow struct {
	passage        corpus.Passage
	parts, context []byte
}

func (r *passageRow) targets() []any {
	p := &r.passage
	return []any{&p.Ordinal, &p.Kind, &p.Path, &p.Label, &p.Start, &p.End, &p.Text, &p.Norm, &r.parts, &r.context}
}

func (r *passageRow) finish(documentID string) (corpus.Passage, error) {
	p := r.passage
	p.DocumentID, p.ID = documentID, passageID(documentID, p.Ordinal)
	if err := json.Unmarshal(r.parts, &p.Parts); err != nil {
		return p, fmt.Errorf("passage %s: parts: %w", p.ID, err)
	}
	if err := json.Unmarshal(r.context, &p.Context); err != nil {
		return p, fmt.Errorf("passage %s: context: %w", p.ID, err)
	}
	p.Path, p.Parts, p.Context = nilFor(p.Path), nilFor(p.Parts), nilFor(p.Context)
	return p, nil
}

// passageID and splitPassageID are the two ways between an ID and its halves.
func passageID(documentID string, ordinal int) string {
	return fmt.Sprintf("%s.%04d", documentID, ordinal)
}

func splitPassageID(id string) (documentID string, ordinal int, ok bool) {
	i := strings.LastIndexByte(id, '.')
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.ParseInt(id[i+1:], 10, 32)
	return id[:i], int(n), err == nil && passageID(id[:i], int(n)) == id
}

// splitPassageIDs gives the halves of those that are IDs, as arrays for a query.
func splitPassageIDs(ids []string) (documents []string, ordinals []int32) {
	documents, ordinals = []string{}, []int32{}
	for _, id := range ids {
		if document, ordinal, ok := splitPassageID(id); ok && utf8.ValidString(document) {
			documents, ordinals = append(documents, document), append(ordinals, int32(ordinal))
		}
	}
	return documents, ordinals
}

// Passages implements [retrieval.Library]. Passages of one document share it.
func (s *Store) Passages(ctx context.Context, ids []string) ([]retrieval.Stored, error) {
	documents, ordinals := splitPassageIDs(ids)
	if len(documents) == 0 {
		return nil, nil
	}
	rows, err := s.pool.Query(ctx, `
		SELECT `+documentColumns+`, `+passageColumns+`, p.part_vectors, v.parts, v.vecs
		FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS a (document, ordinal, place)
		JOIN documents d ON d.id = a.document
		JOIN passages p ON p.document = d.key AND p.ordinal = a.ordinal
		CROSS JOIN LATERAL (
			SELECT array_agg(w.part ORDER BY w.part) AS parts, array_agg(w.vec ORDER BY w.part) AS vecs
			FROM vectors w
			WHERE w.document = p.document AND w.ordinal = p.ordinal AND p.part_vectors
		) AS v
		ORDER BY a.place`, documents, ordinals)
	if err != nil {
		return nil, wrap("load passages", err)
	}
	shared := map[string]*corpus.Document{}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (retrieval.Stored, error) {
		return scanStored(row, shared)
	})
	return found, wrap("load passages", err)
}

// scanStored reads one row of Passages; documents met before are in shared.
func scanStored(row pgx.CollectableRow, shared map[string]*corpus.Document) (retrieval.Stored, error) {
	var (
		d       documentRow
		p       passageRow
		held    bool
		parts   []int32
		vectors []pgvector.HalfVector
		out     retrieval.Stored
	)
	if err := row.Scan(append(append(d.targets(), p.targets()...), &held, &parts, &vectors)...); err != nil {
		return out, err
	}
	if shared[d.doc.ID] == nil {
		doc, err := d.document()
		if err != nil {
			return out, err
		}
		shared[d.doc.ID] = doc
	}
	out.Document = shared[d.doc.ID]
	var err error
	if out.Passage, err = p.finish(d.doc.ID); err != nil || !held {
		return out, err
	}
	byPart := map[int32][]float32{}
	for i, part := range parts {
		byPart[part] = vectors[i].Slice()
	}
	for i := range out.Passage.Parts {
		v, ok := byPart[int32(i+1)]
		if !ok { // equal to its passage
			v = byPart[0]
		}
		out.PartVectors = append(out.PartVectors, v)
	}
	return out, nil
}

// Document implements [retrieval.Library]. It gives withdrawn documents too.
func (s *Store) Document(ctx context.Context, id string) (*corpus.Document, error) {
	if err := checkText(id); err != nil {
		return nil, fmt.Errorf("document %q: %w", id, retrieval.ErrNotFound)
	}
	var doc *corpus.Document
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var err error
		if doc, err = loadDocument(ctx, tx, id); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT `+passageColumns+`
			FROM documents d
			JOIN passages p ON p.document = d.key
			WHERE d.id = $1
			ORDER BY p.ordinal`, id)
		if err != nil {
			return err
		}
		doc.Passages, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (corpus.Passage, error) {
			var p passageRow
			if err := row.Scan(p.targets()...); err != nil {
				return corpus.Passage{}, err
			}
			return p.finish(id)
		})
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("document %q: %w", id, retrieval.ErrNotFound)
	}
	if err != nil {
		return nil, wrap("load document "+id, err)
	}
	return doc, nil
}

// loadDocument gives a document with its text, without its passages; no such
// document is pgx.ErrNoRows.
func loadDocument(ctx context.Context, tx pgx.Tx, id string) (*corpus.Document, error) {
	rows, err := tx.Query(ctx, `SELECT d.text, `+documentColumns+` FROM documents d WHERE d.id = $1`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (*corpus.Document, error) {
		var (
			text string
			d    documentRow
		)
		if err := row.Scan(append([]any{&text}, d.targets()...)...); err != nil {
			return nil, err
		}
		doc, err := d.document()
		if err == nil {
			doc.Text = text
		}
		return doc, err
	})
}

// Documents implements [retrieval.Library].
func (s *Store) Documents(ctx context.Context) ([]corpus.Document, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT `+documentColumns+`
		FROM documents d
		WHERE d.withdrawn IS NULL AND d.passages > 0
		ORDER BY array_position(ARRAY['国家', '部委', '省', '市'], d.level) NULLS LAST, d.title COLLATE "C", d.id`)
	if err != nil {
		return nil, wrap("list documents", err)
	}
	docs, err := pgx.CollectRows(rows, scanDocument)
	return docs, wrap("list documents", err)
}

// scanDocument reads one row of documentColumns.
func scanDocument(row pgx.CollectableRow) (corpus.Document, error) {
	var d documentRow
	if err := row.Scan(d.targets()...); err != nil {
		return corpus.Document{}, err
	}
	doc, err := d.document()
	if err != nil {
		return corpus.Document{}, err
	}
	return *doc, nil
}

// checkText reports what PostgreSQL does not take as text.
func checkText(s string) error {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return errors.New("the text is not UTF-8 or holds zero bytes")
	}
	return nil
}
