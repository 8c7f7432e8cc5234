// Package llm words answers with a language model, through langchaingo: any
// server that speaks OpenAI's protocol, or Ollama. The model sees numbered
// sentences of the passages found and gives statements with the numbers that
// carry them. What it says is believed nowhere: numbers that were not given are
// dropped, every statement passes [bot.Check], one repair is asked for, and
// what stays unsaid is quoted by another composer. A model that is slow, down,
// over budget or wrong never costs the user more than the wording.
package llm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/policybot/policybot/bot"
)

// Config of a [Composer].
type Config struct {
	// URL is the base address of the server, e.g. http://127.0.0.1:11434/v1;
	// with the scheme ollama:// (or ollamas:// for TLS) Ollama's own protocol is
	// spoken there.
	URL   string
	Model string
	Key   string // empty: the server wants none

	// Fallback answers where the model cannot. Required.
	Fallback bot.Composer

	BudgetTokens int           // tokens a day (UTC); 0: no limit
	BudgetMoney  float64       // what the calls of a day (UTC) may cost at Price; 0: no limit
	Price        Price         // of a million tokens; zero: not known
	Timeout      time.Duration // of one call; 0: 20 s
	Total        time.Duration // of all calls for one answer; 0: 30 s
	Backoff      time.Duration // before the first retry, doubled after each; 0: 300 ms
	Retries      int           // after the first call; 0: 2, negative: none
	Concurrent   int           // calls at once; 0: 4
	Passages     int           // passages shown for each part; 0: 12
	Statements   int           // for each part; 0: 4

	HTTP   http.RoundTripper // nil: http.DefaultTransport
	Now    func() time.Time  // nil: time.Now
	Logger *slog.Logger      // nil: discard
}

func (c Config) validate() error {
	switch {
	case c.URL == "":
		return errors.New("llm.Config: URL is missing")
	case c.Model == "":
		return errors.New("llm.Config: Model is missing")
	case c.Fallback == nil:
		return errors.New("llm.Config: Fallback is missing")
	case c.BudgetTokens < 0:
		return errors.New("llm.Config: BudgetTokens is negative")
	case c.BudgetMoney < 0 || c.Price.Prompt < 0 || c.Price.Reply < 0:
		return errors.New("llm.Config: BudgetMoney or Price is negative")
	case c.BudgetMoney > 0 && c.Price == (Price{}):
		return errors.New("llm.Config: Price is missing: without it no money can be counted")
	}
	return nil
}

