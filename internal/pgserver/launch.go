package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// launch starts the server in the first mode that this machine allows, and
// waits until it answers. The caller holds start.lock; no server is alive.
func (h home) launch(ctx context.Context, cfg Config, modes []mode) (postmaster, error) {
	m, dist, parent, err := h.choose(ctx, cfg.Dist, modes)
	if err != nil {
		return postmaster{}, err
	}
	if err := h.ensureCluster(ctx, m, dist, parent); err != nil {
		return postmaster{}, err
	}
	before, err := h.clearRemains()
	if err != nil {
		return postmaster{}, err
	}
	if err := h.writeAccess(m); err != nil {
		return postmaster{}, err
	}
	socketDir, err := makeSocketDir(m, before)
	if err != nil {
		return postmaster{}, err
	}
	// A start that is killed before it writes postmaster.pid leaves this trace.
	err = os.WriteFile(h.path("socket"), []byte(socketDir), 0o600)
	if err != nil {
		removeSocketDir(socketDir)
		return postmaster{}, notWritable(h.dir, err)
	}
	p, err := h.run(ctx, m, dist, socketDir)
	if err != nil {
		removeSocketDir(socketDir)
		return postmaster{}, err
	}
	return p, nil
}

// clearRemains removes what a killed server left: no process of it is alive,
// so a postmaster.pid tells of nobody, even if its number is taken again. It
// gives the directory of the socket before, "" where none is known.
func (h home) clearRemains() (socketDir string, err error) {
	if b, err := os.ReadFile(h.path("socket")); err == nil {
		socketDir = string(b)
		removeSocketDir(socketDir)
	}
	err = os.Remove(filepath.Join(h.data(), "postmaster.pid"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return socketDir, nil
}

// run starts the postmaster, hands server.lock down to it and waits until it
// answers. A server that does not come up is stopped.
func (h home) run(ctx context.Context, m mode, dist, socketDir string) (postmaster, error) {
	lock, err := lockFile(ctx, h.path("server.lock"), exclusive)
	if err != nil {
		return postmaster{}, err
	}
	log, offset, err := h.openLog()
	if err != nil {
		lock.Close()
		return postmaster{}, err
	}
	data, err := filepath.EvalSymlinks(h.data())
	if err != nil {
		lock.Close()
		log.Close()
		return postmaster{}, err
	}
	// The server outlives this process if others use it, so no context stops it.
	cmd := m.command(context.Background(), dist, "postgres", settings(data, socketDir)...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr.Setsid = true // the terminal's Ctrl-C is for us alone
	err = cmd.Start()
	lock.Close()
	log.Close()
	if err != nil {
		return postmaster{}, fmt.Errorf("start PostgreSQL: %w", err)
	}
	exited := make(chan struct{})
	go func() { // ends with the server; nobody else can take its exit status
		cmd.Wait()
		close(exited)
	}()
	return h.awaitReady(ctx, cmd, exited, offset)
}

func (h home) awaitReady(ctx context.Context, cmd *exec.Cmd, exited <-chan struct{}, offset int64) (postmaster, error) {
	tick := time.NewTicker(pollReady)
	defer tick.Stop()
	for {
		select {
		case <-exited:
			return postmaster{}, complaint("PostgreSQL did not start", h.logSince(offset))
		case <-ctx.Done():
			unix.Kill(cmd.Process.Pid, unix.SIGQUIT)
			<-exited
			return postmaster{}, fmt.Errorf("PostgreSQL did not start in time (%w); see %s", ctx.Err(), h.log())
		case <-tick.C:
		}
		p, err := h.postmaster()
		if err == nil && p.ready && p.pid == cmd.Process.Pid {
			return p, nil
		}
	}
}

// writeAccess lets in the owner of the directory over the socket, and nobody
// else. It is written at every start, because the mode decides the name.
func (h home) writeAccess(m mode) error {
	for name, text := range map[string]string{
		"pg_hba.conf":   "local all all peer map=owner\nlocal replication all peer map=owner\n",
		"pg_ident.conf": fmt.Sprintf("owner \"%s\" %s\n", strings.ReplaceAll(m.peer, `"`, `""`), Role),
	} {
		path := filepath.Join(h.data(), name)
		if old, err := os.ReadFile(path); err == nil && string(old) == text {
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return notWritable(h.dir, err)
		}
		if err := m.own(path); err != nil {
			return err
		}
	}
	return nil
}

const socketPrefix = "policybot-"

// maxSocketPath is what the system's socket address holds.
const maxSocketPath = 103 // 107 on Linux, 103 on macOS

// makeSocketDir makes a short directory that only the owner enters: the one
// before if it can, so that those who used the killed server find the new one.
func makeSocketDir(m mode, before string) (string, error) {
	if strings.HasPrefix(filepath.Base(before), socketPrefix) && reachable(filepath.Dir(before), m.uid, m.gid) {
		if err := os.Mkdir(before, 0o700); err == nil { // fails on anything that is there
			return before, m.own(before)
		}
	}
	var tried []error
	for _, base := range []string{os.TempDir(), "/tmp", "/run", "/dev/shm"} {
		if !reachable(base, m.uid, m.gid) || strings.ContainsAny(base, `,"' `) { // the setting is a list
			continue
		}
		dir, err := os.MkdirTemp(base, socketPrefix)
		if err != nil {
			tried = append(tried, err)
			continue
		}
		if len(dir)+len("/.s.PGSQL.")+len(port) > maxSocketPath {
			os.Remove(dir)
			tried = append(tried, fmt.Errorf("%s is too long a path for a socket", dir))
			continue
		}
		return dir, m.own(dir)
	}
	return "", fmt.Errorf("no place for the socket of PostgreSQL, make /tmp writable (%w)", oneLine(tried))
}

// removeSocketDir removes a directory that makeSocketDir made. It may be gone.
func removeSocketDir(dir string) {
	if !strings.HasPrefix(filepath.Base(dir), socketPrefix) {
		return
	}
	os.Remove(filepath.Join(dir, ".s.PGSQL."+port))
	os.Remove(filepath.Join(dir, ".s.PGSQL."+port+".lock"))
	os.Remove(dir)
}
