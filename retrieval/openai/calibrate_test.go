package openai_test

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/policybot/policybot/retrieval/openai"
)

// leaning embeds a text as its pairs of characters, hashed, plus a direction
// that all texts share: the more of it, the more alike all texts look.
func leaning(lean float64) func(n int, r request, w http.ResponseWriter) bool {
	return func(_ int, r request, w http.ResponseWriter) bool {
		data := []any{}
		for i, text := range r.Input {
			v := make([]float64, 256)
			runes := []rune(text)
			for j := 0; j+1 < len(runes); j++ {
				h := fnv.New32a()
				h.Write([]byte(string(runes[j : j+2]))) // never fails
				v[h.Sum32()%255]++
			}
			norm := 0.0
			for _, x := range v {
				norm += x * x
			}
			v[255] = lean * math.Sqrt(norm)
			data = append(data, map[string]any{"index": i, "embedding": v})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data}) // a client that left is no fault
		return true
	}
}

// probes reads the questions and passages that models are measured with.
func probes(t *testing.T) (questions, passages []string) {
	t.Helper()
	data, err := os.ReadFile("probes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		q, p, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			t.Fatalf("probes.tsv: %q has no tabulator", line)
		}
		questions, passages = append(questions, q), append(passages, p)
	}
	return questions, passages
}

// TestCalibrate takes models whose texts look all alike, or not at all, and
// demands the cosines of the local model and the former order.
func TestCalibrate(t *testing.T) {
	t.Parallel()
	questions, passages := probes(t)
	cosines := func(e *openai.Embedder) (rows [][]float64, apart float64) {
		vectors, err := e.EmbedDocuments(t.Context(), passages)
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range questions {
			v, err := e.EmbedQuery(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			row := make([]float64, len(vectors))
			for j, p := range vectors {
				if len(p) != e.Dimension() || len(v) != e.Dimension() {
					t.Fatalf("vectors of %d and %d numbers, want %d", len(p), len(v), e.Dimension())
				}
				norm := 0.0
				for k := range p {
					row[j] += float64(v[k]) * float64(p[k])
					norm += float64(p[k]) * float64(p[k])
				}
				if math.Abs(norm-1) > 1e-4 {
					t.Errorf("a vector has the square norm %v, want 1", norm)
				}
				if i != j {
					apart += row[j] / float64(len(questions)*(len(questions)-1))
				}
			}
			rows = append(rows, row)
		}
		return rows, apart
	}
	most := map[string]int{"all alike": 2} // changes of the nearest passage
	best := func(row []float64) int {
		at := 0
		for i := range row {
			if row[i] > row[at] {
				at = i
			}
		}
		return at
	}
	for name, lean := range map[string]float64{"all alike": 2.5, "nothing alike": 0, "as the local model": 0.8} {
		url, _ := server(t, leaning(lean))
		plain := open(t, openai.Config{URL: url})
		moved := open(t, openai.Config{URL: url, Calibrate: true})
		if moved.Name() == plain.Name() {
			t.Errorf("%s: both are named %q", name, moved.Name())
		}
		before, raw := cosines(plain)
		after, apart := cosines(moved)
		t.Logf("%s: unrelated texts have the cosine %.3f, calibrated %.3f", name, raw, apart)
		if math.Abs(apart-0.4156) > 0.005 {
			t.Errorf("%s: unrelated texts have the cosine %.3f, want 0.416", name, apart)
		}
		same := 0
		for i := range before {
			if best(before[i]) == best(after[i]) {
				same++
			}
		}
		if same < len(before)-most[name] {
			t.Errorf("%s: %d of %d questions keep their nearest passage", name, same, len(before))
		}
	}
}

// TestCalibrateWithoutDifference takes a model that gives all texts one vector.
func TestCalibrateWithoutDifference(t *testing.T) {
	t.Parallel()
	url, _ := server(t, func(_ int, r request, w http.ResponseWriter) bool {
		data := []any{}
		for i := range r.Input {
			data = append(data, map[string]any{"index": i, "embedding": []float64{3, 4}})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
		return true
	})
	e := open(t, openai.Config{URL: url, Calibrate: true})
	v, err := e.EmbedQuery(t.Context(), "x")
	if err != nil || math.Abs(math.Hypot(float64(v[0]), float64(v[1]))-1) > 1e-5 {
		t.Errorf("EmbedQuery = %v, %v, want a vector of unit norm", v, err)
	}
}
