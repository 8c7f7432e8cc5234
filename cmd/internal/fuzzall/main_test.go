package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

const begun = "fuzz: elapsed: 0s, gathering baseline coverage: 2/2 completed, now fuzzing with 1 workers\n" +
	"fuzz: elapsed: 3s, execs: 9749 (0/sec), new interesting: 6 (total: 81)\n"

func TestOnlyTimeEnded(t *testing.T) {
	for _, c := range []struct {
		name, printed string
		want          bool
	}{
		{"bare deadline", begun + "--- FAIL: FuzzA (3.04s)\n    context deadline exceeded\nFAIL\nexit status 1\nFAIL\tx/y\t3.1s\n", true},
		{"failing input", begun + "--- FAIL: FuzzA (1s)\n    --- FAIL: FuzzA (0.00s)\n        a_test.go:1: bad\n    \n    Failing input written to testdata/fuzz/FuzzA/1\nFAIL\n", false},
		{"input that mentions it", begun + "--- FAIL: FuzzA (1s)\n    --- FAIL: FuzzA (0.00s)\n        a_test.go:1: context deadline exceeded\nFAIL\n", false},
		{"hang", begun + "--- FAIL: FuzzA (11s)\n    fuzzing process hung or terminated unexpectedly: exit status 2\nFAIL\n", false},
		{"never began", "--- FAIL: FuzzA (3.04s)\n    context deadline exceeded\nFAIL\n", false},
		{"does not build", "x.go:1: undefined: y\nFAIL\tx [build failed]\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := onlyTimeEnded([]byte(c.printed)); got != c.want {
				t.Errorf("onlyTimeEnded(%q) = %t, want %t", c.printed, got, c.want)
			}
		})
	}
}

func TestRunAll(t *testing.T) {
	targets := []target{{"a", "FuzzGood"}, {"a", "FuzzEnded"}, {"b", "FuzzBad"}}
	var out bytes.Buffer
	err := runAll(targets, 2, &out, func(t target) ([]byte, error) {
		switch t.name {
		case "FuzzGood":
			return []byte(begun), nil
		case "FuzzEnded":
			return []byte(begun + "--- FAIL: FuzzEnded (3s)\n    context deadline exceeded\nFAIL\n"), errors.New("exit status 1")
		default:
			return []byte("panic: x"), errors.New("exit status 2")
		}
	})
	if err == nil || !strings.Contains(err.Error(), "1 of 3 targets failed: b FuzzBad") {
		t.Errorf("runAll(...) = %v, want b FuzzBad named alone", err)
	}
	for _, want := range []string{"ok   a FuzzGood: elapsed: 3s, execs: 9749", "75804", "FAIL b FuzzBad: exit status 2\npanic: x"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("runAll wrote %q, want it to hold %q", out.String(), want)
		}
	}
}

// The targets of this module are all found: a folder more or less is noticed here.
func TestFind(t *testing.T) {
	t.Chdir("../../..")
	found, err := find([]string{"bot", "cmd", "corpus", "evals", "internal", "retrieval"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []target{{"corpus", "FuzzRead"}, {"corpus/read", "FuzzPDF"}, {"bot/slackbot", "FuzzEvent"}} {
		if !slices.Contains(found, want) {
			t.Errorf("find(...) = %v, want it to hold %v", found, want)
		}
	}
	if _, err := find([]string{"no-such-folder"}); err == nil {
		t.Error("find(no-such-folder) = nil error, want one")
	}
}
