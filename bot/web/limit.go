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
	tokens, size float64
	at           time.Time
}

func newLimiter(size int, per time.Duration) *limiter {
	return &limiter{size: float64(size), per: per, buckets: map[string]bucket{}}
}

// take takes a token of the address. Where none is left it gives false and the
// time until there is one.
func (l *limiter) take(addr string, now time.Time) (time.Duration, bool) {
	if l.size < 0 {
		return 0, true
	}
	_, wait, ok := l.takeOf(addr, l.size, now)
	return wait, ok
}

// takeOf takes a token from a bucket of a size of its own, and gives what is left.
func (l *limiter) takeOf(addr string, size float64, now time.Time) (left float64, wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[addr]
	if !known {
		if len(l.buckets) >= maxAddresses {
			l.sweep(now)
		}
		b = bucket{tokens: size, size: size, at: now}
	}
	if d := now.Sub(b.at); d > 0 {
		b.tokens = min(size, b.refilled(d, l.per))
		b.at = now
	}
	if ok = b.tokens >= 1; ok {
		b.tokens--
	} else {
		wait = time.Duration((1 - b.tokens) / size * float64(l.per))
	}
	l.buckets[addr] = b
	return b.tokens, wait, ok
}

// refilled gives the tokens of the bucket after d, without its bound.
func (b bucket) refilled(d, per time.Duration) float64 {
	return b.tokens + d.Seconds()/per.Seconds()*b.size
}

// sweep forgets the buckets that are full again, and all of them if none is:
// under a flood of addresses memory stays bounded and the limiter forgives.
func (l *limiter) sweep(now time.Time) {
	for addr, b := range l.buckets {
		if b.refilled(now.Sub(b.at), l.per) >= b.size {
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
// answers 429. On the API a program with a key has been counted by its key: scoped
// has let it in.
func (s *site) allowed(w http.ResponseWriter, r *http.Request) bool {
	if _, key := keyOf(r); key && strings.HasPrefix(r.URL.Path, "/api/") {
		return true
	}
	return s.within(w, r, s.limit, s.address(r))
}
