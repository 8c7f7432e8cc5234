package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

const widgetID = "wgt_test"

// clock is a time that the test sets.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC).Unix())
	return c
}

func (c *clock) now() time.Time          { return time.Unix(c.at.Load(), 0).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d / time.Second)) }

func testWidget() bot.Widget {
	return bot.Widget{ID: widgetID, Name: "（虚构）", Origins: []string{"https://host.example"}, Generation: 1, DayLimit: 1000}
}

func newWidgetWorld(t testing.TB, change func(*web.Config)) (*world, *bottest.FakeWidgets, *clock) {
	t.Helper()
	ws, c := bottest.NewFakeWidgets(testWidget()), newClock()
	w := newWorld(t, func(cfg *web.Config) {
		cfg.Widgets, cfg.Now = ws, c.now
		if change != nil {
			change(cfg)
		}
	})
	return w, ws, c
}

// mint gets a token; old is one to be renewed.
func (w *world) mint(t testing.TB, old string) string {
	t.Helper()
	headers := []string{"Content-Type", "application/json"}
	if old != "" {
		headers = append(headers, "Authorization", "Bearer "+old)
	}
	res, body := w.do(t, "POST", "/api/v1/widget/token", `{"widget":"`+widgetID+`"}`, headers...)
	var got struct {
		Token     string `json:"token"`
		ExpiresIn int    `json:"expires_in"`
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || res.StatusCode != http.StatusOK || got.ExpiresIn != 900 {
		t.Fatalf("token: %d %s", res.StatusCode, body)
	}
	return got.Token
}

func (w *world) askAs(t testing.TB, token string) (*http.Response, string) {
	t.Helper()
	return w.do(t, "POST", "/api/v1/ask", `{"question":"`+askReport+`"}`, "Content-Type", "application/json", "Authorization", "Bearer "+token)
}

func TestLoaderHeaders(t *testing.T) {
	t.Parallel()
	w, _, _ := newWidgetWorld(t, nil)
	pinned, sri := web.Loader()
	if !strings.HasPrefix(sri, "sha384-") {
		t.Errorf("integrity = %q", sri)
	}
	for path, cache := range map[string]string{"/widget/v1.js": "public, max-age=3600", pinned: "public, max-age=31536000, immutable"} {
		res, _ := w.do(t, "GET", path, "")
		for name, want := range map[string]string{
			"Cache-Control": cache, "Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*",
			"Content-Type": "text/javascript; charset=utf-8", "X-Content-Type-Options": "nosniff",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", path, name, got, want)
			}
		}
	}
	if res, _ := w.do(t, "GET", "/widget/v2.js", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown loader gives %d, want 404", res.StatusCode)
	}
}

func TestWidgetFrame(t *testing.T) {
	t.Parallel()
	w, ws, c := newWidgetWorld(t, nil)
	res, body := w.do(t, "GET", "/widget/v1/app?id="+widgetID+"&theme=dark&lang=en", "")
	want := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
		"form-action 'self'; frame-ancestors https://host.example; require-trusted-types-for 'script'"
	if got := res.Header.Get("Content-Security-Policy"); got != want {
		t.Errorf("policy = %s\nwant %s", got, want)
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		"Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()"} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if res.Header.Get("Set-Cookie") != "" {
		t.Error("the frame sets a cookie")
	}
	for _, want := range []string{`data-theme="dark"`, `lang="en"`, `data-origins="[&#34;https://host.example&#34;]"`, "widget.js"} {
		if !strings.Contains(body, want) {
			t.Errorf("the frame lacks %s", want)
		}
	}
	if res, _ := w.do(t, "GET", "/widget/v1/app?id=wgt_none", ""); res.StatusCode != http.StatusNotFound || !strings.Contains(res.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		t.Errorf("an unknown widget: %d, %s", res.StatusCode, res.Header.Get("Content-Security-Policy"))
	}
	if res, _ := w.do(t, "GET", "/", ""); !strings.Contains(res.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		t.Error("the site's own pages can be framed")
	}
	paused := testWidget()
	paused.Paused = true
	ws.Set(paused)
	c.advance(web.WidgetMemory) // a change counts after it
	if res, _ := w.do(t, "GET", "/widget/v1/app?id="+widgetID, ""); res.StatusCode != http.StatusForbidden {
		t.Errorf("a paused widget's frame gives %d, want 403", res.StatusCode)
	}
}

