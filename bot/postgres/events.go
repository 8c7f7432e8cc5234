package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/internal/pgdb"
)

// Events keeps the events of chat services. It may be used from many
// goroutines, and many processes may share the table.
type Events struct {
	pool *pgxpool.Pool
}

var (
	_ bot.Events   = (*Events)(nil)
	_ bot.EventLog = (*Events)(nil)
)

// NewEvents gives the stored events.
func NewEvents(pool *pgxpool.Pool) *Events { return &Events{pool: pool} }

// Put implements [bot.Events]. It is one statement, so that the caller can
// acknowledge the message as soon as it returns.
func (s *Events) Put(ctx context.Context, e bot.Event) (bool, error) {
	// 1. Store the event, unless it or another event of its message is stored,
	//    or it follows up nothing.
	// 2. Wake the workers of every process at commit, for a new event alone.
	tag, err := s.pool.Exec(ctx, `
		WITH stored AS (
			INSERT INTO events (team_id, event_id, message_key, thread_key, payload)
			SELECT @team, @event, @message, @thread, @payload
			WHERE NOT @follow_up::boolean OR EXISTS (
				SELECT 1
				FROM events p
				WHERE p.team_id = @team
				  AND p.thread_key = @thread
				  AND p.answer_id IS NOT NULL
			)
			ON CONFLICT DO NOTHING
			RETURNING seq
		)
		SELECT pg_notify('policybot_events', '') FROM stored`,
		pgx.NamedArgs{
			"team":      e.TeamID,
			"event":     e.ID,
			"message":   e.Message,
			"thread":    e.Thread,
			"payload":   e.Payload,
			"follow_up": e.FollowUp,
		})
	if err != nil {
		return false, fmt.Errorf("store event %s: %w", e.ID, pgdb.Wrap(err))
	}
	return tag.RowsAffected() == 1, nil
}

// Claim implements [bot.Events].
func (s *Events) Claim(ctx context.Context, lease time.Duration) (*bot.Event, error) {
	// 1. The oldest open row that is due, that nobody holds and that has no
	//    open row of its thread before it; rows locked by others are passed over.
	// 2. Hold it, under a new claim number.
	rows, err := s.pool.Query(ctx, `
		UPDATE events
		SET claimed_until = now() + @lease::interval,
		    claims = claims + 1,
		    attempts = attempts + 1
		WHERE seq = (
			SELECT e.seq
			FROM events e
			WHERE e.done_at IS NULL
			  AND e.due_at <= now()
			  AND (e.claimed_until IS NULL OR e.claimed_until < now())
			  AND NOT EXISTS (
				SELECT 1
				FROM events p
				WHERE p.team_id = e.team_id
				  AND p.thread_key = e.thread_key
				  AND p.seq < e.seq
				  AND p.done_at IS NULL
			  )
			ORDER BY e.seq
			LIMIT 1
			FOR UPDATE OF e SKIP LOCKED
		)
		RETURNING team_id, event_id, message_key, thread_key, payload, attempts, claims,
			coalesce(answer_id, ''), unsure, coalesce(posted_ts, ''), received_at`,
		pgx.NamedArgs{"lease": lease})
	if err != nil {
		return nil, fmt.Errorf("claim event: %w", pgdb.Wrap(err))
	}
	claimed, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*bot.Event, error) {
		var e bot.Event
		err := row.Scan(&e.TeamID, &e.ID, &e.Message, &e.Thread, &e.Payload, &e.Attempts, &e.Claim,
			&e.AnswerID, &e.Unsure, &e.Posted, &e.Received)
		return &e, err
	})
	if err != nil {
		return nil, fmt.Errorf("claim event: %w", pgdb.Wrap(err))
	}
	if len(claimed) == 0 {
		return nil, bot.ErrNotFound
	}
	return claimed[0], nil
}

// Save implements [bot.Events].
func (s *Events) Save(ctx context.Context, e *bot.Event, p bot.Progress) error {
	// The claim number fences: a worker whose lease ran out and whose event was
	// claimed again changes nothing. To begin posting, the lease must hold as
	// well; to finish, the number is enough, since nobody else took over.
	tag, err := s.pool.Exec(ctx, `
		UPDATE events
		SET claimed_until = CASE WHEN @stage = 'posting' THEN now() + @for::interval END,
		    due_at        = CASE WHEN @stage = 'later' THEN now() + @for::interval ELSE due_at END,
		    attempts      = attempts - CASE WHEN @stage = 'later' AND @uncounted::boolean THEN 1 ELSE 0 END,
		    unsure        = @unsure,
		    answer_id     = coalesce(nullif(@answer, ''), answer_id),
		    posted_ts     = coalesce(nullif(@posted, ''), posted_ts),
		    error_code    = nullif(@code, ''),
		    payload       = CASE WHEN @stage = 'done' THEN NULL ELSE payload END,
		    done_at       = CASE WHEN @stage = 'done' THEN now() END
		WHERE team_id = @team
		  AND event_id = @event
		  AND claims = @claim
		  AND done_at IS NULL
		  AND claimed_until IS NOT NULL
		  AND (@stage <> 'posting' OR claimed_until > now())`,
		pgx.NamedArgs{
			"stage":     string(p.Stage),
			"for":       p.For,
			"uncounted": p.Uncounted,
			"unsure":    p.Unsure,
			"answer":    p.AnswerID,
			"posted":    p.Posted,
			"code":      p.Code,
			"team":      e.TeamID,
			"event":     e.ID,
			"claim":     e.Claim,
		})
	if err != nil {
		return fmt.Errorf("save event %s as %s: %w", e.ID, p.Stage, pgdb.Wrap(err))
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("save event %s as %s: %w", e.ID, p.Stage, bot.ErrClaimLost)
	}
	return nil
}

