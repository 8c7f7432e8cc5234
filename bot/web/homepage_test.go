package web_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// The product page shows a sentence of a real answer with the passage that says
// it, and embeds a widget that our own pages alone can frame.
func TestProductPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) {
		c.Prober, c.Widgets = c.Answerer, bottest.NewFakeWidgets(testWidget())
	})
	res, page := w.do(t, "GET", "/", "")
	for _, want := range []string{
		`<mark>在虚构市注册<span class="gap-join">`, "在虚构市注册一年以上，并且按时报送统计数据",
		`src="/widget/v1.js" data-widget-id="home"`, `href="/documents?level=`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if got := res.Header.Get("Content-Security-Policy"); !strings.Contains(got, "frame-src 'self'") || !strings.Contains(got, "frame-ancestors 'none'") {
		t.Errorf("policy of the page = %s", got)
	}
	res, _ = w.do(t, "GET", "/widget/v1/app?id=home", "")
	if got := res.Header.Get("Content-Security-Policy"); res.StatusCode != 200 || !strings.Contains(got, "frame-ancestors 'self';") {
		t.Errorf("the frame: %d, policy %s", res.StatusCode, got)
	}
	res, body := w.do(t, "POST", "/api/v1/widget/token", `{"widget":"home"}`, "Content-Type", "application/json")
	_, token, _ := strings.Cut(body, `"token":"`)
	token, _, _ = strings.Cut(token, `"`)
	if res.StatusCode != 200 || token == "" {
		t.Fatalf("token: %d %s", res.StatusCode, body)
	}
	// It has no row to count its day in, but the limits of its visitors.
	for i := range 11 {
		want := 200
		if i == 10 {
			want = 429
		}
		if res, body := w.askAs(t, token); res.StatusCode != want {
			t.Errorf("question %d: %d %s, want %d", i+1, res.StatusCode, body, want)
		}
	}
	w.library.Fail(errFake)
	if res, _ := w.do(t, "GET", "/", ""); res.StatusCode != 200 {
		t.Errorf("while the store is down the page is %d, want 200", res.StatusCode)
	}
}
