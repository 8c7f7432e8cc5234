package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgdb"
)

// Widgets keeps the widgets of other sites (tables widgets and widget_days). It
// may be used from many goroutines.
type Widgets struct {
	pool *pgxpool.Pool
}

var _ bot.Widgets = (*Widgets)(nil)

// NewWidgets gives the widgets of a database.
func NewWidgets(pool *pgxpool.Pool) *Widgets { return &Widgets{pool: pool} }

// Create stores a new widget.
func (s *Widgets) Create(ctx context.Context, w bot.Widget) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO widgets (id, name, origins, paused, generation, day_limit, keep_days)
		VALUES (@id, @name, @origins, @paused, @generation, @day_limit, @keep_days)`,
		pgx.NamedArgs{
			"id": w.ID, "name": w.Name, "origins": w.Origins, "paused": w.Paused,
			"generation": w.Generation, "day_limit": w.DayLimit, "keep_days": w.KeepDays,
		})
	if err != nil {
		return fmt.Errorf("store widget %s: %w", w.ID, pgdb.Wrap(err))
	}
	return nil
}

// Widget gives one widget, or an error wrapping [bot.ErrNotFound].
func (s *Widgets) Widget(ctx context.Context, id string) (bot.Widget, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id, name, origins, paused, generation, day_limit, keep_days, created_at
		FROM widgets WHERE id = $1`, id)
	if err != nil {
		return bot.Widget{}, fmt.Errorf("read widget %s: %w", id, pgdb.Wrap(err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[bot.Widget])
	if err != nil {
		return bot.Widget{}, fmt.Errorf("read widget %s: %w", id, pgdb.Wrap(err))
	}
	if len(found) == 0 {
		return bot.Widget{}, fmt.Errorf("read widget %s: %w", id, bot.ErrNotFound)
	}
	return found[0], nil
}

// List gives all widgets, the oldest first.
func (s *Widgets) List(ctx context.Context) ([]bot.Widget, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id, name, origins, paused, generation, day_limit, keep_days, created_at
		FROM widgets ORDER BY created_at, id`)
	if err != nil {
		return nil, fmt.Errorf("list widgets: %w", pgdb.Wrap(err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[bot.Widget])
	if err != nil {
		return nil, fmt.Errorf("list widgets: %w", pgdb.Wrap(err))
	}
	return found, nil
}

// Pause stops a widget or lets it answer again; either ends its tokens. A
// widget that is so already stays as it is. An unknown id gives an error
// wrapping [bot.ErrNotFound].
func (s *Widgets) Pause(ctx context.Context, id string, paused bool) error {
	tag, err := s.pool.Exec(ctx, `
		UPDATE widgets
		SET generation = generation + (paused <> @paused)::int, paused = @paused
		WHERE id = @id`, pgx.NamedArgs{"id": id, "paused": paused})
	if err != nil {
		return fmt.Errorf("pause widget %s: %w", id, pgdb.Wrap(err))
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("pause widget %s: %w", id, bot.ErrNotFound)
	}
	return nil
}

// PauseAll stops every widget and gives the number of those it stopped.
func (s *Widgets) PauseAll(ctx context.Context) (int, error) {
	tag, err := s.pool.Exec(ctx, `UPDATE widgets SET generation = generation + 1, paused = true WHERE NOT paused`)
	if err != nil {
		return 0, fmt.Errorf("pause all widgets: %w", pgdb.Wrap(err))
	}
	return int(tag.RowsAffected()), nil
}

// SetOrigins replaces the sites that may embed a widget and ends its tokens. An
// unknown id gives an error wrapping [bot.ErrNotFound].
func (s *Widgets) SetOrigins(ctx context.Context, id string, origins []string) error {
	tag, err := s.pool.Exec(ctx, `
		UPDATE widgets SET generation = generation + 1, origins = @origins WHERE id = @id`,
		pgx.NamedArgs{"id": id, "origins": origins})
	if err != nil {
		return fmt.Errorf("change widget %s: %w", id, pgdb.Wrap(err))
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("change widget %s: %w", id, bot.ErrNotFound)
	}
	return nil
}

// Spend counts one question of a widget on a day, if its limit allows one more.
// An unknown widget has no limit left.
func (s *Widgets) Spend(ctx context.Context, id string, day corpus.Date) (bool, error) {
	// One statement, so that two processes never pass the limit together: the
	// row is inserted or locked, and the condition is read under the lock.
	tag, err := s.pool.Exec(ctx, `
		INSERT INTO widget_days AS d (widget_id, day, questions)
		SELECT id, @day::text::date, 1 FROM widgets WHERE id = @id
		ON CONFLICT (widget_id, day) DO UPDATE SET questions = d.questions + 1
		WHERE d.questions < (SELECT day_limit FROM widgets WHERE id = @id)`,
		pgx.NamedArgs{"id": id, "day": string(day)})
	if err != nil {
		return false, fmt.Errorf("count a question of widget %s: %w", id, pgdb.Wrap(err))
	}
	return tag.RowsAffected() == 1, nil
}
