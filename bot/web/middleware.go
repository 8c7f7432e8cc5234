package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// policy is the content policy of every response: our own files and nothing
// else, no inline script or style, no frames, no HTML made by script.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'"

// wrap puts around h what every request gets: headers, an id, a log line,
// metrics, and an end for panics.
func (s *site) wrap(h *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := requestID(r)
		head := w.Header()
		head.Set("X-Request-Id", id)
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		head.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		head.Set("Cache-Control", "no-store")

		start := time.Now()
		r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
		rec := &recorder{ResponseWriter: w}
		s.metrics.inFlight.Inc()
		defer func() {
			p := recover()
			s.metrics.inFlight.Dec()
			if p != nil && p != http.ErrAbortHandler {
				s.Logger.ErrorContext(r.Context(), "handler panicked",
					"request_id", id, "panic", p, "stack", string(debug.Stack()))
			}
			abort := p == http.ErrAbortHandler || (p != nil && rec.status != 0)
			if p != nil && !abort {
				s.fail(rec, r, http.StatusInternalServerError, "internal", "error.internal")
			}
			s.finish(r, rec, time.Since(start))
			if abort {
				panic(http.ErrAbortHandler) // cut a half-written response short
			}
		}()
		s.serve(h, rec, r)
	})
}

// serve gives our own pages for the mux's 404 and 405.
func (s *site) serve(mux *http.ServeMux, w *recorder, r *http.Request) {
	if _, pattern := mux.Handler(r); pattern != "" {
		mux.ServeHTTP(w, r)
		return
	}
	probe := &discard{header: http.Header{}}
	mux.ServeHTTP(probe, r)
	if allow := probe.header.Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
		s.fail(w, r, http.StatusMethodNotAllowed, "method_not_allowed", "error.method")
		return
	}
	s.fail(w, r, http.StatusNotFound, "not_found", "error.not_found")
}

func (s *site) finish(r *http.Request, rec *recorder, took time.Duration) {
	route := r.Pattern
	if route == "" {
		route = "none"
	}
	status := rec.status
	if status == 0 {
		status = http.StatusOK
	}
	s.metrics.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	s.metrics.duration.WithLabelValues(route).Observe(took.Seconds())
	s.Logger.DebugContext(r.Context(), "request served", "request_id", rec.Header().Get("X-Request-Id"),
		"method", r.Method, "route", route, "status", status, "duration_ms", took.Milliseconds())
}

type requestIDKey struct{}

// requestID gives the id sent by a proxy in front when it is plain, and makes
// one otherwise.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); id != "" && plainID(id) {
		return id
	}
	return newRequestID()
}

func newRequestID() string {
	var b [8]byte
	rand.Read(b[:]) // never fails, by its contract
	return hex.EncodeToString(b[:])
}

// plainID reports whether s is a short word of letters, digits, - and _.
func plainID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	return strings.IndexFunc(s, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_'
	}) < 0
}

// recorder remembers the status of a response.
type recorder struct {
	http.ResponseWriter
	status int
}

func (w *recorder) WriteHeader(code int) {
	if w.status == 0 {
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// discard is a response that nobody reads.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}

// gone reports whether the asker left: nobody is there to be told of an error.
func gone(r *http.Request, err error) bool {
	return errors.Is(err, context.Canceled) && r.Context().Err() != nil
}
