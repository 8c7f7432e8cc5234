package postgres

import (
	"context"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"
)

// outlined are the outlines of a document's vectors, by ordinal and part.
type outlined struct {
	key   int32
	hash  string // of the document
	at    []vectorAt
	of    []outline
	words [][2]uint64
}

type vectorAt struct{ ordinal, part int32 }

// add appends the outline of the next vector; numbers and levels are for use within.
func (d *outlined) add(at vectorAt, v []float32, numbers []float64, levels []uint64) {
	o := outline{off: math.Inf(1)} // without a direction: it is never passed over
	clear(levels)
	if unit(v, numbers) {
		o = outlineOf(numbers, storedLevels, levels)
	}
	d.at, d.of, d.words = append(d.at, at), append(d.of, o), pack(d.words, levels)
}

// wordsOf gives the words of a vector by its place.
func (d *outlined) wordsOf(i int) [][2]uint64 {
	n := len(d.words) / len(d.at)
	return d.words[i*n : (i+1)*n]
}

// outlines are those held in memory. They need no writing down: what a document
// has under its key in one table never changes.
type outlines struct {
	table     uint32 // OID of the table of vectors, another one after a Rebuild
	dimension int
	documents map[int32]*outlined
	reading   bool // a search is reading more
}

// readAtOnce is how many vectors a search reads to outline them, some 10 ms: no
// search waits for all of a store, and one in a program of its own for few.
const readAtOnce = 1000

// mostOutlined bounds the memory of outlines, in bytes: stores of longer
// vectors are scanned as before.
const mostOutlined = 128 << 20

// outlinable tells whether a search is to use outlines.
func (s *Store) outlinable(v *view, keep *kept) bool {
	const beside = 48 // bytes of outline and vectorAt
	size := pairs(v.dimension)*16 + beside
	return keep.vectors >= s.cfg.OutlineFrom && v.catalog.all.vectors <= s.cfg.ExactVectors && v.catalog.all.vectors <= mostOutlined/size
}

// outlinesOf gives the outlines of the documents kept, in the order of their
// keys, and the keys of those that have none yet. It reads some that lack.
func (s *Store) outlinesOf(ctx context.Context, tx pgx.Tx, v *view, keep *kept) (held []*outlined, rest []int32, err error) {
	c := v.catalog
	s.mu.Lock()
	o := &s.outlines
	if o.table != v.table || o.dimension != v.dimension {
		s.outlines = outlines{table: v.table, dimension: v.dimension, documents: map[int32]*outlined{}, reading: o.reading}
	}
	var missing []int32
	n := 0
	for _, key := range keep.keys {
		i := c.at(key)
		d := o.documents[key]
		switch {
		case i < 0 || c.vectors[i] == 0:
		case d != nil && d.hash == c.hashes[i]:
			held = append(held, d)
		case n < readAtOnce && !o.reading:
			missing = append(missing, key)
			n += int(c.vectors[i])
		default:
			rest = append(rest, key)
		}
	}
	o.reading = o.reading || len(missing) > 0
	s.mu.Unlock()
	if len(missing) == 0 {
		return held, rest, nil
	}
	read, err := readOutlines(ctx, tx, v, missing)
	s.mu.Lock()
	defer s.mu.Unlock()
	o.reading = false
	if err != nil {
		return nil, nil, err
	}
	for key := range o.documents { // those that are gone
		if c.at(key) < 0 {
			delete(o.documents, key)
		}
	}
	for _, key := range missing {
		d := read[key]
		if d == nil {
			rest = append(rest, key)
			continue
		}
		held = append(held, d)
		if o.table == v.table && o.dimension == v.dimension {
			o.documents[key] = d
		}
	}
	slices.Sort(rest)
	return held, rest, nil
}

// readOutlines outlines the vectors of documents. One whose vectors are not all
// there, as these are being exchanged, is left out.
func readOutlines(ctx context.Context, tx pgx.Tx, v *view, keys []int32) (map[int32]*outlined, error) {
	rows, err := tx.Query(ctx, `
		SELECT v.document, v.ordinal, v.part, v.vec
		FROM vectors v
		WHERE v.document = ANY (@keys::integer[]) AND v.tableoid = @table
		ORDER BY v.document, v.ordinal, v.part`, pgx.NamedArgs{"keys": keys, "table": v.table})
	if err != nil {
		return nil, err
	}
	var (
		out     = map[int32]*outlined{}
		numbers = make([]float64, v.dimension)
		levels  = make([]uint64, v.dimension)
		key     int32
		at      vectorAt
		vec     pgvector.HalfVector
	)
	_, err = pgx.ForEachRow(rows, []any{&key, &at.ordinal, &at.part, &vec}, func() error {
		if len(vec.Slice()) != v.dimension {
			return nil
		}
		d := out[key]
		if d == nil {
			i := v.catalog.at(key)
			n := int(v.catalog.vectors[i])
			d = &outlined{key: key, hash: v.catalog.hashes[i], at: make([]vectorAt, 0, n), of: make([]outline, 0, n),
				words: make([][2]uint64, 0, n*pairs(v.dimension))}
			out[key] = d
		}
		d.add(at, vec.Slice(), numbers, levels)
		return nil
	})
	for key, d := range out {
		if len(d.at) != int(v.catalog.vectors[v.catalog.at(key)]) {
			delete(out, key)
		}
	}
	return out, err
}
