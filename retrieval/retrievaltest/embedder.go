package retrievaltest

import (
	"context"
	"hash/fnv"
	"math"
	"sync/atomic"

	"github.com/policybot/policybot/retrieval"
)

var (
	_ retrieval.Embedder  = (*FakeEmbedder)(nil)
	_ retrieval.Segmenter = FakeSegmenter{}
)

// FakeEmbedder makes vectors of the characters and pairs of characters of a
// text: equal texts have equal vectors, and texts that share words are near.
// The zero value makes 64 dimensions.
type FakeEmbedder struct {
	Size int   // dimensions; 0 means 64
	Err  error // when set, what every call gives

	embedded atomic.Int64
}

// Dimension is the length of the vectors.
func (e *FakeEmbedder) Dimension() int {
	if e.Size == 0 {
		return 64
	}
	return e.Size
}

// Embedded counts the documents embedded so far.
func (e *FakeEmbedder) Embedded() int { return int(e.embedded.Load()) }

// EmbedDocuments implements [retrieval.Embedder].
func (e *FakeEmbedder) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	if e.Err != nil {
		return nil, e.Err
	}
	var out [][]float32
	for _, t := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out = append(out, e.vector(t))
	}
	e.embedded.Add(int64(len(texts)))
	return out, nil
}

// EmbedQuery implements [retrieval.Embedder].
func (e *FakeEmbedder) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	if e.Err != nil {
		return nil, e.Err
	}
	return e.vector(text), ctx.Err()
}

// vector counts the terms of a text into hashed places, each with a sign of its
// own, and makes the length one.
func (e *FakeEmbedder) vector(text string) []float32 {
	v := make([]float64, e.Dimension())
	for _, t := range append(FakeSegmenter{}.Terms(text), "") {
		h := fnv.New64a()
		h.Write([]byte(t))
		sum := h.Sum64()
		v[sum%uint64(len(v))] += float64(1 - 2*int(sum>>63))
	}
	var norm float64
	for _, x := range v {
		norm += x * x
	}
	if norm == 0 { // the terms cancelled out
		v[0], norm = 1, 1
	}
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x / math.Sqrt(norm))
	}
	return out
}

// FakeSegmenter gives the characters of a text and their pairs.
type FakeSegmenter struct{}

// Terms implements [retrieval.Segmenter].
func (FakeSegmenter) Terms(text string) []string {
	var out []string
	var last rune
	for _, r := range text {
		out = append(out, string(r))
		if last != 0 {
			out = append(out, string([]rune{last, r}))
		}
		last = r
	}
	return out
}

// Version names the segmenter.
func (FakeSegmenter) Version() string { return "fake" }
