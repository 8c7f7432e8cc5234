package web

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// maxAddresses bounds the memory of the limiter: about 100 bytes an address.
const maxAddresses = 50_000

// limiter is a token bucket for each address: perMinute tokens, refilled
// evenly. A full bucket equals an unknown address, so full ones are forgotten.
type limiter struct {
	perMinute float64 // negative: no bound

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter(perMinute int) *limiter {
	return &limiter{perMinute: float64(perMinute), buckets: map[string]bucket{}}
}

// take takes a token of the address. Where none is left it gives false and the
// time until there is one.
func (l *limiter) take(addr string, now time.Time) (time.Duration, bool) {
	if l.perMinute < 0 {
		return 0, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[addr]
	if !known {
		if len(l.buckets) >= maxAddresses {
			l.sweep(now)
		}
		b = bucket{tokens: l.perMinute, at: now}
	}
	if d := now.Sub(b.at); d > 0 {
		b.tokens = min(l.perMinute, b.tokens+d.Minutes()*l.perMinute)
		b.at = now
	}
	if b.tokens < 1 {
		l.buckets[addr] = b
		return time.Duration((1 - b.tokens) / l.perMinute * float64(time.Minute)), false
	}
	b.tokens--
	l.buckets[addr] = b
	return 0, true
}

// sweep forgets the buckets that are full again, and all of them if none is:
// under a flood of addresses memory stays bounded and the limiter forgives.
func (l *limiter) sweep(now time.Time) {
	for addr, b := range l.buckets {
		if b.tokens+now.Sub(b.at).Minutes()*l.perMinute >= l.perMinute {
			delete(l.buckets, addr)
		}
	}
	if len(l.buckets) >= maxAddresses {
		clear(l.buckets)
	}
}

// address is the sender's address as the connection says it: headers that a
// client can write are not believed. Of IPv6 the network (/64) counts.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// allowed takes a token for the request; where none is left it answers 429.
func (s *site) allowed(w http.ResponseWriter, r *http.Request) bool {
	wait, ok := s.limit.take(address(r), time.Now())
	if ok {
		return true
	}
	s.metrics.limited.Inc()
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
	s.fail(w, r, http.StatusTooManyRequests, "too_many_requests", "error.limit")
	return false
}
