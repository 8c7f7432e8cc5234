//go:build browser

package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/policybot/policybot/bot/web"
)

// In forced colours every control keeps an edge of its own, the marked span
// differs from the text around it, the focus is drawn, and what is off is seen.
func TestBrowserForcedColours(t *testing.T) {
	w, h := newEmbedded(t, "", func(c *web.Config) { c.Prober = c.Answerer })
	ctx, _ := browse(t, w)
	forced := map[string]string{"forced-colors": "active", "prefers-color-scheme": "dark"}
	media(t, ctx, forced)
	const bare = `(sel) => [...document.querySelectorAll(sel)].filter(e => e.checkVisibility()).filter(e => {
		const s = getComputedStyle(e);
		return !(parseFloat(s.borderTopWidth) > 0 && s.borderTopStyle !== "none" && s.borderTopColor !== "rgba(0, 0, 0, 0)");
	}).map(e => e.outerHTML.slice(0, 80))`
	edges := func(where, sel string) {
		t.Helper()
		if got := eval[[]string](t, ctx, `(`+bare+`)("`+sel+`")`); len(got) > 0 {
			t.Errorf("%s: without an edge: %q", where, got)
		}
	}
	for _, width := range []int64{320, 1280} {
		do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(w.server.URL+"/?lang=zh"), chromedp.WaitVisible(chromedp.ID("q")))
		if !eval[bool](t, ctx, `matchMedia("(forced-colors: active)").matches`) {
			t.Skip("this Chromium does not emulate forced colours")
		}
		edges("product page", ".box, .box button, .choice, .cite, .sample, .source-card, .badge")
		shoot(t, ctx, fmt.Sprintf("%d-forced-home", width))
		do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.SendKeys(chromedp.ID("q"), askPartial+kb.Enter))
		until(t, ctx, answered)
		edges("answer", ".box, .box button, .cite, .reply, .badge, .missing, .verdict")
		press(t, ctx, `.say .cite[data-n="1"]`)
		until(t, ctx, `!!document.querySelector("#panel mark")`)
		shoot(t, ctx, fmt.Sprintf("%d-forced-panel", width))
		if got := eval[[]string](t, ctx, `(() => { const m = getComputedStyle(document.querySelector("#panel mark")), p = getComputedStyle(document.querySelector("#panel .stored")), b = getComputedStyle(document.querySelector("#panel")); return [m.backgroundColor, b.backgroundColor, m.color]; })()`); got[0] == got[1] || got[0] == got[2] {
			t.Errorf("the marked span has the colours %q of its surroundings", got)
		}
		do(t, ctx, chromedp.KeyEvent(kb.Tab))
		if got := eval[string](t, ctx, `(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + " " + parseFloat(s.outlineWidth); })()`); got != "solid 3" {
			t.Errorf("the focus is drawn as %q, want solid 3", got)
		}
	}
	visitHost(t, ctx, h, "/plain")
	if got := eval[float64](t, ctx, `parseFloat(getComputedStyle(`+shadow+`.querySelector("button")).borderTopWidth)`); got < 1 {
		t.Errorf("the launcher's edge is %v px", got)
	}
}

// Who wants no motion gets none.
func TestBrowserReducedMotion(t *testing.T) {
	w := newWorld(t, nil)
	w.answerer.Delay = time.Minute
	ctx, _ := browse(t, w)
	moving := func() int {
		t.Helper()
		do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.SendKeys(chromedp.ID("q"), askReport+kb.Enter))
		until(t, ctx, `!!document.querySelector(".wait")`)
		return eval[int](t, ctx, `document.getAnimations().length`)
	}
	if n := moving(); n == 0 {
		t.Error("nothing moves without the wish: the test sees nothing")
	}
	media(t, ctx, map[string]string{"prefers-reduced-motion": "reduce"})
	if n := moving(); n != 0 {
		t.Errorf("%d animations run", n)
	}
}

// What a reader may put into the box: an input method's composition, a paste that
// is far too long, emoji, full-width digits.
func TestBrowserInput(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.WaitVisible(chromedp.ID("q")), chromedp.Focus(chromedp.ID("q")))
	// A real composition: Enter takes the word and sends nothing.
	if _, err := chromedp.Call(ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "gaoxin", SelectionStart: 6, SelectionEnd: 6}); err != nil {
		t.Fatal(err)
	}
	eval[chromedp.Void](t, ctx, `document.getElementById("q").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))`)
	if _, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: "高新"}); err != nil {
		t.Fatal(err)
	}
	if got := eval[string](t, ctx, `document.getElementById("q").value + document.querySelectorAll(".turn").length`); got != "高新0" {
		t.Errorf("after a composition the box holds %q, want 高新 and no question", got)
	}
	paste := func(text string) {
		t.Helper()
		eval[chromedp.Void](t, ctx, `document.getElementById("q").select()`)
		if _, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	paste(strings.Repeat("长", 10_000))
	if n := eval[int](t, ctx, `document.getElementById("q").value.length`); n > 1000 {
		t.Errorf("the box took %d characters, want at most 1000", n)
	}
	flat(t, ctx, "a long paste")
	for _, text := range []string{"２０２４年有多少家企业🚀？", "👩‍👩‍👧‍👦"} {
		paste(text)
		do(t, ctx, chromedp.KeyEvent(kb.Enter))
		until(t, ctx, answered)
		asked := w.answerer.Asked()
		if got := asked[len(asked)-1].Text; got != text {
			t.Errorf("asked %q, want %q", got, text)
		}
	}
}
