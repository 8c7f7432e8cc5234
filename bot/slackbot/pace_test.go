package slackbot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPacer(t *testing.T) {
	t.Parallel()
	p, now := newPacer(), time.Unix(1700000000, 0)
	r := rate{time.Second, 3}
	for i, want := range []time.Duration{0, 0, 0, time.Second, 2 * time.Second, 3 * time.Second} {
		if got := p.book("C1", r, now); got != want {
			t.Errorf("place %d waits %v, want %v", i, got, want)
		}
	}
	if got := p.book("C2", r, now); got != 0 {
		t.Errorf("another channel waits %v, want 0", got)
	}
	if p.free("C1", r, now) {
		t.Error("a full channel is free")
	}
	now = now.Add(10 * time.Second)
	for i, want := range []bool{true, true, true, false} {
		if got := p.free("C1", r, now); got != want {
			t.Errorf("after the burst is paid for, call %d is free: %v, want %v", i, got, want)
		}
	}
}

func TestPacerForgets(t *testing.T) {
	t.Parallel()
	p, now := newPacer(), time.Unix(1700000000, 0)
	for i := range 5000 {
		p.book(fmt.Sprint(i), rate{time.Second, 1}, now.Add(time.Duration(i)*time.Minute))
	}
	if n := len(p.taken); n > 1100 {
		t.Errorf("%d keys are kept, want about 1000 at most", n)
	}
}

// A storm of 429s loses nothing and changes no order within a thread.
func TestStormKeepsOrder(t *testing.T) {
	t.Parallel()
	r := withoutStreams(t)
	for i := range 8 {
		inner := strings.Replace(mention, `"ts":"1700000000.000100"`, fmt.Sprintf(`"ts":"1700000000.0001%02d","thread_ts":"1700000000.000100"`, i), 1)
		r.deliver(t, fmt.Sprintf("Ev%d", i), inner)
		for range 3 {
			r.slack.Next("chat.postMessage", step{RetryAfter: 40})
		}
		r.slack.Next("chat.postMessage", step{})
	}
	var posted []string
	for range 200 {
		if !r.step(t, r.Bot) {
			r.store.pass(20 * time.Second)
		}
	}
	for _, m := range r.slack.Replies("C1", "1700000000.000100") {
		_, id, _ := strings.Cut(string(m.Metadata), `"event_id":"`)
		posted = append(posted, id[:3])
	}
	if len(posted) != 8 || !slices.IsSorted(posted) {
		t.Errorf("replies to %v, want all eight in order", posted)
	}
}
