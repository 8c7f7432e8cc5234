//go:build browser

package web_test

import (
	"context"

	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// axe gives the source of axe-core, or skips.
func axe(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../.cache/axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("no axe-core: run make axe")
	}
	return string(b)
}

// violations runs axe in a page and gives what it finds, a line each.
func violations(t *testing.T, ctx context.Context, source string) []string {
	t.Helper()
	eval[chromedp.Void](t, ctx, `if (!window.axe) { `+source+` }; void 0`)
	// A target that a sticky bar covers in part, where the page happens to be
	// scrolled to, is looked at again in the middle of the screen.
	eval[chromedp.Void](t, ctx, `window.found = null; (async () => {
		const r = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]});
		for (const v of r.violations.filter(v => v.id === "target-size")) {
			const still = [];
			for (const n of v.nodes) {
				const e = document.querySelector(n.target[0]);
				e.scrollIntoView({block: "center"});
				const again = await axe.run(document, {runOnly: {type: "rule", values: ["target-size"]}});
				if (again.violations.some(x => x.nodes.some(m => m.target[0] === n.target[0]))) still.push(n);
			}
			v.nodes = still;
		}
		return r;
	})().then(r => { found = r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + " " + n.failureSummary.replace(/\s+/g, " "))); }, e => { found = ["axe: " + e]; }); void 0`)
	until(t, ctx, `!!window.found`)
	return eval[[]string](t, ctx, `found`)
}

func media(t *testing.T, ctx context.Context, features map[string]string) {
	t.Helper()
	var list []*emulation.MediaFeature
	for name, value := range features {
		list = append(list, &emulation.MediaFeature{Name: name, Value: value})
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: list}); err != nil {
		t.Fatal(err)
	}
}