func TestTokenLife(t *testing.T) {
	t.Parallel()
	w, ws, c := newWidgetWorld(t, func(cfg *web.Config) { cfg.TokenKey = []byte(strings.Repeat("k", 32)) })
	want := func(name, token string, status int, code string) {
		t.Helper()
		res, body := w.askAs(t, token)
		if res.StatusCode != status || (code != "" && !strings.Contains(body, `"code":"`+code+`"`)) {
			t.Errorf("%s: %d %s, want %d %s", name, res.StatusCode, body, status, code)
		}
	}
	token := w.mint(t, "")
	want("new", token, 200, "")
	c.advance(14 * time.Minute)
	want("before its end", token, 200, "")
	c.advance(time.Minute)
	want("ended", token, 401, "token_ended")
	renewed := w.mint(t, token)
	want("renewed", renewed, 200, "")
	payload, _, _ := strings.Cut(renewed, ".")
	_, otherSum, _ := strings.Cut(token, ".")
	for name, forged := range map[string]string{
		"other sum": payload + "." + otherSum, "no sum": payload, "empty sum": payload + ".", "nonsense": "x.y", "empty": "",
		"changed": payload[:len(payload)-2] + "AA" + strings.TrimPrefix(renewed, payload),
	} {
		want(name, forged, 401, "token_ended")
	}
	// Another process with the same key accepts it, one with another key does not.
	for key, status := range map[string]int{"k": 200, "o": 401} {
		other := newWorld(t, func(cfg *web.Config) {
			cfg.Widgets, cfg.Now, cfg.TokenKey = ws, c.now, []byte(strings.Repeat(key, 32))
		})
		if res, _ := other.askAs(t, renewed); res.StatusCode != status {
			t.Errorf("process with key %s: %d, want %d", key, res.StatusCode, status)
		}
	}
	changed := testWidget()
	changed.Generation = 2
	ws.Set(changed)
	c.advance(web.WidgetMemory) // a change counts after it
	want("other generation", renewed, 401, "token_ended")
	changed.Paused = true
	ws.Set(changed)
	c.advance(web.WidgetMemory) // a change counts after it
	want("paused", renewed, 403, "widget_paused")
	if res, _ := w.do(t, "POST", "/api/v1/widget/token", `{"widget":"`+widgetID+`"}`, "Content-Type", "application/json"); res.StatusCode != 403 {
		t.Errorf("a paused widget gives tokens: %d", res.StatusCode)
	}
	if res, _ := w.do(t, "POST", "/api/v1/widget/token", `{"widget":"wgt_none"}`, "Content-Type", "application/json"); res.StatusCode != 404 {
		t.Errorf("an unknown widget's token: %d, want 404", res.StatusCode)
	}
}

func TestTokenFromOtherSite(t *testing.T) {
	t.Parallel()
	w, _, _ := newWidgetWorld(t, nil)
	res, body := w.do(t, "POST", "/api/v1/widget/token", `{"widget":"`+widgetID+`"}`, "Content-Type", "application/json",
		"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	if res.StatusCode != http.StatusForbidden || !strings.Contains(body, `cross_origin`) {
		t.Errorf("a token for another site: %d %s, want 403", res.StatusCode, body)
	}
}

// A visitor is refused after ten questions; renewing the token does not help,
// another visitor is not touched.
func TestVisitorLimit(t *testing.T) {
	t.Parallel()
	w, _, c := newWidgetWorld(t, func(cfg *web.Config) { cfg.VisitorQuestions = 3 })
	token := w.mint(t, "")
	for range 3 {
		if res, body := w.askAs(t, token); res.StatusCode != 200 {
			t.Fatalf("within the limit: %d %s", res.StatusCode, body)
		}
	}
	c.advance(20 * time.Minute)
	res, body := w.askAs(t, w.mint(t, token))
	if res.StatusCode != 429 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, `too_many_requests`) {
		t.Errorf("past the limit: %d, Retry-After %q, %s", res.StatusCode, res.Header.Get("Retry-After"), body)
	}
	if res, _ := w.askAs(t, w.mint(t, "")); res.StatusCode != 200 {
		t.Errorf("another visitor: %d, want 200", res.StatusCode)
	}
}

func TestAddressAndDayLimit(t *testing.T) {
	t.Parallel()
	w, _, _ := newWidgetWorld(t, func(cfg *web.Config) { cfg.WidgetAddressQuestions = 2 })
	for i, want := range []int{200, 200, 429} {
		if res, _ := w.do(t, "POST", "/api/v1/ask", `{"question":"`+askReport+`"}`, "Content-Type", "application/json",
			"Authorization", "Bearer "+w.mint(t, ""), "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i)); res.StatusCode != want {
			t.Errorf("visitor %d of one address: %d, want %d", i+1, res.StatusCode, want)
		}
	}
	w, ws, _ := newWidgetWorld(t, nil)
	few := testWidget()
	few.DayLimit = 1
	ws.Set(few)
	token := w.mint(t, "")
	if res, _ := w.askAs(t, token); res.StatusCode != 200 {
		t.Fatalf("first question of the day: %d", res.StatusCode)
	}
	res, body := w.askAs(t, token)
	if res.StatusCode != 429 || res.Header.Get("Retry-After") != "43200" || !strings.Contains(body, `day_limit`) {
		t.Errorf("past the day's limit: %d, Retry-After %q, %s; want the seconds to midnight", res.StatusCode, res.Header.Get("Retry-After"), body)
	}
}

