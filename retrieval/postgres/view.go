package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/policybot/policybot/retrieval"
)

// view is what a search sees of the store: its whole transaction, one snapshot.
type view struct {
	meta
	hnsw    bool   // the vectors have their index
	table   uint32 // OID of the table of vectors
	merged  int32  // key of the last document whose postings are in a run
	catalog *catalog
}

// catalog is what searches need to know of all documents. It belongs to one
// revision of the corpus, of which it is read once: a store of 2,000 documents
// spends more on telling the same to every search than on searching.
type catalog struct {
	token     [16]byte
	keys      []int32 // rising
	ids       []string
	hashes    []string
	passages  []int32
	vectors   []int32
	all       kept
	length    float64 // terms of all passages
	byFilter  map[string]*kept
	remembers int // size of byFilter: keys, and bytes of their names
}

// mostRemembered bounds what the filters of a catalog hold together: 16 MB of
// keys of documents.
const mostRemembered = 4 << 20

// kept are the documents that a filter leaves.
type kept struct {
	catalog           *catalog
	keys              []int32 // rising
	all               bool    // they are all there are
	passages, vectors int
}

// at gives the place of a document in the catalog, -1 where it is not in it.
func (c *catalog) at(key int32) int {
	i, found := slices.BinarySearch(c.keys, key)
	if !found {
		return -1
	}
	return i
}

// id gives the ID of a document.
func (c *catalog) id(key int32) string {
	if i := c.at(key); i >= 0 {
		return c.ids[i]
	}
	return ""
}

// of sums up the documents of keys, which rise.
func (c *catalog) of(keys []int32) *kept {
	k := &kept{catalog: c, keys: keys, all: len(keys) == len(c.keys)}
	if k.all {
		k.passages, k.vectors = c.all.passages, c.all.vectors
		return k
	}
	for _, key := range keys {
		if i := c.at(key); i >= 0 {
			k.passages += int(c.passages[i])
			k.vectors += int(c.vectors[i])
		}
	}
	return k
}

// snapshot runs do in a transaction of one snapshot, with what it sees of the
// store. What queue adds is asked together with that, in one round trip.
func (s *Store) snapshot(ctx context.Context, queue func(*pgx.Batch), do func(pgx.Tx, *view) error) error {
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var (
			b     pgx.Batch
			v     view
			token pgtype.UUID
		)
		b.Queue(`
			SELECT m.model, m.segmenter, m.dimension,
			       to_regclass('vectors_hnsw_' || m.dimension) IS NOT NULL, 'vectors'::regclass::oid,
			       (SELECT COALESCE(max(r.last), 0) FROM posting_runs r),
			       (SELECT c.token FROM corpus_revision c)
			FROM (
				SELECT COALESCE(max(value) FILTER (WHERE key = 'model'), '') AS model,
				       COALESCE(max(value) FILTER (WHERE key = 'segmenter'), '') AS segmenter,
				       COALESCE(max(value) FILTER (WHERE key = 'dimension'), '0')::integer AS dimension
				FROM meta
			) AS m`).QueryRow(func(row pgx.Row) error {
			return row.Scan(&v.model, &v.segmenter, &v.dimension, &v.hnsw, &v.table, &v.merged, &token)
		})
		if queue != nil {
			queue(&b)
		}
		if err := tx.SendBatch(ctx, &b).Close(); err != nil {
			return err
		}
		s.mu.Lock()
		v.catalog = s.catalog
		s.mu.Unlock()
		if v.catalog == nil || v.catalog.token != token.Bytes {
			c, err := readCatalog(ctx, tx)
			if err != nil {
				return err
			}
			c.token = token.Bytes
			v.catalog = c
			s.mu.Lock()
			s.catalog = c
			s.mu.Unlock()
		}
		return do(tx, &v)
	})
}

func readCatalog(ctx context.Context, tx pgx.Tx) (*catalog, error) {
	rows, err := tx.Query(ctx, `SELECT d.key, d.id, d.hash, d.passages, d.vectors, d.length FROM documents d ORDER BY d.key`)
	if err != nil {
		return nil, err
	}
	c := &catalog{byFilter: map[string]*kept{}}
	var (
		key, passages, vectors int32
		id, hash               string
		length                 int64
	)
	c.all = kept{catalog: c, all: true}
	_, err = pgx.ForEachRow(rows, []any{&key, &id, &hash, &passages, &vectors, &length}, func() error {
		c.keys, c.ids, c.hashes = append(c.keys, key), append(c.ids, id), append(c.hashes, hash)
		c.passages, c.vectors = append(c.passages, passages), append(c.vectors, vectors)
		c.all.passages += int(passages)
		c.all.vectors += int(vectors)
		c.length += float64(length)
		return nil
	})
	c.all.keys = c.keys
	return c, err
}

// keep gives the documents that a filter leaves. What the same filter left of
// the same revision is known.
func (s *Store) keep(ctx context.Context, tx pgx.Tx, v *view, f retrieval.Filter) (*kept, error) {
	c, args := v.catalog, filterArgs(f, nil)
	key := fmt.Sprintf("%q", args) // maps are printed in the order of their keys
	s.mu.Lock()
	k := c.byFilter[key]
	s.mu.Unlock()
	if k != nil {
		return k, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT COALESCE(array_agg(d.key ORDER BY d.key), '{}') FROM documents d WHERE `+matching, args)
	if err != nil {
		return nil, err
	}
	keys, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[[]int32])
	if err != nil {
		return nil, err
	}
	k = c.of(keys)
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.remembers += len(keys) + len(key); c.remembers > mostRemembered {
		clear(c.byFilter)
		c.remembers = len(keys) + len(key)
	}
	c.byFilter[key] = k
	return k, nil
}
