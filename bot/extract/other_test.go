package extract

import (
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestOtherMatter(t *testing.T) {
	of := func(document string, context float64) *sentence {
		return &sentence{result: &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: document}}}, context: context}
	}
	for _, c := range []struct {
		name    string
		best, s *sentence
		want    bool
	}{
		{"another document, less of the question", of("a", 0.9), of("b", 0.5), true},
		{"another document, as much", of("a", 0.9), of("b", 0.8), false},
		{"the same document", of("a", 0.9), of("a", 0.1), false},
		{"nothing held by either", of("a", 0), of("b", 0), false},
	} {
		if got := otherMatter(c.best, c.s); got != c.want {
			t.Errorf("%s: otherMatter(...) = %t, want %t", c.name, got, c.want)
		}
	}
}
