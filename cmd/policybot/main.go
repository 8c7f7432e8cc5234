// Command policybot answers questions on innovation policy from a corpus of
// regulations, notices and reports, with the source of every statement.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// usageError is a mistake in the command line itself: exit status 2.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// reported is an error whose message the user has seen already.
type reported struct{ err error }

func (e reported) Error() string { return e.err.Error() }
func (e reported) Unwrap() error { return e.err }

// run is the program: it gives the exit status, 0 for success, 1 for an error,
// 2 for a mistake in the command line.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	app := &app{getenv: getenv, stdout: stdout, stderr: stderr}
	root := app.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	var usage usageError
	var seen reported
	switch {
	case err == nil:
		return 0
	case errors.As(err, &seen):
		return 1
	case errors.As(err, &usage):
		next := "Run 'policybot help' for the commands."
		if cmd.HasParent() {
			next = fmt.Sprintf("Run '%s --help' for its flags.", cmd.CommandPath())
		}
		fmt.Fprintf(stderr, "policybot: %v\n%s\n", usage.err, next)
		return 2
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "policybot: stopped")
		return 1
	default:
		fmt.Fprintf(stderr, "policybot: %v\n", err)
		return 1
	}
}
