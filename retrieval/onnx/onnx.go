// Package onnx is the local embedding model: bge-small-zh-v1.5, quantised to 8
// bits, run by ONNX Runtime on the processor's cores. It needs no network and
// no Python; `make deps` brings the library, the model and its vocabulary.
//
// A text always gives the same vector, bit by bit, on one machine: whatever its
// neighbours in a call, however many threads and goroutines. The model forbids
// batches for that: it scales its activations by the largest value of the whole
// batch, so that a text embedded in a batch of 32 comes out with a cosine of
// 0.994 on average, 0.990 at worst, to the same text alone. Each text is therefore run alone, on
// one thread, and as many texts at a time as there are threads. That is also
// the fastest way, as nothing is padded (2 cores, statute articles of 132
// tokens, texts a second):
//
//	one at a time on all threads    114 to 180
//	batches of 8 on all threads     207 to 216
//	batches of 32 on all threads    112 to 135
//	alone, one thread each          198 to 264
//
// Processors with and without the VNNI instructions may differ in the last
// digits.
package onnx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/policybot/policybot/retrieval"
)

var _ retrieval.Embedder = (*Embedder)(nil)

// ErrClosed reports the use of a closed Embedder.
var ErrClosed = errors.New("the embedding model is closed")

const (
	modelName = "bge-small-zh-v1.5-int8"
	dimension = 512
	// maxTokens is the length the model was trained for, [CLS] and [SEP]
	// included; what is longer is cut off at the end.
	maxTokens = 512
)

// Instruction is what the makers of the model put before a query. It is off by
// default: on 1,543 lay questions nDCG@10 is 36.7 without it, 34.8 with it
// (63,144 articles, embedded in batches); with this package, on 988 questions
// and 7,086 articles, 47.9 and 47.2.
const Instruction = "为这个句子生成表示以用于检索相关文章："

// Config says where the parts are. All three files come from `make deps`.
type Config struct {
	Library   string // ONNX Runtime's shared library, 1.24 or newer
	Model     string // the .onnx file
	Tokenizer string // tokenizer.json with the vocabulary
	// Threads is how many texts are embedded at a time; 0 means one a core.
	Threads int
	// QueryInstruction stands before every query; empty means none. See [Instruction].
	QueryInstruction string
	Logger           *slog.Logger // nil discards
}

func (c Config) withDefaults() Config {
	if c.Threads == 0 {
		c.Threads = runtime.GOMAXPROCS(0)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func (c Config) validate() error {
	if c.Threads < 0 {
		return fmt.Errorf("onnx: Threads is %d, want 0 or more", c.Threads)
	}
	for _, file := range []struct{ field, path string }{
		{"Library", c.Library}, {"Model", c.Model}, {"Tokenizer", c.Tokenizer},
	} {
		if err := readable(file.path); err != nil {
			return fmt.Errorf("embedding model (%s): %w; run \"make deps\"", file.field, err)
		}
	}
	return nil
}

// Embedder makes vectors of 512 numbers with unit norm. It may be used from
// many goroutines; together they run Config.Threads texts at a time.
type Embedder struct {
	instruction string
	tokens      *tokenizer
	slots       chan struct{} // one for each text being run

	mu      sync.RWMutex // held for reading during a run, for writing by Close
	session *session
}

// Open loads the library (once for the process: the first one named stays), the
// model and the vocabulary. Its errors say what to do about a missing or
// unusable file.
func Open(c Config) (*Embedder, error) {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	start := time.Now()
	var (
		tokens   *tokenizer
		tokenErr error
		reading  sync.WaitGroup
	)
	reading.Go(func() { tokens, tokenErr = newTokenizer(c.Tokenizer) })
	session, err := openSession(c.Library, c.Model)
	reading.Wait()
	if err == nil && tokenErr != nil {
		_ = session.destroy() // the error below is the one to report
		err = fmt.Errorf("vocabulary: %w", tokenErr)
	}
	if err != nil {
		return nil, fmt.Errorf("embedding model: %w; run \"make deps\"", err)
	}
	c.Logger.Debug("embedding model loaded", "model", modelName, "threads", c.Threads,
		"duration_ms", time.Since(start).Milliseconds())
	return &Embedder{
		instruction: c.QueryInstruction,
		tokens:      tokens,
		slots:       make(chan struct{}, c.Threads),
		session:     session,
	}, nil
}

// Name gives the name and version of the model: vectors of two embedders may
// be compared when their names are equal.
func (e *Embedder) Name() string { return modelName }

// Dimension gives the length of the vectors.
func (e *Embedder) Dimension() int { return dimension }

// EmbedQuery gives the vector of a question.
func (e *Embedder) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	return e.embed(ctx, e.instruction+text)
}

// EmbedDocuments gives the vectors of texts in their order. It stops between
// two texts when ctx is done.
func (e *Embedder) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	order := longestFirst(texts)
	var (
		next    atomic.Int64 // no channel: handing over each text would wake the scheduler's monitor, on a core that is busy
		workers sync.WaitGroup
	)
	for range min(cap(e.slots), len(texts)) {
		workers.Go(func() {
			for n := next.Add(1); n <= int64(len(order)); n = next.Add(1) {
				i := order[n-1]
				vector, err := e.embed(ctx, texts[i])
				if err != nil {
					cancel(err)
				}
				vectors[i] = vector
			}
		})
	}
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return vectors, nil
}

// longestFirst gives the order in which texts are run: no long one is left to
// the end, when the other threads have nothing more to do.
func longestFirst(texts []string) []int {
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(texts[b]), len(texts[a])) })
	return order
}

// embed runs one text when a slot is free.
func (e *Embedder) embed(ctx context.Context, text string) ([]float32, error) {
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	ids := e.tokens.encode(text, maxTokens)
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.session == nil {
		return nil, ErrClosed
	}
	vector, err := e.session.run(ids)
	if err != nil {
		return nil, fmt.Errorf("embed %d tokens: %w", len(ids), err)
	}
	return normalised(vector)
}

// Close waits for running texts and frees the model. Closing twice does nothing.
func (e *Embedder) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.session == nil {
		return nil
	}
	session := e.session
	e.session = nil
	return session.destroy()
}

// normalised scales v to unit norm in place.
func normalised(v []float32) ([]float32, error) {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return nil, errors.New("the model gave no direction")
	}
	scale := 1 / math.Sqrt(sum)
	for i, x := range v {
		v[i] = float32(float64(x) * scale)
	}
	return v, nil
}
