package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/internal/pgtest"
)

const (
	slackSecret = "invented-signing-secret"
	slackToken  = "xoxb-invented"
)

// slackCall is one call of Slack's Web API.
type slackCall struct {
	method, token string
	form          url.Values
}

// slackServer is as much of Slack as a reply needs; calls come out of it.
func slackServer(t *testing.T) (address string, calls <-chan slackCall) {
	t.Helper()
	out := make(chan slackCall, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") + r.PostForm.Get("token")
		out <- slackCall{strings.TrimPrefix(r.URL.Path, "/api/"), token, r.PostForm}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"ok":true,"user_id":"U0BOT","bot_id":"B0BOT","channel":"C0ROOM","ts":"1700000001.000200","messages":[]}`)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/api/", out
}

// deliver sends an event as Slack does and gives the status of the answer.
func deliver(t *testing.T, address, secret, event string) int {
	t.Helper()
	at := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", at, event)
	req, err := http.NewRequest("POST", address+"/slack/events", strings.NewReader(event))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Slack-Request-Timestamp", at)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// A mention, delivered twice and once with a wrong signature, gets one reply in
// its thread, with the figure and its source.
func TestSlack(t *testing.T) {
	needDeps(t)
	t.Parallel()
	api, calls := slackServer(t)
	s := serveProgram(t, append(environment(t.TempDir()), "DATABASE_URL="+pgtest.URL(t),
		"POLICYBOT_SLACK_SIGNING_SECRET="+slackSecret, "POLICYBOT_SLACK_BOT_TOKEN="+slackToken, "POLICYBOT_SLACK_API_URL="+api)...)
	const event = `{"type":"event_callback","team_id":"T0TEAM","api_app_id":"A0APP","event_id":"Ev0ONE","event_time":1700000000,
		"authorizations":[{"team_id":"T0TEAM","user_id":"U0BOT","is_bot":true}],
		"event":{"type":"app_mention","user":"U0ASKER","text":"<@U0BOT> 长春市2021年一共有多少家国家级高企？","ts":"1700000000.000100","channel":"C0ROOM","event_ts":"1700000000.000100"}}`
	if got := deliver(t, s.address, "another secret", event); got != http.StatusUnauthorized {
		t.Errorf("an event with a wrong signature = %d, want 401", got)
	}
	for range 2 {
		if got := deliver(t, s.address, slackSecret, event); got != http.StatusOK {
			t.Errorf("a signed event = %d, want 200", got)
		}
	}
	reply := nextPost(t, calls)
	if got := reply.form; got.Get("channel") != "C0ROOM" || got.Get("thread_ts") != "1700000000.000100" {
		t.Errorf("the reply went to channel %q, thread %q", got.Get("channel"), got.Get("thread_ts"))
	}
	words := reply.form.Get("text") + reply.form.Get("blocks")
	for _, want := range []string{"2296", "长春市2021年科技创新工作", "由人工智能生成"} {
		if !strings.Contains(words, want) {
			t.Errorf("the reply does not hold %q: %s", want, words)
		}
	}
	if reply.token != slackToken {
		t.Errorf("the reply was sent with the token %q", reply.token)
	}
	// A second question is answered after it: had the first one a second
	// reply, that would come before.
	second := strings.NewReplacer("Ev0ONE", "Ev0TWO", "000100", "000300", "长春市2021年一共有多少家国家级高企？", "今天天气怎么样？").Replace(event)
	if got := deliver(t, s.address, slackSecret, second); got != http.StatusOK {
		t.Errorf("a second event = %d, want 200", got)
	}
	if got := nextPost(t, calls).form.Get("thread_ts"); got != "1700000000.000300" {
		t.Errorf("the next reply is in thread %q, want that of the second question", got)
	}
	s.stop(t)
	if log := s.written(); strings.Contains(log, slackSecret) || strings.Contains(log, slackToken) || strings.Contains(log, "天气") {
		t.Errorf("the log holds a secret or a question:\n%s", log)
	}
}

// nextPost waits for the next message the bot posts.
func nextPost(t *testing.T, calls <-chan slackCall) slackCall {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case c := <-calls:
			if c.method == "chat.postMessage" {
				return c
			}
		case <-late:
			t.Fatalf("no reply in %s", patience)
		}
	}
}
