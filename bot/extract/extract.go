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

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// Config wires a [Composer].
type Config struct {
	Segmenter retrieval.Segmenter
	Weights   *Weights // nil: DefaultWeights
}

// Composer quotes. It is safe for use by many goroutines.
type Composer struct {
	segmenter retrieval.Segmenter
	weights   Weights
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
	model, err := ReadModel(answerableJSON, PartNames())
	if err != nil {
		return nil, err
	}
	return &Composer{segmenter: cfg.Segmenter, weights: w, model: model}, nil
}

// Compose chooses quotations for each part; see [bot.Composer].
func (c *Composer) Compose(ctx context.Context, q bot.Question, parts []bot.Part) (bot.Draft, error) {
	b := newBuilder(q)
	all := make([][]sentence, len(parts))
	for i, part := range parts {
		if err := ctx.Err(); err != nil {
			return bot.Draft{}, err
		}
		chosen := c.choose(part, c.model.Threshold)
		if part.Like > 0 && len(all[part.Like-1]) > 0 {
			chosen = c.corresponding(part, all[part.Like-1])
		}
		all[i] = chosen
		if len(chosen) == 0 {
			b.draft.Missing = append(b.draft.Missing, i)
			continue
		}
		for _, s := range chosen {
			b.quote(i, part, s)
		}
	}
	return b.draft, nil
}
