package pgserver_test

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"github.com/policybot/policybot/internal/pgserver"
)

// onlyRoot skips where the test cannot become another user.
func onlyRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root to become other users")
	}
}

func nobody(t *testing.T) (uid, gid int) {
	t.Helper()
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Skipf("no user nobody: %v", err)
	}
	uid, _ = strconv.Atoi(u.Uid)
	gid, _ = strconv.Atoi(u.Gid)
	return uid, gid
}

// openDir gives a directory that everybody can enter.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pgserver-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// program copies this test program to where everybody can run it.
func program(t *testing.T, dir string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "hold")
	// By another process: a descriptor open for writing here could be inherited
	// by a child of another test, and then the file cannot be run ("text file busy").
	if out, err := exec.Command("cp", self, path).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v %s", err, out)
	}
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// asUser gives a HOME of mode 0700 that belongs to the user, and how to start a
// process as that user. It skips where that user cannot reach PostgreSQL.
func asUser(t *testing.T, dir string, uid, gid int) (home string, attr func() *syscall.SysProcAttr) {
	t.Helper()
	home = filepath.Join(dir, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(home, uid, gid); err != nil {
		t.Fatal(err)
	}
	attr = func() *syscall.SysProcAttr {
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	probe := exec.Command(filepath.Join(dist(t), "bin", "postgres"), "--version")
	probe.SysProcAttr = attr()
	if out, err := probe.CombinedOutput(); err != nil {
		t.Skipf("user %d cannot run PostgreSQL from %s: %v %s", uid, dist(t), err, out)
	}
	return home, attr
}

func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	onlyRoot(t)
	uid, gid := nobody(t)
	testUser(t, uid, gid)
}

// Containers are often run as a number that no passwd file knows.
func TestUserWithoutName(t *testing.T) {
	t.Parallel()
	onlyRoot(t)
	const uid = 54321
	if _, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		t.Skipf("user %d exists", uid)
	}
	probe := exec.Command("/bin/true")
	probe.SysProcAttr = &syscall.SysProcAttr{
		Credential:  &syscall.Credential{Uid: uid, Gid: uid},
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}},
	}
	if err := probe.Run(); err != nil {
		t.Skipf("no user namespaces here: %v", err)
	}
	testUser(t, uid, uid)
}

func testUser(t *testing.T, uid, gid int) {
	dir := openDir(t)
	home, attr := asUser(t, dir, uid, gid)
	cfg := pgserver.Config{Dist: dist(t), Dir: filepath.Join(home, "world")}
	self := program(t, dir)

	a := startHolder(t, cfg, self, attr())
	address := a.url()
	b := startHolder(t, cfg, self, attr())
	if got := b.url(); got != address {
		t.Errorf("two processes have two servers: %s and %s", address, got)
	}
	pid := postmaster(t, cfg)
	var st unix.Stat_t
	if err := unix.Stat("/proc/"+strconv.Itoa(pid), &st); err == nil && int(st.Uid) != uid {
		t.Errorf("the server runs as %d, want %d", st.Uid, uid)
	}
	a.kill()
	b.leave()
	if running(pid) {
		t.Errorf("the server runs after the last user left")
	}
}

func TestRefusesUnwritableDirectory(t *testing.T) {
	t.Parallel()
	onlyRoot(t)
	uid, gid := nobody(t)
	dir := openDir(t)
	_, attr := asUser(t, dir, uid, gid)
	self := program(t, dir)
	for name, given := range map[string]string{
		"parent of root": filepath.Join(dir, "world"),
		"of root":        dir,
	} {
		h := startHolder(t, pgserver.Config{Dist: dist(t), Dir: given}, self, attr())
		line, _ := h.lines.ReadString('\n')
		if !strings.Contains(line, "not writable") || !strings.Contains(line, "--data") {
			t.Errorf("%s: Start() says %q, want not writable and advice", name, line)
		}
	}
}

// tinyDisk gives a file system of a few megabytes.
func tinyDisk(t *testing.T, size string) string {
	t.Helper()
	onlyRoot(t)
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		t.Skipf("cannot mount a tiny file system: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

func TestDiskFullAtFirstStart(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	disk := tinyDisk(t, "12m")
	cfg.Dir = filepath.Join(disk, "world")
	refused(t, cfg, pgserver.ErrNoSpace, "free some")
	if _, err := os.Stat(filepath.Join(cfg.Dir, "data")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a half-made cluster was left (%v)", err)
	}
	if err := unix.Mount("", disk, "", unix.MS_REMOUNT, "size=200m"); err != nil {
		t.Fatal(err)
	}
	s := start(t, cfg)
	ask[int](t, s.URL(), "SELECT 1")
	leave(t, s)
}

func TestDiskFullLater(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	disk := tinyDisk(t, "120m")
	cfg.Dir = filepath.Join(disk, "world")
	s := start(t, cfg)
	write(t, s.URL(), "held")
	leave(t, s)
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 110<<20), 0o600); !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	refused(t, cfg, pgserver.ErrNoSpace, "free some")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s = start(t, cfg)
	if got := read(t, s.URL()); got != "held" {
		t.Errorf("the table holds %q, want held", got)
	}
	leave(t, s)
}

// The disk fills while the server runs, whatever PostgreSQL makes of it: when
// there is room again, so is everything that was committed.
func TestDiskFullWhileRunning(t *testing.T) {
	t.Parallel()
	cfg := seeded(t)
	disk := tinyDisk(t, "160m")
	from := cfg.Dir
	cfg.Dir = filepath.Join(disk, "world")
	if err := os.Mkdir(cfg.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-Rp", filepath.Join(from, "data"), cfg.Dir).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v %s", err, out)
	}
	s := start(t, cfg)
	write(t, s.URL(), "held")
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 150<<20), 0o600); !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	conn, err := pgx.Connect(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Exec(t.Context(), "CREATE TABLE big AS SELECT repeat(md5(n::text), 100) FROM generate_series(1, 20000) AS n")
	if err == nil {
		t.Error("64 MB were written to a full disk")
	}
	conn.Close(t.Context())
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	await(t, s.URL())
	if got := read(t, s.URL()); got != "held" {
		t.Errorf("the table holds %q, want held", got)
	}
	leave(t, s)
}