// axe finds nothing in the states of the page and of the other pages.
func TestBrowserAxe(t *testing.T) {
	source := axe(t)
	w := newWorld(t, func(c *web.Config) {
		c.Feedbacks, c.Prober = &bottest.FakeFeedbacks{}, c.Answerer.(*bottest.FakeAnswerer)
	})
	w.get(t, "/") // the examples are probed
	w.answerer.Delay = 1500 * time.Millisecond
	ctx, _ := browse(t, w)
	// The page's own policy is not what is tested here: axe is brought from outside.
	if _, err := chromedp.Call(ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask"))
	eval[chromedp.Void](t, ctx, `document.querySelector("main").append(document.createElement("button"))`)
	if len(violations(t, ctx, source)) == 0 {
		t.Fatal("axe does not find a button without a name")
	}
	states := 0
	for _, c := range []struct {
		lang   string
		width  int64
		scheme string
		more   string
	}{{"zh-CN", 1280, "light", "no-preference"}, {"en", 320, "dark", "no-preference"}, {"zh-CN", 375, "light", "more"}} {
		media(t, ctx, map[string]string{"prefers-color-scheme": c.scheme, "prefers-contrast": c.more})
		do(t, ctx, chromedp.EmulateViewport(c.width, 800), chromedp.Navigate(w.server.URL+"/ask?lang="+c.lang), chromedp.WaitVisible(chromedp.ID("q")))
		check := func(state string) {
			t.Helper()
			states++
			for _, v := range violations(t, ctx, source) {
				t.Errorf("%s %d %s %s, %s: %s", c.lang, c.width, c.scheme, c.more, state, v)
			}
		}
		check("closed")
		do(t, ctx, chromedp.SendKeys(chromedp.ID("q"), askPartial+kb.Enter))
		until(t, ctx, `!!document.querySelector(".wait")`)
		check("streaming")
		until(t, ctx, answered)
		check("answered")
		press(t, ctx, `.say .cite[data-n="1"]`)
		until(t, ctx, `!!document.querySelector("#panel mark")`)
		check("panel")
		do(t, ctx, chromedp.KeyEvent(kb.Escape))
		w.answerer.Fail(fmt.Errorf("（虚构）"))
		do(t, ctx, chromedp.SendKeys(chromedp.ID("q"), askReport+kb.Enter))
		until(t, ctx, `!!document.querySelector(".turn .problem")`)
		w.answerer.Fail(nil)
		check("error")
		for _, path := range []string{"/", "/documents", "/documents/" + regulationID, w.citedPage(t), "/ask?q=" + url.QueryEscape(askConditions), "/coverage", "/accessibility"} {
			do(t, ctx, chromedp.Navigate(w.server.URL+path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"lang="+c.lang))
			check(path)
		}
	}
	t.Logf("%d states, axe %s", states, eval[string](t, ctx, `axe.version`))
}

// axe finds nothing in the widget's frame and in the host's page with it.
func TestBrowserAxeWidget(t *testing.T) {
	source := axe(t)
	for _, theme := range []string{"light", "dark"} {
		w, h := newEmbedded(t, `data-theme="`+theme+`"`, nil)
		ctx, _ := browse(t, w)
		do(t, ctx, chromedp.EmulateViewport(1280, 900))
		visitHost(t, ctx, h, "/plain")
		check := func(where context.Context, state string) {
			t.Helper()
			for _, v := range violations(t, where, source) {
				t.Errorf("%s, %s: %s", theme, state, v)
			}
		}
		check(ctx, "host, closed")
		eval[chromedp.Void](t, ctx, `policybot.open()`)
		frame := frameOf(t, ctx, w.server.URL)
		until(t, frame, `document.activeElement && document.activeElement.id === "q"`)
		check(frame, "open")
		eval[chromedp.Void](t, ctx, `policybot.ask(`+fmt.Sprintf("%q", askPartial)+`)`)
		until(t, frame, answered)
		check(frame, "answered")
		eval[chromedp.Void](t, frame, `document.getElementById("w-large").click()`)
		check(frame, "large text")
		press(t, frame, `.say .cite[data-n="1"]`)
		until(t, frame, `!!document.querySelector("#panel mark")`)
		check(frame, "panel")
	}
}

// hidden tells how the element with the focus is hidden: "" when a part of it is
// seen, the whole width of the page fits, and it has an outline.
const hiddenFocus = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "";
	const r = e.getBoundingClientRect();
	const name = e.tagName + "." + e.className + "#" + e.id;
	if (document.documentElement.scrollWidth > document.documentElement.clientWidth) return name + ": the page scrolls sideways";
	let seen = false;
	for (const fx of [.1, .5, .9]) for (const fy of [.1, .5, .9]) {
		const at = document.elementFromPoint(r.left + r.width * fx, r.top + r.height * fy);
		if (at && (e.contains(at) || at.contains(e) && at !== document.body && at !== document.documentElement)) seen = true;
	}
	return seen ? "" : name + " is hidden at " + [r.left, r.top, r.right, r.bottom].map(Math.round) + " of " + innerWidth + "x" + innerHeight;
})()`

// Everything can be reached by keyboard, both ways, at 400 % zoom (320x256) and
// at desk width; the focus is never hidden and leaves the page in the end.
func TestBrowserKeyboard(t *testing.T) {
	w := newWorld(t, func(c *web.Config) { c.Feedbacks = &bottest.FakeFeedbacks{} })
	ctx, _ := browse(t, w)
	walk := func(size [2]int64, where string) {
		t.Helper()
		eval[chromedp.Void](t, ctx, `document.activeElement.blur(); scrollTo(0, 0); window.walked = new Set(); void 0`)
		want := eval[int](t, ctx, `[...document.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex='0']")].filter(e => !e.disabled && e.checkVisibility()).length`)
		for _, back := range []bool{false, true} {
			for range want + 3 {
				if back {
					do(t, ctx, chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(8)))
				} else {
					do(t, ctx, chromedp.KeyEvent(kb.Tab))
				}
				if hidden := eval[string](t, ctx, hiddenFocus); hidden != "" {
					t.Errorf("%s %v, back %v: %s", where, size, back, hidden)
				}
				eval[chromedp.Void](t, ctx, `if (document.activeElement !== document.body) walked.add(document.activeElement); void 0`)
			}
			if got := eval[int](t, ctx, `walked.size`); got < want {
				t.Errorf("%s %v, back %v: Tab reaches %d of %d: not %s", where, size, back, got, want, eval[string](t, ctx,
					`[...document.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex='0']")].filter(e => !e.disabled && e.checkVisibility() && !walked.has(e)).map(e => e.outerHTML.slice(0, 80)).join(" | ")`))
			}
			eval[chromedp.Void](t, ctx, `walked.clear()`)
		}
		small := eval[[]string](t, ctx, `[...document.querySelectorAll("button, select, input:not([type=hidden]), .cite, .choice, nav a")].filter(e => e.checkVisibility()).filter(e => { const r = e.getBoundingClientRect(); return r.width < 24 || r.height < 24; }).map(e => e.outerHTML.slice(0, 60))`)
		if len(small) > 0 {
			t.Errorf("%s %v: targets below 24x24: %q", where, size, small)
		}
	}
	for _, size := range [][2]int64{{320, 256}, {1280, 1024}} {
		do(t, ctx, chromedp.EmulateViewport(size[0], size[1]), chromedp.Navigate(w.server.URL+"/ask?lang=zh"),
			chromedp.SendKeys(chromedp.ID("q"), askPartial+kb.Enter))
		until(t, ctx, answered)
		walk(size, "answer")
		do(t, ctx, chromedp.Navigate(w.server.URL+w.citedPage(t)))
		walk(size, "passage")
	}
}

