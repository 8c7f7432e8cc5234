package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxAddresses bounds the memory of the limiter: about 100 bytes an address.
const maxAddresses = 50_000

// limiter is a token bucket for each address (or visitor): size tokens, refilled
// evenly over per. A full bucket equals an unknown one, so full ones are forgotten.
type limiter struct {
	size float64 // negative: no bound
	per  time.Duration

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter(size int, per time.Duration) *limiter {
	return &limiter{size: float64(size), per: per, buckets: map[string]bucket{}}
}

// refill gives the tokens that come back in d.
func (l *limiter) refill(d time.Duration) float64 { return d.Seconds() / l.per.Seconds() * l.size }

// take takes a token of the address. Where none is left it gives false and the
// time until there is one.
func (l *limiter) take(addr string, now time.Time) (time.Duration, bool) {
	if l.size < 0 {
		return 0, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[addr]
	if !known {
		if len(l.buckets) >= maxAddresses {
			l.sweep(now)
		}
		b = bucket{tokens: l.size, at: now}
	}
	if d := now.Sub(b.at); d > 0 {
		b.tokens = min(l.size, b.tokens+l.refill(d))
		b.at = now
	}
	if b.tokens < 1 {
		l.buckets[addr] = b
		return time.Duration((1 - b.tokens) / l.size * float64(l.per)), false
	}
	b.tokens--
	l.buckets[addr] = b
	return 0, true
}

// sweep forgets the buckets that are full again, and all of them if none is:
// under a flood of addresses memory stays bounded and the limiter forgives.
func (l *limiter) sweep(now time.Time) {
	for addr, b := range l.buckets {
		if b.tokens+l.refill(now.Sub(b.at)) >= l.size {
			delete(l.buckets, addr)
		}
	}
	if len(l.buckets) >= maxAddresses {
		clear(l.buckets)
	}
}

// address is the sender's address as the connection says it: headers that a
// client can write are not believed. Where the connection comes from a trusted
// proxy, it is the last address of X-Forwarded-For that no such proxy has. Of
// IPv6 the network (/64) counts.
func (s *site) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(ip); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = hop.Unmap().WithZone("")
	}
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

func (s *site) trusted(ip netip.Addr) bool {
	return slices.ContainsFunc(s.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// allowed takes a token for the address of the request; where none is left it
// answers 429.
func (s *site) allowed(w http.ResponseWriter, r *http.Request) bool {
	return s.within(w, r, s.limit, s.address(r))
}
