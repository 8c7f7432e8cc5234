package slackbot

import (
	"context"
	"errors"
	"slices"

	"github.com/slack-go/slack"

	"github.com/policybot/policybot/bot"
)

// answerPrivately shows the reply to its asker alone, with a button that shows
// it to the channel. Such a message cannot be looked for: after a crash it may
// come twice, the second marked.
func (b *Bot) answerPrivately(ctx context.Context, e *bot.Event, j job, r reply) bot.Progress {
	r.channel, r.thread, r.team, r.user = j.Channel, j.Thread, e.TeamID, j.User
	done := bot.Progress{Stage: bot.StageDone, AnswerID: r.answerID, Code: r.code}
	if r.answerID != "" && !j.Direct {
		r.tail = append(r.tail, shareBlock(shared{Answer: r.answerID, Thread: j.Thread, Script: j.Script}))
	}
	if e.Unsure {
		r.resume()
		done.Code = "resumed"
	}
	return b.once(ctx, e, &r, done, func(ctx context.Context) error {
		if j.Response != "" {
			err := b.api.respond(ctx, j.Response, &r, false)
			if !errors.Is(err, errGone) {
				return err
			}
			// Older than 30 minutes, or used up.
		}
		return b.api.whisper(ctx, &r)
	})
}

// share shows a private answer to the channel and says who shows it.
func (b *Bot) share(ctx context.Context, e *bot.Event, j job) bot.Progress {
	a, err := b.Records.Get(ctx, j.Answer)
	if errors.Is(err, bot.ErrNotFound) {
		return bot.Progress{Stage: bot.StageDone, Code: "answer_gone"}
	}
	if err != nil {
		return b.putOff(ctx, e, reply{}, err, e.Unsure)
	}
	secret, err := b.restsOnHidden(ctx, a)
	if err != nil {
		return b.putOff(ctx, e, reply{}, err, e.Unsure)
	}
	if secret {
		r := noticeReply("这条回答引用了不能在 Slack 里显示的文件，没有分享。")
		return b.answerPrivately(ctx, e, j, r)
	}
	r := b.replyOf(a, j)
	line := escape(sharedBy(j.By))
	r.tail = append(r.tail, slack.NewContextBlock("", markup(line)))
	r.plain += "\n" + line
	j.TS = j.Thread // anything younger than the question
	p := b.post(ctx, e, j, r)
	if p.Code != "stranger" {
		return p
	}
	// The bot is no member of the channel; the response address still is.
	return b.once(ctx, e, &r, bot.Progress{Stage: bot.StageDone, AnswerID: r.answerID}, func(ctx context.Context) error {
		return b.api.respond(ctx, j.Response, &r, true)
	})
}

// restsOnHidden reports whether an answer cites a document that is not for
// Slack by now.
func (b *Bot) restsOnHidden(ctx context.Context, a *bot.Answer) (bool, error) {
	if b.Hidden == nil {
		return false, nil
	}
	ids, err := b.Hidden(ctx)
	return slices.ContainsFunc(a.Citations, func(c bot.Citation) bool { return slices.Contains(ids, c.DocumentID) }), err
}

// once makes a call after noting that it may have been made.
func (b *Bot) once(ctx context.Context, e *bot.Event, r *reply, done bot.Progress, do func(ctx context.Context) error) bot.Progress {
	err := b.Events.Save(ctx, e, bot.Progress{Stage: bot.StagePosting, For: postLease, Unsure: true, AnswerID: r.answerID})
	if err != nil {
		return bot.Progress{Stage: bot.StageLater, For: backoff(e.Attempts), Unsure: e.Unsure, AnswerID: r.answerID, Code: "not_saved"}
	}
	attempt := func() error {
		_, err := call(ctx, func(ctx context.Context) (string, error) { return "", do(ctx) })
		return err
	}
	err = attempt()
	if errors.Is(err, errBlocks) {
		r.bare, done.Code = true, "plain"
		err = attempt()
	}
	if err != nil {
		limited := limitedError{}
		return b.putOff(ctx, e, *r, err, !errors.Is(err, errRefused) && !errors.As(err, &limited))
	}
	return done
}
