package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/policybot/policybot/retrieval"
)

// Inspect reads what a reranker needs of passages, in the order of ids; unknown
// ids are left out. The cosines are reckoned here, so that no vector is sent:
// of fifty passages with their parts they would be 300 KB.
func (s *Store) Inspect(ctx context.Context, ids []string, vector []float32) ([]retrieval.Inspected, error) {
	documents, ordinals := splitPassageIDs(ids)
	if len(documents) == 0 {
		return nil, nil
	}
	var query *pgvector.HalfVector
	if len(vector) > 0 {
		v := pgvector.NewHalfVector(vector)
		query = &v
	}
	rows, err := s.pool.Query(ctx, `
		SELECT d.id, p.ordinal, p.path, p.label, p.norm, v.cosines
		FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS a (document, ordinal, place)
		JOIN documents d ON d.id = a.document
		JOIN passages p ON p.document = d.key AND p.ordinal = a.ordinal
		CROSS JOIN LATERAL (
			SELECT array_agg(1 - (w.vec <=> $3::halfvec) ORDER BY w.part) AS cosines
			FROM vectors w
			WHERE $3::halfvec IS NOT NULL AND w.document = p.document AND w.ordinal = p.ordinal
			  AND vector_dims(w.vec) = vector_dims($3::halfvec) -- the model may have been changed since the search
		) AS v
		ORDER BY a.place`, documents, ordinals, query)
	if err != nil {
		return nil, wrap("read candidates", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (retrieval.Inspected, error) {
		var (
			out      retrieval.Inspected
			document string
			ordinal  int
		)
		err := row.Scan(&document, &ordinal, &out.Path, &out.Label, &out.Norm, &out.Cosines)
		out.PassageID = passageID(document, ordinal)
		return out, err
	})
	return found, wrap("read candidates", err)
}
