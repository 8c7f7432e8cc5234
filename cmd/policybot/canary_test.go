package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/policybot/policybot/internal/pgtest"
)

// The canaries of TestModelsLeaveNoTrace: none may stand in a log.
const (
	llmKey    = "sk-invented-canary-language-0001"
	embedKey  = "sk-invented-canary-embedding-0002"
	lakeText  = "（虚构）青湖实验室管理办法\n\n第一条 青湖实验室的研究人员不超过四百一十二名。\n\n第二条 青湖实验室的仪器每年开放二百日。\n"
	lakeAsked = "青湖实验室的研究人员最多几名？"
)

// leak is a model's server that repeats key and prompt wherever it can.
type leak struct {
	status int
	text   string // of the reply; empty: the prompt itself
}

func (l leak) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body bytes.Buffer
	_, _ = body.ReadFrom(r.Body) // a client that left is no fault
	if strings.HasSuffix(r.URL.Path, "/embeddings") {
		r.Body = http.NoBody
		req := r.Clone(r.Context())
		req.Body = nopCloser{&body}
		embed(w, req)
		return
	}
	if l.status != http.StatusOK {
		w.WriteHeader(l.status)
		fmt.Fprintf(w, `{"error":{"message":%q}}`, r.Header.Get("Authorization")+body.String())
		return
	}
	text := l.text
	if text == "" {
		text = body.String()
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]string{"role": "assistant", "content": text}}},
		"usage":   map[string]int{"prompt_tokens": 700, "completion_tokens": 60},
	})
}

type nopCloser struct{ *bytes.Buffer }

func (nopCloser) Close() error { return nil }

// TestModelsLeaveNoTrace runs the real program with models configured, at every
// log level, against servers that work, fail and leak: neither a key nor a word
// of the prompt stands in a log, and every question is answered.
func TestModelsLeaveNoTrace(t *testing.T) {
	needDeps(t)
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "lake.txt")
	if err := os.WriteFile(file, []byte(lakeText), 0o600); err != nil {
		t.Fatal(err)
	}
	var closed string // the address of a server that is gone
	{
		s := httptest.NewServer(http.NotFoundHandler())
		closed = s.URL
		s.Close()
	}
	embedder := httptest.NewServer(leak{})
	t.Cleanup(embedder.Close)
	database := pgtest.URL(t)
	env := func(llm string) []string {
		return append(environment(dir), "DATABASE_URL="+database, "POLICYBOT_LOG=debug",
			"POLICYBOT_LLM_URL="+llm, "POLICYBOT_LLM_MODEL=m", "POLICYBOT_LLM_KEY="+llmKey, "POLICYBOT_LLM_PRICE=2/8",
			"POLICYBOT_EMBED_URL="+embedder.URL+"/v1", "POLICYBOT_EMBED_MODEL=e", "POLICYBOT_EMBED_KEY="+embedKey)
	}
	run := func(t *testing.T, env []string, args ...string) (stdout string, ok bool) {
		t.Helper()
		cmd := command(t, env, args...)
		var out, logs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &logs
		err := cmd.Run()
		if args[0] == "ask" && !strings.Contains(logs.String(), "composed") {
			t.Errorf("policybot %v logs nothing of the model: %s", args, logs.String())
		}
		for _, canary := range []string{llmKey, embedKey, "Bearer", "撰写答复", "改写成", "=====", "四百一十二", "二百日"} {
			if strings.Contains(logs.String(), canary) {
				t.Errorf("policybot %v: the log holds %q:\n%s", args, canary, logs.String())
			}
		}
		for _, key := range []string{llmKey, embedKey} {
			if strings.Contains(out.String(), key) {
				t.Errorf("policybot %v prints a key:\n%s", args, out.String())
			}
		}
		return out.String(), err == nil
	}
	if out, ok := run(t, env(closed+"/v1"), "ingest", file); !ok {
		t.Fatal("ingest fails: ", out)
	}
	true1 := `{"statements":[{"part":1,"text":"青湖实验室的研究人员不超过四百一十二名。","cite":["s1"]}],"missing":[]}`
	for name, c := range map[string]struct {
		server http.Handler // nil: none
		doctor string       // what doctor says
	}{
		"works":       {leak{http.StatusOK, true1}, "ok   wording    m, keeps to the form"},
		"leaks":       {leak{http.StatusOK, ""}, "not with the JSON asked for"},
		"key refused": {leak{http.StatusUnauthorized, ""}, "check POLICYBOT_LLM_KEY"},
		"no model":    {leak{http.StatusNotFound, ""}, "that m is served"},
		"quota":       {leak{http.StatusTooManyRequests, ""}, "quota"},
		"broken":      {leak{http.StatusInternalServerError, ""}, "log of the server"},
		"gone":        {nil, "start the server or correct POLICYBOT_LLM_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := closed
			if c.server != nil {
				s := httptest.NewServer(c.server)
				t.Cleanup(s.Close)
				address = s.URL
			}
			env := env(address + "/v1")
			if out, ok := run(t, env, "ask", lakeAsked); !ok || !strings.Contains(out, "不超过四百一十二名") {
				t.Errorf("policybot ask = %q, want an answer", out)
			}
			out, ok := run(t, env, "ask", "--json", "--turn", "青湖实验室的仪器每年开放几日？", lakeAsked)
			if !ok || !strings.Contains(out, `"composed": {`) || strings.Contains(out, `"fallback": ""`) != (name == "works") {
				t.Errorf("policybot ask --json = %q, want the record of the model", out)
			}
			out, ok = run(t, env, "doctor")
			if ok != (name == "works") || !strings.Contains(out, c.doctor) {
				t.Errorf("policybot doctor = %q, want %q in it", out, c.doctor)
			}
			if !strings.Contains(out, "ok   embedding") {
				t.Errorf("policybot doctor = %q, want the embedding server to be well", out)
			}
		})
	}
}
