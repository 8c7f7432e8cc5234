package main

import (
	"context"

	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/retrieval"
)

// apart gives a pool over a database of its own on the same server, for data
// that must not mix with the user's corpus. It is kept, so that a second run
// over the same data does not index again.
func (w *world) apart(ctx context.Context, digest string) (*pgdb.Pool, error) {
	url, err := pgdb.Database(ctx, w.url, "policybot_eval_"+digest)
	if err != nil {
		return nil, err
	}
	if err := pgdb.Migrate(ctx, url); err != nil {
		return nil, err
	}
	return pgdb.Open(ctx, url, w.lg)
}

// noVectors embeds nothing: each vector is that many zeros. It is for databases
// that are searched by words alone.
type noVectors int

var _ retrieval.Embedder = noVectors(0)

// EmbedDocuments implements [retrieval.Embedder].
func (n noVectors) EmbedDocuments(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i := range out {
		out[i] = make([]float32, n)
	}
	return out, nil
}

// EmbedQuery implements [retrieval.Embedder].
func (n noVectors) EmbedQuery(context.Context, string) ([]float32, error) {
	return make([]float32, n), nil
}
