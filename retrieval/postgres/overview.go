package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/retrieval"
)

// Version names the content of the corpus in 12 hexadecimal digits: stores with
// the same documents have the same version, whatever their order of arrival;
// any change of a document changes it. An empty store has one too.
func (s *Store) Version(ctx context.Context) (string, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT left(md5(COALESCE(string_agg(d.id || ' ' || d.hash || COALESCE(d.withdrawn::text, ''), E'\n' ORDER BY d.id), '')), 12) FROM documents d`)
	if err != nil {
		return "", wrap("read the corpus version", err)
	}
	version, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	return version, wrap("read the corpus version", err)
}

// Regions lists the regions of the stored documents, "全国" included, in byte order.
func (s *Store) Regions(ctx context.Context) ([]string, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT DISTINCT d.region COLLATE "C" FROM documents d WHERE d.region <> '' AND d.withdrawn IS NULL ORDER BY 1`)
	if err != nil {
		return nil, wrap("list regions", err)
	}
	regions, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return regions, wrap("list regions", err)
}

// Titles gives the ids of the documents of each title, ids in order. Documents
// that are withdrawn or of which only the title is known are left out.
func (s *Store) Titles(ctx context.Context) (map[string][]string, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT d.title, array_agg(d.id ORDER BY d.id) FROM documents d
		WHERE d.withdrawn IS NULL AND d.passages > 0
		GROUP BY d.title`)
	if err != nil {
		return nil, wrap("list titles", err)
	}
	titles := map[string][]string{}
	var (
		title string
		ids   []string
	)
	_, err = pgx.ForEachRow(rows, []any{&title, &ids}, func() error {
		titles[title] = ids
		return nil
	})
	return titles, wrap("list titles", err)
}

// Articles tells how many numbered articles a document has and the labels of
// its first and last, for saying that an article asked for does not exist. A
// document without articles gives 0; an unknown id [retrieval.ErrNotFound].
func (s *Store) Articles(ctx context.Context, documentID string) (count int, first, last string, err error) {
	if err := checkText(documentID); err != nil {
		return 0, "", "", fmt.Errorf("document %q: %w", documentID, retrieval.ErrNotFound)
	}
	rows, err := s.pool.Query(ctx, `
		SELECT count(DISTINCT p.article),
		       COALESCE((array_agg(p.label ORDER BY p.ordinal) FILTER (WHERE p.label IS NOT NULL))[1], ''),
		       COALESCE((array_agg(p.label ORDER BY p.ordinal DESC) FILTER (WHERE p.label IS NOT NULL))[1], '')
		FROM documents d
		LEFT JOIN passages p ON p.document = d.key AND p.kind = 'article' AND p.label <> ''
		WHERE d.id = $1
		GROUP BY d.key`, documentID)
	if err != nil {
		return 0, "", "", wrap("count articles", err)
	}
	known := false
	_, err = pgx.ForEachRow(rows, []any{&count, &first, &last}, func() error {
		known = true
		return nil
	})
	if err == nil && !known {
		return 0, "", "", fmt.Errorf("document %q: %w", documentID, retrieval.ErrNotFound)
	}
	return count, first, last, wrap("count articles", err)
}
