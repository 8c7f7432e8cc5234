package pgserver_test

import (
	"testing"

	"github.com/policybot/policybot/internal/pgserver"
)

// BenchmarkStart is what a command pays when it is alone: start, stop.
func BenchmarkStart(b *testing.B) {
	cfg := seeded(b)
	cfg.Logger = nil
	benchmarkStart(b, cfg)
}

// BenchmarkJoin is what it pays while another one runs.
func BenchmarkJoin(b *testing.B) {
	cfg := seeded(b)
	cfg.Logger = nil
	start(b, cfg)
	benchmarkStart(b, cfg)
}

func benchmarkStart(b *testing.B, cfg pgserver.Config) {
	for b.Loop() {
		s, err := pgserver.Start(b.Context(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
