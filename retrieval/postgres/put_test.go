package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

// TestPutInterrupted breaks Put off at many moments: the document is always one
// of the two texts, whole.
func TestPutInterrupted(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.New(pool, config)
	texts := []string{"旧文", "新文"}
	version := func(n int) retrieval.Embedded {
		lines := make([]string, 40)
		for i := range lines {
			lines[i] = fmt.Sprintf("第%d条 %s的企业条文。共%d句。", i+1, texts[n], i)
		}
		return retrievaltest.Embed(t, retrievaltest.NewDocument(corpus.Document{Source: "one", Title: "（虚构）中断"}, lines...))
	}
	if err := s.Put(t.Context(), version(0)); err != nil {
		t.Fatal(err)
	}
	broken := 0
	for i := range 40 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*500*time.Microsecond)
		err := s.Put(ctx, version(1-i%2))
		cancel()
		if err != nil {
			broken++
		}
		checkWhole(t, s, texts)
	}
	if broken == 0 {
		t.Error("no Put was broken off")
	}
	var df int
	row := pool.QueryRow(t.Context(), `
		SELECT count(*) FROM terms t WHERE t.df <> (SELECT sum(p.passages) FROM postings p WHERE p.term = t.id)`)
	if err := row.Scan(&df); err != nil || df != 0 {
		t.Errorf("%d terms have a df that their postings do not bear out (%v)", df, err)
	}
}

// TestPutServerGone ends the server's side of a Put that has begun to write.
func TestPutServerGone(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.New(pool, config)
	old := retrievaltest.World()[1]
	if err := s.Put(t.Context(), retrievaltest.Embed(t, old)); err != nil {
		t.Fatal(err)
	}
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `LOCK TABLE postings IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	put := make(chan error)
	go func() {
		put <- s.Put(t.Context(), retrievaltest.Embed(t, retrievaltest.NewDocument(*old, "第一条 换了。")))
	}()
	for ended := false; !ended; time.Sleep(time.Millisecond) {
		row := pool.QueryRow(t.Context(), `
			SELECT COALESCE(bool_or(pg_terminate_backend(pid)), false) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`)
		if err := row.Scan(&ended); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-put; !errors.Is(err, pgdb.ErrUnavailable) {
		t.Errorf("Put whose server went away: %v, want ErrUnavailable", err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	d, err := s.Document(t.Context(), old.ID)
	if err != nil || d.Text != old.Text || len(d.Passages) != len(old.Passages) {
		t.Errorf("the document is not the old one (%v)", err)
	}
	if err := s.Put(t.Context(), retrievaltest.Embed(t, old)); err != nil {
		t.Errorf("the next Put: %v", err)
	}
}

// checkWhole reports a document "one" that does not hold one of the texts 40
// times in the text and in the index. A broken off Put may still be committed
// by the server while we look: then we look again.
func checkWhole(t *testing.T, s *postgres.Store, texts []string) {
	t.Helper()
	for {
		before, err := s.Document(t.Context(), corpus.DocumentID("one"))
		if err != nil {
			t.Fatal(err)
		}
		var indexed []int
		for _, text := range texts {
			found, err := s.Lexical(t.Context(), retrievaltest.FakeSegmenter{}.Terms(text)[:1], retrieval.Filter{}, 100)
			if err != nil {
				t.Fatal(err)
			}
			indexed = append(indexed, len(found))
		}
		after, err := s.Document(t.Context(), corpus.DocumentID("one"))
		if err != nil {
			t.Fatal(err)
		}
		if before.Hash != after.Hash {
			continue
		}
		for i, text := range texts {
			if n := strings.Count(before.Text, text); n != indexed[i] || n != 0 && n != 40 {
				t.Fatalf("%s: %d times in the text, %d times in the index", text, n, indexed[i])
			}
		}
		return
	}
}

// TestRemoveLeavesNothing looks into the tables: what is derived goes too.
func TestRemoveLeavesNothing(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.New(pool, config)
	var ids []string
	for _, d := range retrievaltest.World() {
		if err := s.Put(t.Context(), retrievaltest.Embed(t, d)); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, d.ID)
	}
	if err := s.Analyze(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	var left int
	row := pool.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM passages) + (SELECT count(*) FROM vectors)
		     + (SELECT count(*) FROM terms) + (SELECT count(*) FROM postings) + (SELECT count(*) FROM meta)
		     + (SELECT count(*) FROM posting_runs) + (SELECT count(*) FROM run_blocks)`)
	if err := row.Scan(&left); err != nil || left != 0 {
		t.Errorf("%d rows left (%v), want 0", left, err)
	}
}

