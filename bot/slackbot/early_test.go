package slackbot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

// talker shows the first statements of its answers, one after the other, and
// ends them after that.
type talker struct {
	*bottest.FakeAnswerer
	first int
	then  func(n int) error // after n statements were shown, from 1 to first
}

func (a *talker) Answer(ctx context.Context, q bot.Question) (*bot.Answer, error) {
	return a.AnswerStream(ctx, q, func(bot.Shown) {})
}

func (a *talker) AnswerStream(ctx context.Context, q bot.Question, show func(bot.Shown)) (*bot.Answer, error) {
	answer, err := a.FakeAnswerer.Answer(ctx, q)
	if err != nil {
		return nil, err
	}
	for i, st := range answer.Statements[:a.first] {
		show(bot.Shown{Statement: st})
		if err := a.then(i + 1); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// talkingRig is a rig whose answer of several sections comes statement by
// statement.
func talkingRig(t *testing.T, first int, then func(r *rig, n int) error) *rig {
	t.Helper()
	r := longRig(t)
	r.Answerer = &talker{r.answerer, first, func(n int) error { return then(r, n) }}
	return r
}

// nothing happens between the statements.
func nothing(*rig, int) error { return nil }

// A statement stands in the thread while those behind it are being made, and in
// the end the same message holds the whole.
func TestStatementsStandBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	const n = 3
	r := talkingRig(t, n, func(r *rig, n int) error {
		eventually(t, "the statement stands in the thread", func() bool {
			got := r.thread()
			return len(got) == 1 && got[0].Streaming && strings.Count(got[0].Body(), "到此为止") == n
		})
		return nil
	})
	r.put(t)
	r.drain(t)
	got := r.thread()
	if len(got) != 1 || got[0].Streaming || !strings.Contains(string(got[0].Metadata), `"complete":true`) {
		t.Fatalf("messages %+v, want one that is finished", got)
	}
	if diff := cmp.Diff(wholeBody(t), got[0].Body()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if edits := r.slack.Count("chat.update"); edits != 0 || r.slack.Count("chat.startStream") != 1 {
		t.Errorf("calls %v, want one stream and no edit", r.slack.Methods())
	}
	if row := r.store.row(0); row.last.Posted != got[0].TS || row.AnswerID == "" || row.last.Code != "" {
		t.Errorf("progress %+v, want the message and the answer noted", row.last)
	}
}

// However Slack and the answer behave behind the first statements, the reader
// ends with one message and the same text.
func TestEarlyStatementsLoseNothing(t *testing.T) {
	t.Parallel()
	want := wholeBody(t)
	const start, grow, stop = "chat.startStream", "chat.appendStream", "chat.stopStream"
	for name, tt := range map[string]struct {
		prepare func(r *rig)
		then    func(r *rig, n int) error
	}{
		"all well":            {func(*rig) {}, nothing},
		"start refused":       {func(r *rig) { r.slack.Always(start, step{Code: "not_allowed"}) }, nothing},
		"start limited":       {func(r *rig) { r.slack.Next(start, step{RetryAfter: 20}) }, nothing},
		"start lost":          {func(r *rig) { r.slack.Next(start, step{HangUp: true}) }, nothing},
		"start cut off":       {func(r *rig) { r.slack.Next(start, step{Worked: true, HangUp: true}) }, nothing},
		"append refused":      {func(r *rig) { r.slack.Next(grow, step{Code: "invalid_chunks"}) }, nothing},
		"append cut off":      {func(r *rig) { r.slack.Next(grow, step{Worked: true, HangUp: true}) }, nothing},
		"append limited":      {func(r *rig) { r.slack.Next(grow, step{RetryAfter: 2}) }, nothing},
		"stop cut off":        {func(r *rig) { r.slack.Next(stop, step{Worked: true, HangUp: true}) }, nothing},
		"stream dies early":   {func(r *rig) { r.slack.Next(grow, step{Before: r.slack.KillStreams}) }, nothing},
		"stream dies at last": {func(r *rig) { r.slack.Next(stop, step{Before: r.slack.KillStreams}) }, nothing},
		"five minutes pass": {func(*rig) {}, func(r *rig, n int) error {
			if n == 2 {
				eventually(t, "the stream has begun", func() bool { return r.slack.Count(start) > 0 })
				r.store.pass(5 * time.Minute)
			}
			return nil
		}},
		"no place for a stream": {func(r *rig) {
			for r.pace.free(start, rates[start], r.Bot.Now()) {
			}
		}, nothing},
		"claim lost before the begin": {func(r *rig) {
			once := true
			r.store.beforeOut = func(p bot.Progress) error {
				if once && p.Stage == bot.StagePosting {
					once = false
					return bot.ErrClaimLost
				}
				return nil
			}
		}, nothing},
		"begin not noted": {func(r *rig) {
			once := true
			r.store.beforeOut = func(p bot.Progress) error {
				if once && p.Posted != "" {
					once = false
					return errCrash
				}
				return nil
			}
		}, nothing},
		"answer fails once": {func(*rig) {}, func(r *rig, n int) error {
			if r.store.row(0).Attempts == 1 && n == 2 {
				eventually(t, "the stream has begun", func() bool { return r.slack.Count(start) > 0 })
				return errors.New("the database is gone")
			}
			return nil
		}},
		"answers without any": {func(r *rig) { r.Answerer = &talker{r.answerer, 0, nil} }, nothing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := talkingRig(t, 4, tt.then)
			tt.prepare(r)
			r.put(t)
			r.drain(t)
			got := r.thread()
			if len(got) != 1 {
				t.Fatalf("%d messages, want 1; calls %v", len(got), r.slack.Methods())
			}
			if diff := cmp.Diff(want, got[0].Body()); diff != "" {
				t.Errorf("text (-want +got):\n%s\ncalls %v", diff, r.slack.Methods())
			}
			if got[0].Streaming || !strings.Contains(string(got[0].Metadata), `"complete":true`) {
				t.Errorf("streaming %v, metadata %s; want a finished message", got[0].Streaming, got[0].Metadata)
			}
			if row := r.store.row(0); row.last.Posted != got[0].TS {
				t.Errorf("progress %+v, want the message %s", row.last, got[0].TS)
			}
		})
	}
}

// An answer that never comes leaves one message that says so, in the place of
// what was shown.
func TestEarlyStatementsOfNoAnswer(t *testing.T) {
	t.Parallel()
	r := talkingRig(t, 2, func(_ *rig, n int) error {
		if n == 2 {
			return errors.New("the database is gone")
		}
		return nil
	})
	r.put(t)
	r.drain(t)
	got := r.thread()
	if len(got) != 1 || got[0].Streaming || !strings.Contains(got[0].Body(), failure) || strings.Contains(got[0].Body(), "到此为止") {
		t.Errorf("messages %+v, want one that says that there is no answer", got)
	}
}

// An answer that does not begin with what was shown replaces it.
func TestEarlyStatementsThatChanged(t *testing.T) {
	t.Parallel()
	r := longRig(t)
	r.Answerer = liar{r.answerer}
	r.put(t)
	r.drain(t)
	got := r.thread()
	if len(got) != 1 || got[0].Streaming {
		t.Fatalf("messages %+v, want one that is finished", got)
	}
	if diff := cmp.Diff(wholeBody(t), got[0].Body()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

// liar shows what its answers do not begin with, against the contract.
type liar struct{ *bottest.FakeAnswerer }

func (a liar) AnswerStream(ctx context.Context, q bot.Question, show func(bot.Shown)) (*bot.Answer, error) {
	show(bot.Shown{Statement: bot.Statement{Text: "（虚构）另一句话。", Citations: []int{1}}})
	return a.Answer(ctx, q)
}

// What the asker alone is to read first is not streamed to the channel.
func TestNothingPrivateIsStreamedEarly(t *testing.T) {
	t.Parallel()
	open := job{Text: asked, Channel: "C1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1"}
	command := open
	command.Kind = kindCommand
	for name, tt := range map[string]struct {
		j       job
		chosen  bot.ChannelSettings
		streams int
	}{
		"open":          {open, bot.ChannelSettings{}, 1},
		"private first": {open, bot.ChannelSettings{PrivateFirst: true}, 0},
		"command":       {command, bot.ChannelSettings{}, 0},
	} {
		r := talkingRig(t, 3, nothing)
		r.Bot.Settings = &choices{now: tt.chosen}
		r.put(t)
		e, err := r.claim(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r.work(t.Context(), e, tt.j)
		if n := r.slack.Count("chat.startStream"); n != tt.streams {
			t.Errorf("%s: %d streams, want %d", name, n, tt.streams)
		}
	}
}

// A process that dies between the first statements and the end of the answer
// leaves a message that the next one finishes.
func TestCrashBehindEarlyStatements(t *testing.T) {
	t.Parallel()
	want := wholeBody(t)
	for name, noted := range map[string]bool{"noted": true, "not noted": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := talkingRig(t, 3, nothing)
			r.put(t)
			r.store.beforeOut = func(p bot.Progress) error {
				if p.AnswerID != "" || p.Stage == bot.StageLater || p.Posted != "" && !noted {
					return errCrash
				}
				return nil
			}
			r.step(t, r.Bot)
			if got := r.thread(); len(got) != 1 || !strings.Contains(got[0].Body(), "第1句") {
				t.Fatalf("messages %+v after the crash, want the first statements", got)
			}
			r.store.beforeOut = nil
			other := r.process(t)
			other.Answerer = r.Answerer
			r.Bot = other
			r.store.pass(10 * time.Minute) // the lease runs out
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

// However many paragraphs an answer has, its message keeps Slack's bound of blocks.
func TestManyParagraphsAreFewBlocks(t *testing.T) {
	t.Parallel()
	for _, size := range []int{5, 90, 190, 203, 399, 401, 1501} {
		a := cannedAnswer()
		a.Statements = nil
		for range 11000 / (size + 4) {
			a.Statements = append(a.Statements, bot.Statement{Text: strings.Repeat("字", size-1) + "。", Citations: []int{1}})
		}
		r := newRig(t)
		r.answerer.Set(a)
		answer, err := r.answerer.Answer(t.Context(), bot.Question{Text: asked})
		if err != nil {
			t.Fatal(err)
		}
		reply := r.replyOf(answer, job{})
		if err := slacktest.Validate(asSent(t, reply.blocks())); err != nil {
			t.Errorf("%d paragraphs of %d characters: %v", len(a.Statements), size, err)
		}
	}
}
