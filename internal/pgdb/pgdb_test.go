package pgdb_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pgvector/pgvector-go"

	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
)

func query[T any](t testing.TB, url, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var v T
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// schema lists tables and columns, without the migration tool's own.
func schema(t testing.TB, url string) string {
	t.Helper()
	return query[string](t, url, `
		SELECT coalesce(string_agg(table_name || '.' || column_name || ' ' || udt_name, E'\n'
			ORDER BY table_name, column_name), '')
		FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name <> 'schema_migrations'`)
}

func TestUpDownUp(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	ctx := t.Context()
	if err := pgdb.Migrate(ctx, url); err != nil {
		t.Fatalf("Migrate() = %v", err)
	}
	up := schema(t, url)
	if !strings.Contains(up, "documents.") || !strings.Contains(up, "answers.") {
		t.Fatalf("after Migrate the tables are\n%s", up)
	}
	if err := pgdb.Migrate(ctx, url); err != nil {
		t.Errorf("a second Migrate() = %v", err)
	}
	if err := pgdb.Down(ctx, url); err != nil {
		t.Fatalf("Down() = %v", err)
	}
	if got := schema(t, url); got != "" {
		t.Errorf("after Down there are\n%s", got)
	}
	if err := pgdb.Migrate(ctx, url); err != nil {
		t.Fatalf("Migrate() after Down() = %v", err)
	}
	if diff := cmp.Diff(up, schema(t, url)); diff != "" {
		t.Errorf("tables after up, down, up (-first +second):\n%s", diff)
	}
}

func TestMigrateAtTheSameTime(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := pgdb.Migrate(t.Context(), url); err != nil {
				t.Errorf("Migrate() = %v", err)
			}
		})
	}
	wg.Wait()
}

func TestOpenKnowsVectors(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	want := pgvector.NewHalfVector([]float32{0.5, -1, 2})
	var got pgvector.HalfVector
	if err := pool.QueryRow(t.Context(), "SELECT $1::halfvec(3)", want).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Slice(), got.Slice()); diff != "" {
		t.Errorf("a vector there and back (-want +got):\n%s", diff)
	}
}

// opens checks that Open gives the sentinel and an error of one line.
func opens(t *testing.T, url string, want error, words ...string) {
	t.Helper()
	pool, err := pgdb.Open(t.Context(), url, nil)
	if err == nil {
		pool.Close()
		t.Fatalf("Open() gave no error, want %v", want)
	}
	checkError(t, err, want, words...)
}

func checkError(t *testing.T, err, want error, words ...string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error = %v, want %v", err, want)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error = %q, want one line", err)
	}
	if strings.Contains(err.Error(), "geheim") {
		t.Errorf("error = %q holds the password", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error = %v, want a word about %q", err, w)
		}
	}
}

func TestOpenNotMigrated(t *testing.T) {
	t.Parallel()
	opens(t, pgtest.Empty(t), pgdb.ErrNotMigrated, "policybot migrate")
}

func TestOpenNewer(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	query[int](t, url, "UPDATE schema_migrations SET version = 9999 RETURNING 1")
	opens(t, url, pgdb.ErrNewer, "9999")
	checkError(t, pgdb.Migrate(t.Context(), url), pgdb.ErrNewer)
}

func TestOpenWithoutExtension(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	exec(t, url, "DROP EXTENSION vector CASCADE")
	opens(t, url, pgdb.ErrNoVector, "CREATE EXTENSION vector")
}

