package slackbot

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testToken  = "xoxb-CANARY-TOKEN-1234"
	testSecret = "CANARY-SECRET-5678"
)

// fakeSlack is Slack's Web API as far as the bot uses it. It keeps messages
// and reactions, refuses what Slack refuses, and fails as it is told.
type fakeSlack struct {
	t      *testing.T
	server *httptest.Server

	mu        sync.Mutex
	messages  []fakeMessage
	reactions map[string]bool // channel:ts:name
	calls     []string
	script    map[string][]step
	noHistory bool
	clock     int
}

type fakeMessage struct {
	Channel, Thread, TS, Text string
	Blocks                    []fakeBlock
	Metadata                  json.RawMessage
	Unfurl                    [2]string
}

// step is what happens to one call of a method instead of, or beside, its work.
type step struct {
	code       string // answer ok:false with this error
	status     int    // answer with this HTTP status
	retryAfter int    // 429 with this Retry-After, seconds
	hangUp     bool   // close the connection without an answer
	worked     bool   // do the work first
	before     func() // called first
}

func newFakeSlack(t *testing.T) *fakeSlack {
	f := &fakeSlack{t: t, reactions: map[string]bool{}, script: map[string][]step{}}
	f.server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.server.Close)
	return f
}

// next tells what becomes of the coming calls of a method, one step each.
func (f *fakeSlack) next(method string, steps ...step) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.script[method] = append(f.script[method], steps...)
}

// replies gives the messages of a thread.
func (f *fakeSlack) replies(channel, thread string) []fakeMessage {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []fakeMessage
	for _, m := range f.messages {
		if m.Channel == channel && m.Thread == thread {
			out = append(out, m)
		}
	}
	return out
}

func (f *fakeSlack) count(method string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if c == method {
			n++
		}
	}
	return n
}

func (f *fakeSlack) reacted(channel, ts string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reactions[channel+":"+ts+":eyes"]
}

func (f *fakeSlack) serve(w http.ResponseWriter, r *http.Request) {
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	if r.Method != http.MethodPost || r.ParseForm() != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	f.calls = append(f.calls, method)
	var s step
	if queue := f.script[method]; len(queue) > 0 {
		s, f.script[method] = queue[0], queue[1:]
	}
	f.mu.Unlock()
	if s.before != nil {
		s.before()
	}
	answer := map[string]any{"ok": true}
	if s.worked || s.code == "" && s.status == 0 && s.retryAfter == 0 && !s.hangUp {
		if code := f.work(method, r, answer); code != "" {
			answer = map[string]any{"ok": false, "error": code}
		}
	}
	switch {
	case s.hangUp:
		panic(http.ErrAbortHandler) // closes the connection, as a crash of theirs would
	case s.retryAfter > 0:
		w.Header().Set("Retry-After", strconv.Itoa(s.retryAfter))
		w.WriteHeader(http.StatusTooManyRequests)
		return
	case s.status != 0:
		w.WriteHeader(s.status)
		return
	case s.code != "":
		answer = map[string]any{"ok": false, "error": s.code}
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		f.t.Error(err)
	}
}

// work does what a method does and gives Slack's error code, if any.
func (f *fakeSlack) work(method string, r *http.Request, answer map[string]any) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	token := r.PostForm.Get("token")
	if token == "" {
		token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	if token != testToken {
		return "invalid_auth"
	}
	switch method {
	case "auth.test":
		answer["team_id"], answer["user_id"], answer["bot_id"] = "T1", "UBOT", "BBOT"
	case "chat.postMessage":
		return f.postMessage(r, answer)
	case "conversations.replies":
		return f.history(r, answer)
	case "reactions.add", "reactions.remove":
		key := r.PostForm.Get("channel") + ":" + r.PostForm.Get("timestamp") + ":" + r.PostForm.Get("name")
		add := method == "reactions.add"
		switch {
		case add && f.reactions[key]:
			return "already_reacted"
		case !add && !f.reactions[key]:
			return "no_reaction"
		}
		f.reactions[key] = add
	default:
		return "unknown_method"
	}
	return ""
}

func (f *fakeSlack) postMessage(r *http.Request, answer map[string]any) string {
	form := r.PostForm
	m := fakeMessage{
		Channel:  form.Get("channel"),
		Thread:   form.Get("thread_ts"),
		Text:     form.Get("text"),
		Metadata: json.RawMessage(form.Get("metadata")),
		Unfurl:   [2]string{form.Get("unfurl_links"), form.Get("unfurl_media")},
	}
	if m.Channel == "" {
		return "channel_not_found"
	}
	if raw := form.Get("blocks"); raw != "" {
		if err := json.Unmarshal([]byte(raw), &m.Blocks); err != nil {
			return "invalid_blocks_format"
		}
		if err := checkBlocks(m.Blocks); err != nil {
			f.t.Errorf("blocks over Slack's limits: %v", err)
			return "invalid_blocks"
		}
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return "no_text"
	}
	if width(m.Text) > 40000 {
		return "msg_too_long"
	}
	f.clock++
	m.TS = fmt.Sprintf("1800000000.%06d", f.clock)
	f.messages = append(f.messages, m)
	answer["channel"], answer["ts"] = m.Channel, m.TS
	return ""
}

func (f *fakeSlack) history(r *http.Request, answer map[string]any) string {
	if f.noHistory {
		return "missing_scope"
	}
	messages := []map[string]any{}
	for _, m := range f.messages {
		if m.Channel != r.PostForm.Get("channel") || m.Thread != r.PostForm.Get("ts") || m.TS <= r.PostForm.Get("oldest") {
			continue
		}
		entry := map[string]any{"type": "message", "ts": m.TS, "thread_ts": m.Thread, "text": m.Text, "bot_id": "BBOT"}
		if r.PostForm.Get("include_all_metadata") == "1" {
			entry["metadata"] = m.Metadata
		}
		messages = append(messages, entry)
	}
	// Two messages a page, so that pages are turned.
	from, _ := strconv.Atoi(r.PostForm.Get("cursor"))
	page := messages[min(from, len(messages)):min(from+2, len(messages))]
	answer["messages"] = slices.Clone(page)
	if from+2 < len(messages) {
		answer["has_more"] = true
		answer["response_metadata"] = map[string]any{"next_cursor": strconv.Itoa(from + 2)}
	}
	return ""
}

// text gives all that a reader sees of a message.
func (m fakeMessage) text() string {
	if len(m.Blocks) == 0 {
		return m.Text
	}
	var lines []string
	for _, b := range m.Blocks {
		if b.Text != nil {
			lines = append(lines, b.Text.Text)
		}
		for _, e := range b.Elements {
			lines = append(lines, e.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// eventually waits for a condition that another goroutine brings about.
func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if cond() {
			return
		}
	}
	t.Fatalf("waited in vain: %s", what)
}