func TestPutRefuses(t *testing.T) {
	t.Parallel()
	s := postgres.New(pgtest.Pool(t), config)
	for want, spoil := range map[string]func(*retrieval.Embedded){
		"zero bytes":         func(e *retrieval.Embedded) { e.Document.Text = "\x00" + e.Document.Text[1:] },
		"YYYY-MM-DD":         func(e *retrieval.Embedded) { e.Document.Adopted = "2020-02-30" },
		"a part leaves":      func(e *retrieval.Embedded) { e.Document.Passages[0].Parts[0].End += 100 },
		"ordinals must rise": func(e *retrieval.Embedded) { e.Document.Passages[1].Ordinal = 1 },
		"of 64 and of 3":     func(e *retrieval.Embedded) { e.Parts[1][0] = []float32{1, 0, 0} },
		"5000 dimensions":    func(e *retrieval.Embedded) { e.Vectors[0] = make([]float32, 5000) },
		"has no vector":      func(e *retrieval.Embedded) { e.Vectors[1] = nil },
		"none is given":      func(e *retrieval.Embedded) { e.Document = nil },
	} {
		e := retrievaltest.Embed(t, retrievaltest.World()[1])
		spoil(&e)
		if err := s.Put(t.Context(), e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Put = %v, want an error with %q", err, want)
		}
	}
	long := embedded(t, "long term", 64)
	long.Terms[0] = append(long.Terms[0], strings.Repeat("长", 5000))
	if err := s.Put(t.Context(), long); err != nil {
		t.Errorf("Put with a term of 15,000 bytes: %v", err)
	}
	found, err := s.Lexical(t.Context(), long.Terms[0][1:], retrieval.Filter{}, 1)
	if err != nil || len(found) != 1 {
		t.Errorf("Lexical for that term = %v, %v, want the passage", found, err)
	}
}

// TestClosedPool: an error of the database is not taken for an empty result.
func TestClosedPool(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s := postgres.New(pool, config)
	pool.Close()
	ctx := t.Context()
	_, lexical := s.Lexical(ctx, []string{"企业"}, retrieval.Filter{}, 1)
	_, nearest := s.Nearest(ctx, []float32{1}, retrieval.Filter{}, 1)
	_, exact := s.Exact(ctx, retrieval.Ref{Title: "星河法"}, retrieval.Filter{}, 1)
	_, known := s.Known(ctx)
	_, passages := s.Passages(ctx, []string{"000000000000.0001"})
	_, document := s.Document(ctx, "000000000000")
	_, documents := s.Documents(ctx)
	_, version := s.Version(ctx)
	_, regions := s.Regions(ctx)
	_, titles := s.Titles(ctx)
	_, _, _, articles := s.Articles(ctx, "000000000000")
	for name, err := range map[string]error{"Lexical": lexical, "Nearest": nearest, "Exact": exact, "Known": known,
		"Passages": passages, "Document": document, "Documents": documents, "Version": version, "Regions": regions,
		"Titles": titles, "Articles": articles, "Put": s.Put(ctx, embedded(t, "one", 64)),
		"Remove": s.Remove(ctx, []string{"x"}), "Analyze": s.Analyze(ctx)} {
		if err == nil || errors.Is(err, retrieval.ErrNotFound) {
			t.Errorf("%s over a closed pool = %v, want an error of its own", name, err)
		}
	}
}
