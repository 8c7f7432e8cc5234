package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Rarity gives the inverse document frequency of each term as BM25 reckons it,
// ln(1 + (N - df + 0.5) / (df + 0.5)) over all stored passages; a term that no
// passage holds has the highest.
func (s *Store) Rarity(ctx context.Context, terms []string) (map[string]float64, error) {
	words, _ := countTerms(terms)
	rows, err := s.pool.Query(ctx, `
		SELECT a.term, ln(1 + (size.n - coalesce(t.df, 0) + 0.5::float8) / (coalesce(t.df, 0) + 0.5::float8))
		FROM unnest(@terms::text[]) AS a (term)
		LEFT JOIN terms t ON t.term = a.term
		CROSS JOIN (SELECT coalesce(sum(d.passages), 0)::float8 AS n FROM documents d) AS size`,
		pgx.NamedArgs{"terms": words})
	if err != nil {
		return nil, wrap("rarity of terms", err)
	}
	out := make(map[string]float64, len(words))
	var term string
	var idf float64
	_, err = pgx.ForEachRow(rows, []any{&term, &idf}, func() error {
		out[term] = idf
		return nil
	})
	return out, wrap("rarity of terms", err)
}
