package postgres_test

import (
	"errors"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgtest"
)

// The attempt leaves nothing behind, and fails where nothing can be written.
func TestCheckWrite(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	r := postgres.NewRecords(pool, "web")
	if err := r.CheckWrite(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Get(t.Context(), "ready"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("the attempt left an answer: %v", err)
	}
	if _, err := pool.Exec(t.Context(), `ALTER TABLE answers RENAME TO answers_gone`); err != nil {
		t.Fatal(err)
	}
	if err := r.CheckWrite(t.Context()); err == nil {
		t.Error("without its table an answer can be stored")
	}
}
