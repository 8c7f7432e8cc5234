package slackbot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/policybot/policybot/bot"
)

const (
	// maxAttempts is the first try and three more.
	maxAttempts = 4
	// answerBudget bounds the making of an answer; it takes about a second.
	answerBudget = 60 * time.Second
	// callBudget bounds one call to Slack.
	callBudget = 15 * time.Second
	// saveBudget bounds a note of progress, made even when the job's own time
	// is over.
	saveBudget = 5 * time.Second
	// postLease covers bringing a reply into its thread, waits included.
	postLease = jobBudget + time.Minute
	// maxTurns is how many earlier questions of a thread are passed on.
	maxTurns = 5
	// maxWait bounds one wait that Slack asks for.
	maxWait = 10 * time.Minute
	// maxAge is when an unanswered question is given up: nobody waits for it.
	maxAge = 6 * time.Hour
)

// backoff is the wait after a failed try, by its number.
func backoff(attempt int) time.Duration {
	waits := []time.Duration{2 * time.Second, 10 * time.Second, time.Minute}
	return waits[min(max(attempt, 1), len(waits))-1]
}

// deliver brings one claimed event to its end, or puts it off. Errors end
// here: they are noted with the event and logged.
func (b *Bot) deliver(ctx context.Context, e *bot.Event) {
	started := b.Now()
	var j job
	if err := json.Unmarshal(e.Payload, &j); err != nil {
		b.Logger.ErrorContext(ctx, "slack event unreadable", "event_id", e.ID)
		b.save(ctx, e, bot.Progress{Stage: bot.StageDone, Unsure: e.Unsure, Code: "unreadable"})
		return
	}
	p := b.work(ctx, e, j)
	b.save(ctx, e, p)
	b.Observe("job_" + string(p.Stage))
	b.Logger.InfoContext(ctx, "slack event handled", "event_id", e.ID, "stage", string(p.Stage), "question_id", p.AnswerID,
		"attempt", e.Attempts, "code", p.Code, "duration_ms", b.Now().Sub(started).Milliseconds(),
		"waited_ms", b.Now().Sub(e.Received).Milliseconds())
}

// work gives what became of the event.
func (b *Bot) work(ctx context.Context, e *bot.Event, j job) bot.Progress {
	if b.Now().Sub(e.Received) > maxAge {
		return bot.Progress{Stage: bot.StageDone, Unsure: e.Unsure, Code: "too_old"}
	}
	chosen, err := b.chosen(ctx, e, j)
	if err != nil {
		b.Logger.ErrorContext(ctx, "slack settings out of reach", "event_id", e.ID, "err", err)
		return bot.Progress{Stage: bot.StageLater, For: backoff(e.Attempts), Unsure: e.Unsure, Code: "no_settings"}
	}
	if j.FollowUp && chosen.MentionOnly {
		return bot.Progress{Stage: bot.StageDone, Unsure: e.Unsure, Code: "mention_only"}
	}
	if j.Region == "" {
		j.Region = chosen.Region
	}
	deliver, open := b.post, j.Kind == ""
	switch {
	case j.Kind == kindShare:
		return b.share(ctx, e, j)
	case j.Kind == kindCommand, chosen.PrivateFirst:
		deliver, open = b.answerPrivately, false
	}
	if j.Kind == "" {
		over := b.showThinking(ctx, j)
		defer over()
	}
	var live *early
	if open {
		live = b.begin(ctx, e, j)
	}
	return b.answerAndPost(ctx, e, j, live, deliver)
}

