package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

// shelf is a library that may change or fail.
type shelf struct {
	version string
	docs    []corpus.Document
	err     error
	listed  int
}

func (s *shelf) Version(context.Context) (string, error) { return s.version, s.err }
func (s *shelf) Documents(context.Context) ([]corpus.Document, error) {
	s.listed++
	return s.docs, s.err
}
func (s *shelf) Articles(context.Context, string) (int, string, string, error) { return 0, "", "", nil }

func TestHiddenDocuments(t *testing.T) {
	t.Parallel()
	s := &shelf{version: "1", docs: []corpus.Document{
		{ID: "a", Source: "internal/a.md"}, {ID: "b", Source: "internals.md"}, {ID: "c", Source: "drafts/2026.md"}, {ID: "d", Source: "laws/internal/d.md"},
	}}
	var log bytes.Buffer
	h := &hidden{library: s, paths: []string{"internal", "drafts/2026.md", "nowhere"}, lg: slog.New(slog.NewTextHandler(&log, nil))}
	for range 3 {
		got, err := h.documents(t.Context())
		if diff := cmp.Diff([]string{"a", "c"}, got); diff != "" || err != nil {
			t.Fatalf("documents: %v (-want +got):\n%s", err, diff)
		}
	}
	if s.listed != 1 || strings.Count(log.String(), "path=nowhere") != 1 {
		t.Errorf("listed %d times, log %q; want one list and one warning", s.listed, log.String())
	}
	s.version, s.docs = "2", append(s.docs, corpus.Document{ID: "e", Source: "internal/e.md"})
	if got, err := h.documents(t.Context()); len(got) != 3 || err != nil {
		t.Errorf("documents after a change = %v, %v, want three", got, err)
	}
	s.err = errors.New("no connection")
	if got, err := h.documents(t.Context()); err == nil {
		t.Errorf("documents without a database = %v, want the error", got)
	}
}
