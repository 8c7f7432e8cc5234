package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/policybot/policybot/bot"
)

// writeLimit is how long one write of a stream may take: it renews the server's
// absolute deadline, and ends a reader that is stuck. It is longer than the time
// between heartbeats.
const writeLimit = 30 * time.Second

// wantsStream reports whether the client asked for server-sent events.
func wantsStream(r *http.Request) bool {
	for _, v := range r.Header.Values("Accept") {
		for _, t := range strings.Split(v, ",") {
			t, _, _ = strings.Cut(t, ";")
			if strings.EqualFold(strings.TrimSpace(t), "text/event-stream") {
				return true
			}
		}
	}
	return false
}

// The data of the events of a stream, in the order in which they are sent:
// status, then statement, citation, missing and note as often as there are
// any, then done with the whole answer; or error instead of what is left.
type (
	statusEvent struct {
		Stage string `json:"stage"` // searching
	}
	textEvent struct {
		Text string `json:"text"`
	}
)

// stream answers as server-sent events. The first event leaves before the
// search begins; a client that goes away cancels the work.
func (s *site) stream(w http.ResponseWriter, r *http.Request, q bot.Question, conversation string) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no") // proxies hand events on at once
	w.WriteHeader(http.StatusOK)
	out := &events{w: w, ctl: http.NewResponseController(w)}
	out.send("status", statusEvent{Stage: "searching"})

	type outcome struct {
		answer   *bot.Answer
		err      error
		panicked any
		stack    []byte
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if o.panicked = recover(); o.panicked != nil {
				o.stack = debug.Stack()
			}
			done <- o
		}()
		o.answer, o.err = s.ask(r.Context(), q, conversation)
	}()
	beat := time.NewTicker(s.Heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-beat.C:
			out.comment("alive")
		case o := <-done: // always comes: the answer's context ends with the request
			switch {
			case o.panicked != nil:
				s.Logger.ErrorContext(r.Context(), "answer panicked", "request_id", r.Context().Value(requestIDKey{}),
					"panic", o.panicked, "stack", string(o.stack))
				out.send("error", errorText{"internal", s.words.of(r).T("error.internal")})
			case o.err != nil && gone(r, o.err):
			case o.err != nil:
				no := s.refusalOf(r.Context(), o.err)
				text := s.words.of(r).T(no.word)
				if len(no.args) > 0 {
					text = fmt.Sprintf(text, no.args...)
				}
				out.send("error", errorText{no.code, text})
			default:
				out.answer(o.answer)
			}
			return
		}
	}
}

// events writes a stream of server-sent events. After a failed write, which
// means that the client is gone, it writes nothing more.
type events struct {
	w    http.ResponseWriter
	ctl  *http.ResponseController
	id   int
	dead bool
}

func (e *events) answer(a *bot.Answer) {
	statements, notes := reading(a)
	for _, st := range statements {
		e.send("statement", st)
	}
	for _, c := range a.Citations {
		e.send("citation", c)
	}
	for _, m := range a.Missing {
		e.send("missing", textEvent{m})
	}
	for _, n := range notes {
		e.send("note", textEvent{n})
	}
	e.send("done", a)
}

func (e *events) send(name string, data any) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(data); err != nil {
		return // our own types always encode
	}
	e.id++
	e.write(fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", e.id, name, bytes.TrimRight(body.Bytes(), "\n")))
}

func (e *events) comment(text string) { e.write(": " + text + "\n\n") }

func (e *events) write(s string) {
	if e.dead {
		return
	}
	// A writer without deadlines (a test's) has none to renew.
	_ = e.ctl.SetWriteDeadline(time.Now().Add(writeLimit))
	if _, err := e.w.Write([]byte(s)); err != nil {
		e.dead = true
		return
	}
	if err := e.ctl.Flush(); err != nil {
		e.dead = true
	}
}
