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

// usage is a number of tokens, of prompts and of replies, which cost differently.
type usage struct{ prompt, reply int }

func (u usage) total() int { return u.prompt + u.reply }

// Price is what a million tokens cost, in any one currency.
type Price struct{ Prompt, Reply float64 }

// of gives the price of tokens.
func (p Price) of(u usage) float64 {
	return (p.Prompt*float64(u.prompt) + p.Reply*float64(u.reply)) / 1e6
}

// budget counts the tokens of a day (UTC) in this process, and what they cost.
// What a call may take is reserved before it and settled after it, so that calls
// at once cannot exceed a limit together.
type budget struct {
	tokens int     // limit; 0: none
	money  float64 // limit; 0: none
	price  Price
	now    func() time.Time

	mu    sync.Mutex
	day   string
	used  int
	spent float64
}

// reserve takes what a call may need of today, or nothing where it does not
// suffice.
func (b *budget) reserve(u usage) (day string, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if today := b.now().UTC().Format(time.DateOnly); today != b.day {
		b.day, b.used, b.spent = today, 0, 0
	}
	if b.tokens > 0 && b.used+u.total() > b.tokens || b.money > 0 && b.spent+b.price.of(u) > b.money {
		return b.day, false
	}
	b.used += u.total()
	b.spent += b.price.of(u)
	return b.day, true
}

// settle replaces a reservation by what was used; of an earlier day nothing is left.
func (b *budget) settle(day string, reserved, used usage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if day == b.day {
		b.used += used.total() - reserved.total()
		b.spent += b.price.of(used) - b.price.of(reserved)
	}
}
