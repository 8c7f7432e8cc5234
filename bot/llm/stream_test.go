package llm_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/llm"
)

// TestStreamShowsWhatIsChecked stops the model in the middle of its reply: what
// it has finished and what is true is shown by then, and nothing else.
func TestStreamShowsWhatIsChecked(t *testing.T) {
	t.Parallel()
	const money, share, report = "大型企业一次性给予100万元补助。", "科技人员占企业职工总数的比例不低于10%。", "未按期报送年度报表的企业，不得申请下一年度的补助。"
	one := func(part int, text, cite string) string {
		return fmt.Sprintf(`{"part":%d,"text":%q,"cite":[%q]}`, part, text, cite)
	}
	for name, c := range map[string]struct {
		begun string // what the model has said when it stops
		rest  string
		parts int
		shown []string // by then
		all   []string // in the end
	}{
		"two finished": {`{"statements":[` + one(1, money, sMoney) + `,` + one(1, share, sShare), `,` + one(1, report, sReport) + `],"missing":[]}`, 1,
			[]string{money, share}, []string{money, share, report}},
		"half a statement": {`{"statements":[` + one(1, money, sMoney) + `,{"part":1,"text":"科技人员占企业职工`, `总数的比例不低于10%。","cite":["s2"]}]}`, 1,
			[]string{money}, []string{money, share}},
		"thinks aloud": {`<think>{"statements":[` + one(1, money, sMoney) + `]}`, `</think>{"statements":[` + one(1, share, sShare) + `]}`, 1,
			nil, []string{share}},
		"missing first": {`{"missing":[],"statements":[` + one(1, money, sMoney), `]}`, 1, []string{money}, []string{money}},
		"a wrong one": {`{"statements":[` + one(1, money, sMoney) + `,` + one(1, "小型企业一次性给予80万元补助。", sMoney) + `,` + one(1, share, sShare), `]}`, 1,
			[]string{money}, []string{money, share}},
		"parts in order":  {`{"statements":[` + one(1, money, sMoney) + `,` + one(2, share, sShare), `]}`, 2, []string{money, share}, []string{money, share}},
		"parts backwards": {`{"statements":[` + one(2, money, sMoney), `,` + one(1, share, sShare) + `]}`, 2, nil, []string{share, money}},
		"first part again": {`{"statements":[` + one(1, money, sMoney) + `,` + one(2, share, sShare), `,` + one(1, report, sReport) + `]}`, 2,
			[]string{money, share}, []string{money, share, report}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stopped, goOn := make(chan struct{}), make(chan struct{})
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				piece := func(text string) {
					b, err := json.Marshal(text)
					if err != nil {
						t.Error(err)
					}
					fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":%s}}]}\n\n", b)
					if f, ok := w.(http.Flusher); ok {
						f.Flush()
					}
				}
				for _, r := range c.begun {
					piece(string(r))
				}
				close(stopped)
				<-goOn
				piece(c.rest)
				fmt.Fprint(w, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
			}, says("{}")) // a repair that says nothing
			cp := compose(t, llm.Config{URL: s.URL + "/v1", Timeout: 20 * time.Second})
			q, parts := question(t)
			for len(parts) < c.parts {
				parts = append(parts, parts[0])
			}
			early := make(chan []string, 100)
			result := make(chan bot.Draft, 1)
			go func() {
				d, err := cp.ComposeStream(t.Context(), q, parts, func(d bot.Draft) { early <- strings.Split(texts(d), "\n") })
				if err != nil {
					t.Error(err)
				}
				result <- d
			}()
			<-stopped
			var shown []string
			for len(shown) < len(c.shown) { // all of it arrives while the model waits
				shown = <-early
			}
			close(goOn)
			d := <-result
			if !slices.Equal(shown, c.shown) {
				t.Errorf("shown while the model waits: %q, want %q", shown, c.shown)
			}
			for close(early); ; {
				later, more := <-early
				if !more {
					break
				}
				if len(later) > len(c.all) || !slices.Equal(later, c.all[:len(later)]) {
					t.Errorf("shown: %q, which is not how the answer begins: %q", later, c.all)
				}
			}
			if got := strings.Split(texts(d), "\n"); !slices.Equal(got, c.all) {
				t.Errorf("in the end: %q, want %q", got, c.all)
			}
		})
	}
}

// TestStreamOfAServerThatCannot asks such a server for whole replies from then on.
func TestStreamOfAServerThatCannot(t *testing.T) {
	t.Parallel()
	whole := says(states("大型企业一次性给予100万元补助。", sMoney))
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del(streamed) // it does not know the word
		whole(w, r)
	})
	c := compose(t, llm.Config{URL: s.URL + "/v1"})
	q, parts := question(t)
	for range 2 {
		d, err := c.ComposeStream(t.Context(), q, parts, func(bot.Draft) { t.Error("something was shown early") })
		if err != nil || texts(d) != "大型企业一次性给予100万元补助。" || d.Composed.Fallback != "" {
			t.Errorf("ComposeStream = %q, %+v, %v", texts(d), d.Composed, err)
		}
	}
	if n := s.calls(); n != 3 {
		t.Errorf("%d calls, want 3: a stream, then whole replies", n)
	}
}

func TestStreamOfOllama(t *testing.T) {
	t.Parallel()
	text := states("大型企业一次性给予100万元补助。", sMoney)
	for name, cut := range map[string]int{"whole": 0, "cut off": 20} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-ndjson")
			runes := []rune(text)
			for i, r := range runes[:len(runes)-cut] {
				line, err := json.Marshal(map[string]any{"model": "m", "done": i == len(runes)-1, "prompt_eval_count": 600, "eval_count": 50,
					"message": map[string]string{"role": "assistant", "content": string(r)}})
				if err != nil {
					t.Error(err)
				}
				fmt.Fprintf(w, "%s\n", line)
			}
		})
		c := compose(t, llm.Config{URL: strings.Replace(s.URL, "http", "ollama", 1), Retries: -1})
		q, parts := question(t)
		d, err := c.ComposeStream(t.Context(), q, parts, func(bot.Draft) {})
		if want := map[string]string{"whole": "大型企业一次性给予100万元补助。", "cut off": quoted}[name]; err != nil || texts(d) != want {
			t.Errorf("%s: ComposeStream over Ollama = %q, %+v, %v, want %q", name, texts(d), d.Composed, err, want)
		}
	}
}
