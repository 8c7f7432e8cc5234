package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/policybot/policybot/bot"
)

const (
	// maxFlights bounds the answers kept for resuming: about 20 kB each.
	maxFlights = 2000
	// flightLife is how long a finished answer can be taken up again.
	flightLife = 2 * time.Minute
	// linger is how long work goes on while its reader is away: a phone that
	// changes networks is back within seconds.
	linger = 15 * time.Second
)

// flight is one question being answered, and its events so far. Readers follow
// it from any event on; the work is done once.
type flight struct {
	owner    string // visitor; empty where there are no tokens
	question string
	cancel   context.CancelFunc
	linger   time.Duration

	mu      sync.Mutex
	events  []string // with their ids, from 1
	done    bool
	ended   time.Time
	readers int
	news    chan struct{} // closed and replaced when something changed
}

func newFlight(owner, question string, cancel context.CancelFunc, linger time.Duration) *flight {
	return &flight{owner: owner, question: question, cancel: cancel, linger: linger, news: make(chan struct{})}
}

// send appends an event.
func (f *flight) send(name string, data any) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(data); err != nil {
		return // our own types always encode
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.events = append(f.events, fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", len(f.events)+1, name, bytes.TrimRight(body.Bytes(), "\n")))
	f.tell()
}

func (f *flight) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done, f.ended = true, time.Now()
	f.tell()
}

// tell wakes the readers; the caller holds the lock.
func (f *flight) tell() {
	close(f.news)
	f.news = make(chan struct{})
}

// after gives the events past the first n, whether more can come, and what is
// closed at the next change.
func (f *flight) after(n int) (events []string, done bool, news <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.events[min(n, len(f.events)):], f.done, f.news
}

func (f *flight) enter() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.readers++
}

// leave ends the work when no reader is there and none comes back in time.
func (f *flight) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.readers--
	if f.readers > 0 || f.done {
		return
	}
	if f.linger == 0 {
		f.cancel()
		return
	}
	time.AfterFunc(f.linger, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.readers == 0 {
			f.cancel()
		}
	})
}

// giveUp ends the work as soon as its last reader leaves: none can come back.
func (f *flight) giveUp() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.linger = 0
}

// flights are the answers that can be taken up again, by their key.
type flights struct {
	mu    sync.Mutex
	byKey map[string]*flight
}

func newFlights() *flights { return &flights{byKey: map[string]*flight{}} }

func (fs *flights) of(key string) *flight {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.byKey[key]
}

// add keeps f under key; it gives the one already there, if there is one. Where
// there is no room f is not kept: its stream cannot be resumed, and that is all.
func (fs *flights) add(key string, f *flight) *flight {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if have := fs.byKey[key]; have != nil {
		return have
	}
	if len(fs.byKey) >= maxFlights/2 {
		for k, old := range fs.byKey {
			if old.over() {
				delete(fs.byKey, k)
			}
		}
	}
	if len(fs.byKey) < maxFlights {
		fs.byKey[key] = f
	}
	return f
}

func (f *flight) over() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.done && time.Since(f.ended) > flightLife
}

// fly answers q into f, and says what went wrong in the words of t.
func (s *site) fly(ctx context.Context, f *flight, t *catalogue, q bot.Question, in talk) {
	defer f.end()
	defer f.cancel()
	defer func() {
		if p := recover(); p != nil {
			s.Logger.ErrorContext(ctx, "answer panicked", "request_id", ctx.Value(requestIDKey{}),
				"panic", p, "stack", string(debug.Stack()))
			f.send("error", errorText{"internal", t.T("error.internal")})
		}
	}()
	f.send("status", statusEvent{Stage: "searching"})
	shown, cited := 0, 0
	a, err := s.ask(ctx, q, in, func(x bot.Shown) {
		f.send("statement", said{x.Statement, strings.TrimSpace(x.Intro)})
		for _, c := range x.Citations {
			c.Page = c.PagePath(x.AsOf)
			f.send("citation", c)
		}
		shown, cited = shown+1, cited+len(x.Citations)
	})
	switch {
	case err != nil && ctx.Err() != nil: // nobody waits for it
	case err != nil:
		no := s.refusalOf(ctx, err)
		f.send("error", errorText{no.code, no.text(t)})
	default:
		statements, notes := reading(a)
		for _, st := range statements[min(shown, len(statements)):] {
			f.send("statement", st)
		}
		for _, c := range a.Citations[min(cited, len(a.Citations)):] {
			f.send("citation", c)
		}
		for _, m := range a.Missing {
			f.send("missing", textEvent{m})
		}
		for _, n := range notes {
			f.send("note", textEvent{n})
		}
		f.send("done", a)
	}
}

// stopAPI ends the work on a question whose reader does not want it any more.
func (s *site) stopAPI(w http.ResponseWriter, r *http.Request) {
	who, no := s.visitor(r)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	if f := s.flights.of(r.PathValue("key")); f != nil && f.owner == who.owner() {
		f.cancel()
	}
	w.WriteHeader(http.StatusNoContent) // an unknown key has nothing to stop
}
