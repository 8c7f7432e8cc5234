package evals

import (
	"context"
	"fmt"
	"slices"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// statuses are those that a case may expect.
var statuses = map[string]bool{
	string(bot.StatusAnswered): true, string(bot.StatusPartial): true, string(bot.StatusNoInformation): true,
	string(bot.StatusClarification): true, string(bot.StatusOutOfScope): true, string(bot.StatusRefused): true,
}

// Lint looks for mistakes in cases: one sentence each, in the order of the
// cases. Evidence in a file that the corpus does not hold is a mistake.
func Lint(ctx context.Context, cases []Case, texts Texts) ([]string, error) {
	j, err := newJudge(ctx, texts)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range cases {
		say := func(format string, args ...any) {
			out = append(out, fmt.Sprintf("case %s: ", c.ID)+fmt.Sprintf(format, args...))
		}
		if c.Kind == "" {
			say("kind is empty")
		}
		if c.AsOf != "" {
			if _, err := corpus.ParseDate(c.AsOf); err != nil {
				say("as_of: %v", err)
			}
		}
		for _, s := range c.Expect {
			if !statuses[s] {
				say("expect_status %q is no status", s)
			}
		}
		switch {
		case c.Answerable && len(c.Evidence) == 0:
			say("answerable, but without evidence")
		case !c.Answerable && len(c.Evidence)+len(c.Facts) > 0:
			say("not answerable, but with evidence or facts")
		}
		for _, e := range slices.Concat(c.Evidence, c.Also) {
			if _, held := j.byFile[e.File]; !held {
				say("the corpus does not hold the file %s", e.File)
				continue
			}
			_, start, end, err := j.find(ctx, e)
			if err != nil {
				return nil, err
			}
			if end <= start {
				say("%s does not hold the quote %q", e.File, e.Quote)
			}
		}
	}
	return out, nil
}

// Unreviewed counts the cases that nobody but their author has looked at.
func Unreviewed(cases []Case) int {
	n := 0
	for _, c := range cases {
		n += count(c.ReviewedBy == "" || c.ReviewedBy == c.Author)
	}
	return n
}
