// Package vectorcache keeps computed vectors in files of the user's cache
// directory, so that a clean ingest of known text takes seconds.
//
// There is one file for each model. A vector is found by the SHA-256 of the
// model's name and the text, and comes back bit by bit as it was computed: with
// and without the cache results are the same. Several processes may share a
// directory. What a crash or a full disk leaves broken is never used: each
// record has a checksum. The directory may be deleted at any time; without it,
// or where it cannot be written, everything works and is computed again.
package vectorcache

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/policybot/policybot/retrieval"
)

var _ retrieval.Embedder = (*Cache)(nil)

// batch is how many texts are computed before their vectors are written: what
// a killed ingest loses is at most this much work, some seconds.
const batch = 256

// Model is an embedder that names what makes its vectors comparable. Vectors of
// equal names must be equal for equal texts.
type Model interface {
	retrieval.Embedder
	Name() string
	Dimension() int // length of each vector
}

// Config says where the vectors are kept.
type Config struct {
	Dir    string       // made when it is missing; empty turns the cache off
	Logger *slog.Logger // nil discards
}

// Cache is an embedder that computes only what it has not stored. It may be
// used from many goroutines.
type Cache struct {
	model Model
	dir   string
	lg    *slog.Logger

	hits, misses atomic.Int64

	mu   sync.Mutex
	open bool // the file was opened, or found unusable
	file *file
}

type key [sha256.Size]byte

// New puts a cache before a model. It touches no file before the first
// [Cache.EmbedDocuments].
func New(m Model, c Config) *Cache {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Cache{model: m, dir: c.Dir, lg: c.Logger}
}

// Name gives the name of the model.
func (c *Cache) Name() string { return c.model.Name() }

// Dimension gives the length of the vectors.
func (c *Cache) Dimension() int { return c.model.Dimension() }

// Hits gives how many texts were answered without the model so far, repeats
// within a call among them.
func (c *Cache) Hits() int64 { return c.hits.Load() }

// Misses gives how many texts the model has embedded so far.
func (c *Cache) Misses() int64 { return c.misses.Load() }

// EmbedQuery asks the model: questions are not kept.
func (c *Cache) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	return c.model.EmbedQuery(ctx, text)
}

// EmbedDocuments gives the vectors of texts in their order and stores those
// that are new, also when it ends in an error before the last. Its errors are
// those of the model; trouble with files is logged once and costs time only.
func (c *Cache) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	keys := make([]key, len(texts))
	name := c.model.Name()
	for i, text := range texts {
		keys[i] = sha256.Sum256([]byte(name + "\x00" + text))
	}
	vectors := make([][]float32, len(texts))
	c.load(ctx, keys, vectors)

	first := make(map[key]int) // texts to embed, by their first place
	var places []int
	for i, k := range keys {
		if _, seen := first[k]; vectors[i] == nil && !seen {
			first[k] = i
			places = append(places, i)
		}
	}
	for len(places) > 0 {
		now := places[:min(batch, len(places))]
		places = places[len(now):]
		if err := c.compute(ctx, texts, keys, now, vectors); err != nil {
			return nil, err
		}
	}
	for i, k := range keys {
		if vectors[i] == nil {
			vectors[i] = append([]float32(nil), vectors[first[k]]...)
		}
	}
	c.hits.Add(int64(len(texts) - len(first)))
	return vectors, nil
}

// compute embeds the texts at places, fills their vectors in and stores them.
func (c *Cache) compute(ctx context.Context, texts []string, keys []key, places []int, vectors [][]float32) error {
	given := make([]string, len(places))
	for n, i := range places {
		given[n] = texts[i]
	}
	made, err := c.model.EmbedDocuments(ctx, given)
	if err != nil {
		return err
	}
	if len(made) != len(given) {
		return fmt.Errorf("embedding model %s gave %d vectors for %d texts", c.model.Name(), len(made), len(given))
	}
	entries := make([]entry, len(places))
	for n, i := range places {
		if len(made[n]) != c.model.Dimension() {
			return fmt.Errorf("embedding model %s gave a vector of %d numbers, want %d", c.model.Name(), len(made[n]), c.model.Dimension())
		}
		vectors[i] = made[n]
		entries[n] = entry{keys[i], made[n]}
	}
	c.misses.Add(int64(len(places)))
	c.store(ctx, entries)
	return nil
}

// load fills in the vectors that are stored.
func (c *Cache) load(ctx context.Context, keys []key, vectors [][]float32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open {
		c.open = true
		if c.dir == "" {
			return
		}
		f, err := openFile(c.dir, c.model.Name(), c.model.Dimension(), c.lg)
		if err != nil {
			c.lg.WarnContext(ctx, "vectors are not cached", "dir", c.dir, "err", err)
			return
		}
		c.file = f
	}
	if c.file == nil {
		return
	}
	if err := c.file.refresh(ctx); err != nil {
		c.giveUp(ctx, err)
		return
	}
	for i, k := range keys {
		vectors[i] = c.file.vector(k)
	}
}

// store appends vectors to the file.
func (c *Cache) store(ctx context.Context, entries []entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.file == nil || c.file.readOnly {
		return
	}
	if err := c.file.add(ctx, entries); err != nil {
		c.giveUp(ctx, err)
	}
}

// giveUp goes on without the file. A call that was cancelled says nothing about it.
func (c *Cache) giveUp(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	c.lg.WarnContext(ctx, "vectors are no longer cached", "dir", c.dir, "err", err)
	_ = c.file.close() // nothing is buffered; the error above is the one to report
	c.file = nil
}

// Close closes the file; the model stays open. A closed Cache works on without
// its file.
func (c *Cache) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = true
	if c.file == nil {
		return nil
	}
	f := c.file
	c.file = nil
	return f.close()
}
