package slackbot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

// opinions keeps feedback in memory.
type opinions struct {
	mu  sync.Mutex
	got map[string]bot.Feedback
	err error
}

func (o *opinions) Rate(_ context.Context, f bot.Feedback) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.err != nil:
		return o.err
	case f.AnswerID != "a1":
		return fmt.Errorf("answer: %w", bot.ErrNotFound)
	}
	if o.got == nil {
		o.got = map[string]bot.Feedback{}
	}
	o.got[f.Rater+f.AnswerID] = f
	return nil
}

func (o *opinions) all() []bot.Feedback {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []bot.Feedback
	for _, f := range o.got {
		f.Rater = ""
		out = append(out, f)
	}
	return out
}

// interact sends an interaction as Slack does.
func (r *rig) interact(t *testing.T, payload map[string]any) *httptest.ResponseRecorder {
	t.Helper()
	clock := r.Bot.Now
	r.Bot.Now = time.Now
	defer func() { r.Bot.Now = clock }()
	return deliverTo(r.Bot, "/slack/interactive", payloadForm(t, payload))
}

// payloadForm gives the body of an interaction.
func payloadForm(t *testing.T, payload map[string]any) []byte {
	t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(url.Values{"payload": {string(raw)}}.Encode())
}

// pressPayload is a press of a button.
func pressPayload(s *slacktest.Server, action, value string) map[string]any {
	return map[string]any{
		"type": "block_actions", "team": map[string]any{"id": "T1"}, "channel": map[string]any{"id": "C1"},
		"user": map[string]any{"id": "U1", "username": "wang<!channel>"}, "trigger_id": s.Trigger(),
		"response_url": s.ResponseURL("C1", "U1"),
		"actions":      []any{map[string]any{"type": "button", "block_id": "b", "action_id": action, "value": value}},
	}
}

// reasonPayload is the form that asks for a reason, filled in.
func reasonPayload(reason, comment string) map[string]any {
	return map[string]any{
		"type": "view_submission", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"},
		"view": map[string]any{"callback_id": viewReason, "private_metadata": "a1", "state": map[string]any{"values": map[string]any{
			blockReason:  map[string]any{"x": map[string]any{"selected_option": map[string]any{"value": reason}}},
			blockComment: map[string]any{"x": map[string]any{"value": comment}},
		}}},
	}
}

// press presses a button.
func (r *rig) press(t *testing.T, action, value string) *httptest.ResponseRecorder {
	t.Helper()
	w := r.interact(t, pressPayload(r.slack, action, value))
	r.Bot.asides.Wait()
	return w
}

func (r *rig) submit(t *testing.T, reason, comment string) *httptest.ResponseRecorder {
	t.Helper()
	return r.interact(t, reasonPayload(reason, comment))
}

func TestFeedback(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := &opinions{}
	r.Bot.Feedbacks = o
	r.put(t)
	r.drain(t)
	up, _ := r.thread()[0].Action(actionFeedback + ":up")
	down, _ := r.thread()[0].Action(actionFeedback + ":down")
	for range 2 {
		if w := r.press(t, actionFeedback, up); w.Code != 200 || w.Body.Len() != 0 {
			t.Fatalf("up = %d %q, want 200", w.Code, w.Body)
		}
	}
	if got := r.slack.Seen("C1", "U1"); len(got) != 2 || got[0].Body() != "谢谢，已记录。" {
		t.Errorf("thanks %+v", got)
	}
	if diff := cmp.Diff([]bot.Feedback{{AnswerID: "a1", Verdict: bot.VerdictUp}}, o.all()); diff != "" {
		t.Errorf("feedback (-want +got):\n%s", diff)
	}
	r.press(t, actionFeedback, down)
	if got := r.slack.Views(); len(got) != 1 || !strings.Contains(string(got[0]), "答非所问") {
		t.Fatalf("views %s, want the form", got)
	}
	if diff := cmp.Diff([]bot.Feedback{{AnswerID: "a1", Verdict: bot.VerdictDown}}, o.all()); diff != "" {
		t.Errorf("feedback counts without a reason (-want +got):\n%s", diff)
	}
	for range 2 {
		if w := r.submit(t, "outdated", "已有\x00新办法"+strings.Repeat("长", 600)); w.Code != 200 || w.Body.Len() != 0 {
			t.Fatalf("form = %d %q, want 200 and nothing, which closes it", w.Code, w.Body)
		}
	}
	want := "已有新办法" + strings.Repeat("长", 494) + "…"
	if diff := cmp.Diff([]bot.Feedback{{AnswerID: "a1", Verdict: bot.VerdictDown, Reason: bot.ReasonOutdated, Comment: want}}, o.all()); diff != "" {
		t.Errorf("feedback (-want +got):\n%s", diff)
	}
}

