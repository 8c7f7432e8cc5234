package slackbot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

// longRig is a rig whose answer has several sections.
func longRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	a := cannedAnswer()
	a.Statements = nil
	for i := range 12 {
		a.Statements = append(a.Statements, bot.Statement{
			Text: fmt.Sprintf("（虚构）第%d句，%s到此为止。", i+1, strings.Repeat("这一句写得很长，", 14)), Citations: []int{1},
		})
	}
	r.answerer.Set(a)
	r.slack.Clock(r.Bot.Now)
	return r
}

// wholeBody is what every rung must show in the end.
func wholeBody(t *testing.T) string {
	t.Helper()
	r := longRig(t)
	r.noStream.Store(1 << 60)
	r.Bot.sleep = sleep // one post needs no waits
	r.put(t)
	e, err := r.claim(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := r.answer(t.Context(), e, job{Text: asked}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return slacktest.Message{Blocks: asSent(t, a.blocks())}.Body()
}

// However Slack behaves, the reader ends with one message and the same text.
func TestLadderGivesTheSameText(t *testing.T) {
	t.Parallel()
	want := wholeBody(t)
	const start, grow, stop, post, edit = "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.postMessage", "chat.update"
	for name, tt := range map[string]struct {
		prepare func(r *rig)
		uses    []string // methods that must be among the calls
		not     []string // methods that must not
	}{
		"streamed": {func(r *rig) {}, []string{start, grow, stop}, []string{post, edit}},
		"start refused": {func(r *rig) { r.slack.Always(start, step{Code: "not_allowed"}) },
			[]string{start, post, edit}, []string{grow, stop}},
		"method unknown": {func(r *rig) { r.slack.Always(start, step{Code: "unknown_method"}) },
			[]string{start, post, edit}, []string{grow, stop}},
		"start limited": {func(r *rig) { r.slack.Always(start, step{RetryAfter: 20}) },
			[]string{start, post}, []string{grow, edit}},
		"edits limited": {func(r *rig) {
			r.slack.Always(start, step{Code: "not_allowed"})
			r.slack.Next(edit, step{RetryAfter: 3}, step{RetryAfter: 3}, step{RetryAfter: 3})
		}, []string{post, edit}, []string{grow, stop}},
		"edits limited for long": {func(r *rig) {
			r.slack.Always(start, step{Code: "not_allowed"})
			r.slack.Next(edit, step{RetryAfter: 90}, step{RetryAfter: 90}, step{RetryAfter: 90})
		}, []string{post, edit}, []string{grow}},
		"dies after five minutes": {func(r *rig) { r.slack.Next(grow, step{}, step{Before: func() { r.store.pass(6 * time.Minute) }}) },
			[]string{start, grow, edit}, []string{post}},
		"dies at once": {func(r *rig) { r.slack.Next(grow, step{Before: r.slack.KillStreams}) },
			[]string{start, grow, edit}, []string{post}},
		"dies before its end": {func(r *rig) { r.slack.Next(stop, step{Before: r.slack.KillStreams}) },
			[]string{start, grow, stop, edit}, []string{post}},
		"near its end by our clock": {func(r *rig) { r.slack.Next(grow, step{}, step{Before: func() { r.store.pass(streamBudget) }}) },
			[]string{start, grow, stop, edit}, []string{post}},
		"each append limited": {func(r *rig) {
			for range 40 {
				r.slack.Next(grow, step{RetryAfter: 2}, step{})
			}
		}, []string{start, grow, stop}, []string{post}},
		"append limited for ever": {func(r *rig) { r.slack.Always(grow, step{RetryAfter: 29}) },
			[]string{start, grow, edit}, []string{post}},
		"append limited for long": {func(r *rig) { r.slack.Next(grow, step{RetryAfter: 120}) },
			[]string{start, grow, edit}, []string{post}},
		"connection reset in an append": {func(r *rig) { r.slack.Next(grow, step{}, step{Worked: true, HangUp: true}) },
			[]string{start, grow, stop, edit}, []string{post}},
		"connection reset before an append": {func(r *rig) { r.slack.Next(grow, step{HangUp: true}) },
			[]string{start, grow, stop, edit}, []string{post}},
		"connection reset at the end": {func(r *rig) { r.slack.Next(stop, step{Worked: true, HangUp: true}) },
			[]string{start, stop, edit}, []string{post}},
		"connection reset at the begin": {func(r *rig) { r.slack.Next(start, step{Worked: true, HangUp: true}) },
			[]string{start, "conversations.replies", edit}, []string{post}},
		"begin lost": {func(r *rig) { r.slack.Next(start, step{HangUp: true}) },
			[]string{start, "conversations.replies", grow, stop}, []string{post}},
		"append refused": {func(r *rig) { r.slack.Next(grow, step{Code: "invalid_chunks"}) },
			[]string{start, grow, stop, edit}, []string{post}},
		"too long for a stream": {func(r *rig) { r.slack.Next(grow, step{Code: "msg_too_long"}) },
			[]string{start, stop, edit}, []string{post}},
		"state conflict": {func(r *rig) { r.slack.Next(grow, step{Code: "streaming_state_conflict"}) },
			[]string{start, stop, edit}, []string{post}},
		"everything limited a little": {func(r *rig) {
			for _, m := range []string{start, grow, stop, post, edit} {
				r.slack.Next(m, step{RetryAfter: 1})
			}
		}, []string{start, post}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := longRig(t)
			tt.prepare(r)
			r.put(t)
			r.drain(t)
			got := r.thread()
			if len(got) != 1 {
				t.Fatalf("%d messages, want 1; calls %v", len(got), r.slack.Methods())
			}
			if diff := cmp.Diff(want, got[0].Body()); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
			if got[0].Streaming || len(got[0].Metadata) == 0 || !strings.Contains(string(got[0].Metadata), `"complete":true`) {
				t.Errorf("streaming %v, metadata %s; want a finished message", got[0].Streaming, got[0].Metadata)
			}
			methods := r.slack.Methods()
			for _, m := range tt.uses {
				if !slices.Contains(methods, m) {
					t.Errorf("%s was not called: %v", m, methods)
				}
			}
			for _, m := range tt.not {
				if slices.Contains(methods, m) {
					t.Errorf("%s was called: %v", m, methods)
				}
			}
			if row := r.store.row(0); row.last.Posted != got[0].TS || len(r.answerer.Asked()) != 1 {
				t.Errorf("progress %+v, asked %d times; want the message and one question", row.last, len(r.answerer.Asked()))
			}
		})
	}
}

// A process that dies in the middle of a stream leaves a message that the next
// one finishes.
func TestCrashInTheMiddleOfAStream(t *testing.T) {
	t.Parallel()
	want := wholeBody(t)
	for name, crash := range map[string]func(p bot.Progress) bool{
		"before the begin is noted": func(p bot.Progress) bool { return p.Stage != bot.StagePosting || p.Posted != "" },
		"before the end is noted":   func(p bot.Progress) bool { return p.Stage == bot.StageDone },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := longRig(t)
			r.put(t)
			r.store.beforeOut = func(p bot.Progress) error {
				if crash(p) {
					return errCrash
				}
				return nil
			}
			r.step(t, r.Bot)
			if got := r.thread(); len(got) != 1 {
				t.Fatalf("%d messages after the crash, want 1", len(got))
			}
			r.store.beforeOut = nil
			r.drain(t)
			got := r.thread()
			if len(got) != 1 || got[0].Streaming {
				t.Fatalf("%d messages, want one that is finished", len(got))
			}
			if diff := cmp.Diff(want, got[0].Body()); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStreamsNameTheirRecipient(t *testing.T) {
	t.Parallel()
	r := longRig(t)
	r.put(t)
	r.drain(t)
	for _, c := range r.slack.Calls() {
		if c.Method == "chat.startStream" && (c.Args.Get("recipient_user_id") != "U1" || c.Args.Get("recipient_team_id") != "T1") {
			t.Errorf("chat.startStream %v, want the asker as recipient", c.Args)
		}
	}
	if r.slack.Count("chat.startStream") != 1 {
		t.Error("a long answer was not streamed")
	}
}

// An answer that is whole in one section is posted at once.
func TestShortAnswersArePosted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.put(t)
	r.drain(t)
	if started, posted := r.slack.Count("chat.startStream"), r.slack.Count("chat.postMessage"); started != 0 || posted != 1 {
		t.Errorf("%d streams and %d posts for a short answer, want one post", started, posted)
	}
}
