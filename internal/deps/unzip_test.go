package deps

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// entry is a file of an invented archive.
type entry struct {
	name, text string
	mode       fs.FileMode
}

// archive writes an invented archive and gives its SHA-256.
func archive(t *testing.T, path string, entries ...entry) string {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	w := zip.NewWriter(io.MultiWriter(f, h))
	for _, e := range entries {
		head := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		head.SetMode(e.mode)
		dst, err := w.CreateHeader(head)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(dst, e.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func all(string) bool { return true }

func TestUnzip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	zipped := filepath.Join(dir, "a.zip")
	archive(t, zipped,
		entry{"bin/", "", fs.ModeDir | 0o755},
		entry{"bin/run", "runs", 0o755},
		entry{"share/text", "reads", 0o600},
		entry{"skipped/x", "no", 0o644})
	tree := filepath.Join(dir, "tree")
	if err := unzip(zipped, tree, func(name string) bool { return !strings.HasPrefix(name, "skipped/") }); err != nil {
		t.Fatalf("unzip() = %v", err)
	}
	for name, want := range map[string]fs.FileMode{"bin/run": 0o755, "share/text": 0o644} {
		fi, err := os.Stat(filepath.Join(tree, name))
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if fi.Mode().Perm() != want {
			t.Errorf("mode of %s = %v, want %v", name, fi.Mode().Perm(), want)
		}
	}
	if b, err := os.ReadFile(filepath.Join(tree, "bin/run")); err != nil || string(b) != "runs" {
		t.Errorf("bin/run holds %q, %v", b, err)
	}
	if _, err := os.Stat(filepath.Join(tree, "skipped")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not kept was unpacked (%v)", err)
	}
}

func TestUnzipRefuses(t *testing.T) {
	t.Parallel()
	for _, e := range []entry{
		{"../evil", "x", 0o644},
		{"a/../../evil", "x", 0o644},
		{"/evil", "x", 0o644},
		{`..\evil`, "x", 0o644},
		{"link", "/etc/passwd", fs.ModeSymlink | 0o777},
	} {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			zipped := filepath.Join(dir, "a.zip")
			archive(t, zipped, e)
			if err := unzip(zipped, filepath.Join(dir, "deep", "tree"), all); err == nil {
				t.Errorf("unzip of %q gave no error", e.name)
			}
			err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if strings.Contains(d.Name(), "evil") {
					t.Errorf("%s was written", path)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	broken := filepath.Join(t.TempDir(), "broken.zip")
	if err := os.WriteFile(broken, []byte("not a zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := unzip(broken, t.TempDir(), all); err == nil {
		t.Error("unzip of a broken archive gave no error")
	}
}
