package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// newKeyWorld gives a site with one key.
func newKeyWorld(t *testing.T, scopes []bot.Scope, perMinute, perDay int, change func(*web.Config)) (w *world, keys *bottest.FakeAPIKeys, key bot.APIKey, secret string) {
	t.Helper()
	key, secret, err := bot.NewAPIKey("（虚构）热线", scopes, perMinute, perDay)
	if err != nil {
		t.Fatal(err)
	}
	keys = bottest.NewFakeAPIKeys(key)
	w, _, _ = newWidgetWorld(t, func(c *web.Config) {
		c.APIKeys, c.Feedbacks = keys, &bottest.FakeFeedbacks{}
		keeping(c)
		if change != nil {
			change(c)
		}
	})
	return w, keys, key, secret
}

func bearer(secret string) []string {
	return []string{"Content-Type", "application/json", "Authorization", "Bearer " + secret}
}

// A key may do what its scopes say, on every route.
func TestKeyScopes(t *testing.T) {
	t.Parallel()
	for _, r := range []struct {
		method, path, body string
		scope              bot.Scope
	}{
		{"POST", "/api/v1/ask", `{"question":"` + askReport + `"}`, bot.ScopeAsk},
		{"DELETE", "/api/v1/ask/some-key", "", bot.ScopeAsk},
		{"GET", "/api/v1/conversations/" + secretName, "", bot.ScopeAsk},
		{"DELETE", "/api/v1/conversations/" + secretName, "", bot.ScopeAsk},
		{"GET", "/api/v1/answers/unknown", "", bot.ScopeAsk},
		{"GET", "/api/v1/answers/unknown/next", "", bot.ScopeAsk},
		{"GET", "/api/v1/search?q=企业", "", bot.ScopeSearch},
		{"GET", "/api/v1/documents", "", bot.ScopeDocuments},
		{"GET", "/api/v1/documents/" + regulationID, "", bot.ScopeDocuments},
		{"GET", "/api/v1/passages/" + regulationID + ".0002", "", bot.ScopeDocuments},
		{"GET", "/api/v1/coverage", "", bot.ScopeDocuments},
		{"POST", "/api/v1/feedback", `{"answer_id":"a","verdict":"up"}`, bot.ScopeFeedback},
	} {
		t.Run(r.method+strings.ReplaceAll(r.path, "/", " "), func(t *testing.T) {
			t.Parallel()
			for _, scope := range bot.Scopes {
				w, _, _, secret := newKeyWorld(t, []bot.Scope{scope}, 60, 60, nil)
				res, body := w.do(t, r.method, r.path, r.body, bearer(secret)...)
				refused := res.StatusCode == http.StatusForbidden && strings.Contains(body, `"scope"`)
				if refused == (scope == r.scope) || res.StatusCode == http.StatusUnauthorized || res.StatusCode >= 500 {
					t.Errorf("with scope %s: %d %s", scope, res.StatusCode, body)
				}
			}
		})
	}
}

// A key that is wrong, unknown or revoked opens nothing; a revocation works at
// once where the memory has ended.
func TestKeyRefused(t *testing.T) {
	t.Parallel()
	clock := newClock()
	w, keys, key, secret := newKeyWorld(t, bot.Scopes, 60, 60, func(c *web.Config) { c.Now = clock.now })
	if res, body := w.do(t, "GET", "/api/v1/coverage", "", bearer(secret)...); res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	for name, bad := range map[string]string{
		"other secret": secret[:len(secret)-1] + "!",
		"unknown id":   "pbk_aaaaaaaaaaaa_" + strings.Repeat("b", 32),
		"id alone":     "pbk_" + key.ID + "_",
	} {
		if res, body := w.do(t, "GET", "/api/v1/coverage", "", bearer(bad)...); res.StatusCode != 401 || !strings.Contains(body, "bad_api_key") {
			t.Errorf("%s: %d %s, want 401 bad_api_key", name, res.StatusCode, body)
		}
	}
	key.Revoked = true
	keys.Set(key)
	clock.advance(2 * web.WidgetMemory)
	if res, _ := w.do(t, "GET", "/api/v1/coverage", "", bearer(secret)...); res.StatusCode != 401 {
		t.Errorf("a revoked key: %d, want 401", res.StatusCode)
	}
}