func (c Config) withDefaults() Config {
	c.Timeout = or(c.Timeout, 20*time.Second)
	c.Total = or(c.Total, 30*time.Second)
	c.Backoff = or(c.Backoff, 300*time.Millisecond)
	c.Retries = max(0, or(c.Retries, 2))
	c.Concurrent = or(c.Concurrent, 4)
	c.Passages = or(c.Passages, 12)
	c.Statements = or(c.Statements, 4)
	if c.HTTP == nil {
		c.HTTP = http.DefaultTransport
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func or[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}

var _ bot.Composer = (*Composer)(nil)

// Composer words answers with a model. It may be used from many goroutines.
type Composer struct {
	cfg     Config
	model   model
	prompts *prompts
	slots   chan struct{}
	breaker *breaker
	budget  *budget
	// rewrites are the questions that the model wrote.
	rewrites *rewrites
	// plain is set once the server has refused to be held to JSON.
	plain atomic.Bool
	// whole is set once the server has given a whole reply where a stream was
	// asked for and came empty.
	whole atomic.Bool
}

// New makes a Composer. It does not call the server.
func New(cfg Config) (*Composer, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	m, err := openModel(cfg)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", cfg.Model, err)
	}
	p, err := loadPrompts()
	if err != nil {
		return nil, err
	}
	return &Composer{
		cfg: cfg, model: m, prompts: p, slots: make(chan struct{}, cfg.Concurrent),
		breaker: &breaker{now: cfg.Now}, budget: &budget{tokens: cfg.BudgetTokens, money: cfg.BudgetMoney, price: cfg.Price, now: cfg.Now},
		rewrites: &rewrites{now: cfg.Now},
	}, nil
}

// PromptHash names the version of the prompt files.
func (c *Composer) PromptHash() string { return c.prompts.hash }

// Compose words the answer; see [bot.Composer]. It gives an error only when ctx
// ends or the fallback fails.
func (c *Composer) Compose(ctx context.Context, q bot.Question, parts []bot.Part) (bot.Draft, error) {
	return c.compose(ctx, q, parts, nil)
}

func (c *Composer) compose(ctx context.Context, q bot.Question, parts []bot.Part, show func(bot.Draft)) (bot.Draft, error) {
	began := c.cfg.Now()
	made := &bot.Composed{Model: c.cfg.Model, Prompt: c.prompts.hash}
	c.rewrites.record(q.Text, joined(q.Turns), made)
	draft, err := c.word(ctx, q, parts, made, show)
	if ctx.Err() != nil {
		return bot.Draft{}, ctx.Err()
	}
	if err != nil {
		made.Fallback = reason(err)
		if draft, err = c.cfg.Fallback.Compose(ctx, q, parts); err != nil {
			return bot.Draft{}, err
		}
	}
	if made.Fallback != "" {
		c.cfg.Logger.WarnContext(ctx, "quoting instead of the model", "model", c.cfg.Model, "reason", made.Fallback)
	}
	draft.Composed = made
	c.cfg.Logger.InfoContext(ctx, "composed", "model", c.cfg.Model, "prompt", made.Prompt, "tries", made.Tries, "tokens", made.Tokens, "cost", made.Cost,
		"statements", len(draft.Statements), "rejected", made.Rejected, "dropped", made.Dropped, "duration_ms", c.cfg.Now().Sub(began).Milliseconds())
	return draft, nil
}

// word asks the model, checks what it says, and asks once for a repair. The
// error says why nothing of it can be used; then nothing was shown.
func (c *Composer) word(ctx context.Context, q bot.Question, parts []bot.Part, made *bot.Composed, show func(bot.Draft)) (bot.Draft, error) {
	m := newMaterial(parts, c.cfg.Passages)
	if len(m.sentences) == 0 {
		return bot.Draft{}, errNothingFound
	}
	talk, err := c.prompts.open(q, parts, m, c.cfg.Statements)
	if err != nil {
		return bot.Draft{}, err
	}
	limited, cancel := context.WithTimeout(ctx, c.cfg.Total)
	defer cancel()
	e := &early{c: c, m: m, parts: parts, show: show}
	text, err := c.ask(limited, talk, made, e)
	v := e.shown
	shown := len(v.statements)
	if err != nil {
		if shown == 0 {
			return bot.Draft{}, err
		}
		// A reply that broke off may lack what matters: each part is quoted too.
		made.Fallback = reason(err)
		return c.fill(ctx, q, parts, v, made, shown)
	}
	first := c.judge(text, m, parts, made)
	v.add(first, c.cfg.Statements)
	if len(first.findings) > 0 {
		talk = c.prompts.repair(talk, text, first.findings)
		if text, err = c.ask(limited, talk, made, &early{}); err == nil {
			v.add(c.judge(text, m, parts, made), c.cfg.Statements)
		}
	}
	if !v.usable {
		return bot.Draft{}, errUnusable
	}
	return c.fill(ctx, q, parts, v, made, shown)
}

// fill makes the draft of what passed, its first statements those shown
// already, and quotes for the parts of which the model neither said anything
// that passed nor that they are missing; for all where the model broke off.
func (c *Composer) fill(ctx context.Context, q bot.Question, parts []bot.Part, v verdict, made *bot.Composed, shown int) (bot.Draft, error) {
	brokenOff := made.Fallback != ""
	open := map[int]bool{}
	for i := range parts {
		open[i] = brokenOff || !v.missing[i]
	}
	for _, st := range v.statements {
		open[st.Part] = brokenOff
	}
	unsaid := false
	for i := range parts {
		unsaid = unsaid || open[i]
	}
	b := &builder{}
	b.addAll(bot.Draft{Statements: v.statements, Citations: v.citations}, nil)
	if !unsaid {
		return b.draft(parts, shown), nil
	}
	made.Fallback = or(made.Fallback, "statements refused")
	quoted, err := c.cfg.Fallback.Compose(ctx, q, parts)
	if err != nil {
		return bot.Draft{}, err
	}
	b.addAll(quoted, open)
	return b.draft(parts, shown), nil
}
