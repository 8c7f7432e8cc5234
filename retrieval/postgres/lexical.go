package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

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
// more than 15 in a hundred passages hold are left out while others remain. Scores are rounded to 1e-9, so that the order
// of addition decides no tie.
func (s *Store) Lexical(ctx context.Context, terms []string, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	if len(terms) == 0 || k <= 0 {
		return nil, nil
	}
	m, err := readMeta(ctx, s.pool)
	if err != nil {
		return nil, wrap("lexical search", err)
	}
	if err := s.checkSegmenter(m); err != nil {
		return nil, err
	}
	words, counts := countTerms(terms)
	rows, err := s.pool.Query(ctx, `
		WITH
		-- 1. The size of the collection.
		size AS (
			SELECT sum(d.passages)::float8 AS n, sum(d.length)::float8 / sum(d.passages) AS average
			FROM documents d
			HAVING sum(d.passages) > 0
		),
		-- 2. The terms that occur, with count in the query times idf, and what of
		-- the formula is the same for all postings: computed once a term.
		weights AS MATERIALIZED (
			SELECT t.id, t.df,
			       a.n * ln(1 + (size.n - t.df + 0.5::float8) / (t.df + 0.5::float8)) * (@k1::float8 + 1) AS weight,
			       @k1::float8 * (1 - @b::float8) AS base,
			       @k1::float8 * @b::float8 / size.average AS slope
			FROM unnest(@terms::text[], @counts::float8[]) AS a (term, n)
			JOIN terms t ON t.term = a.term
			CROSS JOIN size
			WHERE t.df > 0
		),
		-- 3. In a large store, terms that hardly tell passages apart are left out
		-- while others remain: their postings are most of the work.
		telling AS MATERIALIZED (
			SELECT w.id, w.weight, w.base, w.slope
			FROM weights w
			CROSS JOIN size
			WHERE size.n < @large::float8 OR w.df <= @frequent::float8 * size.n
				OR NOT EXISTS (SELECT 1 FROM weights o WHERE o.df <= @frequent::float8 * size.n)
		),
		-- 4. The documents that the filter keeps.
		kept AS MATERIALIZED (
			SELECT d.key, d.id FROM documents d WHERE `+matching+`
		),
		-- 5. The score of every passage of theirs that holds one of the terms.
		scored AS (
			SELECT p.document, p.ordinal, sum(w.weight * p.tf / (p.tf + w.base + w.slope * p.length)) AS score
			FROM telling w
			JOIN postings p ON p.term = w.id
			WHERE p.document IN (SELECT kept.key FROM kept)
			GROUP BY p.document, p.ordinal
		)
		-- 6. The best.
		SELECT kept.id, scored.ordinal, round(scored.score * 1e9::float8) / 1e9::float8
		FROM scored
		JOIN kept ON kept.key = scored.document
		ORDER BY round(scored.score * 1e9::float8) DESC, kept.id, scored.ordinal
		LIMIT @k`,
		filterArgs(f, pgx.NamedArgs{"terms": words, "counts": counts, "k1": bm25K1, "b": bm25B, "k": k,
			"large": float64(s.cfg.LargeStore), "frequent": frequentShare}))
	if err != nil {
		return nil, wrap("lexical search", err)
	}
	found, err := pgx.CollectRows(rows, scanCandidate)
	return found, wrap("lexical search", err)
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
