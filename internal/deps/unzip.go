package deps

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// unzip unpacks the files of archive that keep accepts below dir, which it
// makes, with the modes that the archive gives them. A name that would leave
// dir and anything that is neither file nor folder is an error.
func unzip(archive, dir string, keep func(name string) bool) error {
	r, err := zip.OpenReader(archive)
	if err != nil {
		return fmt.Errorf("open %s: %w", filepath.Base(archive), err)
	}
	defer r.Close()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range r.File {
		if !filepath.IsLocal(f.Name) || strings.Contains(f.Name, `\`) {
			return fmt.Errorf("%s: the name %q leads out of the archive", filepath.Base(archive), f.Name)
		}
		if strings.HasSuffix(f.Name, "/") || !keep(f.Name) {
			continue
		}
		if !f.Mode().IsRegular() {
			return fmt.Errorf("%s: %q is not a regular file", filepath.Base(archive), f.Name)
		}
		if err := unpackFile(root, f); err != nil {
			return fmt.Errorf("unpack %s: %w", f.Name, err)
		}
	}
	return nil
}

func unpackFile(root *os.Root, f *zip.File) error {
	if err := root.MkdirAll(path.Dir(f.Name), 0o755); err != nil {
		return err
	}
	src, err := f.Open()
	if err != nil {
		return err
	}
	defer src.Close()
	mode := os.FileMode(0o644)
	if f.Mode()&0o100 != 0 {
		mode = 0o755
	}
	dst, err := root.OpenFile(f.Name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(dst, src); err != nil {
		dst.Close()
		return err
	}
	// The umask may have taken run bits away that another user needs.
	if err := dst.Chmod(mode); err != nil {
		dst.Close()
		return err
	}
	return dst.Close()
}
