package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/internal/pgdb"
)

// Records keeps answers. It may be used from many goroutines.
type Records struct {
	pool    *pgxpool.Pool
	channel string
}

var _ bot.Records = (*Records)(nil)

// NewRecords gives the records of answers; those that it stores are marked
// with the channel ("web", "slack", ...). It reads answers of every channel.
func NewRecords(pool *pgxpool.Pool, channel string) *Records {
	return &Records{pool: pool, channel: channel}
}

// Put stores an answer. The first answer of an id stays: a second one changes
// nothing.
func (r *Records) Put(ctx context.Context, a *bot.Answer) error {
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("store answer %s: %w", a.ID, err)
	}
	_, err = r.pool.Exec(ctx, `
		INSERT INTO answers (id, channel, corpus_version, answer)
		VALUES (@id, @channel, @corpus_version, @answer)
		ON CONFLICT (id) DO NOTHING`,
		pgx.NamedArgs{
			"id":             a.ID,
			"channel":        r.channel,
			"corpus_version": a.CorpusVersion,
			"answer":         body,
		})
	if err != nil {
		return fmt.Errorf("store answer %s: %w", a.ID, pgdb.Wrap(err))
	}
	return nil
}

// Get gives a stored answer, or an error wrapping [bot.ErrNotFound].
func (r *Records) Get(ctx context.Context, id string) (*bot.Answer, error) {
	body, err := one(ctx, r.pool, pgx.RowTo[[]byte], "read answer "+id, `SELECT answer FROM answers WHERE id = $1`, id)
	if err != nil {
		return nil, err
	}
	var a bot.Answer
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, fmt.Errorf("read answer %s: %w", id, err)
	}
	return &a, nil
}

// Delete removes an answer; an unknown id is no error.
func (r *Records) Delete(ctx context.Context, id string) error {
	if _, err := r.pool.Exec(ctx, `DELETE FROM answers WHERE id = $1`, id); err != nil {
		return fmt.Errorf("delete answer %s: %w", id, pgdb.Wrap(err))
	}
	return nil
}

// Purge deletes the answers of every channel given before a time and gives
// their number.
func (r *Records) Purge(ctx context.Context, before time.Time) (int, error) {
	return change(ctx, r.pool, "delete old answers", `DELETE FROM answers WHERE created_at < $1`, before)
}
