package openai_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/policybot/policybot/retrieval/openai"
)

const key = "sk-canary-0815-invented"

type request struct {
	Model string   `json:"model"`
	Input []string `json:"input"`
}

// server embeds a text as (its length, 1); answer may replace its answer to
// call n, from 1 on (the first call is Open's).
func server(t *testing.T, answer func(n int, r request, w http.ResponseWriter) bool) (url string, requests func() []request) {
	t.Helper()
	var mu sync.Mutex
	var seen []request
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req request
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil || r.URL.Path != "/v1/embeddings" || r.Header.Get("Authorization") != "Bearer "+key {
			http.Error(w, "bad request", http.StatusTeapot)
			return
		}
		mu.Lock()
		seen = append(seen, req)
		n := len(seen)
		mu.Unlock()
		if answer != nil && answer(n-1, req, w) {
			return
		}
		type datum struct {
			Index     int       `json:"index"`
			Embedding []float64 `json:"embedding"`
		}
		var data []datum
		for i, text := range req.Input {
			data = append(data, datum{i, []float64{float64(len(text)), 1}})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data}) // a client that left is no fault
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", func() []request {
		mu.Lock()
		defer mu.Unlock()
		return seen
	}
}

func open(t *testing.T, cfg openai.Config) *openai.Embedder {
	t.Helper()
	cfg.Model, cfg.Key = "invented-embedding", key
	cfg.Backoff = time.Millisecond
	e, err := openai.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEmbedDocuments(t *testing.T) {
	t.Parallel()
	url, requests := server(t, nil)
	e := open(t, openai.Config{URL: url, Batch: 2, DocumentPrefix: "p: ", QueryPrefix: "q: ", QueryModel: "invented-query"})
	if e.Dimension() != 2 || !strings.HasPrefix(e.Name(), "invented-embedding@127.0.0.1:") {
		t.Errorf("Dimension %d, Name %q", e.Dimension(), e.Name())
	}
	texts := []string{"a\nb", "", "ccccc", "d", "ee"}
	vectors, err := e.EmbedDocuments(t.Context(), texts)
	if err != nil || len(vectors) != len(texts) {
		t.Fatalf("EmbedDocuments = %d vectors, %v, want %d", len(vectors), err, len(texts))
	}
	for i, v := range vectors {
		if got, want := float64(v[0]/v[1]), float64(len("p: "+max(texts[i], " "))); math.Abs(got-want) > 1e-3 {
			t.Errorf("vector %d is that of a text of %v bytes, want %v", i, got, want)
		}
		if norm := math.Hypot(float64(v[0]), float64(v[1])); math.Abs(norm-1) > 1e-5 {
			t.Errorf("vector %d has norm %v, want 1", i, norm)
		}
	}
	got := requests()
	if len(got) != 4 || got[1].Input[0] != "p: a\nb" || len(got[1].Input) != 2 || len(got[3].Input) != 1 {
		t.Errorf("requests = %+v, want one of Open and three batches with line breaks kept", got)
	}
	if got[0].Model != "invented-query" || got[1].Model != "invented-embedding" || got[0].Input[0] != "q: 维度" {
		t.Errorf("requests = %+v, want questions under their own model and prefix", got[:2])
	}
	if none, err := e.EmbedDocuments(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("EmbedDocuments(nil) = %v, %v", none, err)
	}
}

func TestSmallerBatches(t *testing.T) {
	t.Parallel()
	url, requests := server(t, func(_ int, r request, w http.ResponseWriter) bool {
		if len(r.Input) > 3 {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
		return len(r.Input) > 3
	})
	e := open(t, openai.Config{URL: url, Batch: 16})
	vectors, err := e.EmbedDocuments(t.Context(), strings.Split("a bb ccc dddd eeeee ffffff ggggggg", " "))
	if err != nil || len(vectors) != 7 {
		t.Fatalf("EmbedDocuments = %d vectors, %v, want 7", len(vectors), err)
	}
	for i, v := range vectors {
		if got := v[0] / v[1]; math.Abs(float64(got)-float64(i+1)) > 1e-3 {
			t.Errorf("vector %d is that of text %v", i, got-1)
		}
	}
	if n := len(requests()); n != 5 { // Open, 7 refused, 3, 3, 1
		t.Errorf("%d requests, want 5", n)
	}
}

// TestLateBatches lets a server be late for more than two texts: fewer go, the
// same ones do not go again.
func TestLateBatches(t *testing.T) {
	t.Parallel()
	url, requests := server(t, func(_ int, r request, _ http.ResponseWriter) bool {
		if len(r.Input) > 2 {
			time.Sleep(600 * time.Millisecond)
		}
		return len(r.Input) > 2
	})
	e := open(t, openai.Config{URL: url, Batch: 8, Timeout: 500 * time.Millisecond})
	vectors, err := e.EmbedDocuments(t.Context(), strings.Split("a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh", " "))
	if err != nil || len(vectors) != 8 {
		t.Fatalf("EmbedDocuments = %d vectors, %v, want 8", len(vectors), err)
	}
	var sizes []int
	for _, r := range requests()[1:] {
		sizes = append(sizes, len(r.Input))
	}
	if want := []int{8, 4, 2, 2, 2, 2}; !slices.Equal(sizes, want) {
		t.Errorf("batches of %v texts, want %v", sizes, want)
	}
}

// TestOrder demands that vectors come back in the order of the texts, whatever
// order the server gives them in.
func TestOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		want   float32 // the first number of the first vector, before the norm; 0: an error
	}{
		"in order":      {`{"data":[{"index":0,"embedding":[1,1]},{"index":1,"embedding":[2,1]}]}`, 1},
		"turned round":  {`{"data":[{"index":1,"embedding":[2,1]},{"index":0,"embedding":[1,1]}]}`, 1},
		"no index":      {`{"data":[{"embedding":[1,1]},{"embedding":[2,1]}]}`, 1},
		"twice the one": {`{"data":[{"index":0,"embedding":[1,1]},{"index":0,"embedding":[2,1]}]}`, 0},
		"out of range":  {`{"data":[{"index":0,"embedding":[1,1]},{"index":2,"embedding":[2,1]}]}`, 0},
		"one of them":   {`{"data":[{"index":1,"embedding":[1,1]},{"embedding":[2,1]}]}`, 0},
	} {
		url, _ := server(t, func(n int, _ request, w http.ResponseWriter) bool {
			if n > 0 {
				fmt.Fprint(w, c.answer)
			}
			return n > 0
		})
		e := open(t, openai.Config{URL: url, Retries: -1})
		vectors, err := e.EmbedDocuments(t.Context(), []string{"a", "b"})
		switch {
		case c.want == 0 && !errors.Is(err, openai.ErrBadVector):
			t.Errorf("%s: EmbedDocuments = %v, %v, want ErrBadVector", name, vectors, err)
		case c.want > 0 && (err != nil || math.Abs(float64(vectors[0][0]/vectors[0][1]-c.want)) > 1e-5):
			t.Errorf("%s: EmbedDocuments = %v, %v, want the vector of the first text first", name, vectors, err)
		}
	}
}

