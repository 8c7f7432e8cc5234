package segment_test

import (
	"cmp"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/retrieval/segment"
)

// BenchmarkStatutes measures the terms themselves: plain BM25 (k1 1.5, b 0.75)
// over the shared statute articles and lay questions. The figures in the
// package comment come from here.
func BenchmarkStatutes(b *testing.B) {
	dir := filepath.Join("..", "..", "..", "shared", "eval", "statute-train")
	type record struct {
		ID    string `json:"_id"`
		Title string `json:"title"`
		Text  string `json:"text"`
	}
	articles := jsonLines[record](b, filepath.Join(dir, "corpus.jsonl"))
	questions := jsonLines[record](b, filepath.Join(dir, "queries.jsonl"))
	raw, err := os.ReadFile(filepath.Join(dir, "qrels", "test.tsv"))
	if err != nil {
		b.Fatal(err)
	}
	relevant := map[string]map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n")[1:] {
		f := strings.Fields(line)
		if relevant[f[0]] == nil {
			relevant[f[0]] = map[string]bool{}
		}
		relevant[f[0]][f[1]] = true
	}
	s := segment.New()
	for b.Loop() {
		index := newBM25(len(articles), func(i int) []string {
			return s.Terms(articles[i].Title + "\n" + articles[i].Text)
		})
		var ndcg, recall float64
		for _, q := range questions {
			var dcg, ideal, found float64
			for place, i := range index.top(s.Terms(q.Text), 100) {
				if !relevant[q.ID][articles[i].ID] {
					continue
				}
				found++
				if place < 10 {
					dcg += 1 / math.Log2(float64(place+2))
				}
			}
			for place := range min(10, len(relevant[q.ID])) {
				ideal += 1 / math.Log2(float64(place+2))
			}
			ndcg += dcg / ideal
			recall += found / float64(len(relevant[q.ID]))
		}
		n := float64(len(questions))
		b.ReportMetric(100*ndcg/n, "nDCG@10")
		b.ReportMetric(100*recall/n, "recall@100")
		b.ReportMetric(index.mean, "terms/text")
	}
}

// jsonLines reads a file of JSON values; without the file it skips.
func jsonLines[T any](b *testing.B, path string) []T {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Skipf("the shared questions are not beside the repository: %v", err)
	}
	defer f.Close()
	var values []T
	for d := json.NewDecoder(f); d.More(); {
		var v T
		if err := d.Decode(&v); err != nil {
			b.Fatal(err)
		}
		values = append(values, v)
	}
	return values
}

type bm25 struct {
	postings map[string][]posting
	lengths  []float64
	mean     float64
}

type posting struct{ text, count int32 }

func newBM25(n int, terms func(int) []string) *bm25 {
	x := &bm25{postings: map[string][]posting{}, lengths: make([]float64, n)}
	for i := range n {
		counts := map[string]int32{}
		for _, term := range terms(i) {
			counts[term]++
			x.lengths[i]++
		}
		for term, count := range counts {
			x.postings[term] = append(x.postings[term], posting{int32(i), count})
		}
		x.mean += x.lengths[i] / float64(n)
	}
	return x
}

// top gives the k best texts, best first.
func (x *bm25) top(query []string, k int) []int {
	const k1, b = 1.5, 0.75
	scores := make([]float64, len(x.lengths))
	for _, term := range query {
		list := x.postings[term]
		df := float64(len(list))
		idf := math.Log(1 + (float64(len(x.lengths))-df+0.5)/(df+0.5))
		for _, p := range list {
			tf := float64(p.count)
			scores[p.text] += idf * tf * (k1 + 1) / (tf + k1*(1-b+b*x.lengths[p.text]/x.mean))
		}
	}
	var found []int
	for i, score := range scores {
		if score > 0 {
			found = append(found, i)
		}
	}
	slices.SortFunc(found, func(a, c int) int { return cmp.Or(cmp.Compare(scores[c], scores[a]), cmp.Compare(a, c)) })
	return found[:min(k, len(found))]
}
