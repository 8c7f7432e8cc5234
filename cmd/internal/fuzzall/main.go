// Fuzzall runs every fuzz target below the folders given, some at a time, each
// for a fixed time. `make fuzz` calls it.
//
// It exists for one reason beside convenience: up to Go 1.26 a target that
// found nothing sometimes fails at the end of its time with the bare words
// "context deadline exceeded" (go.dev/issue/75804, mended in Go 1.27). That end
// is reported and is no failure; every other one is.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"time"
)

// minimizeRuns bounds how often one input that reached new code is tried to be
// made smaller. Go's default, a minute each, could take the whole time of a
// target whose inputs are files.
const minimizeRuns = "10x"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fuzzall:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("fuzzall", flag.ContinueOnError)
	each := flags.Duration("time", 10*time.Minute, "how long each target runs")
	jobs := flags.Int("jobs", 2, "how many run at a time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *each <= 0 || *jobs < 1 {
		return errors.New("-time and -jobs must be above 0")
	}
	targets, err := find(flags.Args())
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		return fmt.Errorf("no fuzz target below %s", strings.Join(flags.Args(), ", "))
	}
	return runAll(targets, *jobs, out, func(t target) ([]byte, error) { return fuzz(ctx, t, *each) })
}

// runAll gives every target to fuzz, at most jobs at a time, and writes a line
// for each; of those that fail it writes their output as well.
func runAll(targets []target, jobs int, out io.Writer, fuzz func(target) ([]byte, error)) error {
	var (
		wait   sync.WaitGroup
		mu     sync.Mutex
		failed []string
	)
	free := make(chan struct{}, jobs)
	for _, t := range targets {
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			printed, err := fuzz(t)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				fmt.Fprintf(out, "ok   %s: %s\n", t, last(printed, "execs:"))
			case onlyTimeEnded(printed):
				fmt.Fprintf(out, "ok   %s: %s; ended as go.dev/issue/75804 describes\n", t, last(printed, "execs:"))
			default:
				fmt.Fprintf(out, "FAIL %s: %v\n%s\n", t, err, printed)
				failed = append(failed, t.String())
			}
		})
	}
	wait.Wait()
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d targets failed: %s", len(failed), len(targets), strings.Join(failed, ", "))
	}
	return nil
}

func fuzz(ctx context.Context, t target, each time.Duration) ([]byte, error) {
	c := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$",
		"-fuzztime", each.String(), "-fuzzminimizetime", minimizeRuns, "-parallel", "1", "./"+t.dir)
	return c.CombinedOutput()
}

// onlyTimeEnded reports whether a target failed for nothing but the end of its
// time: fuzzing had begun, the one error is the deadline, no input was blamed.
func onlyTimeEnded(printed []byte) bool {
	_, failure, found := bytes.Cut(printed, []byte("--- FAIL: "))
	if !found || !bytes.Contains(printed, []byte("now fuzzing with")) {
		return false
	}
	_, failure, _ = bytes.Cut(failure, []byte("\n"))
	reason, _, found := bytes.Cut(failure, []byte("\nFAIL"))
	return found && string(bytes.TrimSpace(reason)) == context.DeadlineExceeded.Error()
}

// last returns the last line that holds the word.
func last(printed []byte, word string) string {
	found := ""
	for line := range strings.Lines(string(printed)) {
		if strings.Contains(line, word) {
			found = strings.TrimSpace(strings.TrimPrefix(line, "fuzz: "))
		}
	}
	return found
}
