package web_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/policybot/policybot/bot/web"
)

// However many probes come, what serving needs is tried once in a while.
func TestReadyIsTriedOnce(t *testing.T) {
	t.Parallel()
	var tries atomic.Int64
	w := newWorld(t, func(c *web.Config) {
		c.ReadyEvery = time.Hour
		c.Ready = func(ctx context.Context) error {
			if _, ok := ctx.Deadline(); !ok {
				t.Error("a try has no deadline")
			}
			tries.Add(1)
			return errors.New("no answer can be stored")
		}
	})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if res, _ := w.do(t, "GET", "/readyz", ""); res.StatusCode != 503 {
				t.Errorf("readyz = %d, want 503", res.StatusCode)
			}
		})
	}
	all.Wait()
	if n := tries.Load(); n != 1 {
		t.Errorf("50 probes made %d tries, want 1", n)
	}
}
