package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
)

// cacheVariable names the folder of vectors that all tests of a run share.
const cacheVariable = "POLICYBOT_TEST_CACHE"

// The test binary is the program as well: a script, or a test through [command],
// runs the real main in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(cached{m}, map[string]func(){"policybot": main})
}

// cached runs the tests with a common folder of vectors.
type cached struct{ m *testing.M }

func (c cached) Run() int {
	dir, err := os.MkdirTemp("", "policybot-test-vectors-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	os.Setenv(cacheVariable, dir)
	return c.m.Run()
}

func TestScript(t *testing.T) {
	needDeps(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, environment(e.WorkDir)...)
			e.Setenv("DEPS", deps.DefaultDir())
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"database":     databaseCommand(t),
			"strict":       strictCommand,
			"answerid":     answeridCommand,
			"quotes":       quotesCommand,
			"one-line":     oneLineCommand,
			"unprivileged": unprivilegedCommand,
			"embedder":     embedderCommand(t),
		},
	})
}

// needDeps skips a test that needs what `make deps` fetches, or fails it in CI.
func needDeps(t testing.TB) {
	t.Helper()
	if _, err := deps.Locate(deps.DefaultDir()); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// environment gives the settings of a user of the program below dir.
func environment(dir string) []string {
	return []string{
		"HOME=" + dir,
		"POLICYBOT_DEPS=" + deps.DefaultDir(),
		"POLICYBOT_DATA=" + filepath.Join(dir, "data"),
		"POLICYBOT_CACHE=" + os.Getenv(cacheVariable),
	}
}

// command prepares the program in an environment of its own; later settings win.
func command(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "policybot", args...)
	cmd.Env = slices.Concat(os.Environ(), []string{"DATABASE_URL="}, env)
	return cmd
}

// databaseCommand gives the script command
//
//	database [empty | without-vector]
//
// that sets DATABASE_URL to a fresh database: migrated, empty, or robbed of
// pgvector.
func databaseCommand(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) > 1 {
			ts.Fatalf("usage: database [empty | without-vector]")
		}
		switch {
		case len(args) == 0:
			ts.Setenv("DATABASE_URL", pgtest.URL(t))
		case args[0] == "empty":
			ts.Setenv("DATABASE_URL", pgtest.Empty(t))
		case args[0] == "without-vector":
			url := pgtest.URL(t)
			pool, err := pgdb.Open(t.Context(), url, nil)
			ts.Check(err)
			defer pool.Close()
			_, err = pool.Exec(t.Context(), "DROP EXTENSION vector CASCADE")
			ts.Check(err)
			ts.Setenv("DATABASE_URL", url)
		}
	}
}
