// Package bottest holds hand-written fakes of the interfaces of package bot.
// They behave (they answer, store, search, fail on demand); they do not record
// expectations. All of them may be used from many goroutines.
package bottest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

var _ bot.Answerer = (*FakeAnswerer)(nil)

// FakeAnswerer answers from a table. A question that the table does not hold
// gets [bot.StatusNoInformation]; one that is empty or too long gets
// [bot.ErrBadQuestion].
type FakeAnswerer struct {
	// Delay is waited before each answer; a context that ends first ends the call.
	Delay time.Duration

	mu      sync.Mutex
	answers map[string]bot.Answer
	err     error
	asked   []bot.Question
}

// NewFakeAnswerer gives an answerer that knows nothing yet.
func NewFakeAnswerer() *FakeAnswerer {
	return &FakeAnswerer{answers: map[string]bot.Answer{}}
}

// Set makes the answer to a.Question, replacing an earlier one. An empty ID,
// Label or Text is filled in, nil lists become empty ones.
func (f *FakeAnswerer) Set(a bot.Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[strings.TrimSpace(a.Question)] = complete(a, len(f.answers)+1)
}

// Fail makes every following call give err; nil ends that.
func (f *FakeAnswerer) Fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

// Asked gives the questions so far, in order.
func (f *FakeAnswerer) Asked() []bot.Question {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

// Answer implements [bot.Answerer].
func (f *FakeAnswerer) Answer(ctx context.Context, q bot.Question) (*bot.Answer, error) {
	if f.Delay > 0 {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	text := strings.TrimSpace(q.Text)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, q)
	switch n := utf8.RuneCountInString(text); {
	case f.err != nil:
		return nil, f.err
	case n == 0 || n > bot.MaxQuestionRunes:
		return nil, fmt.Errorf("%w: it has %d characters", bot.ErrBadQuestion, n)
	}
	a, ok := f.answers[text]
	if !ok {
		a = complete(bot.Answer{
			Question: text,
			Status:   bot.StatusNoInformation,
			Text:     "库内没有找到能回答这个问题的内容。",
		}, len(f.asked))
	}
	a = clone(a)
	if q.AsOf != "" {
		a.AsOf = q.AsOf
	}
	return &a, nil
}

// complete fills in what every answer carries.
func complete(a bot.Answer, n int) bot.Answer {
	if a.ID == "" {
		a.ID = fmt.Sprintf("fake-%04d", n)
	}
	if a.Label == "" {
		a.Label = bot.Label
	}
	if a.AsOf == "" {
		a.AsOf = corpus.Date("2026-01-02")
	}
	if a.CorpusVersion == "" {
		a.CorpusVersion = "fake"
	}
	if a.Text == "" {
		texts := make([]string, len(a.Statements))
		for i, s := range a.Statements {
			texts[i] = s.Text
		}
		a.Text = strings.Join(texts, "\n")
	}
	if a.TimingsMS == nil {
		a.TimingsMS = map[string]float64{"total": 1}
	}
	return clone(a)
}

// clone copies an answer so that no caller can change the stored one; nil
// lists become empty ones.
func clone(a bot.Answer) bot.Answer {
	a.Statements = append([]bot.Statement{}, a.Statements...)
	for i, s := range a.Statements {
		a.Statements[i].Citations = append([]int{}, s.Citations...)
	}
	a.Citations = append([]bot.Citation{}, a.Citations...)
	a.Missing = append([]string{}, a.Missing...)
	a.Choices = append([]string{}, a.Choices...)
	timings := make(map[string]float64, len(a.TimingsMS))
	for k, v := range a.TimingsMS {
		timings[k] = v
	}
	a.TimingsMS = timings
	return a
}
