package slackbot

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack/socketmode"

	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

// overSocket makes the tests deliver requests by Socket Mode instead of HTTP:
// POLICYBOT_TEST_SLACK=socket. The same tests must pass.
var overSocket = os.Getenv("POLICYBOT_TEST_SLACK") == "socket"

// sockets holds the connection of each bot under test, while overSocket.
var sockets sync.Map // *Bot -> *slacktest.Server

// plugIn connects a bot to a Slack of its own that sends its requests, where
// the tests run over a socket.
func plugIn(t *testing.T, b *Bot) {
	t.Helper()
	if !overSocket {
		return
	}
	s := newFakeSlack(t)
	client := socketmode.New(newAPI(testToken, testAppToken, s.URL()).client)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { b.readSocket(ctx, client) })
	wg.Go(func() { _ = client.RunContext(ctx) })
	t.Cleanup(func() {
		cancel()
		wg.Wait()
		sockets.Delete(b)
	})
	if err := s.WaitSocket(20 * time.Second); err != nil {
		t.Fatal(err)
	}
	sockets.Store(b, s)
}

// httpOnly leaves out a test of what a socket does not have.
func httpOnly(t *testing.T) {
	t.Helper()
	if overSocket {
		t.Skip("requests over HTTP alone have this")
	}
}

// sendEnvelope delivers a request over the bot's socket; done is false where it
// has none. No acknowledgement stands for 503: both make Slack send it again.
func sendEnvelope(b *Bot, path string, body []byte) (w *httptest.ResponseRecorder, done bool) {
	found, ok := sockets.Load(b)
	if !ok {
		return nil, false
	}
	kind, payload := "events_api", body
	switch path {
	case "/slack/interactive":
		kind, payload = "interactive", payloadOfForm(body)
	case "/slack/commands":
		kind, payload = "slash_commands", commandOfForm(body)
	}
	if !json.Valid(payload) { // an envelope is JSON, so is what it holds
		quoted, err := json.Marshal(string(payload))
		if err != nil {
			panic(err) // a string always marshals
		}
		payload = quoted
	}
	ack, ok := found.(*slacktest.Server).Envelope(kind, payload, 0, putBudget+time.Second)
	w = httptest.NewRecorder()
	if !ok {
		w.Code = http.StatusServiceUnavailable
	} else if !bytes.Equal(ack, []byte("null")) {
		w.Body.Write(ack)
	}
	return w, true
}
