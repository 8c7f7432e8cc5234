package bottest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/policybot/policybot/bot"
)

var _ bot.Conversations = (*FakeConversations)(nil)

// FakeConversations keeps in memory which answers belong together. Times are
// those of Now.
type FakeConversations struct {
	// Records holds the answers.
	Records *FakeRecords
	Now     func() time.Time // nil: time.Now

	mu   sync.Mutex
	byID map[string][]kept
}

type kept struct {
	answerID string
	at       time.Time
}

// Append implements [bot.Conversations].
func (f *FakeConversations) Append(ctx context.Context, conversation, answerID string) error {
	if _, err := f.Records.Get(ctx, answerID); err != nil {
		return ctx.Err()
	}
	now := time.Now
	if f.Now != nil {
		now = f.Now
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byID == nil {
		f.byID = map[string][]kept{}
	}
	if !slices.ContainsFunc(f.byID[conversation], func(k kept) bool { return k.answerID == answerID }) {
		f.byID[conversation] = append(f.byID[conversation], kept{answerID, now()})
	}
	return nil
}

// Answers implements [bot.Conversations].
func (f *FakeConversations) Answers(ctx context.Context, conversation string, since time.Time, n int) ([]*bot.Answer, error) {
	f.mu.Lock()
	list := slices.Clone(f.byID[conversation])
	f.mu.Unlock()
	var out []*bot.Answer
	for _, k := range list {
		if a, err := f.Records.Get(ctx, k.answerID); err == nil && !k.at.Before(since) {
			out = append(out, a)
		}
	}
	return out[max(0, len(out)-n):], ctx.Err()
}

// Delete implements [bot.Conversations].
func (f *FakeConversations) Delete(ctx context.Context, conversation string) error {
	f.mu.Lock()
	list := f.byID[conversation]
	delete(f.byID, conversation)
	f.mu.Unlock()
	for _, k := range list {
		f.Records.Remove(k.answerID)
	}
	return ctx.Err()
}
