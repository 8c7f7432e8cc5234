//go:build load

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/web"
)

// The load of `make test-load`: questions a second, and how long each answer is
// held back, as a slow model would; rate times held is the number of streams open.
const (
	loadRate      = 10
	loadHeld      = 10 * time.Second
	loadTime      = 2 * time.Minute
	overloadUsers = 400 // ask again at once, far past what the machine can do
	overloadTime  = 45 * time.Second
)

// held gives each answer not before its time, while on is set.
type held struct {
	bot.Answerer
	on atomic.Bool
}

func (h *held) Answer(ctx context.Context, q bot.Question) (*bot.Answer, error) {
	rest := time.After(loadHeld)
	a, err := h.Answerer.Answer(ctx, q)
	if err == nil && h.on.Load() {
		select {
		case <-rest:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return a, err
}

// loaded is a site over the database of --data, asked by programs.
type loaded struct {
	url       string
	held      *held
	questions []string
	client    *http.Client
	open      atomic.Int64
}

func newLoaded(t *testing.T) *loaded {
	t.Helper()
	data, file := os.Getenv("POLICYBOT_LOAD_DATA"), os.Getenv("POLICYBOT_LOAD_QUESTIONS")
	body, err := os.ReadFile(file)
	if data == "" || err != nil {
		t.Skip("no corpus or no questions to load it with: run make test-load beside the shared corpus")
	}
	l := &loaded{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: overloadUsers}}}
	for line := range bytes.Lines(body) {
		var q struct {
			Question string `json:"question"`
		}
		if json.Unmarshal(line, &q) == nil && q.Question != "" {
			l.questions = append(l.questions, q.Question)
		}
	}
	if len(l.questions) == 0 {
		t.Fatalf("%s holds no questions", file)
	}
	a := &app{getenv: os.Getenv, stdout: io.Discard, stderr: io.Discard, data: data}
	w, err := a.open(t.Context(), slog.LevelError)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	if err := w.wire(w.pool, "web"); err != nil {
		t.Fatal(err)
	}
	var ready atomic.Bool
	ready.Store(true)
	cfg, err := w.webConfig(&ready, "")
	if err != nil {
		t.Fatal(err)
	}
	l.held = &held{Answerer: cfg.Answerer}
	cfg.Answerer, cfg.QuestionsPerMinute = l.held, -1
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := web.Server("", web.New(cfg))
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	l.url = "http://" + listener.Addr().String()
	return l
}

// asked is the outcome of one question.
type asked struct {
	status       int
	retryAfter   string
	first, total time.Duration // to the first event, to the last
	err          error
}

// ask asks question number n as a stream and reads it to its end.
func (l *loaded) ask(ctx context.Context, n int) (out asked) {
	body, err := json.Marshal(map[string]string{"question": l.questions[n%len(l.questions)]})
	if err != nil {
		return asked{err: err}
	}
	req, err := http.NewRequestWithContext(ctx, "POST", l.url+"/api/v1/ask", bytes.NewReader(body))
	if err != nil {
		return asked{err: err}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Idempotency-Key", fmt.Sprintf("load-%d-%d", os.Getpid(), n))
	start := time.Now()
	res, err := l.client.Do(req)
	if err != nil {
		return asked{err: err}
	}
	defer res.Body.Close()
	out.status, out.retryAfter = res.StatusCode, res.Header.Get("Retry-After")
	if res.StatusCode != http.StatusOK {
		_, _ = io.Copy(io.Discard, res.Body)
		return out
	}
	l.open.Add(1)
	defer l.open.Add(-1)
	last := ""
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			if last == "" {
				out.first = time.Since(start)
			}
			last = name
		}
	}
	out.total = time.Since(start)
	if err := lines.Err(); err != nil {
		out.err = err
	} else if last != "done" {
		out.err = fmt.Errorf("the stream ended with %q", last)
	}
	return out
}

// resident gives the memory of this process in MB; client and server are one.
func resident(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("memory is measured on Linux alone")
	}
	var size, pages int
	if _, err := fmt.Sscan(string(b), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize() >> 20
}

