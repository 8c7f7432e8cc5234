package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	botpg "github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/corpus"
)

// answer gives the commands over the record of answers.
func (a *app) answer() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "answer",
		Short: "Show, replay or delete an answer that was given",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command answer %q: use answer show, answer replay or answer delete", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "show ID", Short: "Print an answer with how it came about, as one JSON document", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error { return a.showAnswer(cmd.Context(), args[0]) },
		},
		&cobra.Command{
			Use: "replay ID", Short: "Ask the question of an answer again and say whether the answer is the same, byte by byte", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error { return a.replayAnswer(cmd.Context(), args[0]) },
		},
		&cobra.Command{
			Use: "delete ID", Short: "Delete an answer with its record, its feedback and its place in conversations", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error { return a.deleteAnswer(cmd.Context(), args[0]) },
		},
	)
	return cmd
}

// recorded is an answer with how it came about.
type recorded struct {
	Answer *bot.Answer `json:"answer"`
	Trace  *bot.Trace  `json:"trace"` // null where none was kept
}

// recordOf reads an answer and its trace.
func (w *world) recordOf(ctx context.Context, id string) (recorded, error) {
	given, err := w.records.Get(ctx, id)
	if errors.Is(err, bot.ErrNotFound) {
		return recorded{}, fmt.Errorf("no answer has the id %q: it is in the answer's JSON and its address, and answers are deleted after POLICYBOT_RETENTION_DAYS", id)
	}
	if err != nil {
		return recorded{}, err
	}
	trace, err := w.records.Trace(ctx, id)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return recorded{}, err
	}
	return recorded{given, trace}, nil
}

func (a *app) showAnswer(ctx context.Context, id string) error {
	return a.withWorld(ctx, func(w *world) error {
		r, err := w.recordOf(ctx, id)
		if err != nil {
			return err
		}
		return a.printJSON(r)
	})
}

func (a *app) deleteAnswer(ctx context.Context, id string) error {
	return a.withWorld(ctx, func(w *world) error {
		if _, err := w.recordOf(ctx, id); err != nil {
			return err
		}
		if err := w.records.Delete(ctx, id); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "deleted: %s\n", id)
		return nil
	})
}

func (a *app) replayAnswer(ctx context.Context, id string) error {
	w, err := a.open(ctx, slog.LevelWarn)
	if err != nil {
		return err
	}
	defer w.close()
	r, err := w.recordOf(ctx, id)
	switch {
	case err != nil:
		return err
	case r.Trace == nil:
		return fmt.Errorf("answer %s was given before records of how answers came about were kept: it cannot be replayed", id)
	case r.Answer.Composed != nil:
		return fmt.Errorf("answer %s was worded by a language model (%s), which does not say the same twice: only quotations are replayed", id, r.Answer.Composed.Model)
	}
	again, err := w.askAgain(ctx, r.Trace)
	if err != nil {
		return err
	}
	if again.CorpusVersion != r.Answer.CorpusVersion {
		return fmt.Errorf("the corpus has changed since (version %s, now %s): the same answer is promised over the same texts alone", r.Answer.CorpusVersion, again.CorpusVersion)
	}
	was, is := comparable(*r.Answer), comparable(*again)
	if !bytes.Equal(was, is) {
		return fmt.Errorf("the answer differs, the program may have changed since\nwas %s\nis  %s", was, is)
	}
	fmt.Fprintf(a.stdout, "the same, %d bytes\n", len(is))
	return nil
}

// askAgain asks what a trace holds, as on the day it was asked; nothing is kept.
func (w *world) askAgain(ctx context.Context, t *bot.Trace) (*bot.Answer, error) {
	day, err := time.Parse(time.DateOnly, string(t.Day))
	if err != nil {
		return nil, fmt.Errorf("day of the record: %w", err)
	}
	service, err := bot.New(bot.Config{Retriever: w.retrieval, Composer: w.composer, Library: w.store, Logger: w.lg,
		Now: func() time.Time { return day }})
	if err != nil {
		return nil, err
	}
	q := t.Asked
	if !q.AsOf.Known() {
		q.AsOf = corpus.DateOf(day)
	}
	return service.Answer(ctx, q)
}

// comparable gives the JSON of an answer without what two runs never share: its
// ID and its times.
func comparable(answer bot.Answer) []byte {
	answer.ID, answer.TimingsMS = "", nil
	raw, err := json.Marshal(answer)
	if err != nil {
		panic("answer as JSON: " + err.Error()) // it was read from JSON, or is about to be written
	}
	return raw
}

// purgeEvery is how often old answers are looked for: retention is told in days.
const purgeEvery = time.Hour

// purge deletes answers that are older than they are to be kept, and forgets
// conversations that no visitor can find again, at once and then every hour,
// until the context ends.
func (w *world) purge(ctx context.Context) {
	conversations := botpg.NewConversations(w.pool)
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		if w.cfg.Retention > 0 {
			w.purgeOld(ctx, "answers", w.records.Purge, w.cfg.Retention)
		}
		w.purgeOld(ctx, "conversations", conversations.Purge, bot.MaxWidgetKeepDays*24*time.Hour)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (w *world) purgeOld(ctx context.Context, what string, purge func(context.Context, time.Time) (int, error), age time.Duration) {
	n, err := purge(ctx, w.now().Add(-age))
	switch {
	case ctx.Err() != nil:
	case err != nil:
		w.lg.ErrorContext(ctx, "old "+what+" not deleted", "err", err)
	case n > 0:
		w.lg.InfoContext(ctx, "old "+what+" deleted", "results", n)
	}
}
