package postgres_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// merging reads runs wherever it can, and merges after every document.
func merging() postgres.Config {
	cfg := config
	cfg.FewDocuments, cfg.MergeAt = 1, 1
	return cfg
}

// TestStoreRuns runs the conformance test with all postings in runs.
func TestStoreRuns(t *testing.T) {
	t.Parallel()
	retrievaltest.TestStore(t, func(t *testing.T) (retrieval.Store, retrieval.Index, retrieval.Library) {
		s := postgres.New(pgtest.Pool(t), merging())
		return s, s, s
	})
}

// TestRuns stores, changes and removes documents by chance, some merged and
// some not: what is found is what a scan of all finds, under any filter, also
// by a second store over the same tables, which has seen none of the changes.
func TestRuns(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	cfg := config
	cfg.FewDocuments, cfg.MergeAt = 2, 40
	s, other := postgres.New(pool, cfg), postgres.New(pool, cfg)
	var truth retrievaltest.FakeStore
	r := rand.New(rand.NewPCG(20261128, 1))
	words := []string{"企业", "奖励", "补助", "研发", "人才", "高新技术", "三万元", "申报", "期限", "条件"}
	text := func() string {
		var b strings.Builder
		for range 3 + r.IntN(30) {
			b.WriteString(words[r.IntN(len(words))])
		}
		return b.String() + "。"
	}
	var held []string
	const steps = 150
	for step := range steps {
		switch source := fmt.Sprintf("doc %d", r.IntN(40)); r.IntN(8) {
		case 0:
			id := corpus.DocumentID(source)
			for _, err := range []error{s.Remove(t.Context(), []string{id}), truth.Remove(t.Context(), []string{id})} {
				if err != nil {
					t.Fatal(err)
				}
			}
		case 1:
			if err := s.Analyze(t.Context()); err != nil {
				t.Fatal(err)
			}
		default:
			lines := make([]string, 1+r.IntN(12))
			for i := range lines {
				lines[i] = text()
			}
			e := retrievaltest.Embed(t, retrievaltest.NewDocument(corpus.Document{Source: source, Title: "（虚构）" + source}, lines...))
			for _, err := range []error{s.Put(t.Context(), e), truth.Put(t.Context(), e)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			held = append(held, e.Document.ID)
		}
		if len(held) == 0 {
			continue
		}
		f := retrieval.Filter{}
		for range r.IntN(6) {
			f.Documents = append(f.Documents, held[r.IntN(len(held))])
		}
		terms := retrievaltest.FakeSegmenter{}.Terms(text())
		want, err := truth.Lexical(t.Context(), terms, f, 30)
		if err != nil {
			t.Fatal(err)
		}
		for name, store := range map[string]*postgres.Store{"writer": s, "other": other} {
			got, err := store.Lexical(t.Context(), terms, f, 30)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 2e-9), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("step %d: %s: Lexical (-want +got)\n%s", step, name, diff)
			}
		}
	}
	var runs, stale int
	row := pool.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM posting_runs),
		       (SELECT count(*) FROM run_blocks b WHERE NOT EXISTS (SELECT 1 FROM posting_runs r WHERE r.last = b.run))`)
	if err := row.Scan(&runs, &stale); err != nil || runs == 0 || runs > 2*bits.Len(steps) || stale != 0 {
		t.Errorf("%d runs, %d blocks of none (%v), want 1 to %d and none", runs, stale, err, 2*bits.Len(steps))
	}
}

// TestBrokenRun reads runs that end in the middle of a block or of its head.
func TestBrokenRun(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.New(pool, merging())
	for _, d := range retrievaltest.World() {
		if err := s.Put(t.Context(), retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	for _, broken := range []string{`\x00`, `\x00000001000000010009ff`} {
		if _, err := pool.Exec(t.Context(), `UPDATE run_blocks SET blocks = $1::text::bytea`, broken); err != nil {
			t.Fatal(err)
		}
		_, err := s.Lexical(t.Context(), retrievaltest.FakeSegmenter{}.Terms("企业"), retrieval.Filter{}, 5)
		if err == nil || !strings.Contains(err.Error(), "ingest again") {
			t.Errorf("Lexical over broken runs = %v, want an error that says what to do", err)
		}
	}
}
