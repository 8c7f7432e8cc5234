package main

import (
	"context"
	"io"
	"strings"

	"github.com/policybot/policybot/bot/llm"
	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/retrieval/onnx"
	"github.com/policybot/policybot/retrieval/openai"
	"github.com/policybot/policybot/retrieval/vectorcache"
)

// embedder is an embedding model that the world holds and closes.
type embedder interface {
	vectorcache.Model
	io.Closer
}

// openEmbedder opens the embedding server where one is configured, else the
// local model.
func (w *world) openEmbedder(ctx context.Context, paths deps.Paths) (embedder, error) {
	if w.cfg.EmbedURL == "" {
		return onnx.Open(onnx.Config{Library: paths.ORTLibrary, Model: paths.Model, Tokenizer: paths.Tokenizer, Logger: w.lg})
	}
	passages, questions, _ := strings.Cut(w.cfg.EmbedModel, ",")
	return openai.Open(ctx, openai.Config{URL: w.cfg.EmbedURL, Model: strings.TrimSpace(passages), QueryModel: strings.TrimSpace(questions),
		Key: w.cfg.EmbedKey.Reveal(), Calibrate: true, Logger: w.lg})
}

// openWording makes the composer that words answers with a language model,
// where one is configured and none was made yet: all channels of a process
// share its budget and its breaker.
func (w *world) openWording() error {
	if w.cfg.LLMURL == "" || w.wording != nil {
		return nil
	}
	var err error
	w.wording, err = llm.New(llm.Config{URL: w.cfg.LLMURL, Model: w.cfg.LLMModel, Key: w.cfg.LLMKey.Reveal(),
		BudgetTokens: int(w.cfg.LLMBudget), BudgetMoney: float64(w.cfg.LLMMoney), Price: llm.Price(w.cfg.LLMPrice), Fallback: w.composer, Logger: w.lg})
	return err
}
