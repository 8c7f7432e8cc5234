package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/internal/pgtest"
)

func TestPoolIsFreshAndMigrated(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one", "two"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := pgtest.Pool(t)
			var n int
			if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM documents").Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n != 0 {
				t.Errorf("documents in a fresh database = %d, want 0", n)
			}
			if _, err := pool.Exec(t.Context(), "CREATE TABLE mine (a int)"); err != nil {
				t.Errorf("a table of another test is here: %v", err)
			}
		})
	}
}

func TestDatabaseIsDropped(t *testing.T) {
	t.Parallel()
	hold := pgtest.Empty(t) // keeps the server running
	var url string
	t.Run("inner", func(t *testing.T) { url = pgtest.URL(t) })
	if conn, err := pgx.Connect(t.Context(), url); err == nil {
		conn.Close(t.Context())
		t.Errorf("the database of a finished test is still there")
	}
	conn, err := pgx.Connect(t.Context(), hold)
	if err != nil {
		t.Fatalf("connect to the database of this test: %v", err)
	}
	conn.Close(t.Context())
}
