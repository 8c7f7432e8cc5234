//go:build browser && axeall

package web_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// All states of check A23: the widget in two languages, three colour schemes and
// three widths, each closed, open, streaming, with the panel, with the form of
// feedback and conditions, and with an error.
func TestBrowserAxeAll(t *testing.T) {
	source := axe(t)
	states := 0
	for _, lang := range []string{"zh-CN", "en"} {
		for _, scheme := range []string{"light", "dark", "contrast"} {
			for _, width := range []int64{320, 375, 1280} {
				t.Run(fmt.Sprintf("%s %s %d", lang, scheme, width), func(t *testing.T) {
					theme, more := scheme, "no-preference"
					if scheme == "contrast" {
						theme, more = "light", "more"
					}
					w, h := newEmbedded(t, fmt.Sprintf(`data-lang=%q data-theme=%q`, lang, theme), func(c *web.Config) {
						c.Answerer.(*bottest.FakeAnswerer).Delay = 1500 * time.Millisecond
					})
					ctx, _ := browse(t, w)
					features := map[string]string{"prefers-color-scheme": theme, "prefers-contrast": more}
					media(t, ctx, features)
					do(t, ctx, chromedp.EmulateViewport(width, 800))
					visitHost(t, ctx, h, "/plain")
					for _, v := range violations(t, ctx, source) {
						t.Errorf("closed: %s", v)
					}
					eval[chromedp.Void](t, ctx, `policybot.open()`)
					frame := frameOf(t, ctx, w.server.URL)
					media(t, frame, features)
					check := func(state string) {
						t.Helper()
						states++
						for _, v := range violations(t, frame, source) {
							t.Errorf("%s: %s", state, v)
						}
					}
					states++ // closed
					until(t, frame, `document.activeElement && document.activeElement.id === "q"`)
					check("open")
					eval[chromedp.Void](t, ctx, fmt.Sprintf(`policybot.ask(%q)`, askPartial))
					until(t, frame, `!!document.querySelector(".wait")`)
					check("streaming")
					until(t, frame, answered)
					press(t, frame, `.say .cite[data-n="1"]`)
					until(t, frame, `!!document.querySelector("#panel mark")`)
					check("panel")
					do(t, ctx, chromedp.KeyEvent(kb.Escape))
					until(t, frame, `!document.querySelector("#panel").open`)
					press(t, frame, `.feedback [data-verdict="down"]`)
					until(t, frame, `!document.querySelector(".feedback .why").hidden`)
					eval[chromedp.Void](t, frame, `document.querySelector(".more").open = true; document.querySelector('[name="region"]').value = "长春"; void 0`)
					check("form")
					w.answerer.Fail(errFake)
					eval[chromedp.Void](t, ctx, fmt.Sprintf(`policybot.ask(%q)`, askReport))
					until(t, frame, `!!document.querySelector(".turn .problem")`)
					check("error")
				})
			}
		}
	}
	t.Logf("%d states", states)
}
