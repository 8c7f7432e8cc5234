// Command fetchdeps brings the parts that are not Go code (PostgreSQL with
// pgvector, ONNX Runtime, the embedding model) into a cache directory. The
// Makefile's target deps runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/policybot/policybot/internal/deps"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "fetchdeps:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("fetchdeps", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("dir", deps.DefaultDir(), "cache directory")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := deps.Fetch(ctx, *dir, stderr); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "everything is in %s\n", *dir)
	return nil
}
