package main

import (
	"path/filepath"
	"testing"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/corpus/read"
	"github.com/policybot/policybot/evals"
)

// ownFolders hold the texts of our own cases: the starter corpus and the
// invented documents.
var ownFolders = []string{"../../corpus/documents", "../../evals/testdata/invented"}

// ownTexts reads the texts of our own cases as ingest does, without a database.
func ownTexts(t *testing.T) *bottest.FakeLibrary {
	t.Helper()
	readers := read.New(read.Config{CacheDir: t.TempDir()})
	t.Cleanup(func() { readers.Close(t.Context()) })
	var docs []corpus.Document
	for _, dir := range ownFolders {
		sources, _, err := readers.Readers().Walk(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sources {
			d, err := s.Load()
			if err != nil {
				t.Fatalf("%s: %v", s.Path, err)
			}
			docs = append(docs, *d)
		}
	}
	return bottest.NewFakeLibrary(docs...)
}

// TestOwnCases demands that our own cases are in order: enough of them, of every
// kind of question, with evidence that the texts hold.
func TestOwnCases(t *testing.T) {
	t.Parallel()
	cases, err := evals.LoadCases(filepath.Join("..", "..", "evals", "cases", "own.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 120 {
		t.Errorf("%d cases, want at least 120", len(cases))
	}
	if n := evals.Unreviewed(cases); n > 0 {
		t.Errorf("%d cases have not been read by a second person", n)
	}
	kinds := map[string]int{}
	for _, c := range cases {
		kinds[c.Kind]++
		if c.Author == "" {
			t.Errorf("case %s names no author", c.ID)
		}
	}
	// One for each row of features.md that a question can show.
	for _, kind := range []string{"single_fact", "multi_fact", "status", "forecast_vs_actual", "no_evidence", "no_evidence_local", "partial", "repealed",
		"expired", "not_yet_in_force", "draft", "as_of_date", "article", "article_missing", "eligibility", "amount", "window", "deadline", "conflict",
		"cross_document", "table", "hard_wraps", "caption_noise", "out_of_scope", "improper_request", "account_data", "future", "chat", "hand_off",
		"complaint", "clarification", "follow_up", "injection", "personal_data", "list", "guide", "procedure", "definition", "english"} {
		if kinds[kind] == 0 {
			t.Errorf("no case of the kind %s", kind)
		}
	}
	found, err := evals.Lint(t.Context(), cases, ownTexts(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}
