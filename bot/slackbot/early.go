package slackbot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/policybot/policybot/bot"
)

// maxEarly bounds the statements that are shown before an answer is complete;
// those behind them come with the rest.
const maxEarly = 20

// early is a reply that begins while its answer is still being made: every
// statement that has passed all gates is a section of a stream. What it has
// begun is finished like what a process that died has begun: in the same
// message. Slack is called beside the answer, so that a slow Slack takes none
// of its time.
type early struct {
	b     *Bot
	ctx   context.Context // of the job, beyond that of the answer
	e     *bot.Event
	to    reply // where to, without words
	queue chan bot.Shown
	count int // statements taken, by show alone
	done  sync.WaitGroup

	// Of the goroutine that speaks, and of everybody once it has ended.
	shown   []bot.Shown
	lines   []string // what stands in the stream
	ts      string   // of the message; empty: none was begun
	started time.Time
	broken  bool // the stream takes no more
	unsure  bool // it may have begun without our knowing
}

// begin prepares the early reply to a question asked in the open; nil where
// there can be none: Slack does not stream here, an earlier try has begun a
// message, or no answer comes statement by statement.
func (b *Bot) begin(ctx context.Context, e *bot.Event, j job) *early {
	if _, ok := b.Answerer.(bot.Streamer); !ok || e.Posted != "" || e.Unsure || e.AnswerID != "" || j.Thread == "" || j.User == "" ||
		b.Now().Unix() < b.noStream.Load() {
		return nil
	}
	l := &early{b: b, ctx: ctx, e: e, queue: make(chan bot.Shown, maxEarly),
		to: reply{channel: j.Channel, thread: j.Thread, eventID: e.ID, team: e.TeamID, user: j.User}}
	l.done.Go(l.speak)
	return l
}

// show takes a statement; it never waits.
func (l *early) show(x bot.Shown) {
	if l.count++; l.count <= maxEarly {
		l.queue <- x
	}
}

// end waits until what was shown is said, and notes with the event what stands
// in Slack.
func (l *early) end() {
	if l == nil {
		return
	}
	close(l.queue)
	l.done.Wait()
	if l.ts != "" || l.unsure {
		l.e.Posted, l.e.Unsure = l.ts, true
	}
}

// speak says what comes, a section for each call.
func (l *early) speak() {
	for x := range l.queue {
		l.shown = append(l.shown, x)
		if len(l.queue) > 0 || l.broken {
			continue // said with what is waiting behind it; or with the whole
		}
		lines := bodyLines(bot.Opening(l.shown))
		if len(lines) < len(l.lines) || !slices.Equal(lines[:len(l.lines)], l.lines) {
			l.broken = true
			continue
		}
		for _, section := range fill(lines[len(l.lines):], maxSection) {
			if err := l.say(section); err != nil {
				l.broken = true
				l.b.Logger.InfoContext(l.ctx, "slack stream of a growing answer broken off", "event_id", l.e.ID, "err", err)
				break
			}
		}
		l.lines = lines
	}
}

// say begins the stream with a section, or lets it grow by one.
func (l *early) say(section string) error {
	const method = "chat.startStream"
	if l.ts != "" {
		return l.b.grow(l.ctx, &l.to, l.ts, section, l.started)
	}
	if !l.b.pace.free(method, rates[method], l.b.Now()) {
		return errNoStream
	}
	// From here on a reply may exist; see post.
	if err := l.b.Events.Save(l.ctx, l.e, bot.Progress{Stage: bot.StagePosting, For: postLease, Unsure: true}); err != nil {
		return err
	}
	l.started = l.b.Now()
	ts, err := call(l.ctx, func(ctx context.Context) (string, error) { return l.b.api.startStream(ctx, &l.to, section) })
	limited := limitedError{}
	switch {
	case errors.As(err, &limited):
		return err
	case errors.Is(err, errRefused):
		l.b.noStream.Store(l.b.Now().Add(streamAgain).Unix())
		return err
	case err != nil:
		l.unsure = true
		return err
	}
	l.ts = ts
	return l.b.begun(l.ctx, l.e, &l.to, ts)
}

// rest gives what a reply says beyond what stands in the stream; false where
// the stream cannot go on to it.
func (l *early) rest(r *reply) ([]string, bool) {
	if l == nil || l.ts == "" || l.broken || len(r.lines) < len(l.lines) || !slices.Equal(r.lines[:len(l.lines)], l.lines) {
		return nil, false
	}
	return sections(r.lines[len(l.lines):], maxBodySections-maxEarly), true
}

// bodyLines gives the paragraphs of a text as a reply says them.
func bodyLines(text string) []string {
	var out []string
	for p := range strings.SplitSeq(clean(text), "\n") {
		if p != "" {
			out = append(out, pack(atoms(p), maxSection)...)
		}
	}
	return out
}
