package slackbot

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

const (
	testToken    = "xoxb-CANARY-TOKEN-1234"
	testAppToken = "xapp-CANARY-TOKEN-4321"
	testSecret   = "CANARY-SECRET-5678"
)

// step is what happens to one call.
type step = slacktest.Step

func newFakeSlack(t *testing.T) *slacktest.Server {
	t.Helper()
	return slacktest.New(t, slacktest.Config{BotToken: testToken, AppToken: testAppToken})
}

// asSent gives blocks as Slack receives them.
func asSent(t *testing.T, blocks []slack.Block) []slacktest.Block {
	t.Helper()
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	var out []slacktest.Block
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
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
