package llm_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/bot/llm"
)

func TestProbeSaysWhatToDo(t *testing.T) {
	t.Parallel()
	slow := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for want, step := range map[string]step{
		"":                          says(states("（虚构）示例补助为50万元。", "s1")),
		"not with the JSON":         says("好的"),
		"check POLICYBOT_LLM_KEY":   refuses(401),
		"often /v1":                 refuses(404),
		"quota":                     refuses(429),
		"log of the server":         refuses(500),
		"correct POLICYBOT_LLM_URL": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"load the model first":      slow,
		"no model's server":         func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>sign in</html>") },
		"account":                   refuses(402),
		"named invented-model":      refuses(400),
	} {
		s := serve(t, step)
		c := compose(t, llm.Config{URL: s.URL + "/v1", Timeout: 200 * time.Millisecond})
		_, err := c.Probe(t.Context())
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("Probe = %v, want %q", err, want)
		}
		if err != nil && strings.Contains(err.Error(), key) {
			t.Errorf("the key stands in %v", err)
		}
		calls := 1
		if want == "named invented-model" {
			calls = 2 // held to JSON, and not
		}
		if s.calls() != calls {
			t.Errorf("%s: %d calls, want %d", want, s.calls(), calls)
		}
	}
	s := serve(t, refuses(400), says(states("（虚构）示例补助为50万元。", "s1")))
	c := compose(t, llm.Config{URL: s.URL + "/v1"})
	if _, err := c.Probe(t.Context()); err != nil {
		t.Errorf("Probe of a server that cannot be held to JSON = %v, want none: answers come from it", err)
	}
	s = serve(t, says("{}"))
	c = compose(t, llm.Config{URL: s.URL + "/v1", BudgetTokens: 10})
	if _, err := c.Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "POLICYBOT_LLM_BUDGET_TOKENS") {
		t.Errorf("Probe over budget = %v", err)
	}
}
