package postgres

import (
	"context"
	"maps"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/policybot/policybot/retrieval"
)

// Parameters of BM25, the customary ones.
const (
	bm25K1 = 1.5  // how soon repetitions of a term stop counting
	bm25B  = 0.75 // how much long passages are held back, 0 to 1
)

// frequentShare is the share of the passages from which on a term counts as
// frequent in a large store (see Config.LargeStore).
const frequentShare = 0.15

// maxTermBytes cuts what no one would search for (a URL, say) to what an index
// entry holds.
const maxTermBytes = 256

// Lexical implements [retrieval.Store]. Statistics are those of all stored
// passages, whatever the filter. From Config.LargeStore passages on, terms that
// more than 15 in a hundred passages hold are left out while others remain.
// Scores are rounded to 1e-9, so that the order of addition decides no tie.
func (s *Store) Lexical(ctx context.Context, terms []string, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	if len(terms) == 0 || k <= 0 {
		return nil, nil
	}
	var found []retrieval.Candidate
	// One snapshot for all statements.
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		m, err := readMeta(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.checkSegmenter(m); err != nil {
			return err
		}
		weights, size, err := s.weigh(ctx, tx, terms)
		if err != nil || len(weights) == 0 {
			return err
		}
		keep, err := keptDocuments(ctx, tx, f)
		if err != nil || len(keep.keys) == 0 {
			return err
		}
		sum := newScores(keep)
		if err := readPostings(ctx, tx, weights, size, keep, sum); err != nil {
			return err
		}
		found = sum.best(k)
		return nil
	})
	return found, wrap("lexical search", err)
}

// termWeight is what of the formula of BM25 is the same for all postings of a
// term: its count in the query times its idf times k1 + 1.
type termWeight struct {
	df     int
	weight float64
}

// collection is the size of what is searched.
type collection struct {
	documents int
	passages  float64
	average   float64 // terms a passage
}

// weigh gives the weights of the terms that occur, by their id.
func (s *Store) weigh(ctx context.Context, tx pgx.Tx, terms []string) (map[int32]termWeight, collection, error) {
	var size collection
	words, counts := countTerms(terms)
	row := tx.QueryRow(ctx, `
		SELECT count(*), COALESCE(sum(d.passages), 0)::float8, COALESCE(sum(d.length), 0)::float8 FROM documents d`)
	var length float64
	if err := row.Scan(&size.documents, &size.passages, &length); err != nil || size.passages == 0 {
		return nil, size, err
	}
	size.average = max(length/size.passages, 1e-9)
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.df, a.n
		FROM unnest(@terms::text[], @counts::float8[]) AS a (term, n)
		JOIN terms t ON t.term = a.term
		WHERE t.df > 0`, pgx.NamedArgs{"terms": words, "counts": counts})
	if err != nil {
		return nil, size, err
	}
	out := map[int32]termWeight{}
	rare := false
	var (
		id int32
		df int
		n  float64
	)
	if _, err := pgx.ForEachRow(rows, []any{&id, &df, &n}, func() error {
		idf := math.Log(1 + (size.passages-float64(df)+0.5)/(float64(df)+0.5))
		out[id] = termWeight{df, n * idf * (bm25K1 + 1)}
		rare = rare || float64(df) <= frequentShare*size.passages
		return nil
	}); err != nil {
		return nil, size, err
	}
	if size.passages >= float64(s.cfg.LargeStore) && rare {
		maps.DeleteFunc(out, func(_ int32, w termWeight) bool { return float64(w.df) > frequentShare*size.passages })
	}
	return out, size, nil
}

// fewDocuments is up to how many documents each is looked up by itself.
const fewDocuments = 40

// readPostings adds up the scores of the passages kept that hold a term.
func readPostings(ctx context.Context, tx pgx.Tx, weights map[int32]termWeight, size collection, keep kept, sum *scores) error {
	condition := ` AND p.document IN (SELECT k.key FROM unnest(@kept::integer[]) AS k (key))`
	switch n := len(keep.keys); {
	case n == size.documents:
		condition = ` AND @kept::integer[] IS NOT NULL` // the whole store
	case n <= fewDocuments:
		condition = ` AND p.document = ANY (@kept::integer[])`
	}
	rows, err := tx.Query(ctx, `
		SELECT p.term, p.document, p.first, p.block
		FROM postings p
		WHERE p.term = ANY (@terms::integer[])`+condition,
		pgx.NamedArgs{"terms": slices.Sorted(maps.Keys(weights)), "kept": keep.keys})
	if err != nil {
		return err
	}
	base, slope := bm25K1*(1-bm25B), bm25K1*bm25B/size.average
	var (
		term, document, first int32
		block                 pgtype.DriverBytes // valid until the next row
	)
	_, err = pgx.ForEachRow(rows, []any{&term, &document, &first, &block}, func() error {
		weight, at := weights[term].weight, sum.of(document)
		return readBlock(first, block, func(ordinal int, tf, length float64) {
			at.add(ordinal, weight*tf/(tf+base+slope*length))
		})
	})
	return err
}

// countTerms gives the distinct terms in order and how often each occurs. What
// is no text can be in no passage and is left out.
func countTerms(terms []string) ([]string, []float64) {
	n := map[string]float64{}
	for _, t := range terms {
		if checkText(t) == nil {
			n[clip(t)]++
		}
	}
	words := make([]string, 0, len(n))
	for t := range n {
		words = append(words, t)
	}
	slices.Sort(words)
	counts := make([]float64, len(words))
	for i, t := range words {
		counts[i] = n[t]
	}
	return words, counts
}

// clip bounds the length of a term.
func clip(term string) string {
	if len(term) <= maxTermBytes {
		return term
	}
	end := 0
	for i := range term {
		if i > maxTermBytes {
			break
		}
		end = i
	}
	return term[:end]
}

// scanCandidate reads document id, ordinal and score.
func scanCandidate(row pgx.CollectableRow) (retrieval.Candidate, error) {
	var (
		id      string
		ordinal int
		score   float64
	)
	err := row.Scan(&id, &ordinal, &score)
	return retrieval.Candidate{PassageID: passageID(id, ordinal), Score: score}, err
}