// Listen implements [bot.EventLog]. It keeps a connection of its own outside
// the pool, so that listening takes none from those who work.
func (s *Events) Listen(ctx context.Context, wake func()) error {
	pooled, err := s.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("listen for events: %w", pgdb.Wrap(err))
	}
	conn := pooled.Hijack()
	// The connection is given up either way; closing it must not wait for ctx.
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, `LISTEN policybot_events`); err != nil {
		return fmt.Errorf("listen for events: %w", pgdb.Wrap(err))
	}
	wake() // what came before listening began
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("listen for events: %w", pgdb.Wrap(err))
		}
		wake()
	}
}

// Questions implements [bot.EventLog]. Questions live in the stored answers;
// an answer that was deleted takes its question with it.
func (s *Events) Questions(ctx context.Context, e *bot.Event, n int) ([]string, error) {
	// 1. The answers given in the thread before this event, newest first, at most n.
	// 2. Their questions, oldest first.
	rows, err := s.pool.Query(ctx, `
		WITH last AS (
			SELECT p.seq, a.answer ->> 'question' AS question
			FROM events p
			JOIN answers a ON a.id = p.answer_id
			WHERE p.team_id = @team
			  AND p.thread_key = @thread
			  AND p.done_at IS NOT NULL
			  AND p.seq < (SELECT seq FROM events WHERE team_id = @team AND event_id = @event)
			ORDER BY p.seq DESC
			LIMIT @n
		)
		SELECT question FROM last ORDER BY seq`,
		pgx.NamedArgs{"team": e.TeamID, "thread": e.Thread, "event": e.ID, "n": n})
	if err != nil {
		return nil, fmt.Errorf("read the questions of event %s: %w", e.ID, pgdb.Wrap(err))
	}
	questions, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the questions of event %s: %w", e.ID, pgdb.Wrap(err))
	}
	return questions, nil
}

// Waiting implements [bot.EventLog].
func (s *Events) Waiting(ctx context.Context, since time.Duration) ([]bot.Waiting, error) {
	// 1. The open rows with their places.
	// 2. Those that wait unclaimed and untold, a bounded number; rows that
	//    another process is telling of are passed over.
	// 3. Mark them, so that nobody tells of them again.
	rows, err := s.pool.Query(ctx, `
		WITH open AS (
			SELECT seq, row_number() OVER (ORDER BY seq) AS place
			FROM events
			WHERE done_at IS NULL
		),
		late AS (
			SELECT seq
			FROM events
			WHERE done_at IS NULL
			  AND told_at IS NULL
			  AND claims = 0
			  AND received_at < now() - @since::interval
			ORDER BY seq
			LIMIT 50
			FOR UPDATE SKIP LOCKED
		),
		told AS (
			UPDATE events e
			SET told_at = now()
			FROM late
			WHERE e.seq = late.seq
			RETURNING e.seq, e.team_id, e.event_id, e.message_key, e.thread_key, e.payload, e.received_at
		)
		SELECT told.team_id, told.event_id, told.message_key, told.thread_key, told.payload, told.received_at, open.place
		FROM told
		JOIN open ON open.seq = told.seq
		ORDER BY told.seq`,
		pgx.NamedArgs{"since": since})
	if err != nil {
		return nil, fmt.Errorf("read waiting events: %w", pgdb.Wrap(err))
	}
	waiting, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (bot.Waiting, error) {
		var w bot.Waiting
		err := row.Scan(&w.TeamID, &w.ID, &w.Message, &w.Thread, &w.Payload, &w.Received, &w.Place)
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("read waiting events: %w", pgdb.Wrap(err))
	}
	return waiting, nil
}

// Purge implements [bot.EventLog].
func (s *Events) Purge(ctx context.Context, before time.Time) (int, error) {
	tag, err := s.pool.Exec(ctx, `DELETE FROM events WHERE done_at < $1`, before)
	if err != nil {
		return 0, fmt.Errorf("delete old events: %w", pgdb.Wrap(err))
	}
	return int(tag.RowsAffected()), nil
}
