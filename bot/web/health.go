package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
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

func (s *site) livez(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
}

func (s *site) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyBudget)
	defer cancel()
	err := s.Ready(ctx)
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
