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

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgtest"
)

// slowDatabase gives the address of a database behind a line that adds a delay
// to every answer, and so to every round trip.
func slowDatabase(b *testing.B, delay time.Duration) string {
	b.Helper()
	u, err := url.Parse(pgtest.URL(b))
	if err != nil {
		b.Fatal(err)
	}
	network, target := "tcp", u.Host
	if u.Host == "" || u.Query().Get("host") != "" { // a Unix socket
		network = "unix"
		port := u.Query().Get("port")
		if port == "" {
			port = "5432"
		}
		target = fmt.Sprintf("%s/.s.PGSQL.%s", u.Query().Get("host"), port)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial(network, target)
			if err != nil {
				_ = near.Close()
				continue
			}
			go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
			go delayed(near, far, delay)
		}
	}()
	q := u.Query()
	q.Del("host")
	q.Del("port")
	u.RawQuery, u.Host = q.Encode(), listener.Addr().String()
	return u.String()
}

// delayed copies what comes from one side to the other, each piece later by a
// delay, in order.
func delayed(to io.WriteCloser, from io.Reader, delay time.Duration) {
	type piece struct {
		due  time.Time
		data []byte
	}
	line := make(chan piece, 1000)
	go func() {
		defer to.Close()
		for p := range line {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.data); err != nil {
				return
			}
		}
	}()
	defer close(line)
	for {
		buffer := make([]byte, 32<<10)
		n, err := from.Read(buffer)
		if n > 0 {
			line <- piece{time.Now().Add(delay), buffer[:n]}
		}
		if err != nil {
			return
		}
	}
}

// BenchmarkAcknowledge measures how long Slack waits for an acknowledgement,
// and its 99th percentile, with a delay added to every round trip to the
// database.
func BenchmarkAcknowledge(b *testing.B) {
	for _, delay := range []time.Duration{0, 100 * time.Millisecond, time.Second} {
		b.Run(fmt.Sprintf("delay=%s", delay), func(b *testing.B) {
			pool, err := pgdb.Open(b.Context(), slowDatabase(b, delay), nil)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(pool.Close)
			handler, err := New(Config{
				SigningSecrets: []string{testSecret}, BotToken: testToken, Answerer: bottest.NewFakeAnswerer(),
				Events: postgres.NewEvents(pool), Records: bottest.NewFakeRecords(),
			})
			if err != nil {
				b.Fatal(err)
			}
			ask := func(i int) time.Duration {
				body := strings.Replace(string(envelope(strings.Replace(dm, "000100", fmt.Sprintf("%06d", i), 1))), `"Ev1"`, fmt.Sprintf(`"Ev%d"`, i), 1)
				started := time.Now()
				if w := deliverHTTP(handler, []byte(body)); w.Code != 200 && delay < time.Second {
					b.Fatalf("answer %d, want 200", w.Code)
				}
				return time.Since(started)
			}
			ask(1) // the connection is made before the first question of a day
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
