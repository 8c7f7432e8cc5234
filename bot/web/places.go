package web

import (
	"sync"
	"time"
)

// The number of places follows what the machine can do: it shrinks when an
// answer ran into its budget, and grows again by one for each round of answers
// in time (additive increase, multiplicative decrease, as TCP does). With a
// fixed number an overloaded machine would work on so many questions at once
// that none of them ends in time.
const (
	fewestPlaces = 4
	shrinkBy     = 0.7
	shrinkPause  = time.Second // answers that fail together count once
	// idleBelow is how many questions may be under way while the machine counts
	// as idle.
	idleBelow = 3
)

// places are the questions under way.
type places struct {
	most int

	mu     sync.Mutex
	limit  float64 // fewestPlaces to most
	taken  int
	shrunk time.Time
	owners map[string]bool
}

type placing int

const (
	placeGiven placing = iota
	placeBusy          // the owner has a question under way
	placeFull
)

func newPlaces(n int) *places {
	return &places{most: n, limit: float64(n), owners: map[string]bool{}}
}

func (p *places) take(owner string) placing {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case owner != "" && p.owners[owner]:
		return placeBusy
	case p.taken >= int(p.limit):
		return placeFull
	}
	p.taken++
	if owner != "" {
		p.owners[owner] = true
	}
	return placeGiven
}

func (p *places) give(owner string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken--
	delete(p.owners, owner)
}

// late says that an answer ran into its budget.
func (p *places) late(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.shrunk) < shrinkPause {
		return
	}
	p.shrunk = now
	// What is under way, not what might have been, is what was too much.
	p.limit = max(min(p.limit, float64(p.taken))*shrinkBy, min(fewestPlaces, float64(p.most)))
}

// inTime says that an answer ended within its budget.
func (p *places) inTime() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit = min(p.limit+1/p.limit, float64(p.most))
}

// idle reports whether hardly any question is under way.
func (p *places) idle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken < idleBelow
}
