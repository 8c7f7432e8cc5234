package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/internal/pgdb"
)

var _ bot.Traces = (*Records)(nil)

// PutTrace stores how an answer that is stored came about. The first trace of
// an answer stays.
func (r *Records) PutTrace(ctx context.Context, answerID string, t *bot.Trace) error {
	body, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("store trace of answer %s: %w", answerID, err)
	}
	if _, err := r.pool.Exec(ctx, `
		INSERT INTO answer_traces (answer_id, trace)
		VALUES ($1, $2)
		ON CONFLICT (answer_id) DO NOTHING`, answerID, body); err != nil {
		return fmt.Errorf("store trace of answer %s: %w", answerID, pgdb.Wrap(err))
	}
	return nil
}

// Trace gives how an answer came about, or an error wrapping [bot.ErrNotFound].
func (r *Records) Trace(ctx context.Context, answerID string) (*bot.Trace, error) {
	bodies, err := all(ctx, r.pool, pgx.RowTo[[]byte], "read trace of answer "+answerID,
		`SELECT trace FROM answer_traces WHERE answer_id = $1`, answerID)
	if err != nil {
		return nil, err
	}
	if len(bodies) == 0 {
		return nil, fmt.Errorf("trace of answer %s: %w", answerID, bot.ErrNotFound)
	}
	var t bot.Trace
	if err := json.Unmarshal(bodies[0], &t); err != nil {
		return nil, fmt.Errorf("read trace of answer %s: %w", answerID, err)
	}
	return &t, nil
}
