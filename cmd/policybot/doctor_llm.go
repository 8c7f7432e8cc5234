package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/llm"
	"github.com/policybot/policybot/cmd/internal/config"
	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/retrieval/openai"
)

// probeTime is how long doctor waits for a model's server: one that has to load
// its model first may need most of a minute.
const probeTime = 60 * time.Second

// checkModels checks the configured servers of models: address, key, model,
// time, and whether the language model keeps to the form asked for.
func checkModels(ctx context.Context, cfg config.Config, check func(string, string, error)) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	if cfg.EmbedURL == "" {
		check("embedding", "the local model; no server is configured", nil)
	} else {
		detail, err := checkEmbedding(ctx, cfg)
		check("embedding", detail, err)
	}
	if cfg.LLMURL == "" {
		check("wording", "by quotation; no language model is configured", nil)
		return
	}
	detail, err := checkWording(ctx, cfg)
	check("wording", detail, err)
}

func checkEmbedding(ctx context.Context, cfg config.Config) (string, error) {
	began := time.Now()
	w := &world{cfg: cfg, lg: slog.New(slog.DiscardHandler)}
	model, err := w.openEmbedder(ctx, deps.Paths{})
	var status *openai.StatusError
	switch {
	case errors.As(err, &status) && (status.Status == http.StatusUnauthorized || status.Status == http.StatusForbidden):
		return "", fmt.Errorf("%w: the key is refused; check POLICYBOT_EMBED_KEY", err)
	case errors.As(err, &status) && status.Status == http.StatusNotFound:
		return "", fmt.Errorf("%w: no such address or model; check POLICYBOT_EMBED_URL (often it ends with /v1) and POLICYBOT_EMBED_MODEL", err)
	case errors.Is(err, openai.ErrUnreachable):
		return "", fmt.Errorf("%w: start the server or correct POLICYBOT_EMBED_URL", err)
	case err != nil:
		return "", fmt.Errorf("%w: choose a model that makes embeddings", err)
	}
	return fmt.Sprintf("%s, %d dimensions, %d ms", model.Name(), model.Dimension(), time.Since(began).Milliseconds()), model.Close()
}

// nobody composes nothing: a probe needs no fallback.
type nobody struct{}

// Compose gives no statements.
func (nobody) Compose(context.Context, bot.Question, []bot.Part) (bot.Draft, error) {
	return bot.Draft{}, nil
}

func checkWording(ctx context.Context, cfg config.Config) (string, error) {
	c, err := llm.New(llm.Config{URL: cfg.LLMURL, Model: cfg.LLMModel, Key: cfg.LLMKey.Reveal(), Fallback: nobody{},
		BudgetTokens: int(cfg.LLMBudget), BudgetMoney: float64(cfg.LLMMoney), Price: llm.Price(cfg.LLMPrice), Timeout: probeTime})
	if err != nil {
		return "", err
	}
	took, err := c.Probe(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, keeps to the form asked for, %d ms", cfg.LLMModel, took.Milliseconds()), nil
}
