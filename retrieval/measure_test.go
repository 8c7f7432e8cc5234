package retrieval_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgtest"
	"github.com/policybot/policybot/retrieval"
	"github.com/policybot/policybot/retrieval/onnx"
	"github.com/policybot/policybot/retrieval/postgres"
	"github.com/policybot/policybot/retrieval/segment"
	"github.com/policybot/policybot/retrieval/vectorcache"
)

// TestMeasure prints how well the real corpus is searched. It runs with
// POLICYBOT_MEASURE=1 alone: the first run embeds the corpus, some minutes.
func TestMeasure(t *testing.T) {
	if os.Getenv("POLICYBOT_MEASURE") == "" {
		t.Skip("measures over the real corpus run with POLICYBOT_MEASURE=1")
	}
	shared := filepath.Join("..", "..", "shared")
	file := os.Getenv("POLICYBOT_MEASURE_QUESTIONS") // another file of the same form
	if file == "" {
		file = filepath.Join(shared, "questions", "dev.jsonl")
	}
	questions := devQuestions(t, file)
	paths, err := deps.Locate(deps.DefaultDir())
	if err != nil {
		t.Skipf("no embedding model to measure with: %v", err)
	}
	model, err := onnx.Open(onnx.Config{Library: paths.ORTLibrary, Model: paths.Model, Tokenizer: paths.Tokenizer})
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	dir, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	embedder := vectorcache.New(model, vectorcache.Config{Dir: filepath.Join(dir, "policybot", "vectors")})
	defer embedder.Close()
	seg := segment.New()
	store := postgres.New(pgtest.Pool(t), postgres.Config{Model: embedder.Name(), Segmenter: seg.Version()})
	x := retrieval.NewIndexer(retrieval.IndexerConfig{Index: store, Library: store, Embedder: embedder, Segmenter: seg})
	r, err := x.Ingest(t.Context(), []string{filepath.Join(shared, "corpus")}, func(p retrieval.Progress) {
		if p.Documents%20 == 0 {
			t.Logf("%d of %d documents, %d of %d passages", p.Documents, p.DocumentsTotal, p.Passages, p.PassagesTotal)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("ingest: %+v, %d passages, %d embedded, %.1f s; rejected %v; same as %v", r.Documents, r.Passages, r.Embedded, r.Seconds, r.Rejected, r.SameAs)

	s := retrieval.NewService(retrieval.Config{Store: store, Library: store, Embedder: embedder, Segmenter: seg, Knowledge: store})
	for _, mode := range []retrieval.Mode{retrieval.ModeLexical, retrieval.ModeVector, retrieval.ModeHybrid} {
		var m measures
		var took []float64
		stages := map[string]float64{}
		for _, q := range questions {
			if len(q.Evidence) == 0 {
				continue
			}
			start := time.Now()
			found, err := s.Search(t.Context(), retrieval.Query{Text: q.Question, K: 10, Mode: mode})
			if err != nil {
				t.Fatal(err)
			}
			took = append(took, float64(time.Since(start).Microseconds())/1000)
			m.add(q, found.Results)
			for stage, v := range found.TimingsMS {
				stages[stage] += v
			}
			if mode == retrieval.ModeHybrid {
				t.Logf("%s ranks %v %s", q.ID, q.ranks(found.Results), q.Question)
			}
		}
		slices.Sort(took)
		for stage := range stages {
			stages[stage] = math.Round(stages[stage]/float64(m.n)*10) / 10
		}
		t.Logf("%-8s n=%d %v  p50 %.1f ms p95 %.1f ms, mean of stages %v", mode, m.n, m, took[len(took)/2], took[len(took)*95/100], stages)
	}
}

type devQuestion struct {
	ID, Question string
	Evidence     []struct{ File, Quote string }
}

func devQuestions(t *testing.T, path string) []devQuestion {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("no questions to measure with: %v", err)
	}
	defer f.Close()
	var out []devQuestion
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var q devQuestion
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// ranks gives the rank of each piece of evidence, 0 for none.
func (q devQuestion) ranks(results []retrieval.Result) []int {
	squash := func(s string) string { return strings.Join(strings.Fields(corpus.Normalize(s)), "") }
	out := make([]int, len(q.Evidence))
	for i, e := range q.Evidence {
		for _, r := range results {
			if r.Document.Source == e.File && strings.Contains(squash(r.Passage.Norm), squash(e.Quote)) {
				out[i] = r.Rank
				break
			}
		}
	}
	return out
}

// measures are sums over questions.
type measures struct {
	n                              int
	recall, mrr, hit1, hit5, hit10 float64
}

func (m *measures) add(q devQuestion, results []retrieval.Result) {
	m.n++
	best, found := 0, 0
	ranks := q.ranks(results)
	for _, r := range ranks {
		if r > 0 && (best == 0 || r < best) {
			best = r
		}
		if r > 0 && r <= 10 {
			found++
		}
	}
	m.recall += float64(found) / float64(len(ranks))
	if best > 0 {
		m.mrr += 1 / float64(best)
	}
	for k, sum := range map[int]*float64{1: &m.hit1, 5: &m.hit5, 10: &m.hit10} {
		if best > 0 && best <= k {
			*sum++
		}
	}
}

func (m measures) String() string {
	n := float64(m.n)
	return fmt.Sprintf("MRR %.3f hit@1 %.3f hit@5 %.3f hit@10 %.3f recall@10 %.3f", m.mrr/n, m.hit1/n, m.hit5/n, m.hit10/n, m.recall/n)
}
