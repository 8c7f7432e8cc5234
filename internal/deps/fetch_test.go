package deps

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// script puts an executable shell script into dir.
func script(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// clients makes a PATH that holds the named scripts and nothing else of pip or
// Maven. The tests that use it cannot be parallel: PATH is one for all.
func clients(t *testing.T, scripts map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range scripts {
		script(t, dir, name, text)
	}
	t.Setenv("PATH", dir)
}

// fakePip copies an archive to where pip is told to: the argument after --dest.
// It writes a line to calls each time it downloads.
func fakePip(wheel, calls string) string {
	return fmt.Sprintf(`PATH=/usr/bin:/bin
test "$1" = --version && exit 0
while test "$1" != --dest; do shift; done
echo called >> %q
cp %q "$2"/
`, calls, wheel)
}

// invented gives a wheel with one program in it, and its pin.
func invented(t *testing.T) (wheel string, a artefact) {
	t.Helper()
	wheel = filepath.Join(t.TempDir(), "invented-1.0-any.whl")
	sum := archive(t, wheel, entry{"bin/run", "runs", 0o755})
	return wheel, artefact{client: clientPip, name: "invented", version: "1.0", tag: "any", sha256: sum, keep: []string{"bin/"}}
}

// empty reports what a failed fetch left in the cache.
func wantEmpty(t *testing.T, cache string) {
	t.Helper()
	left, err := os.ReadDir(cache)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if e.Name() != ".lock" {
			t.Errorf("a failed fetch left %s", e.Name())
		}
	}
}

