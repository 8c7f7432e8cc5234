package slackbot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// connected gives a rig whose bot runs and is connected by Socket Mode.
func connected(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.Bot.AppToken = testAppToken
	r.Bot.api = newAPI(testToken, testAppToken, r.slack.URL())
	r.Bot.SigningSecrets = nil
	r.Bot.Now = time.Now
	r.Bot.sleep = sleep
	r.Bot.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { r.Bot.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		wg.Wait()
	})
	if err := r.slack.WaitSocket(20 * time.Second); err != nil {
		t.Fatal(err)
	}
	return r
}

func event(i int) []byte {
	inner := strings.ReplaceAll(dm, "1700000000.000100", fmt.Sprintf("17000000%02d.000100", i))
	return []byte(strings.Replace(string(envelope(inner)), `"Ev1"`, fmt.Sprintf(`"Ev%d"`, i), 1))
}

func TestSocketMode(t *testing.T) {
	t.Parallel()
	r := connected(t)
	for retry := range 4 {
		if _, ok := r.slack.Envelope("events_api", envelope(dm), retry, 10*time.Second); !ok {
			t.Fatalf("delivery %d was not acknowledged", retry)
		}
	}
	eventually(t, "the reply", func() bool { return r.store.len() == 1 && r.store.row(0).done })
	if got := r.thread(); len(got) != 1 || !strings.Contains(got[0].Body(), "1234家") {
		t.Errorf("replies %+v, want the answer once", got)
	}
	for kind, payload := range map[string]string{
		"events_api":     `{"type":"event_callback","team_id":"T1","event_id":"Ev9","event":{"type":"telepathy"}}`,
		"interactive":    `{"type":"telepathy"}`,
		"slash_commands": `{"command":"/policy"}`,
		"telepathy":      `{}`,
	} {
		if _, ok := r.slack.Envelope(kind, json.RawMessage(payload), 0, 10*time.Second); !ok {
			t.Errorf("%s %s was not acknowledged", kind, payload)
		}
	}
	ack, ok := r.slack.Envelope("slash_commands", json.RawMessage(
		`{"command":"/policy","team_id":"T1","channel_id":"C1","user_id":"U1","trigger_id":"1.2","text":"help"}`), 0, 10*time.Second)
	if !ok || !strings.Contains(string(ack), "/policy script") {
		t.Errorf("help = %s, %v, want the words", ack, ok)
	}
}

// What could not be stored is not acknowledged: Slack sends it again.
func TestSocketModeStoreDown(t *testing.T) {
	t.Parallel()
	r := connected(t)
	r.store.mu.Lock()
	r.store.err = errors.New("no connection")
	r.store.mu.Unlock()
	if _, ok := r.slack.Envelope("events_api", event(1), 0, 500*time.Millisecond); ok {
		t.Error("a question that was not stored was acknowledged")
	}
	r.store.mu.Lock()
	r.store.err = nil
	r.store.mu.Unlock()
	if _, ok := r.slack.Envelope("events_api", event(1), 1, 10*time.Second); !ok || r.store.len() != 1 {
		t.Errorf("the second delivery: acknowledged %v, %d events", ok, r.store.len())
	}
}

func TestSocketModeReconnects(t *testing.T) {
	t.Parallel()
	r := connected(t)
	for i, cut := range []func(){r.slack.Disconnect, r.slack.CloseSockets} {
		cut()
		if err := r.slack.WaitSocket(20 * time.Second); err != nil {
			t.Fatal(err)
		}
		eventually(t, "an acknowledgement after the reconnection", func() bool {
			_, ok := r.slack.Envelope("events_api", event(10+i), 0, time.Second)
			return ok
		})
	}
	eventually(t, "both replies", func() bool {
		return len(r.slack.Replies("D1", "1700000010.000100")) == 1 && len(r.slack.Replies("D1", "1700000011.000100")) == 1
	})
}

// Over HTTPS nothing is accepted without a signing secret.
func TestSocketModeRefusesHTTP(t *testing.T) {
	httpOnly(t)
	t.Parallel()
	r := newRig(t)
	r.Bot.SigningSecrets = nil
	r.Bot.Now = time.Now
	if w := deliverHTTP(r.Bot, envelope(dm)); w.Code != 401 {
		t.Errorf("answer %d, want 401", w.Code)
	}
}

// The payload of a press is read from the signed body, not from the address.
func TestPayloadInTheAddressIsIgnored(t *testing.T) {
	httpOnly(t)
	t.Parallel()
	r := newRig(t)
	r.Bot.Now = time.Now
	press := `{"type":"block_actions","team":{"id":"T1"},"user":{"id":"U1"},"actions":[{"action_id":"feedback","value":"up:a1"}]}`
	w := deliverTo(r.Bot, "/slack/interactive?payload="+url.QueryEscape(press), []byte("other=1"))
	if w.Code != 200 || r.count.of("malformed") != 1 {
		t.Errorf("answer %d, outcomes %v; want it to be malformed", w.Code, r.count.n)
	}
}
