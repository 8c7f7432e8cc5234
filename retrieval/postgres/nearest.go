package postgres

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
	"github.com/x448/float16"

	"github.com/policybot/policybot/retrieval"
)

// efSearch is the length of HNSW's working list up to efVectors vectors: with 80,
// 0.979 of the true top ten of 63,000 passages were found, with 120, 0.985. Of
// 1,000,000 a list of 120 found 0.870, of 478 0.962, of 1000 0.980.
const (
	efSearch  = 120
	efVectors = 63000
	efMost    = 1000 // that pgvector allows
)

// workingList gives hnsw.ef_search for k nearest in an index of vectors.
func workingList(vectors, k int) int {
	grown := efSearch * math.Pow(max(1, float64(vectors)/efVectors), 0.75)
	return min(efMost, max(int(grown), k))
}

// Nearest implements [retrieval.Store]. Up to Config.ExactVectors vectors left
// by the filter the nearest are found exactly: every distance is computed, or
// those that outlines leave open (see outline.go); beyond, the HNSW index is asked
// (see [Store.Analyze]), which may miss a few of the nearest but never gives
// fewer candidates than there are.
func (s *Store) Nearest(ctx context.Context, vector []float32, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	if len(vector) == 0 || k <= 0 {
		return nil, nil
	}
	var found []retrieval.Candidate
	err := s.snapshot(ctx, nil, func(tx pgx.Tx, v *view) error {
		if v.dimension == 0 {
			return nil
		}
		if err := s.checkModel(v.meta); err != nil {
			return err
		}
		if len(vector) != v.dimension {
			return fmt.Errorf("%w: it holds vectors of %d dimensions, the query has %d",
				retrieval.ErrModelMismatch, v.dimension, len(vector))
		}
		keep, err := s.keep(ctx, tx, v, f)
		if err != nil {
			return err
		}
		q := nearestQuery{vector: pgvector.NewHalfVector(vector), dimension: v.dimension, kept: keep, k: k}
		if v.hnsw && keep.vectors > s.cfg.ExactVectors {
			found, err = nearestByIndex(ctx, tx, q)
		} else if s.outlinable(v, keep) {
			found, err = s.nearestOutlined(ctx, tx, v, q)
		} else {
			found, err = nearestExact(ctx, tx, q)
		}
		if err != nil {
			return err
		}
		return measure(ctx, tx, found)
	})
	if err != nil {
		// The vectors may have been exchanged between two statements (see Rebuild).
		if m, again := readMeta(ctx, s.pool); again == nil && m.dimension > 0 && s.checkModel(m) != nil {
			err = s.checkModel(m)
		}
	}
	return found, wrap("vector search", err)
}

// measure adds the lengths of the passages found.
func measure(ctx context.Context, tx pgx.Tx, found []retrieval.Candidate) error {
	ids := make([]string, len(found))
	for i, c := range found {
		ids[i] = c.PassageID
	}
	documents, ordinals := splitPassageIDs(ids) // all are: they are our own
	rows, err := tx.Query(ctx, `
		SELECT a.place, p.length
		FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS a (document, ordinal, place)
		JOIN documents d ON d.id = a.document
		JOIN passages p ON p.document = d.key AND p.ordinal = a.ordinal`, documents, ordinals)
	if err != nil {
		return err
	}
	var place int64
	var length int
	_, err = pgx.ForEachRow(rows, []any{&place, &length}, func() error {
		found[place-1].Length = length
		return nil
	})
	return err
}

// nearestQuery is one search by meaning, its filter resolved.
type nearestQuery struct {
	vector    pgvector.HalfVector
	dimension int
	kept      *kept
	k         int
}

// near is a passage and the distance of its nearest vector.
type near struct {
	document int32
	ordinal  int
	distance float64
}

func scanNear(row pgx.CollectableRow) (near, error) {
	var n near
	err := row.Scan(&n.document, &n.ordinal, &n.distance)
	return n, err
}

