package vectorcache_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/retrieval/vectorcache"
)

// model is a fake that makes vectors of the hash of a text and keeps what it
// was asked.
type model struct {
	name string
	fail string // text at which it fails
	bad  string // text for which it gives a short vector

	mu    sync.Mutex
	asked []string
}

var errModel = errors.New("out of order")

func (m *model) Name() string   { return m.name }
func (m *model) Dimension() int { return 8 }

func (m *model) EmbedQuery(_ context.Context, text string) ([]float32, error) {
	return vector("query " + text), nil
}

func (m *model) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	vectors := make([][]float32, 0, len(texts))
	for _, text := range texts {
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case m.fail != "" && text == m.fail:
			return nil, errModel
		case m.bad != "" && text == m.bad:
			vectors = append(vectors, vector(text)[1:])
			continue
		}
		m.asked = append(m.asked, text)
		vectors = append(vectors, vector(text))
	}
	return vectors, nil
}

// vector holds awkward numbers too: they must come back bit by bit.
func vector(text string) []float32 {
	v := make([]float32, 8)
	for i := range v {
		h := fnv.New32a()
		fmt.Fprint(h, i, text)
		v[i] = float32(h.Sum32()) / math.MaxUint32
	}
	v[0], v[1] = float32(math.Copysign(0, -1)), math.SmallestNonzeroFloat32
	return v
}

// world is a directory with its log.
type world struct {
	dir string
	log bytes.Buffer
}

func newWorld(t *testing.T) *world { return &world{dir: filepath.Join(t.TempDir(), "vectors")} }

func (w *world) cache(t *testing.T, m *model) *vectorcache.Cache {
	t.Helper()
	c := vectorcache.New(m, vectorcache.Config{Dir: w.dir, Logger: slog.New(slog.NewTextHandler(&w.log, nil))})
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// path is the one file of the directory.
func (w *world) path(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(w.dir, "*.vectors"))
	if err != nil || len(found) != 1 {
		t.Fatalf("files of the cache = %v, %v, want one", found, err)
	}
	return found[0]
}

// want embeds texts with a new cache and checks the vectors and which texts the
// model was asked for.
func (w *world) want(t *testing.T, texts []string, computed ...string) {
	t.Helper()
	m := &model{name: "invented/model v1"}
	c := w.cache(t, m)
	checkVectors(t, c, texts)
	if diff := cmp.Diff(computed, m.asked); diff != "" {
		t.Errorf("computed texts (-want +got):\n%s", diff)
	}
	if hits, misses := c.Hits(), c.Misses(); misses != int64(len(computed)) || hits != int64(len(texts)-len(computed)) {
		t.Errorf("hits, misses = %d, %d, want %d, %d", hits, misses, len(texts)-len(computed), len(computed))
	}
}

func checkVectors(t *testing.T, c *vectorcache.Cache, texts []string) {
	t.Helper()
	got, err := c.EmbedDocuments(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(texts) {
		t.Fatalf("%d vectors for %d texts", len(got), len(texts))
	}
	for i, text := range texts {
		for j, x := range vector(text) {
			if math.Float32bits(got[i][j]) != math.Float32bits(x) {
				t.Errorf("vector of %q differs at %d: got %v, want %v", text, j, got[i][j], x)
			}
		}
	}
}

func TestSecondRunComputesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	texts := []string{"甲", "乙", "甲", "", "丙"}
	w.want(t, texts, "甲", "乙", "", "丙")
	w.want(t, texts)
	w.want(t, []string{"丁", "丙", "戊"}, "丁", "戊")
	w.want(t, []string{"戊", "甲", "丁"})
	if w.log.Len() != 0 {
		t.Errorf("logged: %s", &w.log)
	}
}

func TestModelsAreApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.want(t, []string{"甲"}, "甲")
	other := &model{name: "another"}
	checkVectors(t, w.cache(t, other), []string{"甲"})
	if diff := cmp.Diff([]string{"甲"}, other.asked); diff != "" {
		t.Errorf("the other model computed (-want +got):\n%s", diff)
	}
}

func TestPassesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cache(t, &model{name: "m"})
	if c.Name() != "m" || c.Dimension() != 8 {
		t.Errorf("Name, Dimension = %s, %d, want m, 8", c.Name(), c.Dimension())
	}
	got, err := c.EmbedQuery(t.Context(), "甲")
	if err != nil || !cmp.Equal(got, vector("query 甲")) {
		t.Errorf("EmbedQuery = %v, %v, want the model's", got, err)
	}
	if none, err := c.EmbedDocuments(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("EmbedDocuments(nil) = %v, %v, want none", none, err)
	}
	if _, err := os.Stat(w.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a question alone made the directory (%v)", err)
	}
}

// What was computed before the model failed is not lost.
func TestModelFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	texts := make([]string, 300)
	for i := range texts {
		texts[i] = fmt.Sprint("条", i)
	}
	c := w.cache(t, &model{name: "invented/model v1", fail: "条290"})
	if _, err := c.EmbedDocuments(t.Context(), texts); !errors.Is(err, errModel) {
		t.Fatalf("EmbedDocuments = %v, want %v", err, errModel)
	}
	w.want(t, texts, texts[256:]...)

	short := w.cache(t, &model{name: "short", bad: "乙"})
	if _, err := short.EmbedDocuments(t.Context(), []string{"甲", "乙"}); err == nil || !strings.Contains(err.Error(), "7 numbers, want 8") {
		t.Errorf("a short vector gave the error %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.EmbedDocuments(cancelled, []string{"新"}); !errors.Is(err, context.Canceled) {
		t.Errorf("EmbedDocuments = %v, want %v", err, context.Canceled)
	}
}

