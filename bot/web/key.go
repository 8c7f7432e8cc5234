package web

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// keyOf gives what a program sent as its key; false where it sent none, or the
// token of a widget.
func keyOf(r *http.Request) (string, bool) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return "", false
	}
	_, ok = bot.APIKeyID(secret)
	return secret, ok
}

// key gives the key of a program, or why it is not good.
func (s *site) key(r *http.Request, secret string) (bot.APIKey, *refusal) {
	wrong := &refusal{http.StatusUnauthorized, "bad_api_key", "error.api_key", nil}
	if s.keys == nil {
		return bot.APIKey{}, wrong
	}
	id, _ := bot.APIKeyID(secret)
	k, err := s.keys.of(r.Context(), id, s.Now())
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return k, wrong
	case err != nil:
		return k, s.refusalOf(r.Context(), err)
	case k.Revoked || !k.Opens(secret):
		return bot.APIKey{}, wrong
	}
	return k, nil
}

// scoped lets programs with a key call h when the key has the scope and is
// within its limits. Callers without a key are h's own matter.
func (s *site) scoped(scope bot.Scope, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		secret, given := keyOf(r)
		if !given {
			h(w, r)
			return
		}
		k, no := s.key(r, secret)
		if no != nil {
			if no.status == http.StatusUnauthorized && !s.within(w, r, s.limit, s.address(r)) {
				return // who guesses keys is slowed down
			}
			s.refuse(w, r, no)
			return
		}
		if !k.May(scope) {
			s.fail(w, r, http.StatusForbidden, "scope", "error.scope", string(scope))
			return
		}
		if s.withinKey(w, r, k) {
			h(w, r)
		}
	}
}

// metered is scoped for what costs work: where keys are needed, a caller without
// one is refused. A widget's visitor, who has limits, may ask.
func (s *site) metered(scope bot.Scope, h http.HandlerFunc) http.HandlerFunc {
	inner := s.scoped(scope, h)
	return func(w http.ResponseWriter, r *http.Request) {
		_, key := keyOf(r)
		visitor := scope == bot.ScopeAsk && r.Header.Get("Authorization") != ""
		if s.KeysOnly && !key && !visitor {
			w.Header().Set("WWW-Authenticate", "Bearer")
			s.fail(w, r, http.StatusUnauthorized, "key_needed", "error.key_needed")
			return
		}
		inner(w, r)
	}
}

// withinKey counts a request against the limits of its key and tells how much is
// left of the minute.
func (s *site) withinKey(w http.ResponseWriter, r *http.Request, k bot.APIKey) bool {
	left, wait, ok := s.keyLimit.takeOf(k.ID, float64(k.PerMinute), time.Now())
	head := w.Header()
	head.Set("RateLimit-Limit", strconv.Itoa(k.PerMinute))
	head.Set("RateLimit-Remaining", strconv.Itoa(int(left)))
	full := (float64(k.PerMinute) - left) / float64(k.PerMinute) * 60
	head.Set("RateLimit-Reset", strconv.Itoa(int(math.Ceil(full)))) // seconds until all of it is back
	if !ok {
		s.metrics.limited.Inc()
		head.Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
		s.fail(w, r, http.StatusTooManyRequests, "too_many_requests", "error.limit")
		return false
	}
	now := s.Now()
	ok, err := s.APIKeys.Spend(r.Context(), k.ID, corpus.DateOf(now))
	if err != nil {
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return false
	}
	if !ok {
		s.metrics.limited.Inc()
		head.Set("Retry-After", strconv.Itoa(untilTomorrow(now)))
		s.fail(w, r, http.StatusTooManyRequests, "day_limit", "error.key_day", k.PerDay)
	}
	return ok
}

// untilTomorrow gives the seconds to the next midnight.
func untilTomorrow(now time.Time) int {
	y, m, d := now.Date()
	return int(math.Ceil(time.Date(y, m, d+1, 0, 0, 0, 0, now.Location()).Sub(now).Seconds()))
}