// chosen gives the settings of the channel of a job; direct messages have none.
func (b *Bot) chosen(ctx context.Context, e *bot.Event, j job) (bot.ChannelSettings, error) {
	if b.Settings == nil || j.Direct {
		return bot.ChannelSettings{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, saveBudget)
	defer cancel()
	return b.Settings.Channel(ctx, e.TeamID, j.Channel)
}

// showThinking gives the first sign of life while the answer is being made; it
// is taken away by calling over, however the work ended. Whether it works is of
// no consequence.
func (b *Bot) showThinking(ctx context.Context, j job) (over func()) {
	var wg sync.WaitGroup
	sign := func(ctx context.Context, what string, do func(ctx context.Context) error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		if err := do(ctx); err != nil {
			b.Logger.DebugContext(ctx, what, "err", err)
		}
	}
	wg.Go(func() {
		sign(ctx, "slack reaction not added", func(ctx context.Context) error { return b.api.react(ctx, j.Channel, j.TS) })
	})
	return func() {
		wg.Wait()
		sign(ctx, "slack reaction not removed", func(ctx context.Context) error { return b.api.unreact(ctx, j.Channel, j.TS) })
	}
}

// delivery of a finished reply: into the thread, or to the asker alone.
type delivering func(ctx context.Context, e *bot.Event, j job, r reply) bot.Progress

// answerAndPost answers a question and delivers the reply, of which live, where
// it is not nil, may show the beginning before.
func (b *Bot) answerAndPost(ctx context.Context, e *bot.Event, j job, live *early, deliver delivering) bot.Progress {
	if e.Attempts > maxAttempts && e.AnswerID == "" { // tries that ended without a word: the process died in them
		live.end()
		return deliver(ctx, e, j, failureReply())
	}
	r, err := b.answer(ctx, e, j, live)
	live.end()
	if err != nil {
		b.Logger.ErrorContext(ctx, "slack question not answered", "event_id", e.ID, "attempt", e.Attempts,
			"err", redacted(err, j.Text))
		if e.Attempts < maxAttempts {
			return bot.Progress{Stage: bot.StageLater, For: backoff(e.Attempts), Unsure: e.Unsure, Code: "not_answered"}
		}
		r = failureReply()
	}
	r.live = live
	return deliver(ctx, e, j, r)
}

// answer gives the reply to a question: the stored answer of an earlier try,
// or a new one, of which live, where it is not nil, may show the beginning.
func (b *Bot) answer(ctx context.Context, e *bot.Event, j job, live *early) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, answerBudget)
	defer cancel()
	if e.AnswerID != "" {
		a, err := b.Records.Get(ctx, e.AnswerID)
		if err == nil {
			return b.replyOf(a, j), nil
		}
		if !errors.Is(err, bot.ErrNotFound) {
			return reply{}, err
		}
	}
	if j.Kind == "" && helpWords.MatchString(j.Text) {
		return noticeReply(helpText), nil
	}
	q := bot.Question{Text: j.Text, AsOf: j.AsOf, Region: j.Region, Turns: b.turns(ctx, e, j)}
	if b.Hidden != nil {
		hidden, err := b.Hidden(ctx)
		if err != nil {
			return reply{}, fmt.Errorf("find what is not public: %w", err)
		}
		q.Exclude = hidden
	}
	answer := b.Answerer.Answer
	if streamer, ok := b.Answerer.(bot.Streamer); ok && live != nil {
		answer = func(ctx context.Context, q bot.Question) (*bot.Answer, error) {
			return streamer.AnswerStream(ctx, q, live.show)
		}
	}
	a, err := answer(ctx, q)
	if errors.Is(err, bot.ErrBadQuestion) {
		return noticeReply(badQuestionText(err)), nil
	}
	if err != nil {
		return reply{}, err
	}
	// Stored before it is posted: its link works, and a later try posts the same.
	if err := b.Records.Put(ctx, a); err != nil {
		return reply{}, err
	}
	return b.replyOf(a, j), nil
}

// turns gives the earlier questions of the thread; without them the question
// stands alone, which is better than no answer.
func (b *Bot) turns(ctx context.Context, e *bot.Event, j job) []string {
	if b.Log == nil || j.Kind != "" {
		return nil
	}
	questions, err := b.Log.Questions(ctx, e, maxTurns)
	if err != nil {
		b.Logger.WarnContext(ctx, "slack thread not read", "event_id", e.ID, "err", err)
		return nil
	}
	return questions
}

