package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// APIKeys keeps the keys of programs (tables api_keys and api_key_days). It may
// be used from many goroutines.
type APIKeys struct {
	pool *pgxpool.Pool
}

var _ bot.APIKeys = (*APIKeys)(nil)

// NewAPIKeys gives the keys of a database.
func NewAPIKeys(pool *pgxpool.Pool) *APIKeys { return &APIKeys{pool: pool} }

// Create stores a new key.
func (s *APIKeys) Create(ctx context.Context, k bot.APIKey) error {
	_, err := change(ctx, s.pool, "store API key "+k.ID, `
		INSERT INTO api_keys (id, name, hash, scopes, per_minute, per_day, revoked)
		VALUES (@id, @name, @hash, @scopes, @per_minute, @per_day, @revoked)`,
		pgx.NamedArgs{
			"id": k.ID, "name": k.Name, "hash": k.Hash, "scopes": k.Scopes,
			"per_minute": k.PerMinute, "per_day": k.PerDay, "revoked": k.Revoked,
		})
	return err
}

// APIKey gives one key, or an error wrapping [bot.ErrNotFound].
func (s *APIKeys) APIKey(ctx context.Context, id string) (bot.APIKey, error) {
	return one(ctx, s.pool, pgx.RowToStructByPos[bot.APIKey], "read API key "+id, `
		SELECT id, name, hash, scopes, per_minute, per_day, revoked, created_at
		FROM api_keys WHERE id = $1`, id)
}

// List gives all keys, the oldest first.
func (s *APIKeys) List(ctx context.Context) ([]bot.APIKey, error) {
	return all(ctx, s.pool, pgx.RowToStructByPos[bot.APIKey], "list API keys", `
		SELECT id, name, hash, scopes, per_minute, per_day, revoked, created_at
		FROM api_keys ORDER BY created_at, id`)
}

// Revoke ends a key for ever. An unknown id gives an error wrapping
// [bot.ErrNotFound].
func (s *APIKeys) Revoke(ctx context.Context, id string) error {
	return changeOne(ctx, s.pool, "revoke API key "+id, `UPDATE api_keys SET revoked = true WHERE id = $1`, id)
}

// Spend counts one request of a key on a day, if its quota allows one more. An
// unknown key has no quota left.
func (s *APIKeys) Spend(ctx context.Context, id string, day corpus.Date) (bool, error) {
	// One statement, as for widgets: the condition is read under the row's lock.
	n, err := change(ctx, s.pool, "count a request of API key "+id, `
		INSERT INTO api_key_days AS d (key_id, day, requests)
		SELECT id, @day::text::date, 1 FROM api_keys WHERE id = @id
		ON CONFLICT (key_id, day) DO UPDATE SET requests = d.requests + 1
		WHERE d.requests < (SELECT per_day FROM api_keys WHERE id = @id)`,
		pgx.NamedArgs{"id": id, "day": string(day)})
	return n == 1, err
}
