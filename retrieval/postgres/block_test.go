package postgres_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// longDocument has more passages than a block of postings holds, and a passage
// of more terms than one byte counts.
func longDocument() *corpus.Document {
	lines := make([]string, 300)
	for i := range lines {
		lines[i] = fmt.Sprintf("第%d条 奖励%d万元。", i+1, i%7)
	}
	lines[150] = strings.Repeat("奖励和补助企业", 300)
	return retrievaltest.NewDocument(corpus.Document{Source: "long", Title: "（虚构）长文"}, lines...)
}

// blocks gives what the table of postings holds.
func blocks(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), `
		SELECT format('%s %s %s %s %s', term, document, first, passages, block) FROM postings ORDER BY term, document, first`)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestBlocks searches a document of several blocks, and proves that migration
// 0010 and its way back keep every posting, and that 0017 merges what is stored.
func TestBlocks(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.New(pool, config)
	var truth retrievaltest.FakeStore
	postings := 0
	for _, d := range append(retrievaltest.World(), longDocument()) {
		e := retrievaltest.Embed(t, d)
		for _, err := range []error{s.Put(t.Context(), e), truth.Put(t.Context(), e)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, terms := range e.Terms {
			in := map[string]bool{}
			for _, term := range terms {
				in[term] = true
			}
			postings += len(in)
		}
	}
	search := func() {
		t.Helper()
		terms := retrievaltest.FakeSegmenter{}.Terms("奖励补助三万元企业")
		got, err := s.Lexical(t.Context(), terms, retrieval.Filter{}, 500)
		if err != nil {
			t.Fatal(err)
		}
		want, err := truth.Lexical(t.Context(), terms, retrieval.Filter{}, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) < 300 {
			t.Fatalf("%d passages found, want those of the long document at least", len(want))
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 2e-9)); diff != "" {
			t.Errorf("Lexical (-want +got)\n%s", diff)
		}
	}
	search()
	before := blocks(t, pool)

	run := func(name string) {
		t.Helper()
		sql, err := os.ReadFile(filepath.Join("..", "..", "internal", "pgdb", "migrations", name+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(t.Context(), string(sql)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	run("0017_merge_postings.down")
	run("0010_pack_postings.down")
	var rows int
	if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM postings WHERE tf > 0 AND length >= tf AND ordinal > 0`).Scan(&rows); err != nil || rows != postings {
		t.Errorf("after the way back: %d postings (%v), want %d", rows, err, postings)
	}
	run("0010_pack_postings.up")
	run("0017_merge_postings.up")
	if diff := cmp.Diff(before, blocks(t, pool)); diff != "" {
		t.Errorf("packed again (-before +after)\n%s", diff)
	}
	pool.Reset() // prepared statements of the table that was
	search()
	cfg := config
	cfg.FewDocuments = 1
	s = postgres.New(pool, cfg) // what the migration has merged
	search()
}

// TestBrokenBlock reads a block that ends in the middle of a number.
func TestBrokenBlock(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.New(pool, config)
	for _, d := range retrievaltest.World() {
		if err := s.Put(t.Context(), retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := pool.Exec(t.Context(), `UPDATE postings SET block = '\xff'`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Lexical(t.Context(), retrievaltest.FakeSegmenter{}.Terms("企业"), retrieval.Filter{}, 5)
	if err == nil || !strings.Contains(err.Error(), "ingest again") {
		t.Errorf("Lexical over broken blocks = %v, want an error that says what to do", err)
	}
}
