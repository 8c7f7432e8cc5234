package evals_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/policybot/policybot/evals"
)

func TestSimilarity(t *testing.T) {
	t.Parallel()
	b, err := evals.LoadBEIR(folder(t, beirDocs, beirQueries, beirQrels))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "answers.jsonl")
	if err := os.WriteFile(path, []byte(`{"_id":"q1","question":"一","answer":"甲乙","evidence":["d1","d2"]}`+"\n"+`{"_id":"q2","question":"二","answer":"乙","evidence":["d2"]}`+"\n"+`{"_id":"q3", "answer": NaN}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	answers, err := evals.LoadWritten(path)
	if err != nil || len(answers) != 2 {
		t.Fatalf("LoadWritten = %v, %v", answers, err)
	}
	if r := evals.Similarity(answers, b.Judged(), evals.Words); r.N != 2 || r.RougeL != 1 {
		t.Errorf("Similarity(the right documents) = %+v, want ROUGE-L 1", r)
	}
	// q1 gets 甲 alone: precision 1, recall 1/2; q2 gets nothing.
	r := evals.Similarity(answers, b.First(map[string]map[string]float64{"q1": {"d1": 2, "d2": 1}}), evals.Words)
	if r.RougeL != (2.0/3)/2 {
		t.Errorf("Similarity(the first document) = %+v, want ROUGE-L 1/3", r)
	}
	if err := os.WriteFile(path, []byte("{\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := evals.LoadWritten(path); err == nil || !strings.Contains(err.Error(), "answers.jsonl:1: ") {
		t.Errorf("LoadWritten(broken) = %v, want the line", err)
	}
}
