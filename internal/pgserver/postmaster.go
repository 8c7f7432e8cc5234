package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// port is part of the socket's file name and nothing else.
const port = "5432"

// pollReady is short beside the start of a server, about 100 ms.
const pollReady = 2 * time.Millisecond

// dialTimeout is generous: a busy machine forks late.
const dialTimeout = 10 * time.Second

// errNotRunning is why a server cannot be joined: there is none.
var errNotRunning = errors.New("postgres is not running")

// postmaster is what postmaster.pid says.
type postmaster struct {
	pid       int
	socketDir string
	ready     bool
}

// postmaster reads postmaster.pid: pid, directory, start, port, socket
// directory, address, shared memory, status; a line each, written by and by.
func (h home) postmaster() (postmaster, error) {
	b, err := os.ReadFile(filepath.Join(h.data(), "postmaster.pid"))
	if err != nil {
		return postmaster{}, err
	}
	lines := strings.Split(string(b), "\n")
	p := postmaster{}
	if p.pid, err = strconv.Atoi(strings.TrimSpace(lines[0])); err != nil {
		return postmaster{}, fmt.Errorf("postmaster.pid: %w", err)
	}
	if len(lines) > 4 {
		p.socketDir = strings.TrimSpace(lines[4])
	}
	if len(lines) > 7 {
		p.ready = strings.TrimSpace(lines[7]) == "ready"
	}
	return p, nil
}

// alive reports whether a process of the server lives.
func (h home) alive() (bool, error) {
	f, err := os.OpenFile(h.path("server.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, notWritable(h.dir, err)
	}
	defer f.Close()
	free, err := tryLock(f, shared) // shared: two who look at once do not see each other
	return !free, err
}

// join finds the running server and waits until it answers; errNotRunning
// where there is none. The caller holds start.lock, and a share of users.lock.
func (h home) join(ctx context.Context, users *os.File) (postmaster, error) {
	for {
		alive, err := h.alive()
		if err != nil {
			return postmaster{}, err
		}
		if !alive {
			return postmaster{}, errNotRunning
		}
		p, err := h.postmaster()
		if err == nil && p.ready && isPostmaster(p.pid) {
			err = dial(p.socketDir)
			if err == nil {
				return p, nil
			}
			if errors.Is(err, os.ErrNotExist) {
				return postmaster{}, h.restartLost(ctx, users)
			}
		}
		// Starting, stopping, or the children of a killed server on their way out.
		select {
		case <-ctx.Done():
			return postmaster{}, fmt.Errorf("PostgreSQL in %s runs and does not answer: %w; see %s", h.dir, ctx.Err(), h.log())
		case <-time.After(pollReady):
		}
	}
}

// restartLost stops a server whose socket was deleted, so that it can be
// started again; not under the feet of others.
func (h home) restartLost(ctx context.Context, users *os.File) error {
	last, err := tryLock(users, exclusive)
	if err != nil {
		return err
	}
	if !last {
		return fmt.Errorf("PostgreSQL in %s is used by another policybot, and its socket is not visible here:"+
			" stop the others and start again", h.dir)
	}
	if err := h.stop(ctx); err != nil {
		return err
	}
	if _, err := tryLock(users, shared); err != nil {
		return err
	}
	return errNotRunning
}

// dial asks the postmaster whether it speaks TLS, the shortest exchange that
// proves it alive: a socket takes connections for a moment after its owner was
// killed.
func dial(socketDir string) error {
	c, err := net.DialTimeout("unix", filepath.Join(socketDir, ".s.PGSQL."+port), time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(dialTimeout)); err != nil {
		return err
	}
	// SSLRequest: the length of the message, and the code 1234 5679.
	if _, err := c.Write([]byte{0, 0, 0, 8, 1234 >> 8, 1234 & 0xff, 5679 >> 8, 5679 & 0xff}); err != nil {
		return err
	}
	_, err = c.Read(make([]byte, 1))
	return err
}

// isPostmaster guards against a number that another process bears by now,
// where the system can tell.
func isPostmaster(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return unix.Kill(pid, 0) == nil
	}
	name, _, _ := strings.Cut(string(b), "\x00")
	return filepath.Base(name) == "postgres"
}

// stop ends the server and waits until its last process is gone. The caller
// holds start.lock and knows that nobody uses the server.
func (h home) stop(ctx context.Context) error {
	p, err := h.postmaster()
	known := err == nil && isPostmaster(p.pid)
	// Fast: connections are cut, memory is written out. Then immediate: the
	// next start recovers.
	for _, signal := range []unix.Signal{unix.SIGINT, unix.SIGQUIT, unix.SIGKILL} {
		alive, err := h.alive()
		if err != nil {
			return err
		}
		if alive && known {
			if err := unix.Kill(p.pid, signal); err != nil && !errors.Is(err, unix.ESRCH) {
				return err
			}
		}
		gone, err := h.awaitEnd(ctx, stopTimeout)
		if err != nil {
			return err
		}
		if gone {
			removeSocketDir(p.socketDir)
			return nil
		}
	}
	return fmt.Errorf("process %d does not end", p.pid)
}

// awaitEnd waits until no process of the server lives.
func (h home) awaitEnd(ctx context.Context, atMost time.Duration) (bool, error) {
	deadline := time.Now().Add(atMost)
	for {
		alive, err := h.alive()
		if err != nil || !alive {
			return !alive, err
		}
		if time.Now().After(deadline) {
			return false, nil
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(pollReady):
		}
	}
}

// logSince gives what the server said after offset.
func (h home) logSince(offset int64) string {
	f, err := os.Open(h.log())
	if err != nil {
		return ""
	}
	defer f.Close()
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		return ""
	}
	b, _ := io.ReadAll(io.LimitReader(f, maxLog)) // what could be read is worth showing
	return string(b)
}
