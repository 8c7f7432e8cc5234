package web

import (
	"context"
	"net/http"
	"strconv"
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
// any, then done with the whole answer; or error instead of what is left. With a
// composer that streams, statements are sent before the answer is complete, each
// followed by the citations that are new with it.
type (
	statusEvent struct {
		Stage string `json:"stage"` // searching
	}
	textEvent struct {
		Text string `json:"text"`
	}
)

// reconnect tells a reader to ask again with its key and last event: this process
// ends. It has no id, so that the last event stays the one before.
const reconnect = "event: reconnect\ndata: {}\n\n"

// stream answers as server-sent events. The first event leaves before the
// search begins. A client that goes away cancels the work, unless it gave an
// Idempotency-Key: then it may come back with the key and Last-Event-ID and gets
// the events it has not seen, and the question is answered once.
func (s *site) stream(w http.ResponseWriter, r *http.Request, q bot.Question, req askRequest, who visitor) {
	key := r.Header.Get("Idempotency-Key")
	seen := 0
	f := s.flights.of(key)
	if f == nil {
		var ok bool
		if f, ok = s.takeOff(w, r, q, req, who, key); !ok {
			return
		}
	} else if s.turnAway(w, r) {
		return
	} else {
		// What cannot be read counts as nothing seen: everything is sent again.
		seen, _ = strconv.Atoi(r.Header.Get("Last-Event-ID"))
		seen = max(seen, 0)
	}
	if f.owner != who.owner() || f.question != q.Text {
		s.refuse(w, r, &refusal{http.StatusConflict, "key_used", "error.key_used", nil})
		return
	}
	s.follow(w, r, f, seen)
}

// takeOff starts the work on a question; where it may not it answers why.
func (s *site) takeOff(w http.ResponseWriter, r *http.Request, q bot.Question, req askRequest, who visitor, key string) (*flight, bool) {
	in := who.talk(req.Conversation)
	if s.talkedOut(w, r, in) {
		return nil, false
	}
	release, ok := s.admit(w, r, who)
	if !ok {
		return nil, false
	}
	var wait time.Duration
	if key != "" {
		wait = linger
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	f := newFlight(who.owner(), q.Text, cancel, wait)
	if key != "" {
		if first := s.flights.add(key, f); first != f { // two requests at once
			cancel()
			release()
			return first, true
		}
	}
	// Nobody waits for this goroutine: it ends by the answer's budget, or
	// before, when its readers have left.
	go func() {
		defer release()
		s.fly(ctx, f, s.words.of(r), q, in)
	}()
	return f, true
}

// follow sends the events of f past the first seen until it ends or the reader
// is gone.
func (s *site) follow(w http.ResponseWriter, r *http.Request, f *flight, seen int) {
	f.enter()
	defer f.leave()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no") // proxies hand events on at once
	w.WriteHeader(http.StatusOK)
	out := &writer{w: w, ctl: http.NewResponseController(w)}
	beat := time.NewTicker(s.Heartbeat)
	defer beat.Stop()
	stopping := s.Stopping
	var grace <-chan time.Time
	for !out.dead {
		events, done, news := f.after(seen)
		if len(events) > 0 {
			out.write(strings.Join(events, ""))
			seen += len(events)
			continue
		}
		if done {
			return
		}
		select {
		case <-news:
		case <-beat.C:
			out.write(": alive\n\n")
		case <-stopping:
			stopping, grace = nil, time.After(s.DrainGrace)
		case <-grace:
			out.write(reconnect)
			f.giveUp()
			return
		case <-r.Context().Done():
			return
		}
	}
}

// writer writes a stream. After a failed write, which means that the client is
// gone, it writes nothing more.
type writer struct {
	w    http.ResponseWriter
	ctl  *http.ResponseController
	dead bool
}

func (e *writer) write(s string) {
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