// citedPage is the page of a passage with a citation marked.
func (w *world) citedPage(t *testing.T) string {
	t.Helper()
	c := cite(t, 1, w.docs[regulationID], "上一年度研究开发费用占营业收入的比例不低于百分之四；")
	return c.PagePath("2025-06-01")
}

// The widget's frame by keyboard at 400 % zoom.
func TestBrowserKeyboardWidget(t *testing.T) {
	w, h := newEmbedded(t, "", nil)
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.EmulateViewport(320, 256))
	visitHost(t, ctx, h, "/plain")
	eval[chromedp.Void](t, ctx, `policybot.ask(`+fmt.Sprintf("%q", askPartial)+`)`)
	frame := frameOf(t, ctx, w.server.URL)
	until(t, frame, answered)
	eval[chromedp.Void](t, frame, `window.walked = new Set(); void 0`)
	want := eval[int](t, frame, `[...document.querySelectorAll("a[href], button, input, textarea, select, summary")].filter(e => !e.disabled && e.checkVisibility()).length`)
	for range 2 * want {
		do(t, ctx, chromedp.KeyEvent(kb.Tab))
		if hidden := eval[string](t, frame, hiddenFocus); hidden != "" {
			t.Error(hidden)
		}
		eval[chromedp.Void](t, frame, `if (document.activeElement !== document.body) walked.add(document.activeElement); void 0`)
	}
	if got := eval[int](t, frame, `walked.size`); got < want {
		t.Errorf("Tab reaches %d of %d", got, want)
	}
}

// Text spacing of the reader's own (SC 1.4.12) cuts nothing off and scrolls nothing.
func TestBrowserTextSpacing(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	if _, err := chromedp.Call(ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/ask?q=" + url.QueryEscape(askPartial), "/documents", "/documents/" + regulationID, w.citedPage(t)} {
		do(t, ctx, chromedp.EmulateViewport(320, 640), chromedp.Navigate(w.server.URL+path))
		eval[chromedp.Void](t, ctx, `(() => { const s = document.createElement("style"); s.textContent = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"; document.head.append(s); })()`)
		flat(t, ctx, path+" with wider spacing")
		if cut := eval[[]string](t, ctx, `[...document.querySelectorAll("button, .badge, label, summary, .cite")].filter(e => e.checkVisibility() && e.clientWidth > 1 && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== "visible")).map(e => e.outerHTML.slice(0, 80))`); len(cut) > 0 {
			t.Errorf("%s: cut off: %q", path, cut)
		}
	}
}

// The card of a citation: on focus and on hover, with title, place, words and
// validity; it goes by Esc, stays under the pointer, and leaves with the focus.
func TestBrowserCard(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	const card = `document.querySelector("#card:popover-open")`
	for _, path := range []string{"/?lang=zh", "/ask?lang=zh&q=" + url.QueryEscape(askConditions)} {
		do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(w.server.URL+path))
		if strings.HasPrefix(path, "/?") {
			do(t, ctx, chromedp.SendKeys(chromedp.ID("q"), askConditions+kb.Enter))
			until(t, ctx, answered)
		}
		eval[chromedp.Void](t, ctx, `document.querySelector(".asked").tabIndex = -1; document.querySelector(".asked").focus()`)
		do(t, ctx, chromedp.KeyEvent(kb.Tab))
		until(t, ctx, `!!`+card)
		got := eval[string](t, ctx, card+`.textContent`)
		for _, want := range []string{"（虚构）虚构市企业创新奖补条例", "第二条", "在虚构市注册", "现行", "虚政发〔2024〕1号"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the card lacks %q: %s", path, want, got)
			}
		}
		if d := eval[string](t, ctx, `document.activeElement.getAttribute("aria-describedby")`); d != "card" {
			t.Errorf("the number is described by %q", d)
		}
		shoot(t, ctx, "card"+map[bool]string{true: "-page"}[strings.HasPrefix(path, "/ask")])
		do(t, ctx, chromedp.KeyEvent(kb.Escape))
		until(t, ctx, `!`+card)
		if !eval[bool](t, ctx, `document.activeElement.classList.contains("cite")`) {
			t.Error("Esc took the focus away")
		}
		at := eval[[]float64](t, ctx, `(() => { const r = document.querySelectorAll(".say .cite")[1].getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()`)
		do(t, ctx, chromedp.MouseEvent("mouseMoved", at[0], at[1]))
		until(t, ctx, `!!`+card)
		at = eval[[]float64](t, ctx, `(() => { const r = `+card+`.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()`)
		do(t, ctx, chromedp.MouseEvent("mouseMoved", at[0], at[1]))
		time.Sleep(600 * time.Millisecond)
		if !eval[bool](t, ctx, `!!`+card) {
			t.Error("the card goes while the pointer is on it")
		}
		do(t, ctx, chromedp.MouseEvent("mouseMoved", 5, 5))
		until(t, ctx, `!`+card)
	}
}