func percentile(d []time.Duration, p float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[min(len(d)-1, int(p*float64(len(d))))].Round(time.Millisecond)
}

// TestLoad holds about 100 streams open while 10 questions a second come in, for
// two minutes; then it asks far more than the machine can answer, and looks
// whether the site recovers.
func TestLoad(t *testing.T) {
	l := newLoaded(t)
	for n := range 20 { // warm: model, pool, plans
		if got := l.ask(t.Context(), 1_000_000+n); got.err != nil || got.status != 200 {
			t.Fatalf("warming up: %+v", got)
		}
	}
	t.Run("steady", l.steady)
	t.Run("overload", l.overload)
}

func (l *loaded) steady(t *testing.T) {
	l.held.on.Store(true)
	defer l.held.on.Store(false)
	var mu sync.Mutex
	var first, total []time.Duration
	var all sync.WaitGroup
	var streams []int64
	var memory []int
	tick := time.NewTicker(time.Second / loadRate)
	defer tick.Stop()
	n := int(loadTime/time.Second) * loadRate
	for i := range n {
		<-tick.C
		if i > 0 && i%(n/12) == 0 { // every ten seconds
			streams, memory = append(streams, l.open.Load()), append(memory, resident(t))
		}
		all.Go(func() {
			got := l.ask(t.Context(), i)
			mu.Lock()
			defer mu.Unlock()
			if got.err != nil || got.status != http.StatusOK {
				t.Errorf("question %d: %+v", i, got)
				return
			}
			first, total = append(first, got.first), append(total, got.total-loadHeld)
		})
	}
	all.Wait()
	t.Logf("%d questions, %d answered; streams open every 10 s: %d; MB resident: %d", n, len(total), streams, memory)
	t.Logf("first event p50 %s p95 %s; answer past the %s that it is held: p50 %s p95 %s", percentile(first, .5), percentile(first, .95), loadHeld, percentile(total, .5), percentile(total, .95))
	half := memory[len(memory)/2]
	if last := memory[len(memory)-1]; last > half+half/5 {
		t.Errorf("memory grows: %d MB in the middle, %d MB at the end", half, last)
	}
}

func (l *loaded) overload(t *testing.T) {
	before := resident(t)
	var mu sync.Mutex
	var took []time.Duration
	refused, most := 0, 0
	ctx, cancel := context.WithTimeout(t.Context(), overloadTime)
	defer cancel()
	var next atomic.Int64
	next.Store(2_000_000)
	var all sync.WaitGroup
	for range overloadUsers {
		all.Go(func() {
			for ctx.Err() == nil {
				got := l.ask(t.Context(), int(next.Add(1)))
				mu.Lock()
				switch {
				case got.err != nil:
					t.Error(got.err)
				case got.status == http.StatusOK:
					took = append(took, got.total)
				case got.status == http.StatusServiceUnavailable && got.retryAfter != "":
					refused++
				default:
					t.Errorf("status %d, Retry-After %q; want 200, or 503 with Retry-After", got.status, got.retryAfter)
				}
				most = max(most, resident(t))
				mu.Unlock()
				if got.status == http.StatusServiceUnavailable {
					time.Sleep(time.Second) // half of what it was told
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d users for %s: %d answered (%.1f a second), p50 %s p99 %s; %d told to come back; MB resident: %d before, %d at most",
		overloadUsers, overloadTime, len(took), float64(len(took))/overloadTime.Seconds(), percentile(took, .5), percentile(took, .99), refused, before, most)
	if refused == 0 || len(took) == 0 {
		t.Errorf("%d answered and %d refused: no overload", len(took), refused)
	}
	debug.FreeOSMemory()
	var after []time.Duration
	for n := range 30 {
		got := l.ask(t.Context(), 3_000_000+n)
		if got.err != nil || got.status != http.StatusOK {
			t.Errorf("after the overload: %+v", got)
		}
		after = append(after, got.total)
	}
	t.Logf("right after: %d of %d answered one by one, p50 %s p95 %s; MB resident: %d", len(after), len(after), percentile(after, .5), percentile(after, .95), resident(t))
}
