//go:build real

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
)

const (
	realCases  = "../../../shared/questions/dev.jsonl"
	realCorpus = "../../../shared/corpus"
)

// honest is a scripted model that knows the judged evidence of every question:
// it states each sentence of it that it is shown, in words of our own where
// testdata has some, and says of other parts that they are missing.
type honest struct {
	evidence map[string][]string // question -> normalised quotes
	reworded map[string]string   // normalised sentence -> our words
}

func (h *honest) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var req struct {
		Messages []struct{ Role, Content string }
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		http.Error(w, "no JSON", http.StatusBadRequest)
		return
	}
	if len(req.Messages) == 1 {
		rewriteHonestly(w, req.Messages[0].Content)
		return
	}
	type said struct {
		Part int      `json:"part"`
		Text string   `json:"text"`
		Cite []string `json:"cite"`
	}
	out := struct {
		Statements []said `json:"statements"`
		Missing    []int  `json:"missing"`
	}{[]said{}, []int{}}
	parts := map[int]bool{}
	answered := map[int]bool{}
	stated := map[string]bool{}
	whole := ""
	for _, line := range strings.Split(req.Messages[1].Content, "\n") {
		var p struct {
			Part     int
			Whole    string
			ID, Text string
			For      []int
		}
		if json.Unmarshal([]byte(line), &p) != nil {
			continue
		}
		if p.Part > 0 {
			parts[p.Part], whole = true, p.Whole
			continue
		}
		for _, quote := range h.evidence[whole] {
			have, want := strings.Trim(bare(p.Text), "。；，"), strings.Trim(bare(quote), "。；，")
			if p.ID == "" || have == "" || !strings.Contains(want, have) && !strings.Contains(have, want) {
				continue
			}
			text := p.Text
			if own := h.reworded[text]; own != "" && len(req.Messages) == 2 { // a repair quotes
				text = own
			}
			for _, n := range p.For {
				answered[n] = true
				if stated[text] {
					continue
				}
				stated[text] = true
				out.Statements = append(out.Statements, said{n, percent(text), []string{p.ID}})
			}
		}
	}
	for n := range parts {
		if !answered[n] {
			out.Missing = append(out.Missing, n)
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		http.Error(w, "cannot be written", http.StatusInternalServerError)
		return
	}
	prompt := 0
	for _, m := range req.Messages {
		prompt += len([]rune(m.Content))
	}
	_ = json.NewEncoder(w).Encode(map[string]any{ // a client that left is no fault
		"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]string{"role": "assistant", "content": string(text)}}},
		"usage":   map[string]int{"prompt_tokens": prompt, "completion_tokens": len([]rune(string(text)))},
	})
}

