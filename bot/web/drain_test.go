package web_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/policybot/policybot/bot/web"
)

// A process that is asked to end says so to its probes, takes no question, and
// lets a stream end that ends in time.
func TestStopping(t *testing.T) {
	t.Parallel()
	var g *gated
	stop := make(chan struct{})
	w := newWorld(t, func(c *web.Config) {
		g = newGated(c.Answerer)
		c.Answerer, c.Stopping, c.DrainGrace = g, stop, time.Minute
	})
	res := w.resume(t, t.Context(), "key-1", "0", askReport)
	<-g.came
	close(stop)
	if res, body := w.do(t, "GET", "/readyz", ""); res.StatusCode != 503 || !strings.Contains(body, "stopping") {
		t.Errorf("readyz: %d %s, want 503 stopping", res.StatusCode, body)
	}
	if res, body := w.ask(t, `{"question":"`+askReport+`"}`); res.StatusCode != 503 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "stopping") {
		t.Errorf("a new question: %d %s, want 503 stopping with Retry-After", res.StatusCode, body)
	}
	if res, _ := w.do(t, "GET", "/livez", ""); res.StatusCode != 200 {
		t.Errorf("livez: %d, want 200 until the end", res.StatusCode)
	}
	close(g.may)
	if got := readAll(t, res); !strings.Contains(got, "event: done") || strings.Contains(got, "event: reconnect") {
		t.Errorf("a stream that ends in time: %q, want it whole", got)
	}
}

// 200 open streams do not hold up the end of a process; each is told to come
// back, and the next process answers it.
func TestShutdownWithOpenStreams(t *testing.T) {
	t.Parallel()
	const streams = 200
	var g *gated
	stop := make(chan struct{})
	config := func(c *web.Config) {
		c.MaxAnswers, c.QuestionsPerMinute = streams, -1
	}
	old := newWorld(t, func(c *web.Config) {
		config(c)
		g = newGated(c.Answerer)
		c.Answerer, c.Stopping, c.DrainGrace = g, stop, time.Millisecond
	})
	next := newWorld(t, config)

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := web.Server("", old.server.Config.Handler)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	old.server.URL = "http://" + listener.Addr().String()

	bodies := make([]*http.Response, streams)
	for i := range bodies {
		bodies[i] = old.resume(t, t.Context(), fmt.Sprintf("key-%d", i), "0", askReport)
		<-g.came
	}
	close(stop)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		t.Fatalf("shutdown with %d open streams: %v", streams, err)
	}
	if err := <-ended; err != http.ErrServerClosed {
		t.Errorf("serve ended with %v", err)
	}
	var all sync.WaitGroup
	for i, res := range bodies {
		if got := readAll(t, res); !strings.HasSuffix(got, "event: reconnect\ndata: {}\n\n") {
			t.Errorf("stream %d ends with %q, want reconnect", i, got)
		}
		all.Go(func() {
			res := next.resume(t, t.Context(), fmt.Sprintf("key-%d", i), "1", askReport)
			if got := readAll(t, res); !strings.Contains(got, "event: done") {
				t.Errorf("the next process answers stream %d with %q", i, got)
			}
		})
	}
	all.Wait()
}
