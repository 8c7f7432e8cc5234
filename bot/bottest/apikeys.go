package bottest

import (
	"context"
	"sync"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

var _ bot.APIKeys = (*FakeAPIKeys)(nil)

// FakeAPIKeys keeps keys and their days in memory.
type FakeAPIKeys struct {
	mu   sync.Mutex
	byID map[string]bot.APIKey
	days map[string]int
}

// NewFakeAPIKeys gives a store of the given keys.
func NewFakeAPIKeys(keys ...bot.APIKey) *FakeAPIKeys {
	f := &FakeAPIKeys{byID: map[string]bot.APIKey{}, days: map[string]int{}}
	for _, k := range keys {
		f.Set(k)
	}
	return f
}

// Set stores a key, replacing an earlier one of its id.
func (f *FakeAPIKeys) Set(k bot.APIKey) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byID[k.ID] = k
}

// APIKey implements [bot.APIKeys].
func (f *FakeAPIKeys) APIKey(ctx context.Context, id string) (bot.APIKey, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k, ok := f.byID[id]
	if !ok {
		return bot.APIKey{}, bot.ErrNotFound
	}
	return k, ctx.Err()
}

// Spend implements [bot.APIKeys].
func (f *FakeAPIKeys) Spend(ctx context.Context, id string, day corpus.Date) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := id + " " + string(day)
	if f.days[key] >= f.byID[id].PerDay {
		return false, ctx.Err()
	}
	f.days[key]++
	return true, ctx.Err()
}
