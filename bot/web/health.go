package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"
)

// readyBudget bounds the readiness check: a probe does not wait longer.
const readyBudget = 3 * time.Second

var errStopping = errors.New("stopping")

// stopping reports whether the process was asked to end.
func (s *site) stopping() bool {
	select {
	case <-s.Stopping: // nil: never
		return true
	default:
		return false
	}
}

// readiness is the last outcome of Ready. Probes are not limited by address, so
// that the outcome stands for a while: a flood of them costs one try.
type readiness struct {
	mu  sync.Mutex // held while one request tries
	at  time.Time
	err error
}

// tryReady gives the outcome of Ready, of a moment ago where there is one. The
// try has a deadline of its own: a probe that leaves early decides nothing for
// the others.
func (s *site) tryReady(ctx context.Context) error {
	s.ready.mu.Lock()
	defer s.ready.mu.Unlock()
	if !s.ready.at.IsZero() && time.Since(s.ready.at) < s.ReadyEvery {
		return s.ready.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readyBudget)
	defer cancel()
	s.ready.err = s.Ready(ctx)
	s.ready.at = time.Now()
	return s.ready.err
}

func (s *site) livez(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
}

func (s *site) readyz(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	err := s.tryReady(ctx)
	if s.stopping() {
		err = errStopping
	}
	if err != nil {
		s.Logger.WarnContext(ctx, "not ready", "err", err)
		writeJSON(w, http.StatusServiceUnavailable,
			map[string]string{"status": "not_ready", "reason": err.Error(), "version": s.Version})
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "ready", "version": s.Version})
}

// writeJSON sends v. A client that is gone is nobody's error.
func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}