func exec(t testing.TB, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func TestOpenBadAddress(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for _, c := range []struct {
		name, url string
		want      error
		words     []string
	}{
		{"no address", "http://user:geheim@127.0.0.1", pgdb.ErrBadURL, []string{"postgres://"}},
		{"slash in the password", "postgres://user:gehe/geheim@127.0.0.1/db", pgdb.ErrBadURL, []string{"%XX"}},
		{"bad port", "postgres://user:geheim@127.0.0.1:port/db", pgdb.ErrBadURL, nil},
		{"nothing listens", "postgres://user:geheim@" + closed.Addr().String() + "/db", pgdb.ErrUnreachable,
			[]string{closed.Addr().String(), "DATABASE_URL"}},
		{"no socket", "postgres://user:geheim@/db?host=/nowhere", pgdb.ErrUnreachable, []string{"/nowhere"}},
		{"unknown host", "postgres://user:geheim@host.invalid/db?connect_timeout=5", pgdb.ErrUnreachable, []string{"host.invalid"}},
		{"silent server", "postgres://user:geheim@" + silent.Addr().String() + "/db?connect_timeout=1", pgdb.ErrUnreachable,
			[]string{"in time"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			opens(t, c.url, c.want, c.words...)
			checkError(t, pgdb.Migrate(t.Context(), c.url), c.want, c.words...)
		})
	}
}

func TestOpenNoDatabase(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	opens(t, strings.Replace(url, cfg.Database, "no_such_database", 1), pgdb.ErrUnreachable, "no_such_database")
}

// The private server asks the kernel who we are; another name is refused as a
// wrong password is.
func TestOpenWrongUser(t *testing.T) {
	t.Parallel()
	if os.Getenv("POLICYBOT_TEST_DATABASE_URL") != "" {
		t.Skip("for the private server")
	}
	url := strings.Replace(pgtest.Empty(t), "://policybot@", "://stranger:geheim@", 1)
	opens(t, url, pgdb.ErrUnreachable, "user stranger or its password")
}

func TestWrap(t *testing.T) {
	t.Parallel()
	pg := func(code string) error { return &pgconn.PgError{Code: code, Message: "words of the server"} }
	other := errors.New("other")
	for _, c := range []struct {
		name string
		err  error
		want error // nil: unchanged
	}{
		{"no rows", pgx.ErrNoRows, pgdb.ErrNotFound},
		{"disk full", pg("53100"), pgdb.ErrDiskFull},
		{"shutdown", pg("57P01"), pgdb.ErrUnavailable},
		{"starting", pg("57P03"), pgdb.ErrUnavailable},
		{"connection class", pg("08006"), pgdb.ErrUnavailable},
		{"read-only", pg("25006"), pgdb.ErrUnavailable},
		{"too many connections", pg("53300"), pgdb.ErrUnavailable},
		{"deadlock", pg("40P01"), pgdb.ErrConflict},
		{"serialization", pg("40001"), pgdb.ErrConflict},
		{"no table", pg("42P01"), pgdb.ErrNotMigrated},
		{"cut off", io.ErrUnexpectedEOF, pgdb.ErrUnavailable},
		{"network", &net.OpError{Op: "read", Err: other}, pgdb.ErrUnavailable},
		{"unique", pg("23505"), nil},
		{"canceled", context.Canceled, nil},
		{"deadline", context.DeadlineExceeded, nil},
		{"other", other, nil},
		{"nil", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := pgdb.Wrap(c.err)
			if c.want == nil {
				if got != c.err {
					t.Errorf("Wrap(%v) = %v, want it unchanged", c.err, got)
				}
				return
			}
			if !errors.Is(got, c.want) || !errors.Is(got, c.err) {
				t.Errorf("Wrap(%v) = %v, want %v and the cause", c.err, got, c.want)
			}
		})
	}
}

func TestTraceHasNoArguments(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	lg := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	pool, err := pgdb.Open(t.Context(), pgtest.URL(t), lg)
	if err != nil {
		t.Fatal(err)
	}
	var got string
	if err := pool.QueryRow(t.Context(), "SELECT 'seen' || $1::text", "asked").Scan(&got); err != nil {
		t.Fatal(err)
	}
	pool.Close() // nobody writes to log any more
	if got != "seenasked" {
		t.Errorf("the query gave %q", got)
	}
	if !strings.Contains(log.String(), "SELECT 'seen'") || !strings.Contains(log.String(), "duration_ms=") {
		t.Errorf("the log lacks the statement or its time:\n%s", log.String())
	}
	if strings.Contains(log.String(), "asked") {
		t.Errorf("the log holds an argument:\n%s", log.String())
	}
}

// A connection whose server was demoted answers pings and refuses writes.
func TestPoolEvictsDemoted(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	pool, err := pgdb.Open(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	pid := func() (n int) {
		t.Helper()
		if err := pool.QueryRow(t.Context(), "SELECT pg_backend_pid()").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	first := pid()
	if got := pid(); got != first {
		t.Fatalf("the pool changed its connection: %d, %d", first, got)
	}
	if _, err := pool.Exec(t.Context(), "SET default_transaction_read_only = on"); err != nil {
		t.Fatal(err)
	}
	if got := pid(); got == first {
		t.Errorf("the pool kept connection %d, which takes no writes", first)
	}
	if _, err := pool.Exec(t.Context(), "CREATE TABLE mine (a int)"); err != nil {
		t.Errorf("a write after the change: %v", err)
	}
}
