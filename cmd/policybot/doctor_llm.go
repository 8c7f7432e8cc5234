package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
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
// time, and whether the language model keeps to the form asked for. It says
// whether there are embeddings.
func checkModels(ctx context.Context, cfg config.Config, check func(string, string, error)) (embeds bool) {
	if cfg.EmbedURL == "" {
		check("embedding", "the local model; no server is configured", nil)
	} else {
		detail, err := checkEmbedding(ctx, cfg)
		check("embedding", detail, err)
		embeds = err == nil
	}
	if cfg.LLMURL == "" {
		check("wording", "by quotation; no language model is configured", nil)
		return embeds || cfg.EmbedURL == ""
	}
	detail, err := checkWording(ctx, cfg)
	check("wording", detail, err)
	return embeds || cfg.EmbedURL == ""
}

func checkEmbedding(ctx context.Context, cfg config.Config) (string, error) {
	if u, err := url.Parse(cfg.EmbedURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("POLICYBOT_EMBED_URL %q is no address such as http://127.0.0.1:8000/v1", cfg.EmbedURL)
	}
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	began := time.Now()
	w := &world{cfg: cfg, lg: slog.New(slog.DiscardHandler)}
	model, err := w.openEmbedder(ctx, deps.Paths{})
	if err == nil {
		return fmt.Sprintf("%s, %d dimensions, %d ms", model.Name(), model.Dimension(), time.Since(began).Milliseconds()), model.Close()
	}
	if late := errors.Is(err, context.DeadlineExceeded); late {
		return "", fmt.Errorf("%s: no answer within %s: load the model first or choose a smaller one", cfg.EmbedURL, probeTime)
	}
	passages, _, _ := strings.Cut(cfg.EmbedModel, ",")
	return "", hinted(whole, fmt.Errorf("%w: %s", err, embeddingAdvice(err, cfg.EmbedKey.Reveal() == "")), cfg.EmbedURL, cfg.EmbedKey.Reveal(), strings.TrimSpace(passages))
}

// embeddingAdvice says what to do about an embedding server that fails.
func embeddingAdvice(err error, keyless bool) string {
	status := &openai.StatusError{}
	switch {
	case !errors.As(err, &status):
	case status.Status == http.StatusUnauthorized || status.Status == http.StatusForbidden:
		if keyless {
			return "the server wants a key; set POLICYBOT_EMBED_KEY"
		}
		return "the key is refused; check POLICYBOT_EMBED_KEY"
	case status.Status == http.StatusNotFound:
		return "no such address or model; check POLICYBOT_EMBED_URL (often it ends with /v1) and POLICYBOT_EMBED_MODEL"
	case status.Status == http.StatusTooManyRequests || status.Status == http.StatusPaymentRequired:
		return "the quota is used up or calls come too fast; look at the account of the service"
	case status.Status >= http.StatusInternalServerError:
		return "look at the log of the server"
	}
	if errors.Is(err, openai.ErrUnreachable) {
		return "start the server or correct POLICYBOT_EMBED_URL"
	}
	return "check POLICYBOT_EMBED_URL, and that POLICYBOT_EMBED_MODEL makes embeddings"
}

// hinted adds to an error what a look at the server tells; an error that names
// the key, the quota or the time needs none.
func hinted(ctx context.Context, err error, address, key, model string) error {
	for _, clear := range []string{"_KEY", "quota", "in time", "BUDGET"} {
		if strings.Contains(err.Error(), clear) {
			return err
		}
	}
	if said := hint(ctx, address, key, model); said != "" {
		return fmt.Errorf("%w (%s)", err, said)
	}
	return err
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
		return "", fmt.Errorf("%w: correct POLICYBOT_LLM_URL", err)
	}
	took, err := c.Probe(ctx)
	if err != nil {
		return "", hinted(ctx, err, cfg.LLMURL, cfg.LLMKey.Reveal(), cfg.LLMModel)
	}
	return fmt.Sprintf("%s, keeps to the form asked for, %d ms", cfg.LLMModel, took.Milliseconds()), nil
}
