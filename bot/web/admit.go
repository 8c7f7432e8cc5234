package web

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/policybot/policybot/corpus"
)

// retrySoon is what a client waits that asked while a question is under way, in
// seconds.
const retrySoon = "2"

// admit lets a question in or answers why not: by the limits of the visitor, the
// address, the widget and its day, one question of a visitor at a time, and the
// places there are. The caller calls release when the question is over.
func (s *site) admit(w http.ResponseWriter, r *http.Request, who visitor) (release func(), ok bool) {
	if s.turnAway(w, r) {
		return nil, false
	}
	if who.key != "" {
		return s.place(w, r, "") // its limits were taken before
	}
	if who.id == "" {
		if !s.allowed(w, r) {
			return nil, false
		}
		return s.place(w, r, "")
	}
	release, ok = s.place(w, r, who.owner())
	if !ok {
		return nil, false
	}
	if !s.within(w, r, s.visitorLimit, who.owner()) || !s.within(w, r, s.widgetAddressLimit, s.address(r)) || !s.withinDay(w, r, who) {
		release()
		return nil, false
	}
	return release, true
}

// turnAway answers 503 when the process was asked to end.
func (s *site) turnAway(w http.ResponseWriter, r *http.Request) bool {
	if !s.stopping() {
		return false
	}
	w.Header().Set("Retry-After", retrySoon)
	w.Header().Set("Connection", "close") // the next request goes to another process
	s.fail(w, r, http.StatusServiceUnavailable, "stopping", "error.stopping")
	return true
}

// place takes one of the places for questions under way, and the visitor's own.
func (s *site) place(w http.ResponseWriter, r *http.Request, owner string) (release func(), ok bool) {
	switch s.places.take(owner) {
	case placeBusy:
		w.Header().Set("Retry-After", retrySoon)
		s.metrics.limited.Inc()
		s.fail(w, r, http.StatusTooManyRequests, "question_in_flight", "error.in_flight")
		return nil, false
	case placeFull:
		w.Header().Set("Retry-After", retrySoon)
		s.fail(w, r, http.StatusServiceUnavailable, "saturated", "error.saturated")
		return nil, false
	}
	return sync.OnceFunc(func() { s.places.give(owner) }), true
}

// within takes a token of l; where none is left it answers 429.
func (s *site) within(w http.ResponseWriter, r *http.Request, l *limiter, who string) bool {
	wait, ok := l.take(who, time.Now())
	if ok {
		return true
	}
	s.metrics.limited.Inc()
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
	s.fail(w, r, http.StatusTooManyRequests, "too_many_requests", "error.limit")
	return false
}

// withinDay counts the question against the widget's day.
func (s *site) withinDay(w http.ResponseWriter, r *http.Request, who visitor) bool {
	if who.widget.ID == homeWidget {
		return true // it has no row to count in
	}
	now := s.Now()
	ok, err := s.Widgets.Spend(r.Context(), who.widget.ID, corpus.DateOf(now))
	if err != nil {
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return false
	}
	if !ok {
		s.metrics.limited.Inc()
		w.Header().Set("Retry-After", strconv.Itoa(untilTomorrow(now)))
		s.fail(w, r, http.StatusTooManyRequests, "day_limit", "error.day_limit")
	}
	return ok
}
