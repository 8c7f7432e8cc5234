package deps

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"
)

// ErrHash reports an archive that is not the one that was pinned.
var ErrHash = errors.New("the archive is not the one this program was built for; nothing of it was kept")

// Fetch brings every missing part into dir and writes a line about each to
// out. Parts that are there cost nothing and touch no network. A part is there
// whole or not at all, whatever happens meanwhile; processes that fetch into
// the same dir at the same time wait for each other.
func Fetch(ctx context.Context, dir string, out io.Writer) error {
	return fetch(ctx, dir, runtime.GOOS+"/"+runtime.GOARCH, out)
}

func fetch(ctx context.Context, dir, name string, out io.Writer) error {
	p, ok := platforms[name]
	if !ok {
		return unsupported(name)
	}
	if _, err := locate(dir, name); err == nil {
		return nil
	}
	if p.untested {
		fmt.Fprintf(out, "note: the parts for %s are pinned but untested\n", name)
	}
	return fetchAll(ctx, dir, p.artefacts(), out)
}

// fetchAll brings the artefacts that are missing.
func fetchAll(ctx context.Context, dir string, wanted []artefact, out io.Writer) error {
	dir, err := filepath.Abs(dir) // the clients are given absolute paths
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the cache directory: %w", err)
	}
	unlock, err := lock(ctx, filepath.Join(dir, ".lock"), out)
	if err != nil {
		return err
	}
	defer unlock()
	for _, a := range wanted {
		if a.present(dir) {
			continue
		}
		if err := a.fetch(ctx, dir, out); err != nil {
			return fmt.Errorf("%s %s: %w", a.name, a.version, err)
		}
	}
	return nil
}

// fetch brings one artefact: into a scratch directory first, by rename in the end.
func (a artefact) fetch(ctx context.Context, dir string, out io.Writer) error {
	removeLeftovers(dir)
	fmt.Fprintf(out, "fetching %s %s (%d MB) with %s\n", a.name, a.version, a.megs, a.client)
	scratch, err := os.MkdirTemp(dir, scratchPrefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	archive, err := a.download(ctx, scratch)
	if err != nil {
		return err
	}
	if err := verify(archive, a.sha256); err != nil {
		return err
	}
	tree := filepath.Join(scratch, "tree")
	if err := unzip(archive, tree, a.kept); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(tree, stampFile), []byte(a.stamp()), 0o644); err != nil {
		return err
	}
	target := filepath.Join(dir, a.folder())
	if err := os.RemoveAll(target); err != nil {
		return err
	}
	return os.Rename(tree, target)
}

const scratchPrefix = ".fetch-"

// removeLeftovers deletes what a killed run left. The caller holds the lock,
// so no living process uses them.
func removeLeftovers(dir string) {
	old, _ := filepath.Glob(filepath.Join(dir, scratchPrefix+"*")) // the pattern is well formed
	for _, o := range old {
		os.RemoveAll(o)
	}
}

func verify(archive, want string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		return fmt.Errorf("%w (SHA-256 is %s, wanted %s)", ErrHash, got, want)
	}
	return nil
}

// lock takes an exclusive lock that the kernel frees when the process ends.
func lock(ctx context.Context, path string, out io.Writer) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot write to the cache directory: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		fmt.Fprintln(out, "another process is fetching; waiting for it")
		err = waitLock(ctx, f)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { f.Close() }, nil
}
