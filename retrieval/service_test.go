package retrieval_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/retrievaltest"
)

func day(t *testing.T, s string) func() time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return func() time.Time { return at }
}

func service(t *testing.T, embedder retrieval.Embedder) (*retrieval.Service, *retrievaltest.FakeStore) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, map[string]string{"old.md": oldRule, "new.md": newRule, "other.md": other})
	store := &retrievaltest.FakeStore{}
	ingest(t, indexer(store, &retrievaltest.FakeEmbedder{}), dir)
	return retrieval.NewService(retrieval.Config{
		Store: store, Library: store, Embedder: embedder, Segmenter: retrievaltest.FakeSegmenter{}, Knowledge: store,
		Now: day(t, "2025-01-01"),
	}), store
}

func search(t *testing.T, s *retrieval.Service, q retrieval.Query) *retrieval.Results {
	t.Helper()
	r, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%+v): %v", q, err)
	}
	return r
}

func TestSearchVersions(t *testing.T) {
	t.Parallel()
	s, _ := service(t, &retrievaltest.FakeEmbedder{})
	for _, tt := range []struct {
		name string
		q    retrieval.Query
		want string // source of the first result
		old  bool   // the older version is among the results
	}{
		{"today", retrieval.Query{Text: "创新奖励给企业多少万元奖励"}, "new.md", false},
		{"as of", retrieval.Query{Text: "创新奖励给企业多少万元奖励", Filter: retrieval.Filter{AsOf: "2020-01-01"}}, "old.md", true},
		{"past in the words", retrieval.Query{Text: "旧版给企业三十万元奖励"}, "old.md", true},
		{"one result", retrieval.Query{Text: "创新奖励给企业三十万元奖励", K: 1}, "new.md", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := search(t, s, tt.q)
			if len(r.Results) == 0 || r.Results[0].Document.Source != tt.want {
				t.Fatalf("first of %d results is not of %s", len(r.Results), tt.want)
			}
			old := false
			for _, x := range r.Results {
				old = old || x.Document.Source == "old.md"
			}
			if old != tt.old {
				t.Errorf("older version among the results: %v, want %v", old, tt.old)
			}
		})
	}
}

func TestSearchArticle(t *testing.T) {
	t.Parallel()
	s, _ := service(t, &retrievaltest.FakeEmbedder{})
	r := search(t, s, retrieval.Query{Text: "《（虚构）乙县孵化器管理办法》第1条说什么", K: 2})
	if len(r.Results) != 2 {
		t.Fatalf("%d results, want 2", len(r.Results))
	}
	if got := r.Results[0]; !got.Exact || got.Passage.Label != "第一条" || got.Document.Source != "other.md" {
		t.Errorf("first is %s %s (exact %v), want the article named", got.Document.Source, got.Passage.Label, got.Exact)
	}
}

func TestSearchModes(t *testing.T) {
	t.Parallel()
	s, store := service(t, &retrievaltest.FakeEmbedder{})
	const text = "孵化器场地"
	lexical := search(t, s, retrieval.Query{Text: text, Mode: retrieval.ModeLexical})
	if lexical.Vector != nil || !math.IsNaN(lexical.Results[0].Vector) || math.IsNaN(lexical.Results[0].Lexical) {
		t.Errorf("lexical mode: vector %v, first result lexical %v vector %v", lexical.Vector, lexical.Results[0].Lexical, lexical.Results[0].Vector)
	}
	vector := search(t, s, retrieval.Query{Text: text, Mode: retrieval.ModeVector})
	if vector.Vector == nil || !math.IsNaN(vector.Results[0].Lexical) {
		t.Errorf("vector mode: vector %v, first result lexical %v", vector.Vector, vector.Results[0].Lexical)
	}
	a, b := search(t, s, retrieval.Query{Text: text}), search(t, s, retrieval.Query{Text: text})
	if diff := cmp.Diff(ids(a), ids(b)); diff != "" {
		t.Errorf("the same query twice (-first +second):\n%s", diff)
	}
	ranked, err := s.Rank(t.Context(), retrieval.Query{Text: text, K: 1000})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, d := range documents(t, store) {
		if d.Source != "old.md" {
			total += len(d.Passages)
		}
	}
	if len(ranked) != total {
		t.Errorf("Rank gives %d, want every passage in force: %d", len(ranked), total)
	}
	if r := search(t, s, retrieval.Query{Text: " \u200b\n"}); len(r.Results) != 0 {
		t.Errorf("a query without content gives %d results, want none", len(r.Results))
	}
}

func documents(t *testing.T, store *retrievaltest.FakeStore) []document {
	t.Helper()
	list, err := store.Documents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []document
	for _, d := range list {
		whole, err := store.Document(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		var p []string
		for _, x := range whole.Passages {
			p = append(p, x.ID)
		}
		out = append(out, document{d.Source, p})
	}
	return out
}

type document struct {
	Source   string
	Passages []string
}

func ids(r *retrieval.Results) []string {
	var out []string
	for _, x := range r.Results {
		out = append(out, x.Passage.ID)
	}
	return out
}

// slow is an embedder that never comes back before its deadline.
type slow struct{ retrievaltest.FakeEmbedder }

func (s *slow) EmbedQuery(ctx context.Context, _ string) ([]float32, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestSearchDegraded(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]retrieval.Embedder{
		"none":  nil,
		"fails": &retrievaltest.FakeEmbedder{Err: errFault},
		"slow":  &slow{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := service(t, e)
			r := search(t, s, retrieval.Query{Text: "孵化器场地"})
			if r.Degraded == "" || len(r.Results) == 0 || r.Results[0].Document.Source != "other.md" {
				t.Errorf("degraded %q, %d results; want a reason and the results by words", r.Degraded, len(r.Results))
			}
			if _, err := s.Search(t.Context(), retrieval.Query{Text: "孵化器场地", Mode: retrieval.ModeVector}); err == nil {
				t.Error("vector mode without a vector gives no error")
			}
		})
	}
}

func TestSearchStoreFails(t *testing.T) {
	t.Parallel()
	s, store := service(t, &retrievaltest.FakeEmbedder{})
	store.Err = errFault
	if _, err := s.Search(t.Context(), retrieval.Query{Text: "孵化器"}); !errors.Is(err, errFault) {
		t.Errorf("Search: %v, want %v", err, errFault)
	}
}
