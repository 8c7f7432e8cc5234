package onnx_test

import (
	"os"
	"testing"

	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/retrieval/onnx"
)

// parts gives the fetched files; without them the test is skipped, in CI it fails.
func parts(t testing.TB) onnx.Config {
	t.Helper()
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return onnx.Config{Library: paths.ORTLibrary, Model: paths.Model, Tokenizer: paths.Tokenizer}
}

// open gives an embedder that is closed when the test ends.
func open(t testing.TB, change func(*onnx.Config)) *onnx.Embedder {
	t.Helper()
	config := parts(t)
	if change != nil {
		change(&config)
	}
	e, err := onnx.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
