// Package httprr records exchanges with HTTP services for tests and plays them
// back. What is written holds no credentials: of the headers only the form of
// the body and Retry-After are kept, hosts become recorded.invalid, and secrets
// that are named are taken out of addresses and bodies. A test of this package
// looks through all recordings and other test data for what looks like a key.
package httprr

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/recorder"
)

// Host stands in recordings for every host.
const Host = "recorded.invalid"

// kept are the headers that a recording holds.
var kept = []string{"Content-Type", "Retry-After"}

// Open gives a transport that answers from the recording file.yaml, or, with
// record set, asks the network and writes the recording when the test ends.
// Each recorded exchange is played once, to the first request with its method,
// path and body; a request without one fails. Secrets are replaced wherever
// they stand.
func Open(t testing.TB, file string, record bool, secrets ...string) http.RoundTripper {
	t.Helper()
	mode := recorder.ModeReplayOnly
	if record {
		mode = recorder.ModeRecordOnly
	}
	r, err := recorder.New(strings.TrimSuffix(file, ".yaml"), recorder.WithMode(mode), recorder.WithSkipRequestLatency(true),
		recorder.WithMatcher(matches), recorder.WithHook(scrub(secrets), recorder.BeforeSaveHook))
	if err != nil {
		t.Fatalf("recording %s: %v", file, err)
	}
	t.Cleanup(func() {
		if err := r.Stop(); err != nil {
			t.Errorf("recording %s: %v", file, err)
		}
	})
	return r
}

// matches compares method, path and body; the host and the headers are not in
// the recording.
func matches(req *http.Request, recorded cassette.Request) bool {
	u, err := url.Parse(recorded.URL)
	if err != nil || req.Method != recorded.Method || req.URL.Path != u.Path {
		return false
	}
	if req.Body == nil {
		return recorded.Body == ""
	}
	body, err := io.ReadAll(req.Body)
	err = errors.Join(err, req.Body.Close())
	req.Body = io.NopCloser(bytes.NewReader(body)) // it is compared with other recordings too
	return err == nil && string(body) == recorded.Body
}

// scrub takes out of an exchange what a recording must not hold.
func scrub(secrets []string) recorder.HookFunc {
	return func(i *cassette.Interaction) error {
		i.Request.Headers, i.Response.Headers = keep(i.Request.Headers), keep(i.Response.Headers)
		i.Request.RemoteAddr, i.Request.RequestURI = "", ""
		u, err := url.Parse(i.Request.URL)
		if err != nil {
			return fmt.Errorf("recorded address: %w", err)
		}
		u.Scheme, u.Host, u.User, u.RawQuery = "http", Host, nil, ""
		i.Request.URL, i.Request.Host = u.String(), Host
		i.Request.Form, i.Request.Trailer = nil, nil
		i.Response.Trailer, i.Response.Duration = nil, 0
		for _, s := range secrets {
			for _, text := range []*string{&i.Request.URL, &i.Request.Body, &i.Response.Body} {
				*text = strings.ReplaceAll(*text, s, "redacted")
			}
		}
		i.Request.ContentLength, i.Response.ContentLength = int64(len(i.Request.Body)), int64(len(i.Response.Body))
		return nil
	}
}

func keep(h http.Header) http.Header {
	out := http.Header{}
	for _, name := range kept {
		if v := h.Values(name); len(v) > 0 {
			out[name] = v
		}
	}
	return out
}
