package slackbot

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
)

// poisoned gives the address of a test database behind toxiproxy, and the
// proxy. Its toxics act on what the database answers.
func poisoned(tb testing.TB) (address string, proxy *toxiproxy.Proxy) {
	tb.Helper()
	u, err := url.Parse(pgtest.URL(tb))
	if err != nil {
		tb.Fatal(err)
	}
	upstream := u.Host
	q := u.Query()
	if dir := q.Get("host"); dir != "" { // toxiproxy knows TCP alone
		port := q.Get("port")
		if port == "" {
			port = "5432"
		}
		upstream = bridge(tb, fmt.Sprintf("%s/.s.PGSQL.%s", dir, port))
	}
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	proxy = toxiproxy.NewProxy(server, "database", "127.0.0.1:0", upstream)
	if err := proxy.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(proxy.Stop)
	q.Del("host")
	q.Del("port")
	u.RawQuery, u.Host = q.Encode(), proxy.Listen
	return u.String(), proxy
}

// poison adds a toxic to what the database answers.
func poison(tb testing.TB, proxy *toxiproxy.Proxy, kind, attributes string) {
	tb.Helper()
	toxic := fmt.Sprintf(`{"name":%q,"type":%q,"stream":"downstream","attributes":%s}`, kind, kind, attributes)
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		tb.Fatal(err)
	}
}

// bridge gives an address of 127.0.0.1 that leads to a Unix socket.
func bridge(tb testing.TB, socket string) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("unix", socket)
			if err != nil {
				_ = near.Close()
				continue
			}
			go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
			go func() { _, _ = io.Copy(near, far); _ = near.Close() }()
		}
	}()
	return listener.Addr().String()
}

// databaseBot gives a bot whose events stand in the database at an address.
func databaseBot(tb testing.TB, address string) *Bot {
	tb.Helper()
	pool, err := pgdb.Open(tb.Context(), address, nil)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	b, err := New(Config{
		SigningSecrets: []string{testSecret}, BotToken: testToken, Answerer: bottest.NewFakeAnswerer(),
		Events: postgres.NewEvents(pool), Records: bottest.NewFakeRecords(),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// directMessage is a direct message of its own.
func directMessage(i int) []byte {
	inner := strings.Replace(dm, "000100", fmt.Sprintf("%06d", i), 1)
	return []byte(strings.Replace(string(envelope(inner)), `"Ev1"`, fmt.Sprintf(`"Ev%d"`, i), 1))
}

// BenchmarkAcknowledge measures how long Slack waits for an acknowledgement,
// and its 99th percentile, with a delay that toxiproxy adds to every answer of
// the database, and so to every round trip.
func BenchmarkAcknowledge(b *testing.B) {
	for _, delay := range []time.Duration{0, 100 * time.Millisecond, time.Second} {
		b.Run(fmt.Sprintf("delay=%s", delay), func(b *testing.B) {
			address, proxy := poisoned(b)
			handler := databaseBot(b, address)
			ask := func(i int) time.Duration {
				started := time.Now()
				if w := deliverHTTP(handler, directMessage(i)); w.Code != 200 && delay < time.Second {
					b.Fatalf("answer %d, want 200", w.Code)
				}
				return time.Since(started)
			}
			ask(1) // the connection is made before the first question of a day
			poison(b, proxy, "latency", fmt.Sprintf(`{"latency":%d,"jitter":0}`, delay.Milliseconds()))
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				took = append(took, ask(i+2))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		})
	}
}

// With a database that says nothing, that resets its connections, or that is
// gone, Slack is told to come back; with the database back the question is
// stored, once.
func TestSickDatabase(t *testing.T) {
	t.Parallel()
	for name, sick := range map[string]func(t *testing.T, p *toxiproxy.Proxy){
		"silent": func(t *testing.T, p *toxiproxy.Proxy) { poison(t, p, "timeout", `{"timeout":0}`) },
		"resets": func(t *testing.T, p *toxiproxy.Proxy) { poison(t, p, "reset_peer", `{"timeout":0}`) },
		"gone":   func(_ *testing.T, p *toxiproxy.Proxy) { p.Stop() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, proxy := poisoned(t)
			b := databaseBot(t, address)
			if w := deliverHTTP(b, directMessage(1)); w.Code != 200 {
				t.Fatalf("answer %d of the well database, want 200", w.Code)
			}
			sick(t, proxy)
			if w := deliverHTTP(b, directMessage(2)); w.Code != 503 {
				t.Errorf("answer %d, want 503", w.Code)
			}
			if name == "gone" {
				if err := proxy.Start(); err != nil {
					t.Fatal(err)
				}
			}
			proxy.Toxics.ResetToxics(t.Context())
			eventually(t, "the question is stored", func() bool { return deliverHTTP(b, directMessage(2), "X-Slack-Retry-Num", "1").Code == 200 })
			if e, err := b.claim(t.Context()); err != nil || e.ID != "Ev1" {
				t.Fatalf("claimed %+v, %v, want the first question", e, err)
			}
			if e, err := b.claim(t.Context()); err != nil || e.ID != "Ev2" {
				t.Errorf("claimed %+v, %v, want the second question", e, err)
			}
			if e, err := b.claim(t.Context()); err == nil {
				t.Errorf("claimed %+v, want nothing more", e)
			}
		})
	}
}
