// Package extract composes answers by quotation: it chooses the sentences and
// items of the passages found that answer each part of a question, and quotes
// them word for word. It needs no language model; what it cannot quote it does
// not say.
//
// Choosing is scoring: every citable part of every passage found gets a score
// from its nearness in meaning, the share of the question's words it covers,
// and whether it holds the kind of thing asked for (an amount, a period, a
// definition, ...). Weights and thresholds stand in one table, [Weights].
package extract

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// Config wires a [Composer].
type Config struct {
	Segmenter retrieval.Segmenter
	Weights   *Weights  // nil: DefaultWeights
	Odds      *TermOdds // nil: those learned from the cases of the repository
	// Threshold is the least probability that what was found answers, above 0;
	// 0: the fitted model's own.
	Threshold float64
}

// Composer quotes. It is safe for use by many goroutines.
type Composer struct {
	segmenter retrieval.Segmenter
	weights   Weights
	odds      *TermOdds
	model     *Model // tells whether what was found answers
}

var _ bot.Composer = (*Composer)(nil)

// New makes a Composer. It fails without a segmenter.
func New(cfg Config) (*Composer, error) {
	if cfg.Segmenter == nil {
		return nil, errors.New("extract.Config: Segmenter is missing")
	}
	w := DefaultWeights
	if cfg.Weights != nil {
		w = *cfg.Weights
	}
	odds := defaultTermOdds
	if cfg.Odds != nil {
		odds = cfg.Odds
	}
	model, err := ReadModel(answerableJSON, PartNames())
	if err != nil {
		return nil, err
	}
	if cfg.Threshold > 0 {
		model.Threshold, model.Question = cfg.Threshold, cfg.Threshold
	}
	return &Composer{segmenter: cfg.Segmenter, weights: w, odds: odds, model: model}, nil
}

// Compose chooses quotations for each part; see [bot.Composer].
func (c *Composer) Compose(ctx context.Context, q bot.Question, parts []bot.Part) (bot.Draft, error) {
	read := make([]reading, len(parts))
	shifted := shiftedPairs(bot.ShiftedTo(q))
	chosen := make([][]sentence, len(parts))
	for i, part := range parts {
		if err := ctx.Err(); err != nil {
			return bot.Draft{}, err
		}
		read[i] = c.read(part)
		read[i].ask.demands.shifted = shifted
	}
	threshold := c.model.Threshold
	if !c.answerable(read) {
		threshold = never
	}
	for i := range parts {
		chosen[i] = c.choose(read[i], threshold, earlier(parts, chosen, i))
	}
	// Where one region's part is answered, the same of the others may be so with
	// less: the question is known to be one that texts of the kind answer.
	for i, part := range parts {
		if len(chosen[i]) == 0 && part.Scope != "" && siblingAnswered(parts, chosen, i) {
			if chosen[i] = c.choose(read[i], threshold*siblingShare, earlier(parts, chosen, i)); len(chosen[i]) == 0 {
				chosen[i] = asElsewhere(read[i], siblings(parts, chosen, i))
			}
		}
		if part.Like > 0 && len(chosen[part.Like-1]) > 0 {
			chosen[i] = c.corresponding(read[i], chosen[part.Like-1])
		}
	}
	alone(parts, chosen)
	b := newBuilder(q)
	for i, part := range parts {
		if c.sideBySide(b, i, &read[i], chosen[i]) {
			continue
		}
		if len(chosen[i]) == 0 {
			b.draft.Missing = append(b.draft.Missing, i)
			continue
		}
		chosen[i] = c.clip(read[i].ask, ofWhichArticle(part, chosen[i]))
		others := beside(read[i], chosen[i])
		b.quotePlaces(i, part, chosen[i], others)
		quoted := slices.Concat(chosen[i], others[:min(maxBeside, len(others))])
		b.note(cutLists(quoted, read[i].all, part, q.Lang)...)
		b.note(cutHeaded(quoted, read[i].all, part, q.Lang)...)
		if note := lackingClause(read[i], chosen[i], q.Lang); note != "" {
			b.draft.Notes = append(b.draft.Notes, note)
		}
		b.note(countNamed(part, chosen[i], q.Lang), leftAddresses(quoted, q.Lang), cutClauses(chosen[i], q.Lang), forGroup(read[i].ask, q.Text, chosen[i], q.Lang), daysLeft(part, chosen[i], q.Lang))
		if labels, ok := unmentioned(q.Text, part, chosen[i]); ok {
			b.draft.Notes = append(b.draft.Notes, bot.CheckEach(labels, q.Lang))
		}
		if i+1 < len(parts) && parts[i+1].Like == i+1 { // older versions follow
			for _, s := range read[i].endsOthers() {
				b.quote(i, part, s)
			}
		}
	}
	return b.finish(), nil
}

