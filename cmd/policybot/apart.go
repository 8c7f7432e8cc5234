package main

import (
	"context"

	"github.com/policybot/policybot/internal/pgdb"
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
