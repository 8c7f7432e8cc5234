package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
)

func (a *app) ask() *cobra.Command {
	var asJSON, trace bool
	q := bot.Question{}
	cmd := &cobra.Command{
		Use:   "ask [--json] [--as-of DATE] [--region R] [--turn EARLIER_QUESTION]... QUESTION",
		Short: "Answer one question from the corpus",
		Args:  atLeast(1, "the question"),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Text = strings.Join(args, " ")
			return a.runAsk(cmd.Context(), q, asJSON, trace)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&asJSON, "json", false, "print the answer as one JSON document")
	f.BoolVar(&trace, "trace", false, "print the time of every stage to stderr")
	dateVar(f, &q.AsOf, "as-of", "answer from the text in force on this date (YYYY-MM-DD)")
	f.StringVar(&q.Region, "region", "", "the asker's region, e.g. 长春")
	f.StringArrayVar(&q.Turns, "turn", nil, "an earlier question of the conversation; may stand several times, oldest first")
	return cmd
}

func (a *app) runAsk(ctx context.Context, q bot.Question, asJSON, trace bool) error {
	w, err := a.open(ctx, slog.LevelWarn)
	if err != nil {
		return err
	}
	defer w.close()
	if !asJSON && !trace && terminal(a.stdout) {
		status, err := answerLive(ctx, w.bot, q, a.stdout)
		if err != nil {
			return a.failAsk(q, err, false)
		}
		if status == bot.StatusNoInformation {
			w.sayIfEmpty(ctx, a.stderr)
		}
		return nil
	}
	answer, err := w.bot.Answer(ctx, q)
	if err != nil {
		return a.failAsk(q, err, asJSON)
	}
	if trace {
		printTimings(a.stderr, answer.TimingsMS)
	}
	if answer.Status == bot.StatusNoInformation {
		w.sayIfEmpty(ctx, a.stderr)
	}
	if asJSON {
		return a.printJSON(answer)
	}
	printAnswer(a.stdout, answer)
	return nil
}

// failAsk reports a question that got no answer: with --json as an answer of
// status error as well.
func (a *app) failAsk(q bot.Question, err error, asJSON bool) error {
	message := strings.TrimPrefix(err.Error(), bot.ErrBadQuestion.Error()+": ")
	if asJSON {
		if err := a.printJSON(errorAnswer(q, message)); err != nil {
			return err
		}
	}
	if errors.Is(err, bot.ErrBadQuestion) {
		return errors.New(message)
	}
	return err
}

func errorAnswer(q bot.Question, message string) *bot.Answer {
	return &bot.Answer{
		Question: q.Text, Status: bot.StatusError, Text: message, Label: bot.Label, AsOf: q.AsOf,
		Statements: []bot.Statement{}, Citations: []bot.Citation{}, Missing: []string{}, Choices: []string{},
		TimingsMS: map[string]float64{"total": 0},
	}
}

// printAnswer writes an answer for people: the words, the sources, the label.
func printAnswer(w io.Writer, a *bot.Answer) {
	fmt.Fprintln(w, a.Text)
	if len(a.Choices) > 0 {
		fmt.Fprintln(w)
		for _, c := range a.Choices {
			fmt.Fprintln(w, "  · "+c)
		}
	}
	if len(a.Citations) > 0 {
		fmt.Fprintln(w)
	}
	lang, label := "zh", "（"+a.Label+"）"
	if a.Label == bot.LabelEN {
		lang, label = "en", "("+a.Label+")"
	}
	for _, c := range a.Citations {
		fmt.Fprintf(w, "[%d] %s\n", c.N, strings.Join(sourceLine(c, lang), " · "))
	}
	fmt.Fprintf(w, "\n%s\n", label)
}

// sourceLine names a source the way a clerk would read it out, in the language
// of the answer.
func sourceLine(c bot.Citation, lang string) []string {
	line := []string{"《" + c.Title + "》"}
	if c.DocNumber != "" {
		line = append(line, c.DocNumber)
	}
	if c.Region != "" && c.Region != "全国" {
		line = append(line, c.Region)
	}
	if c.Locator != "" {
		line = append(line, c.Locator)
	}
	if since := bot.InForceSince(c.EffectiveFrom, c.Status, c.EffectiveBasis, lang); since != "" {
		line = append(line, since)
	}
	line = append(line, bot.StatusWord(c.Status, lang), fmt.Sprintf("%s@%d-%d", c.Source, c.Start, c.End))
	return line
}