// never is a threshold that no part reaches, whatever share of it is enough.
const never = 100

// earlier gives what answers the parts before one, of other words and the same
// scope.
func earlier(parts []bot.Part, chosen [][]sentence, i int) []sentence {
	var out []sentence
	for k := range i {
		if parts[k].Text != parts[i].Text && parts[k].Scope == parts[i].Scope {
			out = append(out, chosen[k]...)
		}
	}
	return out
}

// alone leaves out what answers a part that only turns from the one before it (情节严重呢)
// where nothing answers those before: of what it speaks no answer tells.
func alone(parts []bot.Part, chosen [][]sentence) {
	for i := range parts {
		if i > 0 && strings.HasSuffix(strings.TrimRight(parts[i].Text, "？?。"), "呢") && !slices.ContainsFunc(chosen[:i], func(c []sentence) bool { return len(c) > 0 }) {
			chosen[i] = nil
		}
	}
}

// siblingShare is the share of the threshold that a part must reach when the
// same is answered for another region or version.
const siblingShare = 0.4

// siblingAnswered says whether a part with the same words and another scope is
// answered.
func siblingAnswered(parts []bot.Part, chosen [][]sentence, i int) bool {
	return len(siblings(parts, chosen, i)) > 0
}

// siblings gives what answers the parts with the same words and another scope.
func siblings(parts []bot.Part, chosen [][]sentence, i int) []sentence {
	var out []sentence
	for k := range parts {
		if k != i && parts[k].Text == parts[i].Text {
			out = append(out, chosen[k]...)
		}
	}
	return out
}

// elsewhere is the least nearness of sentences of two regions that rule the
// same; they are worded apart, unlike versions of one text.
const elsewhere = 0.58

// asElsewhere gives the best sentence that is near to one by which another region
// answers the same, none where none is near.
func asElsewhere(r reading, there []sentence) []sentence {
	for i := range r.all[:min(3*searchDepth, len(r.all))] {
		s := &r.all[i]
		near := func(o sentence) bool { return alike(&o, s) > elsewhere }
		if answers(s, r.ask) && slices.ContainsFunc(there, near) {
			return []sentence{*s}
		}
	}
	return nil
}

// endsOthers gives the clause by which a text ends what was said before it
// (此前…同时废止), where it has a short one, with the article that it stands in
// where that is short: it says from when the text applies.
func (r *reading) endsOthers() []sentence {
	for _, s := range r.all {
		if strings.Contains(s.text, "废止") && (strings.Contains(s.text, "此前") || strings.Contains(s.text, "以前") || strings.Contains(s.text, "同时")) &&
			utf8.RuneCountInString(s.text) <= maxEnding {
			whole := withSiblings([]sentence{s}, r.all)
			slices.SortFunc(whole, func(x, y sentence) int { return x.index - y.index })
			return whole
		}
	}
	return nil
}

// maxEnding bounds the length in characters of a clause that ends other texts.
const maxEnding = 120
