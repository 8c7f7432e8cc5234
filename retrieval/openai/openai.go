// Package openai makes vectors with any server that speaks OpenAI's embedding
// protocol, through langchaingo. Texts go as they are (line breaks kept), in
// batches that shrink where the server refuses them or is late; vectors come back
// with unit norm and are checked: as many as texts, of one length, all numbers.
package openai

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tmc/langchaingo/embeddings"
	"github.com/tmc/langchaingo/llms/openai"

	"github.com/policybot/policybot/retrieval"
)

var _ retrieval.Embedder = (*Embedder)(nil)

// Errors a caller branches on.
var (
	// ErrUnreachable reports a server that does not answer.
	ErrUnreachable = errors.New("the embedding server cannot be reached")
	// ErrBadVector reports an answer that cannot be used.
	ErrBadVector = errors.New("the embedding server gave unusable vectors")

	errIndexes = fmt.Errorf("%w: not one index for each text", ErrBadVector)
	errLate    = fmt.Errorf("%w: no answer in time", ErrUnreachable)
)

// StatusError is a refusal by HTTP status; it never holds the server's words,
// which may repeat the key or a text.
type StatusError struct {
	Status     int
	retryAfter time.Duration
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("the embedding server answered %d %s", e.Status, http.StatusText(e.Status))
}

// Config of an [Embedder].
type Config struct {
	URL   string // base address, e.g. http://127.0.0.1:8000/v1
	Model string
	// QueryModel is the name under which the server embeds questions, where it
	// tells them from passages by the model's name; empty: Model.
	QueryModel string
	Key        string // empty: the server wants none
	// QueryPrefix and DocumentPrefix stand before every text, for models that
	// were trained with them ("query: ", "passage: ").
	QueryPrefix, DocumentPrefix string

	Batch int // texts in one call at most; 0: 32
	// Calibrate moves the vectors so that their cosines lie where those of the
	// local model lie, to which thresholds were fitted; see calibrate.go.
	Calibrate bool
	Timeout   time.Duration     // of one call; 0: 60 s
	Retries   int               // after the first call; 0: 4, negative: none
	Backoff   time.Duration     // before the first retry, doubled after each; 0: 500 ms
	HTTP      http.RoundTripper // nil: http.DefaultTransport
	Logger    *slog.Logger      // nil: discard
}

func (c Config) withDefaults() Config {
	c.QueryModel = or(c.QueryModel, c.Model)
	c.Batch = or(c.Batch, 32)
	c.Timeout = or(c.Timeout, 60*time.Second)
	c.Retries = max(0, or(c.Retries, 4))
	c.Backoff = or(c.Backoff, 500*time.Millisecond)
	if c.HTTP == nil {
		c.HTTP = http.DefaultTransport
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func (c Config) validate() error {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("openai.Config: URL %q is no address such as http://127.0.0.1:8000/v1", c.URL)
	case c.Model == "":
		return errors.New("openai.Config: Model is missing")
	case c.Batch < 0:
		return errors.New("openai.Config: Batch is negative")
	}
	return nil
}

func or[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}

// Embedder makes vectors of unit norm. It may be used from many goroutines.
type Embedder struct {
	cfg              Config
	name             string
	raw, dimension   int // numbers of a vector of the server, and of ours
	documents, query embeddings.Embedder
	change           calibrated
	batch            atomic.Int64 // what the server has taken so far
}

// Open asks the server for one vector, to know that it works and how long its
// vectors are.
func Open(ctx context.Context, cfg Config) (*Embedder, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	e := &Embedder{cfg: cfg}
	e.batch.Store(int64(cfg.Batch))
	u, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("openai.Config: URL: %w", err)
	}
	e.name = cfg.Model + "@" + u.Host
	if e.documents, err = e.embedder(cfg.Model); err != nil {
		return nil, err
	}
	if e.query, err = e.embedder(cfg.QueryModel); err != nil {
		return nil, err
	}
	v, err := e.EmbedQuery(ctx, "维度")
	if err != nil {
		return nil, fmt.Errorf("embedding model %s: %w", cfg.Model, err)
	}
	e.raw, e.dimension = len(v), len(v)
	if cfg.Calibrate {
		if err := e.calibrate(ctx); err != nil {
			return nil, fmt.Errorf("embedding model %s: %w", cfg.Model, err)
		}
	}
	return e, nil
}

func (e *Embedder) embedder(model string) (embeddings.Embedder, error) {
	client, err := openai.New(openai.WithBaseURL(strings.TrimRight(e.cfg.URL, "/")), openai.WithToken(or(e.cfg.Key, "none")),
		openai.WithModel(model), openai.WithEmbeddingModel(model), openai.WithHTTPClient(&doer{http.Client{Transport: e.cfg.HTTP}}))
	if err != nil {
		return nil, fmt.Errorf("embedding model %s: %w", model, err)
	}
	return embeddings.NewEmbedder(client, embeddings.WithStripNewLines(false), embeddings.WithBatchSize(e.cfg.Batch))
}

// Name tells vectors apart: model, server, and whether they were calibrated.
func (e *Embedder) Name() string { return e.name }

// Dimension is the length of every vector.
func (e *Embedder) Dimension() int { return e.dimension }

// Close gives nothing back: there is nothing to.
func (e *Embedder) Close() error { return nil }

