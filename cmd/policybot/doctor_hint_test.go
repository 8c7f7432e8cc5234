package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// lists is a server that lists models to who has the key, at /v1 or as Ollama.
func lists(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/api/tags":
		fmt.Fprint(w, `{"models":[{"name":"qwen3:8b"},{"name":"small:latest"}]}`)
	case r.Header.Get("Authorization") != "Bearer "+llmKey:
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path == "/v1/models":
		fmt.Fprintf(w, `{"data":[{"id":"a-chat"},{"id":"org/b-embedding"},{"id":"\u001b[31mred"},{"id":"%s"},{"id":"c"},{"id":"d"},{"id":"e"},{"id":"f"},{"id":"g"},{"id":"h"},{"id":"i"}]}`,
			r.Header.Get("Authorization"))
	default:
		http.NotFound(w, r)
	}
}

// TestHints looks at servers for the cause of a failure, as an operator would.
func TestHints(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(lists))
	t.Cleanup(s.Close)
	trusted := httptest.NewTLSServer(http.HandlerFunc(lists))
	t.Cleanup(trusted.Close)
	gone := httptest.NewServer(http.HandlerFunc(lists))
	gone.Close()
	for _, tt := range []struct{ name, address, key, model, want string }{
		{"model not there", s.URL + "/v1", llmKey, "b-chat", "the server has no model b-chat, but a-chat, org/b-embedding, c, d, e, f, g, h and 1 more"},
		{"model there", s.URL + "/v1/", llmKey, "org/b-embedding", "the server has the model org/b-embedding"},
		{"/v1 forgotten", s.URL, llmKey, "a-chat", "the server is found with /v1 at the end of the address"},
		{"address of a call", s.URL + "/v1/chat/completions", llmKey, "a-chat", "the address must end before /chat/completions"},
		{"address of embeddings", s.URL + "/v1/embeddings", llmKey, "a-chat", "the address must end before /embeddings"},
		{"another address", s.URL + "/v2", llmKey, "a-chat", ""},
		{"key refused", s.URL + "/v1", "other", "a-chat", ""},
		{"ollama", strings.Replace(s.URL, "http", "ollama", 1), "", "qwen3:14b", "the server has no model qwen3:14b, but qwen3:8b, small:latest"},
		{"ollama, latest", strings.Replace(s.URL, "http", "ollama", 1), "", "small", "the server has the model small"},
		{"gone", gone.URL + "/v1", llmKey, "a-chat", "nothing listens at this address"},
		{"https to http", strings.Replace(s.URL, "http", "https", 1) + "/v1", llmKey, "a-chat", "the server speaks http, not https"},
		{"unknown certificate", trusted.URL + "/v1", llmKey, "a-chat", "the certificate of the server is not trusted here"},
		{"no address", "::", llmKey, "a-chat", ""},
	} {
		got := hint(t.Context(), tt.address, tt.key, tt.model)
		if got != tt.want {
			t.Errorf("%s: hint = %q, want %q", tt.name, got, tt.want)
		}
		if strings.Contains(got, llmKey) || strings.Contains(got, "\x1b") {
			t.Errorf("%s: hint prints the key or a control character: %q", tt.name, got)
		}
	}
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if got := hint(late, s.URL, llmKey, "a-chat"); got != "nothing answers at this address" {
		t.Errorf("hint of a server that is late = %q", got)
	}
}
