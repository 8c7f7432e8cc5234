package httprr_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/policybot/policybot/internal/httprr"
)

const secret = "sk-invented-canary-0000000001"

func post(t *testing.T, rt http.RoundTripper, address, body string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+secret)
	req.Header.Set("Cookie", "session="+secret)
	req.Header.Set("Content-Type", "application/json")
	res, err := (&http.Client{Transport: rt}).Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s %s", res.StatusCode, res.Header.Get("Retry-After"), text), nil
}

func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	calls := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Set-Cookie", "session="+secret)
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprintf(w, "call %d of %s with %s: %s", calls, r.URL.Path, r.Header.Get("Authorization"), body)
	}))
	defer s.Close()
	file := filepath.Join(t.TempDir(), "exchange.yaml")
	var live []string
	t.Run("record", func(t *testing.T) {
		rt := httprr.Open(t, file, true, secret)
		for _, body := range []string{"one", "two", "one"} {
			answer, err := post(t, rt, s.URL+"/v1/x?key="+secret, body)
			if err != nil {
				t.Fatal(err)
			}
			live = append(live, strings.ReplaceAll(answer, secret, "redacted"))
		}
	})
	s.Close()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{secret, "Bearer sk", "ookie", "127.0.0.1"} {
		if strings.Contains(string(data), bad) {
			t.Errorf("the recording holds %q:\n%s", bad, data)
		}
	}
	rt := httprr.Open(t, file, false)
	for i, body := range []string{"two", "one", "one"} { // in another order
		want := live[[]int{1, 0, 2}[i]]
		if got, err := post(t, rt, "http://elsewhere.invalid/v1/x", body); err != nil || got != want {
			t.Errorf("replay %d = %q, %v, want %q", i, got, err, want)
		}
	}
	for _, c := range [][2]string{{"/v1/x", "three"}, {"/v1/y", "one"}, {"/v1/x", "one"}} {
		if got, err := post(t, rt, "http://elsewhere.invalid"+c[0], c[1]); err == nil {
			t.Errorf("a request that is not recorded (%v) gives %q", c, got)
		}
	}
}
