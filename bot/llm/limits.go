package llm

import (
	"sync"
	"time"
)

// The breaker opens after this many failures in a row, for this long; then one
// call tries whether the server is back.
const (
	breakerFailures = 5
	breakerPause    = 30 * time.Second
)

// breaker keeps calls from a server that fails.
type breaker struct {
	now func() time.Time

	mu       sync.Mutex
	failures int
	until    time.Time
	probing  bool
}

// allow says whether a call may be made; the caller then reports it by done.
func (b *breaker) allow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < breakerFailures {
		return true
	}
	if b.probing || b.now().Before(b.until) {
		return false
	}
	b.probing = true
	return true
}

func (b *breaker) done(ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.probing = false
	if ok {
		b.failures = 0
		return
	}
	if b.failures++; b.failures >= breakerFailures {
		b.until = b.now().Add(breakerPause)
	}
}

// budget counts the tokens of a day (UTC) in this process. What a call may cost
// is reserved before it and settled after it, so that calls at once cannot
// exceed the limit together.
type budget struct {
	limit int // 0: none
	now   func() time.Time

	mu   sync.Mutex
	day  string
	used int
}

// reserve takes tokens of today, or none where they do not suffice.
func (b *budget) reserve(tokens int) (day string, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if today := b.now().UTC().Format(time.DateOnly); today != b.day {
		b.day, b.used = today, 0
	}
	if b.limit > 0 && b.used+tokens > b.limit {
		return b.day, false
	}
	b.used += tokens
	return b.day, true
}

// settle replaces a reservation by what was used; of an earlier day nothing is left.
func (b *budget) settle(day string, reserved, used int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if day == b.day {
		b.used += used - reserved
	}
}
