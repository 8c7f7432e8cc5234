package pgdb_test

import (
	"testing"

	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
)

// BenchmarkOpen is what a command pays on a database that is up to date.
func BenchmarkOpen(b *testing.B) {
	url := pgtest.URL(b)
	for b.Loop() {
		if err := pgdb.Migrate(b.Context(), url); err != nil {
			b.Fatal(err)
		}
		pool, err := pgdb.Open(b.Context(), url, nil)
		if err != nil {
			b.Fatal(err)
		}
		if err := pool.Ping(b.Context()); err != nil {
			b.Fatal(err)
		}
		pool.Close()
	}
}

// BenchmarkClone is what a test pays for a database of its own.
func BenchmarkClone(b *testing.B) {
	pgtest.URL(b) // keeps the server running
	for b.Loop() {
		pgtest.URL(b)
	}
}