// TestBadServers demands an error of ours, in words of ours, for every answer
// that cannot be used.
func TestBadServers(t *testing.T) {
	t.Parallel()
	raw := func(s string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { fmt.Fprint(w, s) }
	}
	status := func(n int) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(n)
			fmt.Fprintf(w, `{"error":{"message":"your key %s is bad"}}`, key)
		}
	}
	var asStatus *openai.StatusError
	tests := []struct {
		name   string
		answer func(http.ResponseWriter)
		want   error
	}{
		{"another dimension", raw(`{"data":[{"embedding":[1,2,3]}]}`), openai.ErrBadVector},
		{"zero", raw(`{"data":[{"embedding":[0,0]}]}`), openai.ErrBadVector},
		{"empty vector", raw(`{"data":[{"embedding":[]}]}`), openai.ErrBadVector},
		{"too many", raw(`{"data":[{"embedding":[1,2]},{"embedding":[1,2]}]}`), openai.ErrBadVector},
		{"none", raw(`{"data":[]}`), openai.ErrBadVector},
		{"no JSON", raw(`<html>`), openai.ErrBadVector},
		{"cut off", raw(`{"data":[{"embedding":[1,`), openai.ErrBadVector},
		{"401", status(401), asStatus},
		{"404", status(404), asStatus},
		{"429", status(429), asStatus},
		{"500", status(500), asStatus},
		{"reset", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, openai.ErrUnreachable},
		{"slow", func(http.ResponseWriter) { time.Sleep(300 * time.Millisecond) }, openai.ErrUnreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var logs bytes.Buffer
			url, _ := server(t, func(n int, _ request, w http.ResponseWriter) bool {
				if n > 0 {
					tt.answer(w)
				}
				return n > 0
			})
			e := open(t, openai.Config{URL: url, Retries: 1, Timeout: 150 * time.Millisecond, Logger: slog.New(slog.NewTextHandler(&logs, nil))})
			_, err := e.EmbedQuery(t.Context(), "高新技术企业")
			var got *openai.StatusError
			if err == nil || tt.want != asStatus && !errors.Is(err, tt.want) || tt.want == asStatus && !errors.As(err, &got) {
				t.Errorf("EmbedQuery = %v, want %v", err, tt.want)
			}
			if said := fmt.Sprint(err) + logs.String(); strings.Contains(said, key) || strings.Contains(said, "高新") {
				t.Errorf("the key or the text stands in error or log: %s", said)
			}
		})
	}
}

func TestRetries(t *testing.T) {
	t.Parallel()
	url, requests := server(t, func(n int, _ request, w http.ResponseWriter) bool {
		if n == 1 || n == 2 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return n == 1 || n == 2
	})
	e := open(t, openai.Config{URL: url})
	if _, err := e.EmbedQuery(t.Context(), "x"); err != nil || len(requests()) != 4 {
		t.Errorf("EmbedQuery = %v after %d requests, want none after 4", err, len(requests()))
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for want, cfg := range map[string]openai.Config{
		"is no address":     {URL: "localhost", Model: "m"},
		"Model is missing":  {URL: "http://127.0.0.1:1/v1"},
		"Batch is negative": {URL: "http://127.0.0.1:1/v1", Model: "m", Batch: -1},
		"cannot be reached": {URL: "http://127.0.0.1:1/v1", Model: "m", Retries: -1},
	} {
		if _, err := openai.Open(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Open(%+v) = %v, want %q", cfg, err, want)
		}
	}
}
