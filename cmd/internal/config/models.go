package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Tokens is a number of tokens of a language model.
type Tokens int

// String gives the number.
func (t Tokens) String() string { return strconv.Itoa(int(t)) }

// Price is what a million tokens of prompt and of reply cost, in any one
// currency; zero where it is not known.
type Price struct{ Prompt, Reply float64 }

// String gives the prices as they are set.
func (p Price) String() string { return Money(p.Prompt).String() + "/" + Money(p.Reply).String() }

// Money is an amount in the currency of a [Price].
type Money float64

// String gives the amount.
func (m Money) String() string { return strconv.FormatFloat(float64(m), 'f', -1, 64) }

// readModels reads the settings of the language and the embedding model.
func (c *Config) readModels(getenv func(string) string) error {
	c.LLMURL, c.LLMModel, c.LLMKey = getenv("POLICYBOT_LLM_URL"), getenv("POLICYBOT_LLM_MODEL"), Secret(getenv("POLICYBOT_LLM_KEY"))
	c.EmbedURL, c.EmbedModel, c.EmbedKey = getenv("POLICYBOT_EMBED_URL"), getenv("POLICYBOT_EMBED_MODEL"), Secret(getenv("POLICYBOT_EMBED_KEY"))
	if s := getenv("POLICYBOT_LLM_BUDGET_TOKENS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 {
			return fmt.Errorf("POLICYBOT_LLM_BUDGET_TOKENS: %q is not a number of tokens such as 2000000", s)
		}
		c.LLMBudget = Tokens(n)
	}
	if s := getenv("POLICYBOT_LLM_PRICE"); s != "" {
		prompt, reply, both := strings.Cut(s, "/")
		var ok1, ok2 bool
		c.LLMPrice.Prompt, ok1 = amount(prompt)
		c.LLMPrice.Reply, ok2 = amount(reply)
		if !both || !ok1 || !ok2 || c.LLMPrice == (Price{}) {
			return fmt.Errorf("POLICYBOT_LLM_PRICE: %q is not two prices of a million tokens, of prompt and of reply, such as 2/8", s)
		}
	}
	if s := getenv("POLICYBOT_LLM_BUDGET_MONEY"); s != "" {
		m, ok := amount(s)
		if !ok || m == 0 {
			return fmt.Errorf("POLICYBOT_LLM_BUDGET_MONEY: %q is not an amount such as 20", s)
		}
		c.LLMMoney = Money(m)
	}
	if s := getenv("POLICYBOT_EMBED_TIMEOUT"); s != "" {
		d, err := time.ParseDuration(s)
		if err != nil || d <= 0 {
			return fmt.Errorf("POLICYBOT_EMBED_TIMEOUT: %q is not a duration such as 500ms", s)
		}
		c.EmbedTimeout = d
	}
	return nil
}

// amount reads a number that is finite and not below 0.
func amount(s string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return f, err == nil && f >= 0 && !math.IsInf(f, 0)
}

func (c *Config) validateModels() error {
	switch {
	case (c.LLMURL == "") != (c.LLMModel == ""):
		return errors.New("POLICYBOT_LLM_URL and POLICYBOT_LLM_MODEL belong together: set both, or neither for answers by quotation")
	case (c.EmbedURL == "") != (c.EmbedModel == ""):
		return errors.New("POLICYBOT_EMBED_URL and POLICYBOT_EMBED_MODEL belong together: set both, or neither for the local model")
	case c.LLMMoney > 0 && c.LLMPrice == (Price{}):
		return errors.New("POLICYBOT_LLM_BUDGET_MONEY needs POLICYBOT_LLM_PRICE: give the prices of a million tokens, e.g. 2/8")
	}
	return nil
}
