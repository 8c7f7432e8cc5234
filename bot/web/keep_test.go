package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// storing stores each answer under an id of its own, as the service does.
type storing struct {
	bot.Answerer
	records bot.Records
	n       atomic.Int64
}

func (s *storing) Answer(ctx context.Context, q bot.Question) (*bot.Answer, error) {
	a, err := s.Answerer.Answer(ctx, q)
	if err != nil {
		return nil, err
	}
	a.ID = fmt.Sprintf("kept-%d", s.n.Add(1))
	return a, s.records.Put(ctx, a)
}

// keeping makes a configuration keep conversations.
func keeping(c *web.Config) {
	c.Answerer = &storing{Answerer: c.Answerer, records: c.Records}
	c.Conversations = &bottest.FakeConversations{Records: c.Records.(*bottest.FakeRecords), Now: c.Now}
}

const secretName = "0123456789abcdef0123456789abcdef"

// kept gives the questions of a conversation as the API tells them.
func (w *world) kept(t testing.TB, name string, headers ...string) (questions []string) {
	t.Helper()
	res, body := w.do(t, "GET", "/api/v1/conversations/"+name, "", headers...)
	var got struct {
		Turns []struct {
			Answer     bot.Answer
			Statements []struct{ Text, Intro string }
			Notes      []string
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("conversation: %d %s", res.StatusCode, body)
	}
	for _, turn := range got.Turns {
		if len(turn.Statements) != len(turn.Answer.Statements) || turn.Notes == nil {
			t.Errorf("turn = %+v, want each statement, and notes", turn)
		}
		questions = append(questions, turn.Answer.Question)
	}
	return questions
}

func asking(question, conversation string) string {
	return fmt.Sprintf(`{"question":%q,"conversation":%q}`, question, conversation)
}

// What was asked is there again after a reload, for whoever has the name, until
// it is deleted or too old.
func TestConversationKept(t *testing.T) {
	t.Parallel()
	clock := newClock()
	w := newWorld(t, func(c *web.Config) { c.Now = clock.now; keeping(c) })
	for _, q := range []string{askConditions, askReport} {
		if res, body := w.ask(t, asking(q, secretName)); res.StatusCode != 200 {
			t.Fatalf("%d %s", res.StatusCode, body)
		}
	}
	w.ask(t, asking(askPartial, "short"))
	if diff := cmp.Diff([]string{askConditions, askReport}, w.kept(t, secretName)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	if got := w.kept(t, strings.Repeat("f", 32)); got != nil {
		t.Errorf("an unknown conversation holds %q", got)
	}
	if res, body := w.do(t, "GET", "/api/v1/conversations/short", ""); res.StatusCode != 400 || !strings.Contains(body, "bad_conversation") {
		t.Errorf("a short name, which could be guessed: %d %s, want 400", res.StatusCode, body)
	}
	clock.advance(31 * 24 * time.Hour)
	if got := w.kept(t, secretName); got != nil {
		t.Errorf("after 31 days it holds %q", got)
	}
	clock.advance(-31 * 24 * time.Hour)
	if res, _ := w.do(t, "DELETE", "/api/v1/conversations/"+secretName, ""); res.StatusCode != http.StatusNoContent {
		t.Errorf("delete: %d, want 204", res.StatusCode)
	}
	if got := w.kept(t, secretName); got != nil {
		t.Errorf("after its deletion it holds %q", got)
	}
	if res, _ := w.do(t, "GET", "/api/v1/answers/kept-1", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("an answer of it: %d, want 404", res.StatusCode)
	}
	w.ask(t, asking(askReport, secretName))
	if asked := w.answerer.Asked(); len(asked[len(asked)-1].Turns) != 0 {
		t.Errorf("after its deletion a question has the turns %q", asked[len(asked)-1].Turns)
	}
}

// Another process, or this one after a restart, knows the earlier questions.
func TestConversationOverRestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, keeping)
	w.ask(t, asking(askConditions, secretName))
	second := newWorld(t, func(c *web.Config) {
		*c = w.config
	})
	if res, body := second.ask(t, asking(askReport, secretName)); res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	asked := w.answerer.Asked()
	if diff := cmp.Diff([]string{askConditions}, asked[len(asked)-1].Turns); diff != "" {
		t.Errorf("turns after a restart (-want +got):\n%s", diff)
	}
}

// A conversation of one widget is none of another's, and a widget that keeps
// nothing keeps nothing.
func TestConversationOfWidgets(t *testing.T) {
	t.Parallel()
	w, ws, _ := newWidgetWorld(t, keeping)
	widget := testWidget()
	widget.KeepDays = 30
	ws.Set(widget)
	as := func(token string) []string {
		return []string{"Content-Type", "application/json", "Authorization", "Bearer " + token}
	}
	first := as(w.mint(t, ""))
	if res, body := w.do(t, "POST", "/api/v1/ask", asking(askReport, secretName), first...); res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	// After a reload the visitor has another token, and still the name.
	if got := w.kept(t, secretName, as(w.mint(t, ""))...); len(got) != 1 {
		t.Errorf("after a reload the conversation holds %q, want the question", got)
	}
	if got := w.kept(t, secretName); got != nil {
		t.Errorf("without the widget it holds %q", got)
	}
	other := widget
	other.ID, other.KeepDays = "wgt_other", 0
	ws.Set(other)
	res, body := w.do(t, "POST", "/api/v1/widget/token", `{"widget":"wgt_other"}`, "Content-Type", "application/json")
	var minted struct{ Token string }
	if err := json.Unmarshal([]byte(body), &minted); err != nil {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	if got := w.kept(t, secretName, as(minted.Token)...); got != nil {
		t.Errorf("another widget reads %q", got)
	}
	name := strings.Repeat("e", 32)
	w.do(t, "POST", "/api/v1/ask", asking(askReport, name), as(minted.Token)...)
	if got := w.kept(t, name, as(minted.Token)...); got != nil {
		t.Errorf("a widget that keeps nothing kept %q", got)
	}
	for page, want := range map[string]bool{widgetID: true, "wgt_other": false} {
		if got := strings.Contains(w.get(t, "/widget/v1/app?id="+page), `data-keep="30"`); got != want {
			t.Errorf("the frame of %s keeps: %t, want %t", page, got, want)
		}
	}
}

// The thirty-first question of a conversation is refused, as JSON and as a
// stream; a stream of the thirtieth can still be taken up again.
func TestConversationFull(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.QuestionsPerMinute = -1 })
	for i := range 30 {
		if res, body := w.ask(t, asking(fmt.Sprintf("%d", i), "c")); res.StatusCode != 200 {
			t.Fatalf("question %d: %d %s", i+1, res.StatusCode, body)
		}
	}
	for _, accept := range []string{"application/json", "text/event-stream"} {
		res, body := w.do(t, "POST", "/api/v1/ask", asking(askReport, "c"), "Content-Type", "application/json", "Accept", accept)
		if res.StatusCode != http.StatusConflict || !strings.Contains(body, "conversation_full") || !strings.Contains(body, "30") {
			t.Errorf("question 31 (%s): %d %s, want 409 conversation_full", accept, res.StatusCode, body)
		}
	}
	if res, _ := w.ask(t, asking(askReport, "d")); res.StatusCode != 200 {
		t.Errorf("a new conversation: %d, want 200", res.StatusCode)
	}
}
