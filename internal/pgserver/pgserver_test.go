package pgserver_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgserver"
)

// dist gives the PostgreSQL to test with, or skips.
func dist(t testing.TB) string {
	t.Helper()
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skipf("no PostgreSQL to test with: %v", err)
	}
	return paths.Postgres
}

func config(t testing.TB) pgserver.Config {
	t.Helper()
	return pgserver.Config{
		Dist:   dist(t),
		Dir:    filepath.Join(t.TempDir(), "world"),
		Logger: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

func start(t testing.TB, cfg pgserver.Config) *pgserver.Server {
	t.Helper()
	s, err := pgserver.Start(t.Context(), cfg)
	if err != nil {
		t.Fatalf("Start(%s) = %v", cfg.Dir, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return s
}

// ask runs a query that gives one value.
func ask[T any](t testing.TB, url, query string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var v T
	if err := conn.QueryRow(t.Context(), query).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

func TestStartCloseStart(t *testing.T) {
	cfg := config(t)
	s := start(t, cfg)
	ask[int](t, s.URL(), "WITH made AS (SELECT 1) SELECT 1 FROM made")
	if got := ask[string](t, s.URL(), "SHOW listen_addresses"); got != "" {
		t.Errorf("listen_addresses = %q, want none", got)
	}
	for range 3 {
		if err := s.Close(); err != nil {
			t.Fatalf("Close() = %v", err)
		}
		s = start(t, cfg)
	}
	ask[int](t, s.URL(), "SELECT 1")
}
