package bottest

import (
	"context"
	"sync"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

var (
	_ bot.Widgets   = (*FakeWidgets)(nil)
	_ bot.Feedbacks = (*FakeFeedbacks)(nil)
)

// FakeWidgets keeps widgets and their days in memory.
type FakeWidgets struct {
	mu   sync.Mutex
	byID map[string]bot.Widget
	days map[string]int
	err  error
}

// NewFakeWidgets gives a store of the given widgets.
func NewFakeWidgets(ws ...bot.Widget) *FakeWidgets {
	f := &FakeWidgets{byID: map[string]bot.Widget{}, days: map[string]int{}}
	for _, w := range ws {
		f.Set(w)
	}
	return f
}

// Set stores a widget, replacing an earlier one of its id.
func (f *FakeWidgets) Set(w bot.Widget) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byID[w.ID] = w
}

// Fail makes every following call give err; nil ends that.
func (f *FakeWidgets) Fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

// Widget implements [bot.Widgets].
func (f *FakeWidgets) Widget(ctx context.Context, id string) (bot.Widget, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w, ok := f.byID[id]
	switch {
	case f.err != nil:
		return bot.Widget{}, f.err
	case !ok:
		return bot.Widget{}, bot.ErrNotFound
	}
	return w, ctx.Err()
}

// Spend implements [bot.Widgets].
func (f *FakeWidgets) Spend(ctx context.Context, id string, day corpus.Date) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return false, f.err
	}
	key := id + " " + string(day)
	if f.days[key] >= f.byID[id].DayLimit {
		return false, ctx.Err()
	}
	f.days[key]++
	return true, ctx.Err()
}

// FakeFeedbacks keeps feedback in memory, one of each rater and answer.
type FakeFeedbacks struct {
	// Records holds the answers that can be rated; nil: all can.
	Records bot.Records

	mu   sync.Mutex
	byID map[string]bot.Feedback // by answer and rater
}

// Rate implements [bot.Feedbacks].
func (f *FakeFeedbacks) Rate(ctx context.Context, fb bot.Feedback) error {
	if f.Records != nil {
		if _, err := f.Records.Get(ctx, fb.AnswerID); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byID == nil {
		f.byID = map[string]bot.Feedback{}
	}
	f.byID[fb.AnswerID+" "+fb.Rater] = fb
	return nil
}

// Of gives the feedback on an answer, in no order.
func (f *FakeFeedbacks) Of(answerID string) []bot.Feedback {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []bot.Feedback
	for _, fb := range f.byID {
		if fb.AnswerID == answerID {
			out = append(out, fb)
		}
	}
	return out
}
