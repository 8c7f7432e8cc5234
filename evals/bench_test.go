package evals_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/policybot/policybot/evals"
)

// BenchmarkThousand takes all figures of two runs over 1,000 questions with
// their intervals, and compares them with 10,000 draws a figure.
func BenchmarkThousand(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	thousand := func() *evals.Suite {
		s := &evals.Suite{}
		for i := range 1000 {
			c := evals.CaseRun{Case: evals.Case{ID: fmt.Sprint(i)}, Scores: map[string]float64{}}
			for _, m := range evals.Metrics {
				c.Scores[m.Name] = r.Float64()
				if m.Rate {
					c.Scores[m.Name] = float64(r.IntN(2))
				}
			}
			s.Cases = append(s.Cases, c)
		}
		return s
	}
	first, second := thousand(), thousand()
	for b.Loop() {
		first.Summary, second.Summary = evals.Summarise(first.Cases), evals.Summarise(second.Cases)
		if c := evals.Compare(first, second); len(c.Metrics) != len(evals.Metrics) {
			b.Fatalf("%d figures compared, want %d", len(c.Metrics), len(evals.Metrics))
		}
	}
}
