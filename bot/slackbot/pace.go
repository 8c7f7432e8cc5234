package slackbot

import (
	"sync"
	"time"
)

// rate is how often a method may be called: once in every interval, with a
// burst of so many calls at once.
type rate struct {
	every time.Duration
	burst int
}

// Slack's rates, a little below what is published (calls a minute over the
// workspace; messages a second in a channel). What Slack asks for by a 429
// stands above them.
var rates = map[string]rate{
	"chat.startStream":          {3 * time.Second, 10}, // 20 a minute
	"chat.stopStream":           {3 * time.Second, 15}, // 20 a minute
	"chat.appendStream":         {time.Minute / 100, 20},
	"chat.update":               {time.Minute / 50, 10},
	"conversations.replies":     {time.Minute / 50, 10},
	"reactions.add":             {time.Minute / 50, 10},
	"reactions.remove":          {time.Minute / 50, 10},
	"agents.sessions.setStatus": {time.Minute / 50, 10},
}

// perChannel is the rate of new messages in one channel.
var perChannel = rate{time.Second, 3}

// pacer spreads calls over time. Its methods may be called from many
// goroutines; it never sleeps itself.
type pacer struct {
	mu    sync.Mutex
	taken map[string]time.Time // when the calls booked so far are all paid for
}

func newPacer() *pacer { return &pacer{taken: map[string]time.Time{}} }

// book takes a place and gives how long to wait for it. Places are given in
// the order of booking.
func (p *pacer) book(key string, r rate, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(now)
	paid := p.taken[key]
	if paid.Before(now) {
		paid = now
	}
	paid = paid.Add(r.every)
	p.taken[key] = paid
	return max(0, paid.Sub(now)-time.Duration(r.burst)*r.every)
}

// free takes a place if there is one without waiting.
func (p *pacer) free(key string, r rate, now time.Time) bool {
	p.mu.Lock()
	paid := p.taken[key]
	p.mu.Unlock()
	if paid.Sub(now) > time.Duration(r.burst-1)*r.every {
		return false
	}
	return p.book(key, r, now) == 0
}

// forget drops what is over; p.mu is held.
func (p *pacer) forget(now time.Time) {
	if len(p.taken) < 1000 {
		return
	}
	for key, paid := range p.taken {
		if paid.Before(now) {
			delete(p.taken, key)
		}
	}
}
