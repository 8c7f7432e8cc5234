package pgtest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
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

// What a killed test program left is dropped by the next one.
func TestSweep(t *testing.T) {
	t.Parallel()
	if os.Getenv("POLICYBOT_TEST_DATABASE_URL") != "" {
		t.Skip("the private server alone is swept")
	}
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), pgtest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	name := fmt.Sprintf("policybot_test_%d_left", dead.Process.Pid)
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	pgtest.Empty(t)
	var n int
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n != 0 {
		t.Errorf("the database of a dead process is still there")
	}
}
