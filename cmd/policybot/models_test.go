package main

import (
	"encoding/json"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// embedderCommand gives the script command
//
//	embedder
//
// that starts an OpenAI-compatible embedding server and sets EMBED_URL to its
// address. Its vectors of 48 numbers count the characters of a text.
func embedderCommand(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) > 0 {
			ts.Fatalf("usage: embedder")
		}
		s := httptest.NewServer(http.HandlerFunc(embed))
		t.Cleanup(s.Close)
		ts.Setenv("EMBED_URL", s.URL+"/v1")
	}
}

func embed(w http.ResponseWriter, r *http.Request) {
	var req struct{ Input []string }
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil || !strings.HasSuffix(r.URL.Path, "/v1/embeddings") {
		http.NotFound(w, r)
		return
	}
	data := []any{}
	for i, text := range req.Input {
		v := make([]float64, 48)
		for _, c := range text {
			h := fnv.New32a()
			h.Write([]byte(string(c))) // never fails
			v[h.Sum32()%48]++
		}
		data = append(data, map[string]any{"index": i, "embedding": v})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data}) // a client that left is no fault
}
