package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot/web"
)

// resume asks with a key and the last event seen, and gives the response.
func (w *world) resume(t testing.TB, ctx context.Context, key, last, question string, headers ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, "POST", w.server.URL+"/api/v1/ask", strings.NewReader(fmt.Sprintf(`{"question":%q}`, question)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Last-Event-ID", last)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

func readAll(t testing.TB, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A stream cut after any event, or before the first, goes on with the next one;
// the question is answered once.
func TestResumeAtEveryEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	whole := readAll(t, w.resume(t, t.Context(), "key-1", "0", askConditions))
	events := strings.SplitAfter(strings.TrimSuffix(whole, "\n\n"), "\n\n")
	if len(events) < 8 || !strings.HasPrefix(events[0], "id: 1\nevent: status") || !strings.Contains(events[len(events)-1], "event: done") {
		t.Fatalf("stream = %q", whole)
	}
	for n := range len(events) + 1 {
		got := readAll(t, w.resume(t, t.Context(), "key-1", fmt.Sprint(n), askConditions))
		if diff := cmp.Diff(whole, strings.Join(events[:n], "")+map[bool]string{true: "\n\n"}[n == len(events)]+got); diff != "" {
			t.Errorf("cut after event %d (-want +got):\n%s", n, diff)
		}
	}
	if n := len(w.answerer.Asked()); n != 1 {
		t.Errorf("the question was answered %d times, want once", n)
	}
}

// The reader leaves before the answer is there and comes back.
func TestResumeWhileAnswering(t *testing.T) {
	t.Parallel()
	var g *gated
	w := newWorld(t, func(c *web.Config) { g = newGated(c.Answerer); c.Answerer = g })
	ctx, cancel := context.WithCancel(t.Context())
	res := w.resume(t, ctx, "key-2", "0", askReport)
	if line, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil || line != "id: 1\n" {
		t.Fatalf("first line = %q, %v", line, err)
	}
	<-g.came
	cancel()
	close(g.may)
	got := readAll(t, w.resume(t, t.Context(), "key-2", "1", askReport))
	if !strings.HasPrefix(got, "id: 2\nevent: statement") || !strings.Contains(got, "event: done") {
		t.Errorf("after coming back: %q", got)
	}
	if n := len(w.answerer.Asked()); n != 1 {
		t.Errorf("the question was answered %d times, want once", n)
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	var g *gated
	w := newWorld(t, func(c *web.Config) { g = newGated(c.Answerer); c.Answerer = g; c.MaxAnswers = 1 })
	res := w.resume(t, t.Context(), "key-3", "0", askReport)
	<-g.came
	if res, body := w.do(t, "DELETE", "/api/v1/ask/key-3", ""); res.StatusCode != http.StatusNoContent {
		t.Errorf("stop: %d %s, want 204", res.StatusCode, body)
	}
	if got := readAll(t, res); strings.Contains(got, "event: done") || strings.Contains(got, "event: error") {
		t.Errorf("a stopped stream goes on: %q", got)
	}
	if res, _ := w.do(t, "DELETE", "/api/v1/ask/unknown", ""); res.StatusCode != http.StatusNoContent {
		t.Errorf("stop of an unknown key: %d, want 204", res.StatusCode)
	}
}

func TestKeyOfOthers(t *testing.T) {
	t.Parallel()
	w, _, _ := newWidgetWorld(t, nil)
	mine, other := "Bearer "+w.mint(t, ""), "Bearer "+w.mint(t, "")
	readAll(t, w.resume(t, t.Context(), "key-4", "0", askReport, "Authorization", mine))
	for name, headers := range map[string][]string{"another visitor": {"Authorization", other}, "anyone": nil} {
		if res := w.resume(t, t.Context(), "key-4", "0", askReport, headers...); res.StatusCode != http.StatusConflict {
			t.Errorf("%s takes up the stream: %d, want 409", name, res.StatusCode)
		}
	}
	if res := w.resume(t, t.Context(), "key-4", "0", askPartial, "Authorization", mine); res.StatusCode != http.StatusConflict {
		t.Errorf("the key with another question: %d, want 409", res.StatusCode)
	}
	if res := w.resume(t, t.Context(), "bad key!", "0", askReport); res.StatusCode != http.StatusBadRequest {
		t.Errorf("a bad key: %d, want 400", res.StatusCode)
	}
}

// Words of one visitor's conversation never reach another one's.
func TestConversationOfOthers(t *testing.T) {
	t.Parallel()
	w, _, _ := newWidgetWorld(t, nil)
	for _, token := range []string{w.mint(t, ""), w.mint(t, "")} {
		res, body := w.do(t, "POST", "/api/v1/ask", `{"question":"`+askReport+`","conversation":"same"}`,
			"Content-Type", "application/json", "Authorization", "Bearer "+token)
		if res.StatusCode != 200 {
			t.Fatalf("%d %s", res.StatusCode, body)
		}
	}
	for i, q := range w.answerer.Asked() {
		if len(q.Turns) != 0 {
			t.Errorf("question %d has the turns %q of another visitor", i+1, q.Turns)
		}
	}
}

func TestStreamPanics(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.Answerer = panicking{} })
	if got := readAll(t, w.resume(t, t.Context(), "key-5", "0", askReport)); !strings.Contains(got, `"code":"internal"`) {
		t.Errorf("stream = %q", got)
	}
}
