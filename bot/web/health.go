package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// readyBudget bounds the readiness check: a probe does not wait longer.
const readyBudget = 3 * time.Second

func (s *site) livez(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
}

func (s *site) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyBudget)
	defer cancel()
	if err := s.Ready(ctx); err != nil {
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
