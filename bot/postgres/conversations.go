package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/internal/pgdb"
)

// Conversations keeps which answers belong together (table
// conversation_answers). It may be used from many goroutines.
type Conversations struct {
	pool *pgxpool.Pool
}

var _ bot.Conversations = (*Conversations)(nil)

// NewConversations gives the conversations of a database.
func NewConversations(pool *pgxpool.Pool) *Conversations { return &Conversations{pool: pool} }

// Append adds a stored answer to a conversation.
func (s *Conversations) Append(ctx context.Context, conversation, answerID string) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO conversation_answers (conversation, answer_id)
		SELECT @conversation, id FROM answers WHERE id = @answer_id
		ON CONFLICT DO NOTHING`,
		pgx.NamedArgs{"conversation": conversation, "answer_id": answerID})
	if err != nil {
		return fmt.Errorf("add answer %s to a conversation: %w", answerID, pgdb.Wrap(err))
	}
	return nil
}

// Answers gives the newest n answers of a conversation since a time, oldest first.
func (s *Conversations) Answers(ctx context.Context, conversation string, since time.Time, n int) ([]*bot.Answer, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT a.answer
		FROM conversation_answers c
		JOIN answers a ON a.id = c.answer_id
		WHERE c.conversation = @conversation AND c.created_at >= @since
		ORDER BY c.created_at DESC, c.answer_id DESC
		LIMIT @n`,
		pgx.NamedArgs{"conversation": conversation, "since": since, "n": n})
	if err != nil {
		return nil, fmt.Errorf("read a conversation: %w", pgdb.Wrap(err))
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("read a conversation: %w", pgdb.Wrap(err))
	}
	out := make([]*bot.Answer, len(bodies))
	for i, body := range bodies {
		out[i] = new(bot.Answer)
		if err := json.Unmarshal(body, out[i]); err != nil {
			return nil, fmt.Errorf("read a conversation: %w", err)
		}
	}
	slices.Reverse(out)
	return out, nil
}

// Delete deletes a conversation and its answers.
func (s *Conversations) Delete(ctx context.Context, conversation string) error {
	// The rows of the conversation go with the answers.
	_, err := s.pool.Exec(ctx, `
		DELETE FROM answers
		WHERE id IN (SELECT answer_id FROM conversation_answers WHERE conversation = $1)`, conversation)
	if err != nil {
		return fmt.Errorf("delete a conversation: %w", pgdb.Wrap(err))
	}
	return nil
}

// Purge forgets which answers belonged together before a time; the answers stay
// under their own addresses. It gives the number of rows.
func (s *Conversations) Purge(ctx context.Context, before time.Time) (int, error) {
	return change(ctx, s.pool, "forget old conversations", `DELETE FROM conversation_answers WHERE created_at < $1`, before)
}
