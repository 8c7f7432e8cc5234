package web_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The committed scripts are what the sources make: every go:generate line of
// static.go is run into another folder.
func TestScriptsAreCurrent(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("static.go")
	if err != nil {
		t.Fatal(err)
	}
	dir, n := t.TempDir(), 0
	for line := range strings.Lines(string(source)) {
		command, ok := strings.CutPrefix(line, "//go:generate ")
		if !ok {
			continue
		}
		n++
		args := strings.Fields(command)
		name := ""
		for i, a := range args {
			if out, ok := strings.CutPrefix(a, "--outfile="); ok {
				name = out
				args[i] = "--outfile=" + filepath.Join(dir, filepath.Base(out))
			}
		}
		if out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
		want, err := os.ReadFile(filepath.Join(dir, filepath.Base(name)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what client makes (%v): run go generate ./bot/web", name, err)
		}
	}
	if n != 3 {
		t.Errorf("%d scripts are made, want 3", n)
	}
}

func gzipped(t *testing.T, bodies ...[]byte) int {
	t.Helper()
	n := 0
	for _, b := range bodies {
		var out bytes.Buffer
		z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := z.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		n += out.Len()
	}
	return n
}

// What a host page loads is small: 5 kB for the loader, 60 kB for all that the
// frame loads first.
func TestSizes(t *testing.T) {
	t.Parallel()
	w, _, _ := newWidgetWorld(t, nil)
	loader := gzipped(t, []byte(w.get(t, "/widget/v1.js")))
	app := gzipped(t, []byte(w.get(t, "/widget/v1/app?id="+widgetID)), []byte(w.get(t, "/static/widget.js")),
		[]byte(w.get(t, "/static/style.css")), []byte(w.get(t, "/static/icon.svg")))
	t.Logf("gzipped: loader %d bytes, frame %d bytes", loader, app)
	if loader > 5000 {
		t.Errorf("the loader has %d bytes gzipped, want at most 5000", loader)
	}
	if app > 60_000 {
		t.Errorf("the frame loads %d bytes gzipped, want at most 60000", app)
	}
}
