// Package slacktest is Slack for tests: its Web API, response addresses and
// Socket Mode on 127.0.0.1, and the pusher of signed requests with Slack's
// retries.
//
// It behaves: it keeps messages, streams, reactions, views and sessions;
// refuses arguments, tokens and blocks that Slack refuses; ends a stream five
// minutes after it began; bounds response addresses to five uses in 30 minutes;
// and fails as it is told, call by call. It knows nothing of package slackbot.
package slacktest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// Config says who may call.
type Config struct {
	BotToken string // xoxb-...
	AppToken string // xapp-...; empty: no Socket Mode
}

// Message is a message as it stands now.
type Message struct {
	Channel, Thread, TS, Text string
	Blocks                    []Block
	Metadata                  json.RawMessage
	Unfurl                    [2]string // unfurl_links, unfurl_media
	Ephemeral                 string    // the only user who sees it; empty: everybody
	ResponseType              string    // of messages sent to a response address
	Streaming                 bool
	Edits                     int

	began time.Time
}

// Step is what happens to one call instead of, or beside, its work.
type Step struct {
	Code       string // answer ok:false with this error
	Status     int    // answer with this HTTP status
	RetryAfter int    // answer 429 with this Retry-After, in seconds
	HangUp     bool   // close the connection without an answer
	Worked     bool   // do the work first
	Before     func() // called first
}

// Call is one call of a method.
type Call struct {
	Method string
	Args   url.Values
}

// Server is one workspace. All methods may be called from many goroutines.
type Server struct {
	t      testing.TB
	config Config
	server *httptest.Server

	mu         sync.Mutex
	messages   []*Message
	reactions  map[string]bool // channel:ts:name
	sessions   map[string][]string
	views      []json.RawMessage
	triggers   map[string]time.Time
	responses  map[string]*response
	calls      []Call
	script     map[string][]Step
	always     map[string]Step
	noHistory  bool
	members    map[string]bool // channels of which the bot is no member: false
	now        func() time.Time
	sequence   int
	broken     []string
	sockets    map[*socket]bool
	newSocket  chan struct{}
	streamLife time.Duration
	scopes     string
}

// response is a response address.
type response struct {
	channel, user string
	uses          int
	made          time.Time
}

// New starts a server that ends with the test. What it finds wrong with a call
// is an error of the test.
func New(t testing.TB, c Config) *Server {
	s := &Server{
		t: t, config: c, reactions: map[string]bool{}, sessions: map[string][]string{}, triggers: map[string]time.Time{},
		responses: map[string]*response{}, script: map[string][]Step{}, always: map[string]Step{}, members: map[string]bool{},
		now: time.Now, sockets: map[*socket]bool{}, newSocket: make(chan struct{}, 100), streamLife: 5 * time.Minute,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serve)
	mux.HandleFunc("POST /response/{id}", s.serveResponse)
	mux.HandleFunc("GET /link", s.serveSocket)
	s.server = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.CloseSockets()
		s.server.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, b := range s.broken {
			t.Errorf("slacktest: %s", b)
		}
	})
	return s
}

// URL is the base address of the Web API.
func (s *Server) URL() string { return s.server.URL + "/api/" }

// Clock makes the server ask f for the time.
func (s *Server) Clock(f func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = f
}

// Next tells what becomes of the coming calls of a method, one step each.
// Response addresses go by the name "response".
func (s *Server) Next(method string, steps ...Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script[method] = append(s.script[method], steps...)
}

// Always tells what becomes of every call of a method for which no step is left.
func (s *Server) Always(method string, step Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always[method] = step
}

// Scopes sets the rights that the bot token has, as Slack tells them.
func (s *Server) Scopes(list string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scopes = list
}

// NoHistory takes away the right to read threads.
func (s *Server) NoHistory() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noHistory = true
}

// Leave takes the bot out of a channel.
func (s *Server) Leave(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[channel] = false
}

// KillStreams ends every stream, as Slack does five minutes after its begin.
func (s *Server) KillStreams() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		m.Streaming = false
	}
}

// Replies gives the messages of a thread that everybody sees, oldest first.
func (s *Server) Replies(channel, thread string) []Message {
	return s.find(func(m *Message) bool { return m.Channel == channel && m.Thread == thread && m.Ephemeral == "" })
}

// Seen gives the messages of a channel that only one user sees, oldest first.
func (s *Server) Seen(channel, user string) []Message {
	return s.find(func(m *Message) bool { return m.Channel == channel && m.Ephemeral == user })
}

// Messages gives all messages, oldest first.
func (s *Server) Messages() []Message { return s.find(func(*Message) bool { return true }) }

func (s *Server) find(want func(*Message) bool) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		if want(m) {
			c := *m
			c.Blocks = slices.Clone(m.Blocks)
			out = append(out, c)
		}
	}
	return out
}

// Calls gives the calls so far, in order.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Methods gives the names of the calls so far, in order.
func (s *Server) Methods() []string {
	var out []string
	for _, c := range s.Calls() {
		out = append(out, c.Method)
	}
	return out
}

// Count gives the number of calls of a method.
func (s *Server) Count(method string) int {
	n := 0
	for _, m := range s.Methods() {
		if m == method {
			n++
		}
	}
	return n
}

// Reacted reports whether a message carries the bot's reaction.
func (s *Server) Reacted(channel, ts, name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reactions[channel+":"+ts+":"+name]
}

// Session gives the statuses that a session went through.
func (s *Server) Session(channel, thread string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sessions[channel+":"+thread])
}

// Views gives the views opened so far, as JSON.
func (s *Server) Views() []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.views)
}

// Trigger makes a trigger id, good for three seconds.
func (s *Server) Trigger() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id() + ".474920." + "8088930838d88f008e0"
	s.triggers[id] = s.now()
	return id
}

// ResponseURL makes a response address for a user in a channel: five uses in
// 30 minutes.
func (s *Server) ResponseURL(channel, user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	s.responses[id] = &response{channel: channel, user: user, made: s.now()}
	return s.server.URL + "/response/" + id
}

// wrong notes a mistake of the caller; s.mu is held.
func (s *Server) wrong(what string) { s.broken = append(s.broken, what) }
