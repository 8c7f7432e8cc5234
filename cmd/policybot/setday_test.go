package main

import (
	"testing"
	"time"

	"github.com/policybot/policybot/corpus"
)

// A day set is today for everything, and the clock runs on.
func TestSetDay(t *testing.T) {
	t.Parallel()
	w := &world{}
	if got, want := corpus.DateOf(w.now()), corpus.DateOf(time.Now()); got != want {
		t.Errorf("today is %s, want %s", got, want)
	}
	if err := w.setDay("2021-03-04"); err != nil {
		t.Fatal(err)
	}
	before := w.now()
	if got := corpus.DateOf(before); got != "2021-03-04" {
		t.Errorf("today is %s, want 2021-03-04", got)
	}
	if time.Sleep(time.Millisecond); !w.now().After(before) {
		t.Error("the clock stands still: no duration can be measured")
	}
	if err := w.setDay("2021"); err == nil {
		t.Error("setDay(2021) gave no error")
	}
}
