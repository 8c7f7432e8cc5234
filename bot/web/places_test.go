package web

import (
	"testing"
	"time"
)

// The places shrink when answers are late, at most once a second, never below
// the fewest, and grow back when answers come in time.
func TestPlacesFollowTheMachine(t *testing.T) {
	t.Parallel()
	p := newPlaces(100)
	fill := func() (n int) {
		for p.take("") == placeGiven {
			n++
		}
		return n
	}
	if n := fill(); n != 100 {
		t.Fatalf("%d places, want 100", n)
	}
	now := time.Unix(1000, 0)
	for range 50 { // all at once count once
		p.late(now)
		p.give("")
	}
	if n := fill(); n != 20 {
		t.Errorf("after late answers %d of the 50 places given back are taken again, want 20: 70 in all", n)
	}
	for i := range 60 {
		p.late(now.Add(time.Duration(i+1) * 2 * time.Second))
	}
	for range 70 {
		p.give("")
	}
	if n := fill(); n != fewestPlaces {
		t.Errorf("%d places after many late answers, want %d", n, fewestPlaces)
	}
	for range 10_000 {
		p.inTime()
	}
	if n := fill(); n != 100-fewestPlaces {
		t.Errorf("%d more places after answers in time, want %d", n, 100-fewestPlaces)
	}
	small := newPlaces(1)
	small.late(now)
	if small.take("") != placeGiven || small.take("") != placeFull {
		t.Error("one place is not one place after a late answer")
	}
}
