package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/policybot/policybot/bot"
)

// terminal says whether people read what is written to w as it comes.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// live writes an answer to a terminal while it is made: each statement once it
// has passed every gate, then what is left. In the end the same words stand
// there that printAnswer writes.
type live struct {
	w       io.Writer
	shown   []bot.Shown
	written string
}

// answerLive answers a question, which s may do statement by statement.
func answerLive(ctx context.Context, s bot.Streamer, q bot.Question, w io.Writer) (bot.Status, error) {
	l := &live{w: w}
	a, err := s.AnswerStream(ctx, q, l.show)
	if err != nil {
		if l.written != "" {
			fmt.Fprintln(w) // the error is told on a line of its own
		}
		return "", err
	}
	l.finish(a)
	return a.Status, nil
}

// show writes one statement more.
func (l *live) show(x bot.Shown) {
	l.shown = append(l.shown, x)
	text := bot.Opening(l.shown)
	fmt.Fprint(l.w, strings.TrimPrefix(text, l.written))
	l.written = text
}

// finish writes the rest of the answer.
func (l *live) finish(a *bot.Answer) {
	rest := *a
	if text, ok := strings.CutPrefix(a.Text, l.written); ok {
		rest.Text = text
	} else { // an answer that does not begin with what was shown of it stands alone
		fmt.Fprint(l.w, "\n\n")
	}
	printAnswer(l.w, &rest)
}
