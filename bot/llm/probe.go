package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/tmc/langchaingo/llms"

	"github.com/policybot/policybot/bot"
)

// Probe makes one small call, a second one where the server cannot be held to
// JSON, and says how long it took. The
// error says what to do about what is wrong. It counts against the budget.
func (c *Composer) Probe(ctx context.Context) (time.Duration, error) {
	text, err := c.prompts.fill("probe.tmpl", nil)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	talk := []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeHuman, text)}
	said, err := c.once(ctx, talk, &bot.Composed{}, nil)
	var refused *StatusError
	if errors.As(err, &refused) && refused.Status == http.StatusBadRequest && !c.plain.Swap(true) {
		said, err = c.once(ctx, talk, &bot.Composed{}, nil) // as a question would; see ask
	}
	took := time.Since(began)
	if err != nil {
		return took, c.advice(err)
	}
	r, err := readReply(said)
	if err != nil || len(r.Statements) != 1 || len(r.Statements[0].Cite) != 1 || r.Statements[0].Cite[0] != "s1" {
		return took, fmt.Errorf("%s answers, but not with the JSON asked for: answers would be quotations; choose a model that follows formats", c.cfg.Model)
	}
	return took, nil
}

// advice says what to do about a failed call.
func (c *Composer) advice(err error) error {
	var status *StatusError
	if errors.As(err, &status) {
		switch status.Status {
		case http.StatusUnauthorized, http.StatusForbidden:
			if c.cfg.Key == "" {
				return fmt.Errorf("%w: the server wants a key; set POLICYBOT_LLM_KEY", err)
			}
			return fmt.Errorf("%w: the key is refused; check POLICYBOT_LLM_KEY", err)
		case http.StatusNotFound:
			return fmt.Errorf("%w: no such address or model; check that POLICYBOT_LLM_URL ends as the server wants it (often /v1) and that %s is served", err, c.cfg.Model)
		case http.StatusBadRequest, http.StatusUnprocessableEntity:
			return fmt.Errorf("%w: check that the server has a model for talk named %s (POLICYBOT_LLM_MODEL)", err, c.cfg.Model)
		case http.StatusTooManyRequests, http.StatusPaymentRequired:
			return fmt.Errorf("%w: the quota is used up or calls come too fast; look at the account of the service", err)
		}
		return fmt.Errorf("%w: look at the log of the server", err)
	}
	switch {
	case errors.Is(err, errUnreachable):
		return fmt.Errorf("%w at %s: start the server or correct POLICYBOT_LLM_URL", errUnreachable, c.cfg.URL)
	case errors.Is(err, errUnreadable):
		return fmt.Errorf("%w: correct POLICYBOT_LLM_URL", err)
	case errors.Is(err, errSlow):
		return fmt.Errorf("%w (%s): load the model first or choose a smaller one", err, c.cfg.Timeout)
	case errors.Is(err, errBudget):
		return fmt.Errorf("%w: raise POLICYBOT_LLM_BUDGET_TOKENS or POLICYBOT_LLM_BUDGET_MONEY", err)
	}
	return err
}
