// Package pgtest gives tests databases of their own on a real PostgreSQL with
// pgvector.
//
// All test programs of one user share one private server, so that `go test
// ./...` starts it once. With POLICYBOT_TEST_DATABASE_URL set (an address whose
// user may create databases) that server is used instead. Without either a
// test is skipped with one line that says how to get one, or fails where CI is
// set.
package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgserver"
)

// serverVariable names the environment variable with another server to use.
const serverVariable = "POLICYBOT_TEST_DATABASE_URL"

// URL gives the address of a fresh database, cloned from one with all
// migrations; it is dropped when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	admin := server(t)
	return clone(t, admin, template(t, admin))
}

// Empty gives the address of a database without migrations or extension.
func Empty(t testing.TB) string {
	t.Helper()
	return clone(t, server(t), "template0")
}

// Pool gives a pool over a database like that of [URL].
func Pool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgdb.Open(t.Context(), URL(t), nil)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// server gives the address of the server, or skips the test.
func server(t testing.TB) string {
	t.Helper()
	if given := os.Getenv(serverVariable); given != "" {
		return given
	}
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		const line = `no PostgreSQL to test with: run "make deps" or set POLICYBOT_TEST_DATABASE_URL`
		if os.Getenv("CI") != "" {
			t.Fatal(line)
		}
		t.Skip(line)
	}
	s, err := pgserver.Start(t.Context(), pgserver.Config{Dist: paths.Postgres, Dir: serverDir()})
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return s.URL()
}

// serverDir is the data directory that all test programs of a user share.
func serverDir() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("policybot-test-%d", os.Geteuid()))
}
