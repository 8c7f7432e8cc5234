package bottest

import (
	"context"
	"fmt"
	"sync"

	"github.com/policybot/policybot/bot"
)

var _ bot.Records = (*FakeRecords)(nil)

// FakeRecords keeps answers in memory. A stored answer is a copy: what the
// caller does to its own value afterwards does not reach the store.
type FakeRecords struct {
	mu      sync.Mutex
	answers map[string]bot.Answer
	err     error
}

// NewFakeRecords gives an empty store.
func NewFakeRecords() *FakeRecords { return &FakeRecords{answers: map[string]bot.Answer{}} }

// Fail makes every following call give err; nil ends that.
func (f *FakeRecords) Fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

// Len gives the number of stored answers.
func (f *FakeRecords) Len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.answers)
}

// Put implements [bot.Records]. An answer without an ID is an error.
func (f *FakeRecords) Put(ctx context.Context, a *bot.Answer) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.err != nil:
		return f.err
	case ctx.Err() != nil:
		return ctx.Err()
	case a.ID == "":
		return fmt.Errorf("put an answer without id")
	}
	f.answers[a.ID] = clone(*a)
	return nil
}

// Remove forgets an answer.
func (f *FakeRecords) Remove(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.answers, id)
}

// Get implements [bot.Records].
func (f *FakeRecords) Get(ctx context.Context, id string) (*bot.Answer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.err != nil:
		return nil, f.err
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	a, ok := f.answers[id]
	if !ok {
		return nil, fmt.Errorf("answer %s: %w", id, bot.ErrNotFound)
	}
	a = clone(a)
	return &a, nil
}
