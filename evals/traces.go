package evals

import (
	"context"
	"sync"

	"github.com/policybot/policybot/bot"
)

// Traces keeps answers and how they came about in memory, for a run. It is safe
// for use by many goroutines.
type Traces struct {
	mu      sync.Mutex
	answers map[string]*bot.Answer
	traces  map[string]*bot.Trace
}

var (
	_ bot.Records = (*Traces)(nil)
	_ bot.Traces  = (*Traces)(nil)
)

// NewTraces gives an empty store.
func NewTraces() *Traces {
	return &Traces{answers: map[string]*bot.Answer{}, traces: map[string]*bot.Trace{}}
}

// Put keeps an answer.
func (t *Traces) Put(_ context.Context, a *bot.Answer) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answers[a.ID] = a
	return nil
}

// Get gives an answer; an unknown id gives [bot.ErrNotFound].
func (t *Traces) Get(_ context.Context, id string) (*bot.Answer, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a := t.answers[id]; a != nil {
		return a, nil
	}
	return nil, bot.ErrNotFound
}

// PutTrace keeps a trace.
func (t *Traces) PutTrace(_ context.Context, answerID string, trace *bot.Trace) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.traces[answerID] = trace
	return nil
}

// Trace gives a trace; an unknown id gives [bot.ErrNotFound].
func (t *Traces) Trace(_ context.Context, answerID string) (*bot.Trace, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if trace := t.traces[answerID]; trace != nil {
		return trace, nil
	}
	return nil, bot.ErrNotFound
}
