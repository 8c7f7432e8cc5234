package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/internal/pgdb"
)

// cleanupTimeout bounds the drop of a database after its test.
const cleanupTimeout = 30 * time.Second

// templateLock is the key of the advisory lock under which the template is made.
const templateLock = 727_001

// template gives the name of a database with all migrations, made once for
// each set of them.
func template(t testing.TB, admin string) string {
	t.Helper()
	ctx := t.Context()
	print, err := pgdb.Fingerprint()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	name := "policybot_migrated_" + print
	conn := connect(ctx, t, admin)
	defer conn.Close(context.WithoutCancel(ctx))
	if exists(ctx, t, conn, name) {
		return name
	}
	exec(ctx, t, conn, "SELECT pg_advisory_lock($1)", templateLock) // freed with the connection
	if exists(ctx, t, conn, name) {
		return name
	}
	if os.Getenv(serverVariable) == "" {
		hurry(ctx, t, conn)
	}
	// Under another name until it is complete.
	draft := name + "_draft"
	exec(ctx, t, conn, "DROP DATABASE IF EXISTS "+quote(draft)+" WITH (FORCE)")
	exec(ctx, t, conn, "CREATE DATABASE "+quote(draft))
	if err := pgdb.Migrate(ctx, withDatabase(t, admin, draft)); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	exec(ctx, t, conn, "ALTER DATABASE "+quote(draft)+" ALLOW_CONNECTIONS false")
	exec(ctx, t, conn, "ALTER DATABASE "+quote(draft)+" RENAME TO "+quote(name))
	return name
}

// hurry lets the private server of tests write to its disk when the system
// likes: a crash of the machine may cost its data, a killed process does not.
func hurry(ctx context.Context, t testing.TB, conn *pgx.Conn) {
	t.Helper()
	for _, setting := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		exec(ctx, t, conn, "ALTER SYSTEM SET "+setting+" = off")
	}
	exec(ctx, t, conn, "SELECT pg_reload_conf()")
}

// testPrefix begins the names of databases of tests; the process follows.
const testPrefix = "policybot_test_"

// clone makes a database from a template and drops it when the test ends.
func clone(t testing.TB, admin, from string) string {
	t.Helper()
	ctx := t.Context()
	name := fmt.Sprintf("%s%d_%s", testPrefix, os.Getpid(), strings.ToLower(rand.Text()[:8]))
	conn := connect(ctx, t, admin)
	defer conn.Close(context.WithoutCancel(ctx))
	if os.Getenv(serverVariable) == "" {
		sweep(ctx, t, conn)
	}
	exec(ctx, t, conn, "CREATE DATABASE "+quote(name)+" TEMPLATE "+quote(from))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTimeout)
		defer cancel()
		conn := connect(ctx, t, admin)
		defer conn.Close(ctx)
		exec(ctx, t, conn, "DROP DATABASE "+quote(name)+" WITH (FORCE)")
	})
	return withDatabase(t, admin, name)
}

// sweep drops the databases of test programs that were killed. It asks for
// processes of this machine, so it is for the private server alone.
func sweep(ctx context.Context, t testing.TB, conn *pgx.Conn) {
	t.Helper()
	rows, err := conn.Query(ctx, "SELECT datname FROM pg_database WHERE starts_with(datname, $1)", testPrefix)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	for _, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, testPrefix), "_")
		pid, err := strconv.Atoi(number)
		if err != nil || !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			continue
		}
		// Another test program may be dropping it too: its success is ours.
		if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+quote(name)+" WITH (FORCE)"); err != nil {
			t.Logf("pgtest: drop what a killed test left: %v", err)
		}
	}
}

func connect(ctx context.Context, t testing.TB, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return conn
}

func exec(ctx context.Context, t testing.TB, conn *pgx.Conn, sql string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(ctx, sql, args...); err != nil {
		t.Fatalf("pgtest: %s: %v", sql, err)
	}
}

func exists(ctx context.Context, t testing.TB, conn *pgx.Conn, name string) bool {
	t.Helper()
	var n int
	if err := conn.QueryRow(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&n); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return n > 0
}

// quote makes an identifier: names of databases cannot be parameters.
func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func withDatabase(t testing.TB, address, name string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal("pgtest: POLICYBOT_TEST_DATABASE_URL is not of the form postgres://user:password@host:port/database")
	}
	u.Path = "/" + name
	return u.String()
}
