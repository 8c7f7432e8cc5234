//go:build browser

package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// The product page hands its question, with day and region, to the page that
// streams; it opens its own widget; all without a report of its policy.
func TestBrowserProductPage(t *testing.T) {
	w := newWorld(t, func(c *web.Config) {
		c.Prober, c.Widgets = c.Answerer, bottest.NewFakeWidgets(testWidget())
	})
	ctx, seen := browse(t, w)
	do(t, ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(w.server.URL+"/?lang=zh"))
	until(t, ctx, `!!`+holder)
	eval[chromedp.Void](t, ctx, `window.bad = []; addEventListener("securitypolicyviolation", e => bad.push(e.violatedDirective + " " + e.blockedURI))`)
	do(t, ctx, chromedp.Click(chromedp.ID("try")))
	until(t, ctx, opened)
	const frame = shadow + `.querySelector("iframe").contentDocument`
	until(t, ctx, frame+`?.activeElement?.id === "q"`)
	shoot(t, ctx, "1440-home-widget")
	do(t, ctx, chromedp.KeyEvent(askReport+kb.Enter))
	until(t, ctx, frame+`.querySelectorAll(".turn .label").length === 1`)
	if got := eval[[]string](t, ctx, `bad`); len(got) > 0 {
		t.Errorf("reports of the policy: %q", got)
	}
	do(t, ctx, chromedp.KeyEvent(kb.Escape))
	until(t, ctx, `!`+opened)

	eval[chromedp.Void](t, ctx, `document.querySelector(".more").open = true; document.querySelector('[name="as_of"]').value = "2024-05-01"; document.querySelector('[name="region"]').value = "长春"`)
	do(t, ctx, chromedp.SendKeys(chromedp.ID("q"), askConditions+kb.Enter))
	untilPage(t, ctx, `location.pathname === "/ask" && `+answered)
	asked := w.answerer.Asked()
	if q := asked[len(asked)-1]; q.Text != askConditions || q.AsOf != "2024-05-01" || q.Region != "长春" {
		t.Errorf("asked %+v, want the question with day and region", q)
	}
	if got := eval[string](t, ctx, `location.hash + location.search + [...document.querySelectorAll(".turn .chip")].map(e => e.textContent)`); got != "?lang=zh-CN按 2024-05-01 有效的文本,地区：长春" {
		t.Errorf("address and chips = %q", got)
	}
	// The chips of the form take their condition away.
	shoot(t, ctx, "1440-chips")
	press(t, ctx, ".composer .chip")
	if got := eval[string](t, ctx, `document.querySelector('[name="as_of"]').value + document.querySelector('[name="region"]').value + document.querySelectorAll(".composer .chip").length`); got != "长春1" {
		t.Errorf("after removing the day: %q, want the region alone", got)
	}
	if out, all := seen.foreign(); len(out) > 0 || all == 0 {
		t.Errorf("%d of %d requests left the origin: %q", len(out), all, out)
	}
}