// nearestExact compares every vector that the filter leaves. Inner products in
// place of cosines gain nothing: the time goes into reading the rows.
func nearestExact(ctx context.Context, tx pgx.Tx, q nearestQuery) ([]retrieval.Candidate, error) {
	if len(q.kept.keys) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		-- 1. The nearest vector of each passage. 2. The best passages.
		SELECT d.id, n.ordinal, 1 - n.distance
		FROM (
			SELECT v.document, v.ordinal, min(v.vec <=> @vector) AS distance
			FROM vectors v
			WHERE v.document = ANY (@kept::integer[])
			GROUP BY v.document, v.ordinal
		) AS n
		JOIN documents d ON d.key = n.document
		ORDER BY n.distance, d.id, n.ordinal
		LIMIT @k`,
		pgx.NamedArgs{"vector": q.vector, "kept": q.kept.keys, "k": q.k})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanCandidate)
}

// nearestOutlined gives what nearestExact gives, from the vectors that outlines
// leave and from the documents that have none yet.
func (s *Store) nearestOutlined(ctx context.Context, tx pgx.Tx, v *view, q nearestQuery) ([]retrieval.Candidate, error) {
	asking := make([]float32, len(q.vector.Slice()))
	for i, x := range q.vector.Slice() {
		asking[i] = float16.Fromfloat32(x).Float32() // as it is sent
	}
	query, ok := ask(asking)
	if !ok {
		return nearestExact(ctx, tx, q)
	}
	held, rest, err := s.outlinesOf(ctx, tx, v, q.kept)
	if err != nil {
		return nil, err
	}
	list := shortlist(held, query, q.k)
	if len(list) > q.kept.vectors/scanPays { // texts repeated, or k is nearly all
		return nearestExact(ctx, tx, q)
	}
	keys := make([]int32, len(list))
	ordinals, parts := make([]int32, len(list)), make([]int32, len(list))
	for i, p := range list {
		at := p.document.at[p.i]
		keys[i], ordinals[i], parts[i] = p.document.key, at.ordinal, at.part
	}
	rows, err := tx.Query(ctx, `
		-- 1. The vectors left, and all of documents without outlines.
		-- 2. The nearest of each passage. 3. The best passages.
		SELECT d.id, n.ordinal, 1 - n.distance
		FROM (
			SELECT u.document, u.ordinal, min(u.distance) AS distance
			FROM (
				SELECT v.document, v.ordinal, v.vec <=> @vector AS distance
				FROM unnest(@keys::integer[], @ordinals::integer[], @parts::integer[]) AS a (document, ordinal, part)
				JOIN vectors v ON v.document = a.document AND v.ordinal = a.ordinal AND v.part = a.part
				UNION ALL
				SELECT v.document, v.ordinal, v.vec <=> @vector
				FROM vectors v
				WHERE v.document = ANY (@rest::integer[])
			) AS u
			GROUP BY u.document, u.ordinal
		) AS n
		JOIN documents d ON d.key = n.document
		ORDER BY n.distance, d.id, n.ordinal
		LIMIT @k`,
		pgx.NamedArgs{"vector": q.vector, "keys": keys, "ordinals": ordinals, "parts": parts, "rest": rest, "k": q.k})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanCandidate)
}

// scanPays is how many vectors are scanned in the time that one is looked up in.
const scanPays = 8

// nearestByIndex walks the HNSW index, which gives vectors, until k passages
// have been met. The walk is resumed where the filter drops what it finds, and
// gives an order that is only about right: it is sorted again here.
func nearestByIndex(ctx context.Context, tx pgx.Tx, q nearestQuery) ([]retrieval.Candidate, error) {
	// Without a sort the planner is left with the index, whatever it knows of
	// the limit; a plan for any value would not.
	if _, err := tx.Exec(ctx, `
		SELECT set_config('hnsw.ef_search', $1, true), set_config('hnsw.iterative_scan', 'relaxed_order', true),
		       set_config('hnsw.max_scan_tuples', '2000000000', true), set_config('hnsw.scan_mem_multiplier', '8', true),
		       set_config('enable_sort', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)`,
		fmt.Sprint(workingList(q.kept.catalog.all.vectors, q.k))); err != nil {
		return nil, err
	}
	condition, keys := `v.document = ANY (@kept::integer[])`, q.kept.keys
	if q.kept.all { // the planner weighs each of thousands of keys
		condition, keys = `@kept::integer[] IS NULL`, nil
	}
	// As many vectors as k passages have on average, and some more.
	perPassage := float64(q.kept.vectors) / float64(max(q.kept.passages, 1))
	for limit := int(float64(q.k)*max(perPassage, 1)*1.1) + 10; ; limit *= 4 {
		// The dimension is a number of our own, and part of the expression that is indexed.
		rows, err := tx.Query(ctx, fmt.Sprintf(`
			SELECT v.document, v.ordinal, v.vec::halfvec(%[1]d) <=> @vector::halfvec(%[1]d) AS distance
			FROM vectors v
			WHERE %[2]s
			ORDER BY v.vec::halfvec(%[1]d) <=> @vector::halfvec(%[1]d)
			LIMIT @limit`, q.dimension, condition),
			pgx.NamedArgs{"vector": q.vector, "kept": keys, "limit": limit})
		if err != nil {
			return nil, err
		}
		list, err := pgx.CollectRows(rows, scanNear)
		if err != nil {
			return nil, err
		}
		found := bestOf(list, q.kept.catalog)
		if len(found) >= min(q.k, q.kept.passages) && (len(list) < limit || limit > mostTied || !endsInTie(list, found[min(q.k, len(found))-1])) {
			return found[:min(q.k, len(found))], nil
		}
		if len(list) < limit { // the index has no more to give, the table has
			return nearestExact(ctx, tx, q)
		}
	}
}

// mostTied is how many vectors are looked at so that equal passages come in the
// order of their IDs; texts repeated more often come in the order of the index.
const mostTied = 2000

// endsInTie reports whether passages beyond the list may be as near as last,
// the farthest one wanted: which of them the index gave is chance.
func endsInTie(list []near, last retrieval.Candidate) bool {
	farthest := 0.0
	for _, n := range list {
		farthest = max(farthest, n.distance)
	}
	return 1-farthest >= last.Score
}

// bestOf keeps the nearest vector of each passage, nearest first.
func bestOf(list []near, c *catalog) []retrieval.Candidate {
	type place struct {
		document int32
		ordinal  int
	}
	best := map[place]float64{}
	for _, n := range list {
		p := place{n.document, n.ordinal}
		if d, ok := best[p]; !ok || n.distance < d {
			best[p] = n.distance
		}
	}
	out := make([]retrieval.Candidate, 0, len(best))
	for p, d := range best {
		out = append(out, retrieval.Candidate{PassageID: passageID(c.id(p.document), p.ordinal), Score: 1 - d})
	}
	slices.SortFunc(out, func(a, b retrieval.Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.PassageID, b.PassageID))
	})
	return out
}