func TestFetchOnce(t *testing.T) {
	wheel, a := invented(t)
	calls := filepath.Join(t.TempDir(), "calls")
	clients(t, map[string]string{"pip": fakePip(wheel, calls)})
	cache := filepath.Join(t.TempDir(), "cache")
	// A killed run left this.
	if err := os.MkdirAll(filepath.Join(cache, scratchPrefix+"old", "tree"), 0o755); err != nil {
		t.Fatal(err)
	}
	// Many at once: one fetches, the others find it done.
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := fetchAll(t.Context(), cache, []artefact{a}, io.Discard); err != nil {
				t.Errorf("fetchAll() = %v", err)
			}
		})
	}
	wg.Wait()
	if err := fetchAll(t.Context(), cache, []artefact{a}, io.Discard); err != nil {
		t.Errorf("a second fetchAll() = %v", err)
	}
	if b, err := os.ReadFile(calls); err != nil || string(b) != "called\n" {
		t.Errorf("pip was called %q (%v), want once", b, err)
	}
	fi, err := os.Stat(filepath.Join(cache, "invented-1.0", "bin", "run"))
	if err != nil || fi.Mode().Perm() != 0o755 {
		t.Errorf("the program: %v, %v, want mode 0755", fi, err)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, scratchPrefix+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Another pin under the same version replaces what is there.
func TestFetchReplaces(t *testing.T) {
	wheel, a := invented(t)
	clients(t, map[string]string{"pip": fakePip(wheel, os.DevNull)})
	cache := t.TempDir()
	old := filepath.Join(cache, a.folder())
	if err := os.MkdirAll(old, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{stampFile: "of another pin\n", "stale": "x"} {
		if err := os.WriteFile(filepath.Join(old, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := fetchAll(t.Context(), cache, []artefact{a}, io.Discard); err != nil {
		t.Fatalf("fetchAll() = %v", err)
	}
	if _, err := os.Stat(filepath.Join(old, "stale")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old files are still there (%v)", err)
	}
	if !a.present(cache) {
		t.Error("present() = false after a fetch")
	}
}

func TestFetchPythonWithoutPip(t *testing.T) {
	wheel, a := invented(t)
	clients(t, map[string]string{
		"pip": "exit 127\n", // a shim that leads nowhere
		"python3": `test "$1 $2" = "-m pip" || exit 1
shift; shift
` + fakePip(wheel, os.DevNull),
	})
	if err := fetchAll(t.Context(), t.TempDir(), []artefact{a}, io.Discard); err != nil {
		t.Errorf("fetchAll() by python3 -m pip = %v", err)
	}
}

func TestFetchMaven(t *testing.T) {
	wheel, a := invented(t)
	a.client, a.name = clientMaven, "org.invented:invented"
	clients(t, map[string]string{"mvn": fmt.Sprintf(`PATH=/usr/bin:/bin
for word in "$@"; do
  case "$word" in
  -DoutputDirectory=*) to="${word#-DoutputDirectory=}" ;;
  -Dmaven.repo.local=*) repository=given ;;
  -Dartifact=org.invented:invented:1.0:jar) artifact=given ;;
  esac
done
test "$repository$artifact" = givengiven && cp %q "$to"/
`, wheel)})
	if err := fetchAll(t.Context(), t.TempDir(), []artefact{a}, io.Discard); err != nil {
		t.Errorf("fetchAll() by mvn = %v", err)
	}
}

func TestFetchFails(t *testing.T) {
	wheel, pip := invented(t)
	other := pip
	other.sha256 = strings.Repeat("0", 64)
	maven := pip
	maven.client, maven.name = clientMaven, "org.invented:invented"
	for _, c := range []struct {
		name    string
		scripts map[string]string
		a       artefact
		want    error
		words   []string
	}{
		{"no pip", nil, pip, nil, []string{"pip is not installed", "install Python 3 with pip"}},
		{"no mvn", nil, maven, nil, []string{"mvn is not installed", "install Maven with a JDK"}},
		{"hash by us", map[string]string{"pip": fakePip(wheel, os.DevNull)}, other, ErrHash, []string{"invented 1.0"}},
		{"hash by pip", map[string]string{"pip": `test "$1" = --version && exit 0
echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE." >&2
echo "    Got 1234" >&2
exit 1
`}, pip, ErrHash, nil},
		{"pip out of reach", map[string]string{"pip": `test "$1" = --version && exit 0
echo "WARNING: Retrying after connection broken" >&2
echo "ERROR: No matching distribution found for invented==1.0" >&2
exit 1
`}, pip, nil, []string{"No matching distribution", "reaches its package registry", "nothing half-made"}},
		{"mvn out of reach", map[string]string{"mvn": `echo "[INFO] Scanning"
echo "[ERROR] Unknown host"
echo "[ERROR] -> [Help 1] read the manual"
exit 1
`}, maven, nil, []string{"Unknown host", "reaches its package registry"}},
		{"mute client", map[string]string{"mvn": "exit 3\n"}, maven, nil, []string{"exit status 3"}},
		{"nothing came", map[string]string{"mvn": "exit 0\n"}, maven, nil, []string{"0 files"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			clients(t, c.scripts)
			cache := t.TempDir()
			err := fetchAll(t.Context(), cache, []artefact{c.a}, io.Discard)
			if err == nil {
				t.Fatal("fetchAll() gave no error")
			}
			if c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("fetchAll() = %v, want %v", err, c.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("fetchAll() = %q, want one line", err)
			}
			for _, w := range c.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("fetchAll() = %v, want a word about %q", err, w)
				}
			}
			wantEmpty(t, cache)
		})
	}
}

func TestFetchStopped(t *testing.T) {
	_, a := invented(t)
	clients(t, map[string]string{"pip": "test \"$1\" = --version && exit 0\nexec /bin/sleep 600\n"})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	cache := t.TempDir()
	err := fetchAll(ctx, cache, []artefact{a}, io.Discard)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("fetchAll() = %v, want %v", err, context.DeadlineExceeded)
	}
	wantEmpty(t, cache)
}

func TestFetchUnwritable(t *testing.T) {
	t.Parallel()
	_, a := invented(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := fetchAll(t.Context(), filepath.Join(file, "cache"), []artefact{a}, io.Discard); err == nil ||
		!strings.Contains(err.Error(), "cache directory") {
		t.Errorf("fetchAll() = %v, want a word about the cache directory", err)
	}
}