// The minute and the day of a key are bounded, and its requests are not counted
// against their address; whoever guesses keys is.
func TestKeyLimits(t *testing.T) {
	t.Parallel()
	w, _, _, secret := newKeyWorld(t, bot.Scopes, 5, 100, func(c *web.Config) { c.QuestionsPerMinute = 3 })
	for i := range 5 {
		res, body := w.do(t, "GET", "/api/v1/search?q=企业", "", bearer(secret)...)
		if res.StatusCode != 200 || res.Header.Get("RateLimit-Limit") != "5" || res.Header.Get("RateLimit-Remaining") == "" || res.Header.Get("RateLimit-Reset") == "" {
			t.Errorf("request %d: %d %v %s", i+1, res.StatusCode, res.Header, body)
		}
	}
	if res, body := w.do(t, "GET", "/api/v1/search?q=企业", "", bearer(secret)...); res.StatusCode != 429 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "too_many_requests") {
		t.Errorf("request 6 of 5 a minute: %d %s, want 429 with Retry-After", res.StatusCode, body)
	}
	day, _, _, secret2 := newKeyWorld(t, bot.Scopes, 60, 2, nil)
	for i, want := range []int{200, 200, 429} {
		res, body := day.do(t, "POST", "/api/v1/ask", `{"question":"`+askReport+`"}`, bearer(secret2)...)
		if res.StatusCode != want || (want == 429) != strings.Contains(body, "day_limit") || (want == 429) != (res.Header.Get("Retry-After") != "") {
			t.Errorf("request %d of 2 a day: %d %s, want %d", i+1, res.StatusCode, body, want)
		}
	}
	guess := "pbk_aaaaaaaaaaaa_" + strings.Repeat("b", 32)
	for i, want := range []int{401, 401, 401, 429} {
		if res, _ := w.do(t, "GET", "/api/v1/coverage", "", bearer(guess)...); res.StatusCode != want {
			t.Errorf("guess %d: %d, want %d", i+1, res.StatusCode, want)
		}
	}
	// A key of any form is no way around the limits of the pages.
	if res, _ := w.do(t, "GET", "/ask?q="+askReport, "", bearer(guess)...); res.StatusCode != 429 {
		t.Errorf("a page with a made-up key past the address's limit: %d, want 429", res.StatusCode)
	}
}

// Where keys are needed, programs without one are refused; the page and the
// widget ask as before, and what a citation opens stays open.
func TestKeysOnly(t *testing.T) {
	t.Parallel()
	w, _, _, secret := newKeyWorld(t, bot.Scopes, 60, 60, func(c *web.Config) { c.KeysOnly = true })
	question := `{"question":"` + askReport + `"}`
	for _, r := range [][3]string{{"POST", "/api/v1/ask", question}, {"GET", "/api/v1/search?q=企业"}, {"GET", "/api/v1/documents"}, {"GET", "/api/v1/documents/" + regulationID}, {"GET", "/api/v1/coverage"}} {
		if res, body := w.do(t, r[0], r[1], r[2], "Content-Type", "application/json"); res.StatusCode != 401 || res.Header.Get("WWW-Authenticate") == "" || !strings.Contains(body, "key_needed") {
			t.Errorf("%s %s without a key: %d %s, want 401", r[0], r[1], res.StatusCode, body)
		}
		if res, body := w.do(t, r[0], r[1], r[2], bearer(secret)...); res.StatusCode != 200 {
			t.Errorf("%s %s with a key: %d %s", r[0], r[1], res.StatusCode, body)
		}
	}
	token := w.mint(t, "")
	if res, body := w.askAs(t, token); res.StatusCode != 200 {
		t.Errorf("a widget's visitor asks: %d %s", res.StatusCode, body)
	}
	if res, _ := w.do(t, "GET", "/api/v1/search?q=企业", "", bearer(token)...); res.StatusCode != 401 {
		t.Errorf("a widget's visitor searches: %d, want 401", res.StatusCode)
	}
	for _, path := range []string{"/api/v1/passages/" + regulationID + ".0002", "/", "/ask", "/ask?q=" + askReport, "/documents", "/coverage", "/api/v1/openapi.json"} {
		if res, _ := w.do(t, "GET", path, ""); res.StatusCode != 200 {
			t.Errorf("GET %s: %d, want 200", path, res.StatusCode)
		}
	}
	if !strings.Contains(w.get(t, "/ask"), `data-widget="home"`) {
		t.Error("the page has no widget to get a token of")
	}
}
