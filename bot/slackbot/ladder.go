package slackbot

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"github.com/policybot/policybot/bot"
)

const (
	// streamBudget ends a stream well before Slack does, five minutes after its
	// begin and in the middle of a sentence.
	streamBudget = 240 * time.Second
	// editEvery is the shortest time between two edits of a message.
	editEvery = 1200 * time.Millisecond
	// patience bounds one wait in the middle of a reply; longer ones give the
	// worker back.
	patience = 30 * time.Second
	// streamAgain is how long streams are not tried after Slack refused one.
	streamAgain = 10 * time.Minute
	// maxEdits bounds the edits of a reply that Slack does not stream.
	maxEdits = 3
)

// errNoStream reports that nothing was streamed: the next rung is free.
var errNoStream = errors.New("not streamed")

// bring puts the reply into the thread by the best way that Slack allows: as a
// stream; else a first part, edited until it is whole; else in one piece. The
// text is the same in all three. ts is given as soon as a message exists, with
// an error too.
func (b *Bot) bring(ctx context.Context, e *bot.Event, r *reply) (ts string, err error) {
	if r.bare {
		return b.send(ctx, r, nil, true)
	}
	ts, err = b.stream(ctx, e, r)
	switch {
	case !errors.Is(err, errNoStream):
		return ts, err
	case len(r.body) > 1 && b.Now().Unix() < b.noStream.Load(): // refused, not merely limited
		return b.postAndEdit(ctx, e, r)
	}
	return b.send(ctx, r, r.blocks(), true)
}

// stream is the first rung.
func (b *Bot) stream(ctx context.Context, e *bot.Event, r *reply) (string, error) {
	const method = "chat.startStream"
	// A reply of one section is whole at once: there is nothing to stream.
	if len(r.body) < 2 || r.thread == "" || r.user == "" || b.Now().Unix() < b.noStream.Load() ||
		!b.pace.free(method, rates[method], b.Now()) {
		return "", errNoStream
	}
	started := b.Now()
	ts, err := call(ctx, func(ctx context.Context) (string, error) { return b.api.startStream(ctx, r, r.body[0]) })
	switch limited := (limitedError{}); {
	case errors.As(err, &limited):
		return "", errNoStream // a plain message waits for nobody
	case errors.Is(err, errRefused):
		b.Logger.InfoContext(ctx, "slack does not stream here; posting instead", "err", err)
		b.noStream.Store(b.Now().Add(streamAgain).Unix())
		return "", errNoStream
	case err != nil:
		return "", err
	}
	if err := b.begun(ctx, e, r, ts); err != nil {
		return ts, err
	}
	return ts, b.growToEnd(ctx, r, ts, r.body[1:], started)
}

// growToEnd adds the sections left to a stream and ends it, or writes the
// message anew.
func (b *Bot) growToEnd(ctx context.Context, r *reply, ts string, sections []string, started time.Time) error {
	for _, section := range sections {
		if err := b.grow(ctx, r, ts, section, started); err != nil {
			b.Logger.InfoContext(ctx, "slack stream broken off; writing the message anew", "event_id", r.eventID, "err", err)
			return b.rewrite(ctx, r, ts, true)
		}
	}
	if err := b.paced(ctx, "chat.stopStream"); err != nil {
		return err
	}
	if b.Now().Sub(started) >= streamBudget {
		return b.rewrite(ctx, r, ts, true)
	}
	if _, err := call(ctx, func(ctx context.Context) (string, error) { return "", b.api.stopStream(ctx, r, ts, true) }); err != nil {
		b.Logger.InfoContext(ctx, "slack stream not ended; writing the message anew", "event_id", r.eventID, "err", err)
		return b.rewrite(ctx, r, ts, true)
	}
	return nil
}

// complete makes a message that was begun hold the whole reply: its stream goes
// on where it lives and leads there, else the message is written anew.
func (b *Bot) complete(ctx context.Context, r *reply, ts string) error {
	if rest, ok := r.live.rest(r); ok {
		return b.growToEnd(ctx, r, ts, rest, r.live.started)
	}
	return b.rewrite(ctx, r, ts, true)
}