// A file cut at any byte gives back whole records alone and goes on working.
func TestTornTail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	texts := []string{"甲", "乙", "丙"}
	w.want(t, texts, texts...)
	path := w.path(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	record := 32 + 4*8 + 4
	for size := range len(whole) {
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		kept := max(0, size-(len(whole)-3*record)) / record
		w.want(t, texts, texts[kept:]...)
		w.want(t, texts)
	}
}

// A flipped bit anywhere is found, said, and mended.
func TestDamage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	texts := []string{"甲", "乙", "丙"}
	w.want(t, texts, texts...)
	path := w.path(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	record := 32 + 4*8 + 4
	head := len(whole) - 3*record
	for at := range whole {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 0x10
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		w.log.Reset()
		if at < head {
			w.want(t, texts, texts...)
		} else {
			w.want(t, texts, texts[(at-head)/record])
		}
		if !strings.Contains(w.log.String(), "damaged") {
			t.Errorf("byte %d flipped: logged %q, want a line that says damaged", at, &w.log)
		}
		w.want(t, texts)
	}
}

// A cache that is open sees what others add, and that the file was begun anew
// or deleted.
func TestSharedFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := &model{name: "invented/model v1"}
	c := w.cache(t, m)
	checkVectors(t, c, []string{"甲"})
	w.want(t, []string{"甲", "乙"}, "乙")
	checkVectors(t, c, []string{"甲", "乙"})
	if err := os.Truncate(w.path(t), 0); err != nil {
		t.Fatal(err)
	}
	checkVectors(t, c, []string{"甲", "乙"})
	w.want(t, []string{"甲", "乙"})
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	checkVectors(t, c, []string{"甲", "乙", "丙"})
	if diff := cmp.Diff([]string{"甲", "甲", "乙", "丙"}, m.asked); diff != "" {
		t.Errorf("computed texts (-want +got):\n%s", diff)
	}
}

// Many goroutines and many caches over one directory, as processes would be.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	texts := make([]string, 60)
	for i := range texts {
		texts[i] = fmt.Sprint("条", i)
	}
	var all sync.WaitGroup
	for range 4 {
		c := w.cache(t, &model{name: "invented/model v1"})
		for n := range 4 {
			all.Go(func() {
				for i := n; i+3 <= len(texts); i++ {
					checkVectors(t, c, texts[i:i+3])
				}
			})
		}
	}
	all.Wait()
	w.want(t, texts)
	info, err := os.Stat(w.path(t))
	if err != nil {
		t.Fatal(err)
	}
	if want := int64(16 + 60*(32+4*8+4)); info.Size() != want {
		t.Errorf("size of the file = %d, want %d: each text once", info.Size(), want)
	}
	if w.log.Len() != 0 {
		t.Errorf("logged: %s", &w.log)
	}
}

// Without a usable directory all works, with one line in the log.
func TestNoCache(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		dir   func(t *testing.T) string
		lines int
	}{
		"off":    {func(*testing.T) string { return "" }, 0},
		"a file": {func(t *testing.T) string { return occupied(t) }, 1},
		"below a file": {func(t *testing.T) string {
			return filepath.Join(occupied(t), "vectors")
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{dir: test.dir(t)}
			m := &model{name: "m"}
			c := w.cache(t, m)
			for range 3 {
				checkVectors(t, c, []string{"甲", "乙"})
			}
			if len(m.asked) != 6 {
				t.Errorf("computed %d texts, want 6", len(m.asked))
			}
			if got := strings.Count(w.log.String(), "\n"); got != test.lines {
				t.Errorf("log has %d lines, want %d:\n%s", got, test.lines, &w.log)
			}
		})
	}
}

func occupied(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A directory that may be read but not written still gives what it has.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("the superuser may write everywhere: run as another user")
	}
	w := newWorld(t)
	w.want(t, []string{"甲"}, "甲")
	if err := os.Chmod(w.path(t), 0o400); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w.want(t, []string{"甲", "乙"}, "乙")
	}
}

// On a full disk vectors are computed and what was stored stays whole.
func TestDiskFull(t *testing.T) {
	// Not parallel: the limit on file sizes is the process's.
	w := newWorld(t)
	w.want(t, []string{"甲", "乙"}, "甲", "乙")
	info, err := os.Stat(w.path(t))
	if err != nil {
		t.Fatal(err)
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	limit := before
	limit.Cur = uint64(info.Size()) + 100 // one record and a part
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Skip(err)
	}
	m := &model{name: "invented/model v1"}
	c := w.cache(t, m)
	checkVectors(t, c, []string{"丙", "丁", "戊"})
	checkVectors(t, c, []string{"丙", "甲"})
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(w.log.String(), "no longer cached"); lines != 1 {
		t.Errorf("log has %d lines about it, want 1:\n%s", lines, &w.log)
	}
	w.want(t, []string{"甲", "乙", "丙"}, "丙")
}
