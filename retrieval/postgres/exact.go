package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/retrieval"
)

// Exact implements [retrieval.Store]. A document is named, in this order of
// preference and never by two at once, by its 文号 (of several one is enough), by its whole title, by the
// end of its title (from three characters: 成果转化法), or by words of its title
// (from four). Titles are compared by [retrieval.TitleKey]. The preference is
// settled before the filter: where the named text is filtered out, no other
// takes its place. A label without title and number means every document.
func (s *Store) Exact(ctx context.Context, ref retrieval.Ref, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	title, article := retrieval.TitleKey(ref.Title), retrieval.ArticleKey(ref.Label)
	numbers := retrieval.NumberKeys(ref.DocNumber)
	if title == "" && len(numbers) == 0 && article == "" || k <= 0 {
		return nil, nil
	}
	rows, err := s.pool.Query(ctx, `
		WITH
		-- 1. How each document is named, 0 the best.
		named AS MATERIALIZED (
			SELECT d.key, CASE
				WHEN @title::text = '' AND cardinality(@numbers::text[]) = 0 THEN 0
				WHEN d.number_keys && @numbers::text[] THEN 0
				WHEN @title::text = '' THEN NULL
				WHEN d.title_key = @title::text THEN 1
				WHEN char_length(@title::text) >= 3 AND right(d.title_key, char_length(@title::text)) = @title::text THEN 2
				WHEN char_length(@title::text) >= 4 AND strpos(d.title_key, @title::text) > 0 THEN 3
				END AS way
			FROM documents d
		)
		-- 2. The passages of those named best, filtered.
		SELECT d.id, p.ordinal, 1::float8
		FROM named
		JOIN documents d ON d.key = named.key
		JOIN passages p ON p.document = d.key
		WHERE named.way = (SELECT min(n.way) FROM named n)
		AND (@article::text = '' OR p.article = @article::text)
		AND `+matching+`
		ORDER BY d.id, p.ordinal
		LIMIT @k`,
		filterArgs(f, pgx.NamedArgs{"title": title, "numbers": numbers, "article": article, "k": k}))
	if err != nil {
		return nil, wrap("exact search", err)
	}
	found, err := pgx.CollectRows(rows, scanCandidate)
	return found, wrap("exact search", err)
}