// Two hundred visitors at once: not one question passes unmetered.
func TestNoUnmeteredQuestion(t *testing.T) {
	t.Parallel()
	const limit, visitors = 50, 200
	w, ws, _ := newWidgetWorld(t, func(cfg *web.Config) {
		cfg.WidgetAddressQuestions, cfg.VisitorQuestions, cfg.MaxAnswers = -1, -1, visitors
	})
	few := testWidget()
	few.DayLimit = limit
	ws.Set(few)
	tokens := make([]string, 40) // as many as one address may have in a minute, and fewer
	for i := range tokens {
		tokens[i] = w.mint(t, "")
	}
	var answered, busy, limited atomic.Int32
	var wg sync.WaitGroup
	for i := range visitors {
		wg.Go(func() {
			res, body := w.askAs(t, tokens[i%len(tokens)])
			switch {
			case res.StatusCode == 200:
				answered.Add(1)
			case strings.Contains(body, "question_in_flight"):
				busy.Add(1)
			case strings.Contains(body, "day_limit"):
				limited.Add(1)
			default:
				t.Errorf("unexpected: %d %s", res.StatusCode, body)
			}
		})
	}
	wg.Wait()
	asked := len(w.answerer.Asked())
	if asked > limit || int(answered.Load()) != asked || asked+int(busy.Load()+limited.Load()) != visitors {
		t.Errorf("asked %d (limit %d), answered %d, busy %d, limited %d of %d", asked, limit, answered.Load(), busy.Load(), limited.Load(), visitors)
	}
}

// gated answers when it may: each question says that it has come, and waits.
type gated struct {
	bot.Answerer
	came, may chan struct{}
}

func newGated(a bot.Answerer) *gated {
	return &gated{a, make(chan struct{}, 10), make(chan struct{})}
}

func (g *gated) Answer(ctx context.Context, q bot.Question) (*bot.Answer, error) {
	g.came <- struct{}{}
	select {
	case <-g.may:
		return g.Answerer.Answer(ctx, q)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestOneQuestionInFlight(t *testing.T) {
	t.Parallel()
	var g *gated
	w, _, _ := newWidgetWorld(t, func(c *web.Config) { g = newGated(c.Answerer); c.Answerer = g })
	token := w.mint(t, "")
	first := make(chan int)
	go func() {
		res, _ := w.askAs(t, token)
		first <- res.StatusCode
	}()
	<-g.came
	res, body := w.askAs(t, token)
	if res.StatusCode != 429 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "question_in_flight") {
		t.Errorf("a second question: %d %s, want 429", res.StatusCode, body)
	}
	close(g.may)
	if got := <-first; got != 200 {
		t.Errorf("the first question: %d, want 200", got)
	}
	if res, _ := w.askAs(t, token); res.StatusCode != 200 {
		t.Errorf("after the first: %d, want 200", res.StatusCode)
	}
}

func TestSaturated(t *testing.T) {
	t.Parallel()
	var g *gated
	w := newWorld(t, func(c *web.Config) { c.MaxAnswers = 1; g = newGated(c.Answerer); c.Answerer = g })
	first := make(chan int)
	go func() {
		res, _ := w.ask(t, `{"question":"`+askReport+`"}`)
		first <- res.StatusCode
	}()
	<-g.came
	res, body := w.ask(t, `{"question":"`+askReport+`"}`)
	if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "saturated") {
		t.Errorf("without a free place: %d %s, want 503 with Retry-After", res.StatusCode, body)
	}
	close(g.may)
	if got := <-first; got != 200 {
		t.Errorf("the first question: %d", got)
	}
	if res, _ := w.ask(t, `{"question":"`+askReport+`"}`); res.StatusCode != 200 {
		t.Errorf("after the first: %d, want 200", res.StatusCode)
	}
}

func TestWidgetStoreFails(t *testing.T) {
	t.Parallel()
	w, ws, _ := newWidgetWorld(t, nil)
	ws.Fail(fmt.Errorf("secret of the database"))
	res, body := w.do(t, "POST", "/api/v1/widget/token", `{"widget":"`+widgetID+`"}`, "Content-Type", "application/json")
	if res.StatusCode != 503 || strings.Contains(body, "secret") {
		t.Errorf("with the store down: %d %s, want 503 and no cause", res.StatusCode, body)
	}
}
