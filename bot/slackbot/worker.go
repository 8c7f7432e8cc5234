package slackbot

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/policybot/policybot/bot"
)

const (
	// pollEvery is how often idle workers look without being woken: for events
	// put off, leases run out, and wake-ups lost.
	pollEvery = 2 * time.Second
	// lease is how long an event is held; jobBudget must end well before it,
	// so that two workers never answer one event.
	lease     = 6 * time.Minute
	jobBudget = 5 * time.Minute
	// tellAfter is how long a question may wait before its asker is told.
	tellAfter = 3 * time.Second
	// stopGrace is how long a job may go on once the program is to stop.
	stopGrace = 20 * time.Second
	// keepEvents is how long finished events are remembered. Slack's last
	// delivery comes about six minutes after the first; days allow for
	// subscriptions that were held back.
	keepEvents = 7 * 24 * time.Hour
)

// Run answers stored events until ctx ends, then waits for the jobs at work,
// at most 20 s. It gives no error: what fails is logged and tried again.
func (b *Bot) Run(ctx context.Context) {
	b.greet(ctx)
	var wg sync.WaitGroup
	for range b.Workers {
		wg.Go(func() { b.loop(ctx) })
	}
	if b.Log != nil {
		wg.Go(func() { b.listen(ctx) })
		wg.Go(func() { b.purge(ctx) })
		wg.Go(func() { b.tellWaiting(ctx) })
	}
	if b.AppToken != "" {
		wg.Go(func() { b.connect(ctx) })
	}
	wg.Wait()
	b.asides.Wait()
}

// greet tells the operator at once whether the token is good.
func (b *Bot) greet(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	team, err := b.api.whoami(ctx)
	switch {
	case err == nil:
		b.Logger.InfoContext(ctx, "slack connected", "team_id", team)
	case errors.Is(err, errRefused):
		b.Logger.ErrorContext(ctx, "slack refuses the bot token; check POLICYBOT_SLACK_BOT_TOKEN and install the app again", "err", err)
	default:
		b.Logger.WarnContext(ctx, "slack cannot be reached now", "err", err)
	}
}

// wake lets one idle worker of this process look for events at once.
func (b *Bot) wake() {
	select {
	case b.nudge <- struct{}{}:
	default: // as many wake-ups as workers are waiting to be seen
	}
}

// loop answers events one after another until ctx ends.
func (b *Bot) loop(ctx context.Context) {
	failing := false
	for ctx.Err() == nil {
		e, err := b.claim(ctx)
		if err == nil {
			failing = false
			b.handle(ctx, e)
			continue
		}
		if !errors.Is(err, bot.ErrNotFound) && ctx.Err() == nil && !failing {
			failing = true // once, not every two seconds
			b.Logger.ErrorContext(ctx, "slack events cannot be claimed", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-b.nudge:
		case <-time.After(pollEvery):
		}
	}
}

func (b *Bot) claim(ctx context.Context) (*bot.Event, error) {
	// A claim that is cut off after it was made would hold the event for the
	// whole lease: let it end by itself.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return b.Events.Claim(ctx, lease)
}

// handle answers one event within its budget; it goes on for a while when ctx
// ends, since the user has been promised an answer.
func (b *Bot) handle(ctx context.Context, e *bot.Event) {
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobBudget)
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		t := time.NewTimer(stopGrace)
		defer t.Stop()
		select {
		case <-t.C:
			cancel()
		case <-work.Done():
		}
	})
	defer stop()
	b.deliver(work, e)
}

// listen wakes workers when another process stores an event.
func (b *Bot) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := b.Log.Listen(ctx, b.wake); err != nil && ctx.Err() == nil {
			b.Logger.WarnContext(ctx, "slack wake-up channel lost; polling", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
		}
	}
}

// purge deletes finished events once an hour.
func (b *Bot) purge(ctx context.Context) {
	for {
		n, err := b.Log.Purge(ctx, b.Now().Add(-keepEvents))
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			b.Logger.WarnContext(ctx, "old slack events not deleted", "err", err)
		case n > 0:
			b.Logger.InfoContext(ctx, "old slack events deleted", "results", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

// tellWaiting tells those whose questions wait in the queue where they stand.
func (b *Bot) tellWaiting(ctx context.Context) {
	failing := false
	for sleep(ctx, time.Second) == nil {
		err := b.tellOnce(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			b.Logger.WarnContext(ctx, "slack queue not read", "err", err)
		}
		failing = err != nil
	}
}

func (b *Bot) tellOnce(ctx context.Context) error {
	waiting, err := b.Log.Waiting(ctx, tellAfter)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		var j job
		if err := json.Unmarshal(w.Payload, &j); err != nil || j.Kind != "" || j.FollowUp {
			continue // commands were told at once; a follow-up may be for nobody
		}
		r := noticeReply(queueText(w.Place))
		r.channel, r.user = j.Channel, j.User
		if j.Thread != j.TS {
			r.thread = j.Thread
		}
		if err := b.sleep(ctx, b.pace.book("channel "+r.channel, perChannel, b.Now())); err != nil {
			return err
		}
		if err := b.api.whisper(ctx, &r); err != nil {
			b.Logger.DebugContext(ctx, "slack asker not told of the queue", "event_id", w.ID, "err", err)
		}
	}
	return nil
}
