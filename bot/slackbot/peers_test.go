//go:build slack

package slackbot

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

// Slack's own software as a second judge: what we, and the Slack of our tests,
// take for Slack's rules is held against its SDKs. `make slack-peers` fetches
// them.

// peer gives a program with one of Slack's SDKs at hand.
func peer(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	have, err := filepath.Abs("../../.cache/slackpeers")
	if err != nil {
		t.Fatal(err)
	}
	needed := map[string]string{"python3": "python/slack_sdk", "node": "node_modules/@slack/bolt", "tsc": "node_modules/.bin/tsc"}[program]
	if _, err := os.Stat(filepath.Join(have, needed)); err != nil {
		t.Skipf("%s of Slack's SDKs is not here: make slack-peers fetches it (needs python3 with pip, node with npm)", needed)
	}
	name := program
	if program == "tsc" {
		name = filepath.Join(have, needed)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), "no_proxy=*", "PYTHONDONTWRITEBYTECODE=1",
		"PYTHONPATH="+filepath.Join(have, "python"), "NODE_PATH="+filepath.Join(have, "node_modules"))
	return cmd
}

// verdicts gives one line for each line of the input.
func verdicts(t *testing.T, cmd *exec.Cmd, input []byte, want int) []string {
	t.Helper()
	var complaints bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != want {
		t.Fatalf("%d verdicts, want %d:\n%s", len(lines), want, complaints.String())
	}
	return lines
}

// Requests signed by Slack's Python SDK are judged as they should be.
func TestPythonSDKSignatures(t *testing.T) {
	t.Parallel()
	b, err := New(Config{
		SigningSecrets: []string{testSecret, "old-secret"}, BotToken: testToken,
		Answerer: bottest.NewFakeAnswerer(), Events: newMemory(), Records: bottest.NewFakeRecords(),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(b.Handler())
	defer server.Close()
	for _, line := range verdicts(t, peer(t, "python3", "testdata/peers/signer.py", server.URL, testSecret), nil, 27) {
		part := strings.Split(line, " | ")
		want := "401"
		if part[1] == "good" || part[1] == "old secret" || part[1] == "295 s ago" {
			want = "200"
		}
		if part[2] != want {
			t.Errorf("%s, %s: %s, want %s", part[0], part[1], part[2], want)
		}
	}
}

// Bolt accepts the signatures that we accept, but for those from the future,
// which it does not look for.
func TestBoltSignatures(t *testing.T) {
	t.Parallel()
	now := time.Now().Truncate(time.Second)
	cases := signatureCases(now)
	var names []string
	var in bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		if c.want == http.StatusRequestEntityTooLarge || strings.HasPrefix(name, "two ") {
			continue // bounds and repeated headers are the server's matter, not the check's
		}
		names = append(names, name)
		raw, err := json.Marshal(map[string]any{"signature": c.signature, "timestamp": c.at, "body": c.body, "secret": testSecret, "now": now.Unix()})
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(raw, '\n'))
	}
	lines := verdicts(t, peer(t, "node", "testdata/peers/verdicts.js"), in.Bytes(), len(names))
	for i, name := range names {
		want := "no"
		if cases[name].want == 200 || name == "+301 s" {
			want = "yes"
		}
		if name == "second secret" { // Bolt knows one secret
			want = "no"
		}
		if lines[i] != want {
			t.Errorf("%s: Bolt says %s, want %s (we answer %d)", name, lines[i], want, cases[name].want)
		}
	}
}

// Slack's Python SDK knows the limits of blocks: it finds nothing in what we
// send, and refuses what our validator refuses.
func TestPythonSDKAcceptsOurBlocks(t *testing.T) {
	t.Parallel()
	var in bytes.Buffer
	n := 0
	add := func(blocks any) {
		raw, err := json.Marshal(blocks)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(raw, '\n'))
		n++
	}
	for _, blocks := range sampleBlocks(2000) {
		add(blocks)
	}
	good := n
	text := func(s string) map[string]any { return map[string]any{"type": "mrkdwn", "text": s, "verbatim": true} }
	button := func(label, value string) []any {
		return []any{map[string]any{"type": "actions", "elements": []any{map[string]any{
			"type": "button", "action_id": "a", "value": value, "text": map[string]any{"type": "plain_text", "text": label}}}}}
	}
	bad := [][]any{
		slices.Repeat([]any{map[string]any{"type": "section", "text": text("x")}}, 51),
		{map[string]any{"type": "section", "text": text(strings.Repeat("长", 3001))}},
		{map[string]any{"type": "context", "elements": slices.Repeat([]any{text("a")}, 11)}},
		{map[string]any{"type": "context_actions", "elements": []any{}}},
		button(strings.Repeat("长", 76), "v"),
		button("长", strings.Repeat("v", 2001)),
	}
	for _, blocks := range bad {
		add(blocks)
	}
	for i, v := range verdicts(t, peer(t, "python3", "testdata/peers/blocks.py"), in.Bytes(), n) {
		if (v == "ok") != (i < good) {
			t.Errorf("message %d of %d good ones: slack_sdk says %s", i, good, v)
		}
	}
	for i, blocks := range bad {
		raw, err := json.Marshal(blocks)
		if err != nil {
			t.Fatal(err)
		}
		var read []slacktest.Block
		if err := json.Unmarshal(raw, &read); err != nil {
			t.Fatal(err)
		}
		if slacktest.Validate(read) == nil {
			t.Errorf("bad message %d: our validator finds nothing in it", i)
		}
	}
}

