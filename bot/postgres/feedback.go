package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/internal/pgdb"
)

// Feedbacks keeps what readers say of answers. It may be used from many
// goroutines.
type Feedbacks struct {
	pool    *pgxpool.Pool
	channel string
}

var _ bot.Feedbacks = (*Feedbacks)(nil)

// NewFeedbacks gives the feedback of one channel ("web", "slack", ...).
func NewFeedbacks(pool *pgxpool.Pool, channel string) *Feedbacks {
	return &Feedbacks{pool: pool, channel: channel}
}

// Rate implements [bot.Feedbacks].
func (s *Feedbacks) Rate(ctx context.Context, f bot.Feedback) error {
	tag, err := s.pool.Exec(ctx, `
		INSERT INTO feedback (answer_id, channel, rater, verdict, reason, comment)
		SELECT id, @channel, @rater, @verdict, @reason, @comment
		FROM answers
		WHERE id = @answer
		ON CONFLICT (answer_id, channel, rater) DO UPDATE
		SET verdict = excluded.verdict,
		    reason = excluded.reason,
		    comment = excluded.comment,
		    updated_at = now()`,
		pgx.NamedArgs{
			"answer":  f.AnswerID,
			"channel": s.channel,
			"rater":   f.Rater,
			"verdict": string(f.Verdict),
			"reason":  string(f.Reason),
			"comment": f.Comment,
		})
	if err != nil {
		return fmt.Errorf("store feedback on answer %s: %w", f.AnswerID, pgdb.Wrap(err))
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("store feedback on answer %s: %w", f.AnswerID, bot.ErrNotFound)
	}
	return nil
}
