package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const initPrefix = "init-"

// ensureCluster makes the cluster where there is none. The cluster appears
// whole, by rename; what an interrupted run left is removed. The caller holds
// start.lock.
func (h home) ensureCluster(ctx context.Context, m mode, dist, parent string) error {
	err := h.checkVersion(dist)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if entries, err := os.ReadDir(h.data()); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty and holds no PostgreSQL cluster; choose another directory with --data", h.data())
	}
	for _, dir := range []string{h.dir, parent} {
		old, _ := filepath.Glob(filepath.Join(dir, initPrefix+"*")) // the pattern is well formed
		for _, o := range old {
			if err := os.RemoveAll(o); err != nil {
				return err
			}
		}
	}
	scratch, err := os.MkdirTemp(parent, initPrefix)
	if err != nil {
		return notWritable(parent, err)
	}
	defer os.RemoveAll(scratch)
	if err := m.own(scratch); err != nil {
		return err
	}
	lock, err := lockFile(ctx, h.path("server.lock"), exclusive)
	if err != nil {
		return err
	}
	defer lock.Close()
	cmd := m.command(ctx, dist, "initdb",
		"--pgdata="+scratch,
		"--username="+Role,
		"--encoding=UTF8",
		// The server's own C.UTF-8: the same order of text on every machine,
		// and no locale of the operating system needed.
		"--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
		"--auth-local=peer", "--auth-host=reject",
		"--no-instructions",
	)
	// An initdb that outlives us counts as alive: the next start waits for it.
	cmd.ExtraFiles = []*os.File{lock}
	output, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return fmt.Errorf("make the database cluster: %w", ctx.Err())
	}
	if err != nil {
		return complaint("make the database cluster", string(output)+err.Error())
	}
	if parent == h.dir {
		return os.Rename(scratch, h.data())
	}
	target := filepath.Join(parent, "data")
	if err := os.Rename(scratch, target); err != nil {
		return err
	}
	return os.Symlink(target, h.data())
}
