package slackbot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/policybot/policybot/bot"
)

// locked is a buffer for many goroutines.
type locked struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// Nothing of what users write or read, and no secret, reaches the log, whatever
// goes wrong, at any level.
func TestLogsHoldNoText(t *testing.T) {
	t.Parallel()
	const canary = "金丝雀CANARY"
	question := strings.Replace(dm, asked, canary+"的问题", 1)
	for name, prepare := range map[string]func(r *rig){
		"answered":        func(*rig) {},
		"answerer quotes": func(r *rig) { r.answerer.Fail(errors.New("cannot parse " + canary + "的问题")) },
		"answerer quotes escaped": func(r *rig) {
			r.answerer.Fail(fmt.Errorf("cannot parse %+q", canary+"的问题"))
		},
		"bad question": func(r *rig) { r.answerer.Fail(fmt.Errorf("%w: %s的问题", bot.ErrBadQuestion, canary)) },
		"no records":   func(r *rig) { r.records.Fail(errors.New("no room")) },
		"slack refuses": func(r *rig) {
			r.slack.Next("chat.postMessage", step{Code: "invalid_auth"}, step{Code: "invalid_blocks"}, step{Code: "invalid_blocks"})
		},
		"slack breaks": func(r *rig) {
			r.slack.Next("chat.postMessage", step{HangUp: true}, step{Status: 500}, step{RetryAfter: 1})
		},
		"no history": func(r *rig) {
			r.slack.NoHistory()
			r.slack.Next("chat.postMessage", step{HangUp: true})
		},
		"store breaks": func(r *rig) {
			r.store.beforeOut = func(p bot.Progress) error { return errors.New("no connection") }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			out := &locked{}
			lg := slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug}))
			r.Bot.Logger = lg
			a := cannedAnswer()
			a.Question, a.Statements[0].Text, a.Citations[0].Quote = canary+"的问题", canary+"的回答", canary+"的引文"
			r.answerer.Set(a)
			prepare(r)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			clock := r.Bot.Now
			r.Bot.Now = time.Now
			r.greet(ctx)
			for _, body := range [][]byte{
				envelope(question), envelope(question),
				envelope(`{"type":"message","subtype":"me_message","user":"U1","channel":"C1","ts":"1.2","text":"` + canary + `"}`),
				[]byte(`{"type":"event_callback","team_id":"T1","event_id":"` + canary + `","event":` + question + `}`),
				[]byte(canary),
			} {
				deliverHTTP(r.Bot, body)
			}
			deliverHTTP(r.Bot, envelope(question), "X-Slack-Signature", "v0="+canary)
			r.Bot.Now = clock
			r.Bot.Feedbacks, r.Bot.Settings = &opinions{err: errors.New("no connection")}, &choices{}
			r.command(t, "region "+canary+" "+canary)
			r.command(t, "set region "+canary)
			r.press(t, actionFeedback, "up:a1")
			r.submit(t, "other", canary)
			for range 12 {
				r.step(t, r.Bot)
				r.store.pass(lease + time.Minute)
			}
			lg.Info("configuration", "config", r.Config, "text", fmt.Sprintf("%v %+v %#v", r.Config, r.Config, r.Config))
			log := out.String()
			if !strings.Contains(log, "Ev1") {
				t.Fatalf("the log does not name the event:\n%s", log)
			}
			for _, secret := range []string{"金丝雀", "CANARY", "\\u91d1", testToken, testSecret} {
				if strings.Contains(log, secret) {
					t.Errorf("the log holds %q:\n%s", secret, log)
				}
			}
		})
	}
}