// grow adds a section to a stream, waiting when asked to while there is time.
func (b *Bot) grow(ctx context.Context, r *reply, ts, section string, started time.Time) error {
	for {
		if err := b.paced(ctx, "chat.appendStream"); err != nil {
			return err
		}
		if b.Now().Sub(started) >= streamBudget {
			return context.DeadlineExceeded
		}
		_, err := call(ctx, func(ctx context.Context) (string, error) { return "", b.api.appendStream(ctx, r, ts, section) })
		limited := limitedError{}
		if !errors.As(err, &limited) {
			return err
		}
		if limited.after > patience || b.Now().Add(limited.after).Sub(started) >= streamBudget {
			return err
		}
		if err := b.sleep(ctx, limited.after); err != nil {
			return err
		}
	}
}

// postAndEdit is the second rung.
func (b *Bot) postAndEdit(ctx context.Context, e *bot.Event, r *reply) (string, error) {
	part := func(n int) []slack.Block {
		return append(sectionBlocks(r.body[:n]), slack.NewContextBlock("", markup("…")))
	}
	ts, err := b.send(ctx, r, part(1), false)
	if err != nil {
		return ts, err
	}
	if err := b.begun(ctx, e, r, ts); err != nil {
		return ts, err
	}
	for n := 2; n < len(r.body) && n <= maxEdits; n++ {
		if err := b.sleep(ctx, editEvery); err != nil {
			return ts, err
		}
		if _, err := call(ctx, func(ctx context.Context) (string, error) {
			return "", b.api.update(ctx, r, ts, part(n), false)
		}); err != nil {
			break // the whole comes at once
		}
	}
	if err := b.sleep(ctx, editEvery); err != nil {
		return ts, err
	}
	return ts, b.rewrite(ctx, r, ts, false)
}

// begun notes the message that a reply began with, so that whoever takes over
// finishes that one.
func (b *Bot) begun(ctx context.Context, e *bot.Event, r *reply, ts string) error {
	return b.Events.Save(ctx, e, bot.Progress{Stage: bot.StagePosting, For: postLease, Unsure: true, AnswerID: r.answerID, Posted: ts})
}

// rewrite makes a message hold the whole reply, whatever it holds now.
func (b *Bot) rewrite(ctx context.Context, r *reply, ts string, streaming bool) error {
	if streaming { // a live stream cannot be edited; one that is over refuses
		_, _ = call(ctx, func(ctx context.Context) (string, error) { return "", b.api.stopStream(ctx, r, ts, false) })
	}
	for tries := 0; ; tries++ {
		if err := b.paced(ctx, "chat.update"); err != nil {
			return err
		}
		_, err := call(ctx, func(ctx context.Context) (string, error) { return "", b.api.update(ctx, r, ts, r.blocks(), true) })
		limited := limitedError{}
		switch {
		case err == nil:
			return nil
		case errors.Is(err, errBlocks) && !r.bare:
			r.bare = true
		case errors.As(err, &limited) && limited.after <= patience && tries < 3:
			if err := b.sleep(ctx, limited.after); err != nil {
				return err
			}
		default:
			return err
		}
	}
}

// send posts a message at the pace of its channel.
func (b *Bot) send(ctx context.Context, r *reply, blocks []slack.Block, complete bool) (string, error) {
	if err := b.sleep(ctx, b.pace.book("channel "+r.channel, perChannel, b.Now())); err != nil {
		return "", limitedError{after: time.Second} // nothing was sent
	}
	return call(ctx, func(ctx context.Context) (string, error) { return b.api.post(ctx, r, blocks, complete) })
}

// paced waits until a method may be called.
func (b *Bot) paced(ctx context.Context, method string) error {
	return b.sleep(ctx, b.pace.book(method, rates[method], b.Now()))
}

// call bounds one call to Slack.
func call(ctx context.Context, do func(ctx context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callBudget)
	defer cancel()
	return do(ctx)
}
