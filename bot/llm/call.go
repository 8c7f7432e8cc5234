package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/tmc/langchaingo/llms"

	"github.com/policybot/policybot/bot"
)

// Why the model was not used; the texts stand in the record of the answer.
var (
	errNothingFound = errors.New("nothing was found to word")
	errUnusable     = errors.New("the reply could not be used")
	errOpen         = errors.New("the model failed repeatedly and is left alone for a while")
	errBudget       = errors.New("the budget of the day is used up")
	errBusy         = errors.New("too many calls at once")
	errSlow         = errors.New("the model did not answer in time")
	errUnreachable  = errors.New("the model cannot be reached")
	errUnreadable   = errors.New("what answers there is no model's server")
	errEmpty        = errors.New("the reply was empty")
	errCutOff       = errors.New("the reply was cut off")
)

// StatusError is a refusal of the server by HTTP status. It never holds the
// server's words, which may repeat a key or a prompt.
type StatusError struct {
	Status     int
	RetryAfter time.Duration // what the server asked for; 0: nothing
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("the model's server answered %d %s", e.Status, http.StatusText(e.Status))
}

// retryable says whether another try may succeed.
func (e *StatusError) retryable() bool {
	return e.Status == http.StatusTooManyRequests || e.Status == http.StatusRequestTimeout || e.Status >= 500
}

// reason names an error for record and log in words of our own alone.
func reason(err error) string {
	var status *StatusError
	if errors.As(err, &status) {
		return status.Error()
	}
	for _, known := range []error{errNothingFound, errUnusable, errOpen, errBudget, errBusy, errSlow, errUnreachable, errUnreadable, errEmpty, errCutOff, errNoQuestion, errForeign} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "the call failed"
}

const (
	// maxOutputTokens bounds a reply: four statements for each of a few parts.
	maxOutputTokens = 2000
	// queueTime is how long a call may wait for a free slot; waiting longer
	// costs the user more than the wording is worth.
	queueTime = 2 * time.Second
)

// ask calls the model, again where that may help, and gives the text it said.
// e gets it in pieces where it can show them.
func (c *Composer) ask(ctx context.Context, talk []llms.MessageContent, made *bot.Composed, e *early) (string, error) {
	wait, cancel := context.WithTimeout(ctx, queueTime)
	defer cancel()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-wait.Done():
		return "", errBusy
	}
	stream := e.show != nil && !c.whole.Load()
	emptied := false // a stream came empty
	for try := 0; ; try++ {
		if !c.breaker.allow() {
			return "", errOpen
		}
		var hear func(string)
		if stream {
			e.begin()
			hear = e.take
		}
		text, err := c.once(ctx, talk, made, hear)
		c.breaker.done(err == nil || !brokenServer(err))
		if err == nil {
			if emptied {
				c.whole.Store(true)
			}
			return text, nil
		}
		if stream && errors.Is(err, errEmpty) && e.text.Len() == 0 {
			stream, emptied = false, true // the server may not know how to stream
		}
		var status *StatusError
		if errors.As(err, &status) && status.Status == http.StatusBadRequest && !c.plain.Swap(true) {
			continue // the server may not know how to be held to JSON
		}
		if try >= c.cfg.Retries || !again(err) || ctx.Err() != nil {
			return "", err
		}
		pause := c.cfg.Backoff << try
		pause = pause/2 + rand.N(pause/2+1) // so that many callers do not come back at once
		if status != nil {
			pause = max(pause, status.RetryAfter)
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < pause {
			return "", err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return "", errSlow
		}
	}
}

func again(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		return status.retryable()
	}
	return errors.Is(err, errUnreachable) || errors.Is(err, errUnreadable) || errors.Is(err, errEmpty)
}

// brokenServer says whether an error tells of the server and not of one reply.
func brokenServer(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		return status.Status != http.StatusBadRequest
	}
	return errors.Is(err, errSlow) || errors.Is(err, errUnreachable) || errors.Is(err, errUnreadable)
}

// once makes one call within the budget; hear gets the text in pieces, nil asks
// for it whole.
func (c *Composer) once(ctx context.Context, talk []llms.MessageContent, made *bot.Composed, hear func(string)) (string, error) {
	reserved := usage{estimate(talk), maxOutputTokens}
	day, ok := c.budget.reserve(reserved)
	if !ok {
		return "", errBudget
	}
	made.Tries++
	limited, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	answer, err := c.model.generate(limited, talk, !c.plain.Load(), hear)
	if err != nil {
		var status *StatusError
		if errors.As(err, &status) {
			c.budget.settle(day, reserved, usage{}) // refused calls are not charged
			return "", err
		}
		c.budget.settle(day, reserved, reserved) // it may have been charged
		made.Cost += c.cfg.Price.of(reserved)
		if limited.Err() != nil {
			return "", errSlow
		}
		var parse *json.SyntaxError
		if errors.As(err, &parse) {
			return "", errUnreadable
		}
		return "", fmt.Errorf("%w: %w", errUnreachable, err)
	}
	used := answer.used
	made.Tokens += used.total()
	if used.total() == 0 { // the server does not say
		used = usage{estimate(talk), utf8.RuneCountInString(answer.text)}
	}
	c.budget.settle(day, reserved, used)
	made.Cost += c.cfg.Price.of(used)
	switch {
	case answer.text == "":
		return "", errEmpty
	case answer.cut:
		return "", errCutOff
	}
	return answer.text, nil
}

// estimate is an upper bound of the tokens of messages: no tokenizer in use
// makes more tokens than characters of Chinese text.
func estimate(talk []llms.MessageContent) int {
	n := 0
	for _, m := range talk {
		for _, p := range m.Parts {
			if t, ok := p.(llms.TextContent); ok {
				n += utf8.RuneCountInString(t.Text)
			}
		}
	}
	return n
}
