package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestModule runs the check over the module as it is.
func TestModule(t *testing.T) {
	t.Parallel()
	for _, finding := range Check(list(t)) {
		t.Error(finding)
	}
}

// environmentReaders may read the environment; all others are given their Config.
var environmentReaders = []string{
	"cmd/internal/config",     // the one reader
	"cmd/policybot",           // hands os.Getenv to config
	"internal/pgtest",         // tests have no flags
	"retrieval/retrievaltest", // the same
}

// TestEnvironment finds readers of the environment. It also opens every source
// file, so that a cached result of this package is dropped when one changes.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); file != root && strings.HasPrefix(name, ".") || name == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		src, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) { // an editor's temporary file
			return nil
		}
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		if strings.HasSuffix(file, "_test.go") || slices.Contains(environmentReaders, filepath.ToSlash(dir)) {
			return nil
		}
		for _, call := range []string{"os.Getenv", "os.LookupEnv"} {
			if strings.Contains(string(src), call) {
				t.Errorf("%s: %s outside cmd/internal/config; take the value in a Config field", file, call)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// list gives the packages of the module.
func list(t *testing.T) []Package {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("go list: %v\n%s", err, exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	var pkgs []Package
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p Package
		err := dec.Decode(&p)
		if err == io.EOF {
			return pkgs
		}
		if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	lines := []line{
		{"corpus", layer, ""},
		{"retrieval", layer, ""},
		{"retrieval/segment", leaf, ""},
		{"retrieval/postgres", part, ""},
		{"retrieval/onnx", part, ""},
		{"cmd/policybot", wiring, ""},
		{"internal/pgdb", base, ""},
	}
	vendors := []vendorLine{{"example.org/sql", []string{"*/postgres", "internal/pg*"}, "SQL in one place"}}
	// good is a module that keeps the rule and uses every line; a case replaces
	// or adds the packages it names.
	good := map[string][]string{
		"corpus":             nil,
		"retrieval":          {"corpus", "retrieval/segment", "internal/pgdb"},
		"retrieval/segment":  {"strings"},
		"retrieval/postgres": {"retrieval", "corpus", "internal/pgdb", "example.org/sql/driver"},
		"retrieval/onnx":     {"retrieval"},
		"cmd/policybot":      {"retrieval/postgres", "retrieval/onnx", "corpus"},
		"internal/pgdb":      {"example.org/sql"},
	}
	tests := []struct {
		name    string
		pkg     string
		imports []string
		want    []string
	}{
		{"holds", "corpus", nil, nil},
		{"upward", "corpus", []string{"retrieval"}, []string{"corpus must not import retrieval"}},
		{"sibling", "retrieval/onnx", []string{"retrieval/postgres"}, []string{"retrieval/onnx must not import retrieval/postgres"}},
		{"leaf sibling", "retrieval/onnx", []string{"retrieval/segment"}, []string{"retrieval/onnx must not import retrieval/segment"}},
		{"child that is no leaf", "retrieval", []string{"retrieval/onnx"}, []string{"retrieval must not import retrieval/onnx"}},
		{"leaf", "retrieval/segment", []string{"corpus"}, []string{"retrieval/segment must not import corpus"}},
		{"internal upward", "internal/pgdb", []string{"corpus", "example.org/sql"}, []string{"internal/pgdb must not import corpus"}},
		{"vendor elsewhere", "retrieval", []string{"example.org/sql"}, []string{"retrieval must not import example.org/sql: SQL in one place"}},
		{"vendor unnamed", "corpus", []string{"example.org/other"}, []string{"corpus imports example.org/other, which no line names"}},
		{"package unnamed", "bot", nil, []string{"bot: no line names this package; add one with its kind and reason"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var pkgs []Package
			for name, imports := range good {
				if name != tt.pkg {
					pkgs = append(pkgs, pkg(name, imports))
				}
			}
			pkgs = append(pkgs, pkg(tt.pkg, tt.imports))
			if diff := cmp.Diff(tt.want, check(lines, vendors, pkgs)); diff != "" {
				t.Errorf("check (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("lines that name nothing", func(t *testing.T) {
		t.Parallel()
		got := check(lines[:1], vendors, nil)
		want := []string{
			"corpus: a line names this package, but there is none",
			"example.org/sql: a line names this vendor, but nothing imports it",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("check (-want +got):\n%s", diff)
		}
	})
	t.Run("test upward", func(t *testing.T) {
		t.Parallel()
		p := pkg("corpus", nil)
		p.XTestImports = []string{module + "/retrieval", module + "/internal/pgdb"}
		got := check(lines[:1], nil, []Package{p})
		want := []string{"a test of corpus must not import retrieval, which is above it"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("check (-want +got):\n%s", diff)
		}
	})
}

// pkg builds a package whose imports are of ours unless they look like others'.
func pkg(name string, imports []string) Package {
	p := Package{ImportPath: module + "/" + name}
	for _, imp := range imports {
		if !isVendor(imp) && imp != "strings" {
			imp = module + "/" + imp
		}
		p.Imports = append(p.Imports, imp)
	}
	return p
}
