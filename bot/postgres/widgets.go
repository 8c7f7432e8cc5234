package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
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
	_, err := change(ctx, s.pool, "store widget "+w.ID, `
		INSERT INTO widgets (id, name, origins, paused, generation, day_limit, keep_days)
		VALUES (@id, @name, @origins, @paused, @generation, @day_limit, @keep_days)`,
		pgx.NamedArgs{
			"id": w.ID, "name": w.Name, "origins": w.Origins, "paused": w.Paused,
			"generation": w.Generation, "day_limit": w.DayLimit, "keep_days": w.KeepDays,
		})
	return err
}

// Widget gives one widget, or an error wrapping [bot.ErrNotFound].
func (s *Widgets) Widget(ctx context.Context, id string) (bot.Widget, error) {
	return one(ctx, s.pool, pgx.RowToStructByPos[bot.Widget], "read widget "+id, `
		SELECT id, name, origins, paused, generation, day_limit, keep_days, created_at
		FROM widgets WHERE id = $1`, id)
}

// List gives all widgets, the oldest first.
func (s *Widgets) List(ctx context.Context) ([]bot.Widget, error) {
	return all(ctx, s.pool, pgx.RowToStructByPos[bot.Widget], "list widgets", `
		SELECT id, name, origins, paused, generation, day_limit, keep_days, created_at
		FROM widgets ORDER BY created_at, id`)
}

// Pause stops a widget or lets it answer again; either ends its tokens. A
// widget that is so already stays as it is. An unknown id gives an error
// wrapping [bot.ErrNotFound].
func (s *Widgets) Pause(ctx context.Context, id string, paused bool) error {
	return changeOne(ctx, s.pool, "pause widget "+id, `
		UPDATE widgets
		SET generation = generation + (paused <> @paused)::int, paused = @paused
		WHERE id = @id`, pgx.NamedArgs{"id": id, "paused": paused})
}

// PauseAll stops every widget and gives the number of those it stopped.
func (s *Widgets) PauseAll(ctx context.Context) (int, error) {
	return change(ctx, s.pool, "pause all widgets", `UPDATE widgets SET generation = generation + 1, paused = true WHERE NOT paused`)
}

// SetOrigins replaces the sites that may embed a widget and ends its tokens. An
// unknown id gives an error wrapping [bot.ErrNotFound].
func (s *Widgets) SetOrigins(ctx context.Context, id string, origins []string) error {
	return changeOne(ctx, s.pool, "change widget "+id, `
		UPDATE widgets SET generation = generation + 1, origins = @origins WHERE id = @id`,
		pgx.NamedArgs{"id": id, "origins": origins})
}

// Spend counts one question of a widget on a day, if its limit allows one more.
// An unknown widget has no limit left.
func (s *Widgets) Spend(ctx context.Context, id string, day corpus.Date) (bool, error) {
	// One statement, so that two processes never pass the limit together: the
	// row is inserted or locked, and the condition is read under the lock.
	n, err := change(ctx, s.pool, "count a question of widget "+id, `
		INSERT INTO widget_days AS d (widget_id, day, questions)
		SELECT id, @day::text::date, 1 FROM widgets WHERE id = @id
		ON CONFLICT (widget_id, day) DO UPDATE SET questions = d.questions + 1
		WHERE d.questions < (SELECT day_limit FROM widgets WHERE id = @id)`,
		pgx.NamedArgs{"id": id, "day": string(day)})
	return n == 1, err
}