// Whoever closes the panel gets the page back, not a card over the numbers beside
// the one that has the focus again: a click there would be lost. The pointer, too,
// opens a card by moving, not by the page moving under it.
func TestBrowserNothingOverNumbers(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.SendKeys(chromedp.ID("q"), askConditions+kb.Enter))
	until(t, ctx, answered)
	const covered = `[...document.querySelectorAll(".say .cite")].filter(e => {
		const r = e.getBoundingClientRect(), over = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
		return over !== e && !e.contains(over);
	}).map(e => e.dataset.n + ": " + document.querySelectorAll("#card:popover-open").length + " card").join(", ")`
	for _, n := range []string{"2", "3", "1"} {
		press(t, ctx, `.say .cite[data-n="`+n+`"]`)
		until(t, ctx, `!!document.querySelector("#panel mark")`)
		do(t, ctx, chromedp.KeyEvent(kb.Escape))
		until(t, ctx, `!document.querySelector("#panel").open`)
		if got := eval[string](t, ctx, `document.activeElement.dataset.n`); got != n {
			t.Errorf("the focus is on %q, want %s", got, n)
		}
		time.Sleep(600 * time.Millisecond) // longer than a pointer rests before a card
		if got := eval[string](t, ctx, covered); got != "" {
			t.Errorf("after the panel of %s these numbers lie under something: %s", n, got)
		}
	}
}

// cutter is a proxy that cuts the stream of answers once after n bytes.
type cutter struct {
	*httptest.Server
	cuts atomic.Int32
}

func newCutter(t *testing.T, site string, after int64) *cutter {
	t.Helper()
	target, err := url.Parse(site)
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.FlushInterval = -1
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	proxy.ModifyResponse = func(r *http.Response) error {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "text/event-stream") && c.cuts.Add(1) <= 2 {
			r.Body = struct {
				io.Reader
				io.Closer
			}{io.MultiReader(io.LimitReader(r.Body, after), broken{}), r.Body}
		}
		return nil
	}
	c.Server = httptest.NewServer(proxy)
	t.Cleanup(c.Close)
	return c
}

// broken is a connection that breaks.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A stream that is cut twice ends in the same page, answered once.
func TestBrowserResume(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	read := func(base string) string {
		do(t, ctx, chromedp.Navigate(base+"/ask?lang=zh"), chromedp.SendKeys(chromedp.ID("q"), askConditions+kb.Enter))
		until(t, ctx, answered)
		return eval[string](t, ctx, `document.getElementById("log").innerHTML`)
	}
	want := read(w.server.URL)
	before := len(w.answerer.Asked())
	for i, after := range []int64{0, 5, 40, 57, 100, 300, 700, 1500, 2500} {
		c := newCutter(t, w.server.URL, after)
		if got := read(c.URL); got != want {
			t.Errorf("cut after %d bytes the page is\n%s\nwant\n%s", after, got, want)
		}
		if got := len(w.answerer.Asked()) - before; got != i+1 {
			t.Errorf("cut after %d bytes: answered %d times, want once", after, got-i)
		}
		if n := c.cuts.Load(); n < 2 {
			t.Errorf("the stream was asked for %d times; it was to be cut", n)
		}
	}
}

// Feedback with a reason, by script and without any.
func TestBrowserFeedback(t *testing.T) {
	f := &bottest.FakeFeedbacks{}
	w := newWorld(t, func(c *web.Config) { c.Feedbacks = f })
	a, err := w.answerer.Answer(t.Context(), botQuestion(askReport))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.records.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.SendKeys(chromedp.ID("q"), askReport+kb.Enter))
	until(t, ctx, answered)
	do(t, ctx, chromedp.Click(chromedp.CSS(`[data-verdict="down"]`)), chromedp.WaitVisible(chromedp.CSS(`[data-reason="outdated"]`)),
		chromedp.Click(chromedp.CSS(`[data-reason="outdated"]`)))
	until(t, ctx, `document.querySelector('[data-reason="outdated"]').getAttribute("aria-pressed") === "true" && document.querySelector(".feedback .dim").textContent !== ""`)
	for range 100 {
		if got := f.Of(a.ID); len(got) == 1 && got[0].Reason == bot.ReasonOutdated {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if got := f.Of(a.ID); len(got) != 1 || got[0].Verdict != bot.VerdictDown || got[0].Reason != bot.ReasonOutdated {
		t.Errorf("stored %+v", got)
	}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(w.server.URL+"/answers/"+a.ID), chromedp.Click(chromedp.CSS(`.feedback [value="up"]`)), chromedp.WaitVisible(chromedp.CSS(".thanks")))
	if got := f.Of(a.ID); len(got) != 1 || got[0].Verdict != bot.VerdictUp {
		t.Errorf("without JavaScript stored %+v", got)
	}
}