// post brings the reply into the thread exactly once, as far as Slack lets us
// know: an earlier try that may have posted is looked for first, and what it
// began is finished.
func (b *Bot) post(ctx context.Context, e *bot.Event, j job, r reply) bot.Progress {
	r.channel, r.thread, r.eventID, r.team, r.user = j.Channel, j.Thread, e.ID, e.TeamID, j.User
	done := bot.Progress{Stage: bot.StageDone, AnswerID: r.answerID, Code: r.code}
	began, whole := e.Posted, false
	if e.Unsure && began == "" {
		ts, complete, err := b.find(ctx, &r, j.TS)
		switch {
		case errors.Is(err, errNoHistory):
			b.Logger.WarnContext(ctx, "slack thread may not be read; posting again", "event_id", e.ID, "err", err)
			r.resume()
			done.Code = "resumed"
		case err != nil:
			return b.putOff(ctx, e, r, err, true)
		}
		began, whole = ts, complete
	}
	if whole {
		done.Posted, done.Code = began, "found"
		return done
	}
	// From here on a reply may exist: noted before the call, so that whoever
	// takes over looks for it.
	err := b.Events.Save(ctx, e, bot.Progress{Stage: bot.StagePosting, For: postLease, Unsure: true, AnswerID: r.answerID, Posted: began})
	if err != nil {
		return bot.Progress{Stage: bot.StageLater, For: backoff(e.Attempts), Unsure: e.Unsure, AnswerID: r.answerID, Code: "not_saved"}
	}
	if began != "" {
		err := b.complete(ctx, &r, began)
		if err == nil {
			done.Posted = began
			if r.live == nil { // an earlier try began it
				done.Code = "finished"
			}
			return done
		}
		if !errors.Is(err, errGone) {
			return b.putOff(ctx, e, r, err, true)
		}
	}
	ts, err := b.bring(ctx, e, &r)
	if errors.Is(err, errBlocks) && ts == "" {
		b.Logger.ErrorContext(ctx, "slack refused the layout; sending plain text", "event_id", e.ID, "err", err)
		r.bare, done.Code = true, "plain"
		ts, err = b.bring(ctx, e, &r)
	}
	if err != nil {
		limited := limitedError{}
		unsure := ts != "" || !errors.Is(err, errRefused) && !errors.As(err, &limited)
		p := b.putOff(ctx, e, r, err, unsure)
		p.Posted = ts
		return p
	}
	done.Posted = ts
	return done
}

func (b *Bot) find(ctx context.Context, r *reply, after string) (ts string, complete bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, callBudget)
	defer cancel()
	return b.api.find(ctx, r, after)
}

// putOff decides what a failed call means: wait as long as Slack asks, try
// again after a while, or give up.
func (b *Bot) putOff(ctx context.Context, e *bot.Event, r reply, err error, unsure bool) bot.Progress {
	p := bot.Progress{Stage: bot.StageLater, Unsure: unsure, AnswerID: r.answerID, For: backoff(e.Attempts), Code: "not_posted"}
	var limited limitedError
	if errors.As(err, &limited) {
		p.For, p.Uncounted, p.Code = min(limited.after, maxWait), true, "rate_limited"
		b.Logger.WarnContext(ctx, "slack asks to wait", "event_id", e.ID, "wait_ms", p.For.Milliseconds())
		return p
	}
	if errors.Is(err, errStranger) {
		p.Code = "stranger"
	}
	b.Logger.ErrorContext(ctx, "slack reply not posted", "event_id", e.ID, "attempt", e.Attempts, "err", err)
	// What Slack refuses again and again it will refuse for ever; a network that
	// is down comes back, and the answer waits for it (until maxAge).
	if e.Attempts >= maxAttempts && errors.Is(err, errRefused) {
		p.Stage, p.Code = bot.StageDone, "gave_up"
	}
	return p
}

// save notes progress. When it fails the lease runs out, and whoever claims
// the event next looks for the reply before posting one.
func (b *Bot) save(ctx context.Context, e *bot.Event, p bot.Progress) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveBudget)
	defer cancel()
	if err := b.Events.Save(ctx, e, p); err != nil {
		b.Logger.ErrorContext(ctx, "slack event not saved", "event_id", e.ID, "stage", string(p.Stage), "err", err)
	}
}

// redacted gives an error's text without the words of the question, which a
// library may have quoted.
func redacted(err error, question string) string {
	s := err.Error()
	if question == "" {
		return s
	}
	for _, form := range []string{question, strconv.Quote(question), strconv.QuoteToASCII(question)} {
		s = strings.ReplaceAll(s, strings.Trim(form, `"`), "[question]")
	}
	return s
}