// EmbedQuery gives the vector of a question.
func (e *Embedder) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	out, err := e.call(ctx, 1, func(ctx context.Context) ([][]float32, error) {
		v, err := e.query.EmbedQuery(ctx, e.cfg.QueryPrefix+or(text, " "))
		return [][]float32{v}, err
	})
	if err != nil {
		return nil, err
	}
	return e.change.of(out[0], e.change.questions), nil
}

// EmbedDocuments gives the vectors of texts in their order.
func (e *Embedder) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	out, err := e.embed(ctx, e.documents, e.cfg.DocumentPrefix, texts)
	for i := range out {
		out[i] = e.change.of(out[i], e.change.passages)
	}
	return out, err
}

// embed makes vectors of unit norm, as the model gives them, in batches.
func (e *Embedder) embed(ctx context.Context, with embeddings.Embedder, prefix string, texts []string) ([][]float32, error) {
	out := make([][]float32, 0, len(texts))
	for len(out) < len(texts) {
		n := min(int(e.batch.Load()), len(texts)-len(out))
		batch := make([]string, n)
		for i, t := range texts[len(out) : len(out)+n] {
			batch[i] = prefix + or(t, " ") // servers refuse an empty text
		}
		vectors, err := e.call(ctx, n, func(ctx context.Context) ([][]float32, error) { return with.EmbedDocuments(ctx, batch) })
		if n > 1 && tooLarge(err) {
			e.batch.Store(int64(n / 2))
			e.cfg.Logger.InfoContext(ctx, "smaller batches for the embedding server", "batch", n/2)
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, vectors...)
	}
	return out, nil
}

// tooLarge says whether a smaller batch may be taken, or be done in time.
func tooLarge(err error) bool {
	var status *StatusError
	return errors.Is(err, errLate) || errors.As(err, &status) && (status.Status == http.StatusRequestEntityTooLarge || status.Status == http.StatusBadRequest ||
		status.Status == http.StatusUnprocessableEntity)
}

// call makes a call, again where that may help, and checks its n vectors.
func (e *Embedder) call(ctx context.Context, n int, do func(context.Context) ([][]float32, error)) ([][]float32, error) {
	for try := 0; ; try++ {
		limited, cancel := context.WithTimeout(ctx, e.cfg.Timeout)
		vectors, err := do(limited)
		late := limited.Err() != nil
		cancel()
		if err == nil {
			return e.checked(vectors, n)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var status *StatusError
		switch {
		case errors.As(err, &status):
			err = status
		case late:
			err = fmt.Errorf("%w (%s)", errLate, e.cfg.Timeout)
		case errors.Is(err, openai.ErrEmptyResponse), errors.Is(err, openai.ErrUnexpectedResponseLength):
			err = fmt.Errorf("%w: not one vector for each text", ErrBadVector)
		case errors.Is(err, ErrUnreachable):
			err = ErrUnreachable // without the words around it
		case errors.Is(err, errIndexes):
			err = errIndexes
		default:
			err = fmt.Errorf("%w: no readable answer", ErrBadVector)
		}
		again := status == nil || status.Status == http.StatusTooManyRequests || status.Status >= 500
		if late && n > 1 {
			again = false // fewer texts may be done in time; the same ones would not be
		}
		if !again || try >= e.cfg.Retries {
			return nil, err
		}
		pause := e.cfg.Backoff << try
		pause = pause/2 + rand.N(pause/2+1)
		if status != nil {
			pause = max(pause, status.retryAfter)
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < pause {
			return nil, err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		}
	}
}

// checked gives vectors unit norm; it refuses what is none.
func (e *Embedder) checked(vectors [][]float32, n int) ([][]float32, error) {
	if len(vectors) != n {
		return nil, fmt.Errorf("%w: %d for %d texts", ErrBadVector, len(vectors), n)
	}
	for _, v := range vectors {
		if len(v) == 0 || e.raw > 0 && len(v) != e.raw {
			return nil, fmt.Errorf("%w: of %d numbers, want %d", ErrBadVector, len(v), e.raw)
		}
		sum := 0.0
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
			return nil, fmt.Errorf("%w: without a length", ErrBadVector)
		}
		for i := range v {
			v[i] = float32(float64(v[i]) / math.Sqrt(sum))
		}
	}
	return vectors, nil
}

// maxAnswerBytes bounds what is read of an answer: some hundred vectors as text.
const maxAnswerBytes = 64 << 20

// doer turns every status but 200 into a [StatusError] and other failures into
// [ErrUnreachable], whose texts hold nothing of the server's, and puts the
// vectors of an answer in the order of the texts.
type doer struct{ client http.Client }

// Do makes the request.
func (d *doer) Do(req *http.Request) (*http.Response, error) {
	r, err := d.client.Do(req)
	if err != nil {
		return nil, ErrUnreachable
	}
	if r.StatusCode != http.StatusOK {
		r.Body.Close()
		e := &StatusError{Status: r.StatusCode}
		if n, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && n > 0 {
			e.retryAfter = time.Duration(min(n, 600)) * time.Second
		}
		return nil, e
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxAnswerBytes))
	r.Body.Close()
	if err != nil {
		return nil, ErrUnreachable
	}
	if body, err = inOrder(body); err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r, nil
}
