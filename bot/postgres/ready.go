package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/internal/pgdb"
)

// errUndo ends a transaction that was an attempt only.
var errUndo = errors.New("undo")

// CheckWrite reports whether an answer could be stored: it stores one and takes
// it back. A server that is read-only, or has no room, fails it; a ping does not.
func (r *Records) CheckWrite(ctx context.Context) error {
	err := pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO answers (id, channel, corpus_version, answer)
			VALUES ('ready', $1, '', '{}')
			ON CONFLICT (id) DO NOTHING`, r.channel)
		if err != nil {
			return err
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return fmt.Errorf("try to store an answer: %w", pgdb.Wrap(err))
}
