package pgserver

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// home is the directory of one server:
//
//	start.lock users.lock server.lock
//	answering-*     where a process that announced it answers
//	data/           the cluster, or a link to where the server can reach it
//	init-*/         a cluster in the making
//	socket          where the socket is, or was
//	postgres.log    what the server says
//	postgres.log.1  the log before
type home struct{ dir string }

func (h home) path(name string) string { return filepath.Join(h.dir, name) }
func (h home) data() string            { return h.path("data") }
func (h home) log() string             { return h.path("postgres.log") }

// openHome makes the directory where it is absent and makes sure that this
// user owns it and may write to it.
func openHome(dir string) (home, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return home{}, err
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return home{}, notWritable(dir, err)
	}
	h := home{dir: abs}
	var st syscall.Stat_t
	if err := syscall.Stat(abs, &st); err != nil {
		return home{}, notWritable(dir, err)
	}
	if int(st.Uid) != os.Geteuid() {
		return home{}, fmt.Errorf("%w: %s belongs to another user; choose another with --data", ErrNotWritable, dir)
	}
	f, err := os.OpenFile(h.path("start.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return home{}, notWritable(dir, err)
	}
	return h, f.Close()
}

func notWritable(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("make %s: %w", dir, ErrNoSpace)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: %s: give this user the right, or choose another with --data", ErrNotWritable, dir)
	default:
		return fmt.Errorf("data directory: %w; choose another with --data", err)
	}
}

// distMajor reads the major version of a distribution from its bootstrap file.
func distMajor(dist string) (string, error) {
	f, err := os.Open(filepath.Join(dist, "share", "postgresql", "postgres.bki"))
	if err != nil {
		return "", fmt.Errorf("incomplete PostgreSQL: %w", err)
	}
	defer f.Close()
	line, err := bufio.NewReader(f).ReadString('\n')
	major, ok := strings.CutPrefix(strings.TrimSpace(line), "# PostgreSQL ")
	if err != nil || !ok {
		return "", fmt.Errorf("incomplete PostgreSQL: %s has no version", f.Name())
	}
	return major, nil
}

// checkVersion compares the cluster with the distribution. A cluster that is
// not there gives fs.ErrNotExist.
func (h home) checkVersion(dist string) error {
	have, err := os.ReadFile(filepath.Join(h.data(), "PG_VERSION"))
	if err != nil {
		return err
	}
	want, err := distMajor(dist)
	if err != nil {
		return err
	}
	if got := strings.TrimSpace(string(have)); got != want {
		return fmt.Errorf("%w: %s holds PostgreSQL %s and this program runs %s;"+
			" use the program that made it, or choose another directory with --data", ErrVersion, h.dir, got, want)
	}
	return nil
}

// maxLog bounds the log: past it, the log of the runs before is put aside.
const maxLog = 1 << 20

// openLog opens the log for appending and gives its size.
func (h home) openLog() (*os.File, int64, error) {
	if fi, err := os.Stat(h.log()); err == nil && fi.Size() > maxLog {
		if err := os.Rename(h.log(), h.log()+".1"); err != nil {
			return nil, 0, err
		}
	}
	f, err := os.OpenFile(h.log(), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, 0, notWritable(h.dir, err)
	}
	fi, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, fi.Size(), nil
}

// complaint turns what a program of PostgreSQL said into an error: the line
// that says why, the last one where none does.
func complaint(what, said string) error {
	if strings.Contains(said, "No space left on device") || strings.Contains(said, "Disk quota exceeded") {
		return fmt.Errorf("%s: %w", what, ErrNoSpace)
	}
	reason := ""
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		for _, mark := range []string{"FATAL:", "PANIC:", "error:"} {
			if _, after, ok := strings.Cut(line, mark); ok && reason == "" {
				reason = strings.TrimSpace(after)
			}
		}
	}
	if reason == "" {
		lines := strings.Split(strings.TrimSpace(said), "\n")
		reason = strings.TrimSpace(lines[len(lines)-1])
	}
	if reason == "" {
		reason = "it said nothing"
	}
	return fmt.Errorf("%s: %s", what, reason)
}
