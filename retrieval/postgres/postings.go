package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/retrieval"
)

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
	byTerm := map[int32][]posting{} // each by rising ordinal, as the passages are
	for i, p := range e.Document.Passages {
		for t, n := range counts[i] {
			id, ok := ids[t]
			if !ok {
				return fmt.Errorf("term %q was not stored", t)
			}
			byTerm[id] = append(byTerm[id], posting{int32(p.Ordinal), n, int32(len(e.Terms[i]))})
		}
	}
	// In index order: the leaves are then written once.
	var rows [][]any
	for _, id := range slices.Sorted(maps.Keys(byTerm)) {
		for list := range slices.Chunk(byTerm[id], blockPassages) {
			rows = append(rows, []any{nil, id, list[0].ordinal, int32(len(list)), appendBlock(nil, list)})
		}
	}
	return copyRows(ctx, tx, key, "postings", []string{"document", "term", "first", "passages", "block"}, rows)
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
