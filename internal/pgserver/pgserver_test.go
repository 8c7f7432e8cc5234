package pgserver_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

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
	t.Cleanup(func() { leave(t, s) })
	return s
}

func leave(t testing.TB, s *pgserver.Server) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
}

// ask runs a query that gives one value.
func ask[T any](t testing.TB, address, query string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
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

// write makes a table with one row, which read gives back.
func write(t testing.TB, address, text string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), "CREATE TABLE kept (a text)"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "INSERT INTO kept VALUES ($1)", text); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, address string) string {
	t.Helper()
	return ask[string](t, address, "SELECT a FROM kept")
}

// postmaster gives the process of the server.
func postmaster(t testing.TB, cfg pgserver.Config) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(cfg.Dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// running reports whether a process lives. One whose exit status nobody took
// (in a container the first process may not care) does not.
func running(pid int) bool {
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		_, after, _ := strings.Cut(string(stat), ") ")
		return !strings.HasPrefix(after, "Z")
	}
	return unix.Kill(pid, 0) == nil
}

func TestDataStaysOverRestarts(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	s := start(t, cfg)
	write(t, s.URL(), "held")
	pid := postmaster(t, cfg)
	leave(t, s)
	if running(pid) {
		t.Errorf("process %d runs after the last Close", pid)
	}
	s = start(t, cfg)
	if got := read(t, s.URL()); got != "held" {
		t.Errorf("after a restart the table holds %q, want held", got)
	}
}

func TestListensOnSocketAlone(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	s := start(t, cfg)
	if got := ask[string](t, s.URL(), "SHOW listen_addresses"); got != "" {
		t.Errorf("listen_addresses = %q, want none", got)
	}
	u, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	if _, has := u.User.Password(); has {
		t.Errorf("URL() = %s holds a password", s.URL())
	}
	dir := u.Query().Get("host")
	fi, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if fi.Mode().Perm() != 0o700 {
		t.Errorf("the socket's directory has mode %v, want 0700", fi.Mode().Perm())
	}
	if n := len(dir) + len("/.s.PGSQL.5432"); n > 103 {
		t.Errorf("the socket's path has %d bytes, want at most 103", n)
	}
	if got := ask[string](t, s.URL(), "SHOW server_encoding"); got != "UTF8" {
		t.Errorf("server_encoding = %q, want UTF8", got)
	}
	leave(t, s)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the socket's directory is still there after the stop (%v)", err)
	}
}

func TestProcessesShareOneServer(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	// At the same time, in a directory that is not there yet.
	a := startHolder(t, cfg, "", nil)
	b := startHolder(t, cfg, "", nil)
	if ua, ub := a.url(), b.url(); ua != ub {
		t.Errorf("two processes have two servers: %s and %s", ua, ub)
	}
	pid := postmaster(t, cfg)
	a.leave()
	if !running(pid) {
		t.Fatalf("the server ended while a process used it")
	}
	s := start(t, cfg)
	b.leave()
	ask[int](t, s.URL(), "SELECT 1")
	leave(t, s)
	if running(pid) {
		t.Errorf("the server runs after the last user left")
	}
}

func TestManyInOneProcess(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 3 {
				s, err := pgserver.Start(t.Context(), cfg)
				if err != nil {
					t.Errorf("Start() = %v", err)
					return
				}
				ask[int](t, s.URL(), "SELECT 1")
				leave(t, s)
			}
		})
	}
	wg.Wait()
	if _, err := os.Stat(filepath.Join(cfg.Dir, "data", "postmaster.pid")); !os.IsNotExist(err) {
		t.Errorf("a server was left behind (%v)", err)
	}
}

func TestHolderKilled(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	h := startHolder(t, cfg, "", nil)
	write(t, h.url(), "held")
	pid := postmaster(t, cfg)
	h.kill()
	if !running(pid) {
		t.Fatalf("the server ended with the process that started it")
	}
	s := start(t, cfg)
	if got := postmaster(t, cfg); got != pid {
		t.Errorf("a second server was started: process %d, want %d", got, pid)
	}
	if got := read(t, s.URL()); got != "held" {
		t.Errorf("the table holds %q, want held", got)
	}
	leave(t, s)
	if running(pid) {
		t.Errorf("the server that was left behind runs after the last user left")
	}
}

func TestServerAndHolderKilled(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	h := startHolder(t, cfg, "", nil)
	write(t, h.url(), "held")
	pid := postmaster(t, cfg)
	h.kill()
	if err := unix.Kill(pid, unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	s := start(t, cfg)
	if got := read(t, s.URL()); got != "held" {
		t.Errorf("after kill -9 the table holds %q, want held", got)
	}
}

// A postmaster.pid may name a living process that is not the server: numbers
// come again, above all in containers.
func TestStalePidTaken(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	s := start(t, cfg)
	pidFile := filepath.Join(cfg.Dir, "data", "postmaster.pid")
	b, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	leave(t, s)
	_, rest, _ := strings.Cut(string(b), "\n")
	ours := strconv.Itoa(os.Getpid()) + "\n" + rest
	if err := os.WriteFile(pidFile, []byte(ours), 0o600); err != nil {
		t.Fatal(err)
	}
	s = start(t, cfg)
	ask[int](t, s.URL(), "SELECT 1")
}

// A user who stays gets the server back by itself, on the same socket.
func TestServerKilledUnderUser(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	s := start(t, cfg)
	write(t, s.URL(), "held")
	pid := postmaster(t, cfg)
	if err := unix.Kill(pid, unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	await(t, s.URL())
	if got := read(t, s.URL()); got != "held" {
		t.Errorf("after kill -9 the table holds %q, want held", got)
	}
}

// await waits until the server answers again.
func await(t testing.TB, address string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		conn, err := pgx.Connect(t.Context(), address)
		if err == nil {
			conn.Close(t.Context())
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server does not come back: %v", err)
		}
	}
}

func TestSocketDeleted(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	h := startHolder(t, cfg, "", nil)
	u, err := url.Parse(h.url())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(u.Query().Get("host")); err != nil {
		t.Fatal(err)
	}
	if _, err := pgserver.Start(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "stop the others") {
		t.Errorf("Start() beside a user of a lost socket = %v, want advice to stop the others", err)
	}
	h.kill()
	s := start(t, cfg)
	ask[int](t, s.URL(), "SELECT 1")
}

func TestInterruptedInit(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	// What a killed initdb leaves.
	if err := os.MkdirAll(filepath.Join(cfg.Dir, "init-123", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if s, err := pgserver.Start(ctx, cfg); err == nil { // a fast machine
		leave(t, s)
	}
	s := start(t, cfg)
	ask[int](t, s.URL(), "SELECT 1")
	left, err := filepath.Glob(filepath.Join(cfg.Dir, "init-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}
