package main

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// oneLineCommand is the script command
//
//	one-line
//
// that demands that the last command wrote exactly one line of complaint:
// "policybot: ...", with no trace of a stack, of Go's syntax or of a secret.
func oneLineCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: one-line")
	}
	stderr := strings.TrimSuffix(ts.ReadFile("stderr"), "\n")
	if !strings.HasPrefix(stderr, "policybot: ") || strings.Contains(stderr, "\n") {
		ts.Fatalf("stderr is not one line \"policybot: ...\":\n%s", stderr)
	}
	for _, bad := range []string{"goroutine ", "panic", "0x", "%!", "geheim", "SQLSTATE", "<nil>"} {
		if strings.Contains(stderr, bad) {
			ts.Fatalf("the complaint holds %q: %s", bad, stderr)
		}
	}
}

// unprivilegedCommand is the script command
//
//	[!] unprivileged policybot ARGUMENT...
//
// that runs the program as one whom the rights of files bind: as it is, or, for
// root, without the capabilities to pass over them.
func unprivilegedCommand(ts *testscript.TestScript, neg bool, args []string) {
	if os.Geteuid() == 0 {
		const drop = "-dac_override,-dac_read_search"
		args = append([]string{"setpriv", "--bounding-set=" + drop, "--inh-caps=" + drop, "--"}, args...)
	}
	err := ts.Exec(args[0], args[1:]...)
	switch {
	case err == nil && neg:
		ts.Fatalf("the command succeeded")
	case err != nil && !neg:
		ts.Fatalf("the command failed: %v", err)
	}
}
