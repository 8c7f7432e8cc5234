package web

import (
	"context"
	"sync"
	"time"

	"github.com/policybot/policybot/bot"
)

const (
	// probeAgain is how long a verdict on the examples stands: documents change.
	probeAgain = 10 * time.Minute
	// probeBudget bounds the time that a page waits for the probes.
	probeBudget = 5 * time.Second
)

// offered are the examples that have a cited answer now.
type offered struct {
	mu    sync.Mutex
	at    time.Time
	list  []string
	first *bot.Answer // to the first of the list; nil: none was asked
}

// suggested gives the examples that the stored documents answer with a citation.
// They are asked when the last verdict is old; whatever fails is not offered.
func (s *site) suggested(ctx context.Context) []string {
	if s.Prober == nil {
		return s.Examples
	}
	o := &s.offered
	o.mu.Lock()
	defer o.mu.Unlock()
	if s.Now().Sub(o.at) < probeAgain {
		return o.list
	}
	if s.Ready(ctx) != nil {
		return nil // half a corpus answers half the questions
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeBudget)
	defer cancel()
	var list []string
	var first *bot.Answer
	for _, text := range s.Examples {
		a, err := s.Prober.Answer(ctx, bot.Question{Text: text})
		if err != nil {
			s.Logger.WarnContext(ctx, "example not probed", "err", err)
			continue
		}
		if a.Status == bot.StatusAnswered && len(a.Citations) > 0 {
			if first == nil {
				first = complete(a)
			}
			list = append(list, text)
		}
	}
	o.at, o.list, o.first = s.Now(), list, first
	return list
}