func TestFeedbackThatCannotBeStored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := &opinions{err: errors.New("no connection")}
	r.Bot.Feedbacks = o
	if w := r.press(t, actionFeedback, "up:a1"); w.Code != 503 {
		t.Errorf("press = %d, want 503", w.Code)
	}
	if w := r.submit(t, "other", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"response_action":"errors"`) {
		t.Errorf("form = %d %s, want an error in the form", w.Code, w.Body)
	}
	o.err = nil
	r.press(t, actionFeedback, "up:a2")
	if got := r.slack.Seen("C1", "U1"); len(got) != 1 || !strings.Contains(got[0].Body(), "不在库里") {
		t.Errorf("told %+v, want that the answer is gone", got)
	}
	r.slack.Next("views.open", step{Code: "expired_trigger_id"})
	r.press(t, actionFeedback, "down:a1")
	if got := r.slack.Seen("C1", "U1"); len(got) != 2 || !strings.Contains(got[1].Body(), "再按一次") {
		t.Errorf("told %+v, want how to give the reason", got)
	}
}

func TestOddInteractions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Bot.Feedbacks = &opinions{}
	for name, press := range map[string]func() *httptest.ResponseRecorder{
		"verdict":    func() *httptest.ResponseRecorder { return r.press(t, actionFeedback, "sideways:a1") },
		"no answer":  func() *httptest.ResponseRecorder { return r.press(t, actionFeedback, "up:") },
		"long":       func() *httptest.ResponseRecorder { return r.press(t, actionFeedback, "up:"+strings.Repeat("a", 200)) },
		"reason":     func() *httptest.ResponseRecorder { return r.submit(t, "because", "") },
		"share":      func() *httptest.ResponseRecorder { return r.press(t, actionShare, "{") },
		"odd thread": func() *httptest.ResponseRecorder { return r.press(t, actionShare, `{"a":"a1","t":"../x"}`) },
		"unknown":    func() *httptest.ResponseRecorder { return r.press(t, "telepathy", "") },
	} {
		if w := press(); w.Code != 200 {
			t.Errorf("%s = %d, want 200", name, w.Code)
		}
	}
	if r.count.of("malformed") != 6 || r.count.of("unknown_interaction") != 1 || r.store.len() != 0 {
		t.Errorf("outcomes %v, %d events", r.count.n, r.store.len())
	}
}

func FuzzInteraction(f *testing.F) {
	f.Add([]byte(`{"type":"block_actions","team":{"id":"T1"},"user":{"id":"U1"},"channel":{"id":"C1"},"actions":[{"action_id":"share","value":"{\"a\":\"a1\"}"}]}`))
	f.Add([]byte(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"view":{"callback_id":"feedback_reason","state":{"values":{"reason":{"r":{"selected_option":{"value":"other"}}}}}}}`))
	f.Add([]byte(`null`))
	f.Add([]byte("\xff"))
	b, err := New(Config{SigningSecrets: []string{testSecret}, BotToken: testToken, APIURL: "http://127.0.0.1:1/",
		Answerer: answererFunc(nil), Events: newMemory(), Records: noRecords{}, Feedbacks: &opinions{}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if a := b.onInteraction(t.Context(), body); a.status != 200 {
			t.Fatalf("onInteraction(%q) = %d, want 200", body, a.status)
		}
		b.onCommand(t.Context(), body)
		b.onCommand(t.Context(), commandOfForm(body))
		b.onInteraction(t.Context(), payloadOfForm(body))
		b.onEvent(t.Context(), body)
	})
}

type noRecords struct{}

func (noRecords) Put(context.Context, *bot.Answer) error { return nil }
func (noRecords) Get(context.Context, string) (*bot.Answer, error) {
	return nil, bot.ErrNotFound
}