// rewriteHonestly joins the last question before with the one that follows it.
func rewriteHonestly(w http.ResponseWriter, prompt string) {
	var lines []string
	for _, line := range strings.Split(prompt, "\n") {
		var text string
		if json.Unmarshal([]byte(line), &text) == nil {
			lines = append(lines, strings.TrimRight(text, "？?。"))
		}
	}
	text, err := json.Marshal(map[string]string{"question": strings.Join(lines[max(0, len(lines)-2):], "，") + "？"})
	if err != nil {
		http.Error(w, "cannot be written", http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{ // a client that left is no fault
		"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]string{"role": "assistant", "content": string(text)}}},
		"usage":   map[string]int{"prompt_tokens": len([]rune(prompt)), "completion_tokens": len([]rune(string(text)))},
	})
}

// bare takes the spaces out.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }

var hanPercent = regexp.MustCompile(`百分之([一二三四五六七八九])(十)?([一二三四五六七八九])?`)

// percent writes shares in Arabic figures, as people do.
func percent(s string) string {
	return hanPercent.ReplaceAllStringFunc(s, func(m string) string {
		for _, f := range corpus.Figures(m) {
			return f.Value + "%"
		}
		return m
	})
}

// reworded reads the paraphrases of the gate's test.
func reworded(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../bot/testdata/paraphrases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	sources, _, err := corpus.Walk(realCorpus)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, s := range sources {
		if d, err := s.Load(); err == nil { // what is no document is in no line
			texts[d.Source] = d.Text
		}
	}
	out := map[string]string{}
	for _, line := range strings.Split(string(data), "\n") {
		col := strings.Split(line, "\t")
		if len(col) != 4 {
			continue
		}
		start, err1 := strconv.Atoi(col[1])
		end, err2 := strconv.Atoi(col[2])
		if err1 != nil || err2 != nil {
			t.Fatalf("offsets of %q", line)
		}
		// Later lines win: those behind "# kept apart", on which no rule was chosen.
		out[corpus.Normalize(texts[col[0]][start:end])] = col[3]
	}
	return out
}

// TestHonestModel demands that wording by a model that tells the truth scores
// no less than quotation, and that the gate refuses few of its statements.
func TestHonestModel(t *testing.T) {
	if _, err := os.Stat(realCases); err != nil {
		t.Skip("skipped: the real questions are not beside the repository (../shared/questions)")
	}
	cases, err := evals.LoadCases(realCases)
	if err != nil {
		t.Fatal(err)
	}
	h := &honest{evidence: map[string][]string{}, reworded: reworded(t)}
	for _, c := range cases {
		for _, e := range c.Evidence {
			h.evidence[c.Question] = append(h.evidence[c.Question], corpus.Normalize(e.Quote))
		}
	}
	server := httptest.NewServer(h)
	defer server.Close()
	dir := os.Getenv("POLICYBOT_HONEST_DATA") // a folder that holds the corpus already
	if dir == "" {
		dir = t.TempDir()
	}
	do := func(llm string, args ...string) (stdout, stderr string) {
		t.Helper()
		env := map[string]string{"POLICYBOT_LOG": "info", "POLICYBOT_DEPS": os.Getenv("POLICYBOT_DEPS")}
		if llm != "" {
			env["POLICYBOT_LLM_URL"], env["POLICYBOT_LLM_MODEL"] = llm, "scripted"
		}
		getenv := func(name string) string {
			if v, ok := env[name]; ok {
				return v
			}
			return os.Getenv(name)
		}
		var out, errs bytes.Buffer
		if code := run(context.Background(), append([]string{"--data", dir}, args...), getenv, &out, &errs); code != 0 {
			t.Fatalf("policybot %v: exit status %d: %s", args, code, errs.String())
		}
		return out.String(), errs.String()
	}
	do("", "ingest", realCorpus)
	var quoted, worded evals.AnswerReport
	plain, _ := do("", "eval", "answers", "--json", "--cases", realCases)
	llm, logs := do(server.URL+"/v1", "eval", "answers", "--json", "--cases", realCases)
	for text, r := range map[string]*evals.AnswerReport{plain: &quoted, llm: &worded} {
		if err := json.Unmarshal([]byte(text), r); err != nil {
			t.Fatal(err)
		}
	}
	rejected, statements, tokens, calls := 0, 0, 0, 0
	for _, m := range regexp.MustCompile(`msg=composed .* tokens=(\d+) cost=\S+ statements=(\d+) rejected=(\d+)`).FindAllStringSubmatch(logs, -1) {
		n := [3]int{}
		for i := range n {
			if n[i], err = strconv.Atoi(m[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		tokens, statements, rejected, calls = tokens+n[0], statements+n[1], rejected+n[2], calls+1
	}
	for i, c := range worded.Cases {
		if !c.OK && quoted.Cases[i].OK {
			t.Logf("lost: %s %s %v", c.ID, c.Status, c.Why)
		}
	}
	t.Logf("quotation: full %d of %d, facts %d, recall %.3f, precision %.3f, abstained %d of %d", quoted.Full, quoted.Answerable, quoted.Facts, quoted.Recall, quoted.Precision, quoted.Abstained, quoted.N-quoted.Answerable)
	t.Logf("model:     full %d of %d, facts %d, recall %.3f, precision %.3f, abstained %d of %d", worded.Full, worded.Answerable, worded.Facts, worded.Recall, worded.Precision, worded.Abstained, worded.N-worded.Answerable)
	t.Logf("%d answers, %d statements shown, %d refused, %d tokens", calls, statements, rejected, tokens)
	if worded.Full < quoted.Full || worded.Facts < quoted.Facts || worded.Recall < quoted.Recall {
		t.Errorf("wording scores less than quotation")
	}
	if worded.Uncited+worded.BadQuotes+worded.BadFigures > 0 {
		t.Errorf("%d uncited, %d bad quotes, %d bad figures", worded.Uncited, worded.BadQuotes, worded.BadFigures)
	}
	if statements == 0 || rejected*20 >= statements+rejected {
		t.Errorf("the gate refuses %d of %d true statements, want under 5 %%", rejected, statements+rejected)
	}
}