// sampleBlocks gives messages of every kind that we send.
func sampleBlocks(n int) [][]slack.Block {
	b := &Bot{Config: Config{PublicURL: "https://policy.example", Feedbacks: &opinions{}}}
	r := rand.New(rand.NewPCG(8, 9))
	sizes := []int{1, 10, 300, 2999, 3001, 12001, 40000}
	var out [][]slack.Block
	for i := range n {
		p := b.replyOf(generatedAnswer(r, sizes[i%len(sizes)]), job{Script: i%5 == 0, Shared: i%3 == 0})
		if i%3 == 0 {
			p.tail = append(p.tail, shareBlock(shared{Answer: "a1", Thread: "1.2", Script: true}))
		}
		if i%7 == 0 {
			p.resume()
		}
		out = append(out, p.blocks())
	}
	notice := noticeReply(helpText)
	return append(out, notice.blocks())
}

// Slack's TypeScript types fit what we send: messages and the form.
func TestTypesFitOurBlocks(t *testing.T) {
	t.Parallel()
	blocks, err := json.Marshal(sampleBlocks(60))
	if err != nil {
		t.Fatal(err)
	}
	view, err := json.Marshal(reasonView("a1"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(source string) (string, error) {
		dir := t.TempDir()
		cmd := peer(t, "tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "commonjs", "--types", "", "payloads.ts")
		modules := filepath.Join(filepath.Dir(filepath.Dir(cmd.Path))) // .cache/slackpeers/node_modules
		if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "payloads.ts"), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	const head = "import type { KnownBlock, ModalView } from '@slack/types';\n"
	good := fmt.Sprintf("%sexport const messages: KnownBlock[][] = %s;\nexport const form: ModalView = %s;\n", head, blocks, view)
	if out, err := check(good); err != nil {
		t.Errorf("tsc: %v\n%.2000s", err, out)
	}
	if out, err := check(strings.Replace(good, `"type":"context"`, `"type":"contest"`, 1)); err == nil {
		t.Errorf("tsc found nothing in a block of type contest: %s", out)
	}
}

// boltApp is a running app on Bolt for JavaScript.
type boltApp struct {
	port  string
	lines chan string
}

func startBolt(t *testing.T, mode string, slack *slacktest.Server) *boltApp {
	t.Helper()
	cmd := peer(t, "node", "testdata/peers/app.js", mode, slack.URL(), testToken, testAppToken, testSecret)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	app := &boltApp{lines: make(chan string, 100)}
	go func() {
		defer close(app.lines)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			app.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	if ready := app.next(t); strings.HasPrefix(ready, "ready ") {
		app.port = strings.TrimPrefix(ready, "ready ")
		return app
	} else {
		t.Fatalf("Bolt did not start: %s", ready)
	}
	return nil
}

func (a *boltApp) next(t *testing.T) string {
	t.Helper()
	select {
	case line := <-a.lines:
		return line
	case <-time.After(60 * time.Second):
		t.Fatal("Bolt says nothing")
	}
	return ""
}

// push sends a request to the app as Slack's pusher does.
func (a *boltApp) push(t *testing.T, kind string, body []byte) {
	t.Helper()
	address := "http://127.0.0.1:" + a.port + "/slack/events" // Bolt takes everything there
	if got := (slacktest.Pusher{Secret: testSecret}).Push(t.Context(), address, kind, body); !slices.Equal(got, []int{200}) {
		t.Fatalf("Bolt answered the deliveries of %.60s with %v, want one 200", body, got)
	}
}

const formType = "application/x-www-form-urlencoded"

// Bolt takes the requests of our pusher and of our socket for Slack's, and our
// Slack takes its calls: neither is our own echo.
func TestBoltAgainstOurSlack(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"http", "socket"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := newFakeSlack(t)
			app := startBolt(t, mode, s)
			if mode == "socket" {
				if err := s.WaitSocket(20 * time.Second); err != nil {
					t.Fatal(err)
				}
			}
			send := func(envelope, kind string, payload []byte) {
				if mode == "http" {
					app.push(t, kind, payload)
				} else if ack, ok := s.Envelope(envelope, asEnvelope(t, kind, payload), 0, 10*time.Second); !ok {
					t.Fatalf("Bolt did not acknowledge %s: %s", envelope, ack)
				}
			}
			send("events_api", "application/json", envelope(dm))
			send("slash_commands", formType, commandForm(s, asked))
			send("interactive", formType, payloadForm(t, pressPayload(s, actionFeedback, "down:a1")))
			send("interactive", formType, payloadForm(t, reasonPayload("other", "")))
			if got := app.next(t); got != "submitted a1" {
				t.Errorf("Bolt says %q, want the form", got)
			}
			eventually(t, "Bolt's last calls", func() bool {
				return s.Count("reactions.remove") == 1 && s.Count("response") == 2 && s.Count("views.open") == 1
			})
			got := s.Replies("D1", "1700000000.000100")
			if len(got) != 2 || got[0].Streaming || !strings.Contains(got[0].Body(), "结论二") || !strings.Contains(got[0].Body(), "来源") || got[1].Edits != 1 {
				t.Errorf("Bolt's messages are %+v, want a stream and an edited post", got)
			}
			if seen := s.Seen("C1", "U1"); len(seen) != 2 {
				t.Errorf("%d answers to response addresses, want 2", len(seen))
			}
		})
	}
}

// asEnvelope gives the payload of a request as it has it over a socket.
func asEnvelope(t *testing.T, kind string, body []byte) json.RawMessage {
	t.Helper()
	if kind != formType {
		return body
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		t.Fatal(err)
	}
	if form.Has("payload") {
		return json.RawMessage(form.Get("payload"))
	}
	return commandOfForm(body)
}

// What Bolt sends with a call, we send too.
func TestCallsAgainstBolts(t *testing.T) {
	t.Parallel()
	theirs, ours := newFakeSlack(t), longRig(t)
	app := startBolt(t, "http", theirs)
	app.push(t, "application/json", envelope(dm))
	app.push(t, formType, payloadForm(t, pressPayload(theirs, actionFeedback, "down:a1")))
	eventually(t, "Bolt's last calls", func() bool { return theirs.Count("reactions.remove") == 1 && theirs.Count("response") == 1 })

	ours.Bot.Feedbacks = &opinions{}
	ours.put(t)
	ours.drain(t)
	ours.press(t, actionFeedback, "down:a1")
	ours.press(t, actionFeedback, "up:a1")
	// Edits, posts, and a search after a crash.
	for i, lost := range []step{{Worked: true, HangUp: true}, {Code: "unknown_method"}} {
		ours.slack.Next("chat.startStream", lost)
		clock := ours.Bot.Now
		ours.Bot.Now = time.Now
		if w := deliverHTTP(ours.Bot, event(i+2)); w.Code != 200 || ours.store.len() != i+2 {
			t.Fatalf("question %d: answer %d, %d events", i, w.Code, ours.store.len())
		}
		ours.Bot.Now = clock
		for range 3 {
			ours.step(t, ours.Bot)
			ours.store.pass(time.Minute)
		}
	}
	ours.command(t, asked)
	ours.slack.Next("response", step{Status: 404})
	ours.step(t, ours.Bot)

	// Not sent by us, and why.
	exceptions := []string{
		"* token", "* team_id", // the token stands in the header and names its only workspace
		"chat.stopStream chunks",       // empty: all is said by then
		"chat.postEphemeral thread_ts", // here the place of a command, which has no thread
	}
	fields := func(calls []slacktest.Call) map[string]map[string]bool {
		out := map[string]map[string]bool{}
		for _, c := range calls {
			if out[c.Method] == nil {
				out[c.Method] = map[string]bool{}
			}
			for name := range c.Args {
				out[c.Method][name] = true
			}
		}
		return out
	}
	want, got := fields(theirs.Calls()), fields(ours.slack.Calls())
	for method, names := range want {
		if got[method] == nil {
			t.Errorf("%s is not called by us: %v", method, ours.slack.Methods())
			continue
		}
		for name := range names {
			if !got[method][name] && !slices.Contains(exceptions, method+" "+name) && !slices.Contains(exceptions, "* "+name) {
				t.Errorf("%s: Bolt sends %s, we do not", method, name)
			}
		}
	}
	// The JSON inside has one form, too: every key that Bolt's has, ours has.
	for _, name := range []string{"chunks", "metadata", "blocks"} {
		have := shape(ours.slack.Calls(), name)
		if len(have) == 0 {
			t.Errorf("none of our calls has %s", name)
		}
		for key := range shape(theirs.Calls(), name) {
			if !have[key] {
				t.Errorf("%s: Bolt's has %s, ours has not", name, key)
			}
		}
	}
}

// shape gives the keys of the objects in an argument, by their paths.
func shape(calls []slacktest.Call, name string) map[string]bool {
	found := map[string]bool{}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				walk(at+"[]", one)
			}
		case map[string]any:
			if kind, ok := v["type"].(string); ok {
				at += "(" + kind + ")"
			}
			for key, one := range v {
				found[at+"."+key] = true
				walk(at+"."+key, one)
			}
		}
	}
	for _, c := range calls {
		var v any
		if raw := c.Args.Get(name); raw != "" && json.Unmarshal([]byte(raw), &v) == nil {
			walk("", v)
		}
	}
	return found
}
