package web

import (
	"context"
	"sync"
	"time"

	"github.com/policybot/policybot/bot"
)

// memoryLife is how long a widget or a key is remembered: a pause or a
// revocation works in every process within it.
const memoryLife = 2 * time.Second

// memory remembers what was read lately. As many are remembered as the operator
// made: what is unknown is not.
type memory[V any] struct {
	load func(ctx context.Context, id string) (V, error)

	mu   sync.Mutex
	byID map[string]remembered[V]
}

type remembered[V any] struct {
	value V
	at    time.Time
}

func newMemory[V any](load func(ctx context.Context, id string) (V, error)) *memory[V] {
	return &memory[V]{load: load, byID: map[string]remembered[V]{}}
}

func (m *memory[V]) of(ctx context.Context, id string, now time.Time) (V, error) {
	var none V
	if !plainID(id) {
		return none, bot.ErrNotFound
	}
	m.mu.Lock()
	have, ok := m.byID[id]
	m.mu.Unlock()
	if ok && now.Sub(have.at) < memoryLife {
		return have.value, nil
	}
	v, err := m.load(ctx, id)
	if err != nil {
		return none, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.byID[id] = remembered[V]{v, now}
	return v, nil
}
