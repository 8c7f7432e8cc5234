//go:build slack

package slackbot

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot/bottest"
)

// signer is a client of Slack's own Python SDK: it signs requests of every
// kind for our three addresses, good and bad, and prints the verdicts.
const signer = `
import sys, time, json, urllib.request, urllib.error, urllib.parse
from slack_sdk.signature import SignatureVerifier

base, secret = sys.argv[1], sys.argv[2]

def send(path, body, skew=0, key=secret, change=None, kind="application/json"):
    stamp = str(int(time.time()) + skew)
    signature = SignatureVerifier(key).generate_signature(timestamp=stamp, body=body)
    if change:
        signature = change(signature)
    r = urllib.request.Request(base + path, data=body.encode(), headers={
        "Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature})
    try:
        return urllib.request.urlopen(r, timeout=10).status
    except urllib.error.HTTPError as e:
        return e.code

bodies = {
    "/slack/events": json.dumps({"type": "url_verification", "challenge": "c", "text": "政策"}),
    "/slack/interactive": urllib.parse.urlencode({"payload": json.dumps({"type": "shortcut", "team": {"id": "T1"}, "user": {"id": "U1"}})}),
    "/slack/commands": urllib.parse.urlencode({"command": "/policy", "text": "help", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "trigger_id": "1.2"}),
}
for path, body in bodies.items():
    kind = "application/json" if path == "/slack/events" else "application/x-www-form-urlencoded"
    for name, status in {
        "good": send(path, body, kind=kind),
        "old secret": send(path, body, key="old-secret", kind=kind),
        "295 s ago": send(path, body, skew=-295, kind=kind),
        "310 s ago": send(path, body, skew=-310, kind=kind),
        "310 s ahead": send(path, body, skew=310, kind=kind),
        "wrong key": send(path, body, key="wrong", kind=kind),
        "no prefix": send(path, body, change=lambda s: s[3:], kind=kind),
        "upper case": send(path, body, change=lambda s: s[:3] + s[3:].upper(), kind=kind),
        "short": send(path, body, change=lambda s: s[:-1], kind=kind),
    }.items():
        print(path, name, status, sep=" | ")
`

// Requests signed by Slack's Python SDK are judged as they should be.
func TestPythonSDKSignatures(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil || exec.Command(python, "-c", "import slack_sdk").Run() != nil {
		t.Skip("no Python with slack_sdk: pip install slack_sdk==3.47.0")
	}
	b, err := New(Config{
		SigningSecrets: []string{testSecret, "old-secret"}, BotToken: testToken,
		Answerer: bottest.NewFakeAnswerer(), Events: newMemory(), Records: bottest.NewFakeRecords(),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(b.Handler())
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), python, "-c", signer, server.URL, testSecret)
	cmd.Env = append(os.Environ(), "no_proxy=*")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 27 {
		t.Fatalf("%d verdicts, want 27:\n%s", len(lines), out)
	}
	for _, line := range lines {
		part := strings.Split(line, " | ")
		want := "401"
		if part[1] == "good" || part[1] == "old secret" || part[1] == "295 s ago" {
			want = "200"
		}
		if part[2] != want {
			t.Errorf("%s, %s: %s, want %s", part[0], part[1], part[2], want)
		}
	}
	fmt.Fprintf(t.Output(), "%d verdicts on requests signed by slack_sdk\n", len(lines))
}
