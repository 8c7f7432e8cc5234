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
	words, counts := countTerms(terms)
	var list []foundTerm
	var found []retrieval.Candidate
	ask := func(b *pgx.Batch) { queueTerms(b, words, counts, &list) }
	err := s.snapshot(ctx, ask, func(tx pgx.Tx, v *view) error {
		if err := s.checkSegmenter(v.meta); err != nil {
			return err
		}
		weights := s.weigh(list, v.catalog)
		if len(weights) == 0 {
			return nil
		}
		keep, err := s.keep(ctx, tx, v, f)
		if err != nil || len(keep.keys) == 0 {
			return err
		}
		sum := newScores(keep)
		if err := s.readPostings(ctx, tx, v, weights, sum); err != nil {
			return err
		}
		found = sum.best(k)
		return nil
	})
	return found, wrap("lexical search", err)
}

// foundTerm is a stored term of a query.
type foundTerm struct {
	id int32
	df int     // passages that hold it
	n  float64 // times the query has it
}

func queueTerms(b *pgx.Batch, words []string, counts []float64, list *[]foundTerm) {
	b.Queue(`
		SELECT t.id, t.df, a.n
		FROM unnest(@terms::text[], @counts::float8[]) AS a (term, n)
		JOIN terms t ON t.term = a.term
		WHERE t.df > 0`, pgx.NamedArgs{"terms": words, "counts": counts}).Query(func(rows pgx.Rows) error {
		var t foundTerm
		_, err := pgx.ForEachRow(rows, []any{&t.id, &t.df, &t.n}, func() error {
			*list = append(*list, t)
			return nil
		})
		return err
	})
}

// weigh gives what of the formula of BM25 is the same for all postings of a
// term, by the term's id: its count in the query times its idf times k1 + 1.
func (s *Store) weigh(list []foundTerm, c *catalog) map[int32]float64 {
	n := float64(c.all.passages)
	out := make(map[int32]float64, len(list))
	frequent := func(t foundTerm) bool { return float64(t.df) > frequentShare*n }
	// Frequent terms alone are all there is to go by.
	skip := c.all.passages >= s.cfg.LargeStore && slices.ContainsFunc(list, func(t foundTerm) bool { return !frequent(t) })
	for _, t := range list {
		if skip && frequent(t) {
			continue
		}
		out[t.id] = t.n * math.Log(1+(n-float64(t.df)+0.5)/(float64(t.df)+0.5)) * (bm25K1 + 1)
	}
	return out
}

// readPostings adds up the scores of the passages kept that hold a term: from
// the runs, and document by document where these are few or in no run yet.
func (s *Store) readPostings(ctx context.Context, tx pgx.Tx, v *view, weights map[int32]float64, sum *scores) error {
	keys := sum.keep.keys
	average := max(v.catalog.length/float64(max(v.catalog.all.passages, 1)), 1e-9)
	w := blockWeight{base: bm25K1 * (1 - bm25B), slope: bm25K1 * bm25B / average}
	var (
		b       pgx.Batch
		single  = keys // to be looked up by themselves
		term    int32
		content pgtype.DriverBytes // valid until the next row
	)
	terms := slices.Sorted(maps.Keys(weights))
	if len(keys) > s.cfg.FewDocuments {
		fresh, _ := slices.BinarySearch(keys, v.merged+1)
		single = keys[fresh:]
		b.Queue(`
			SELECT r.term, r.blocks
			FROM run_blocks r
			WHERE r.term = ANY (@terms::integer[])`, pgx.NamedArgs{"terms": terms}).Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&term, &content}, func() error {
				w.term = weights[term]
				place, ok := 0, false
				return readRun(content, func(document, first int32, block []byte) error {
					if place, ok = sum.find(document, place); !ok {
						return nil
					}
					return sum.add(place, first, block, w)
				})
			})
			return err
		})
	}
	if len(single) > 0 {
		var document, first int32
		b.Queue(`
			SELECT p.term, p.document, p.first, p.block
			FROM postings p
			WHERE p.document = ANY (@kept::integer[]) AND p.term = ANY (@terms::integer[])`,
			pgx.NamedArgs{"terms": terms, "kept": single}).Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&term, &document, &first, &content}, func() error {
				place, ok := sum.find(document, 0)
				if !ok {
					return nil
				}
				w.term = weights[term]
				return sum.add(place, first, content, w)
			})
			return err
		})
	}
	return tx.SendBatch(ctx, &b).Close()
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
