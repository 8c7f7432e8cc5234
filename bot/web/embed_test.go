//go:build browser

package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/policybot/policybot/bot/web"
)

const (
	holder = `document.querySelector("policybot-widget")`
	shadow = holder + `.shadowRoot`
	opened = shadow + `.querySelector("dialog").open`
)

// frameOf attaches to the widget's frame, a page of another site.
func frameOf(t *testing.T, ctx context.Context, site string) context.Context {
	t.Helper()
	for range 100 {
		infos, err := chromedp.Targets(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range infos {
			if info.Type == "iframe" && strings.HasPrefix(info.URL, site+"/widget/v1/app") {
				return attach(t, ctx, info.TargetID)
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the widget has no frame")
	return nil
}

func attach(t *testing.T, ctx context.Context, id target.ID) context.Context {
	t.Helper()
	frame, cancel := chromedp.NewContext(ctx, chromedp.WithTargetID(id))
	t.Cleanup(cancel)
	frame, cancelTime := context.WithTimeout(frame, 60*time.Second)
	t.Cleanup(cancelTime)
	return frame
}

// visitHost opens a page of the host and waits for the launcher.
func visitHost(t *testing.T, ctx context.Context, h *host, path string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(h.origin()+path))
	until(t, ctx, `!!(`+holder+` && customElements && `+shadow+`)`)
}

// toSite counts the requests for the site among those seen.
func (v *visit) toSite(site string) (urls []string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, u := range v.urls {
		if strings.HasPrefix(u, site+"/") {
			urls = append(urls, u)
		}
	}
	return urls
}

// The widget on hostile pages of another origin: one request before it is
// opened, nothing moves, no report of the content policy; then a cited answer.
func TestBrowserEmbed(t *testing.T) {
	for _, path := range []string{"/plain", "/strict", "/reset", "/unset", "/spa"} {
		t.Run(path[1:], func(t *testing.T) {
			w, h := newEmbedded(t, "", nil)
			ctx, seen := browse(t, w)
			do(t, ctx, chromedp.EmulateViewport(1280, 800))
			visitHost(t, ctx, h, path)
			eval[chromedp.Void](t, ctx, `window.bad = []; addEventListener("securitypolicyviolation", e => bad.push(e.violatedDirective + " " + e.blockedURI)); window.shift = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) shift += e.value; }).observe({type: "layout-shift", buffered: true})`)
			if got := seen.toSite(w.server.URL); len(got) != 1 || !strings.HasSuffix(got[0], "/widget/v1.js") {
				t.Errorf("before opening the site was asked for %q, want the loader alone", got)
			}
			box := eval[[]float64](t, ctx, `(() => { const b = `+shadow+`.querySelector("button").getBoundingClientRect(); return [b.width, b.height, innerWidth - b.right, innerHeight - b.bottom]; })()`)
			if box[0] < 44 || box[1] < 44 || box[2] != 20 || box[3] != 20 {
				t.Errorf("the launcher is %vx%v at %v,%v from the corner, want 44x44 or more at 20,20", box[0], box[1], box[2], box[3])
			}
			if got := eval[string](t, ctx, `getComputedStyle(`+shadow+`.querySelector("button")).backgroundColor`); got != "rgb(163, 48, 28)" {
				t.Errorf("the launcher is %s", got)
			}
			shoot(t, ctx, "embed-"+path[1:]+"-closed")
			x, y := 1280-20-box[0]/2, 800-20-box[1]/2
			do(t, ctx, chromedp.MouseClickXY(x, y))
			until(t, ctx, opened)
			frame := frameOf(t, ctx, w.server.URL)
			until(t, frame, `document.activeElement && document.activeElement.id === "q"`)
			if got := eval[string](t, ctx, shadow+`.querySelector("iframe").getAttribute("sandbox")`); got != "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox" {
				t.Errorf("sandbox = %q", got)
			}
			do(t, ctx, chromedp.KeyEvent(askConditions+kb.Enter))
			until(t, frame, answered)
			press(t, frame, `.say .cite[data-n="1"]`)
			until(t, frame, `(document.querySelector("#panel mark") || {}).textContent === "在虚构市注册\n一年以上，并且按时报送\n统计数据；"`)
			shoot(t, ctx, "embed-"+path[1:]+"-open")
			do(t, ctx, chromedp.KeyEvent(kb.Escape))
			until(t, frame, `!document.querySelector("#panel").open`)
			do(t, ctx, chromedp.KeyEvent(kb.Escape))
			until(t, ctx, `!`+opened)
			if !eval[bool](t, ctx, shadow+`.activeElement === `+shadow+`.querySelector("button")`) {
				t.Error("after Escape the focus is not on the launcher")
			}
			shift, bad := eval[float64](t, ctx, `shift`), eval[[]string](t, ctx, `bad`)
			h.mu.Lock()
			reports := append(bad, h.reports...)
			h.mu.Unlock()
			if shift != 0 || len(reports) > 0 {
				t.Errorf("layout shift %v, reports of the policy %q; want none", shift, reports)
			}
			if n := eval[int](t, frame, `localStorage.length + sessionStorage.length + document.cookie.length`); n != 0 {
				t.Errorf("the frame stores %d things", n)
			}
			t.Logf("requests before opening 1, layout shift %v, reports %d", shift, len(reports))
		})
	}
}

// Commands before the loader is there are done when it is; the host is told of
// events, and of nothing else.
func TestBrowserEmbedCommands(t *testing.T) {
	w, h := newEmbedded(t, `data-launcher="none" data-theme="dark" data-lang="en"`, nil)
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	visitHost(t, ctx, h, "/queue")
	frame := frameOf(t, ctx, w.server.URL)
	until(t, frame, answered)
	until(t, ctx, `said.includes("answer0")`)
	shoot(t, ctx, "embed-queue-dark")
	if got := eval[string](t, ctx, `said.join()`); got != "open0,ready0,answer0" {
		t.Errorf("the host was told %q, want open, ready, answer without anything", got)
	}
	if got := eval[string](t, frame, `document.documentElement.lang + document.documentElement.dataset.theme`); got != "endark" {
		t.Errorf("language and theme = %q", got)
	}
	eval[chromedp.Void](t, ctx, `policybot.close()`)
	until(t, ctx, `!`+opened)
	eval[chromedp.Void](t, ctx, `policybot("toggle")`)
	until(t, ctx, opened)
	if got := eval[int](t, ctx, shadow+`.querySelectorAll("button").length`); got != 0 {
		t.Errorf("%d launchers, want none", got)
	}
	if got := eval[int](t, frame, `document.querySelectorAll(".turn").length`); got != 1 {
		t.Errorf("after closing and opening there are %d questions, want the one", got)
	}
}

// A site that is not listed cannot frame the widget, and nobody can frame a page.
func TestBrowserForeignFrame(t *testing.T) {
	w, h := newEmbedded(t, "", nil)
	ctx, _ := browse(t, w)
	// The same host under its other name is another origin.
	do(t, ctx, chromedp.Navigate(h.URL+"/plain"))
	until(t, ctx, `!!`+holder)
	eval[chromedp.Void](t, ctx, shadow+`.querySelector("button").click()`)
	for _, path := range []string{"/", "/documents"} {
		eval[chromedp.Void](t, ctx, fmt.Sprintf(`(() => { const f = document.createElement("iframe"); f.src = %q; document.body.append(f); })()`, w.server.URL+path))
	}
	time.Sleep(time.Second)
	if got := eval[int](t, ctx, `[...document.querySelectorAll("iframe"), `+shadow+`.querySelector("iframe")].filter(f => { try { return f.contentDocument && f.contentDocument.querySelector("#q, main"); } catch { return false; } }).length`); got != 0 {
		t.Errorf("%d frames show a page", got)
	}
	if n := len(w.answerer.Asked()); n != 0 {
		t.Errorf("%d questions were asked", n)
	}
	infos, err := chromedp.Targets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range infos {
		if info.Type == "iframe" && strings.HasPrefix(info.URL, w.server.URL) {
			t.Errorf("%s is shown in a frame", info.URL)
		}
	}
}

// A thousand forged messages, to the frame and to the loader, change nothing.
func TestBrowserForgedMessages(t *testing.T) {
	w, h := newEmbedded(t, "", nil)
	ctx, _ := browse(t, w)
	visitHost(t, ctx, h, "/plain")
	eval[chromedp.Void](t, ctx, `policybot.open()`)
	frame := frameOf(t, ctx, w.server.URL)
	until(t, frame, `document.activeElement && document.activeElement.id === "q"`)
	eval[chromedp.Void](t, ctx, `(() => {
		const inner = document.createElement("iframe");
		document.body.append(inner);
		const from = inner.contentWindow, to = `+shadow+`.querySelector("iframe").contentWindow;
		const forged = ["ask", "hello", "shown", "close", "ready", "token", "__proto__", "", 7, null].map(type => ({ns: "policybot", v: 1, type, text: "伪造"}));
		const odd = [null, 1, "x", [], {ns: "policybot"}, {ns: "policybot", v: 2, type: "ask", text: "伪造"}, {ns: "other", v: 1, type: "ask", text: "伪造"}, {ns: "policybot", v: 1, type: "ask", text: {}}, {ns: "policybot", v: 1, type: "ask", text: "长".repeat(5000)}, {ns: "policybot", v: 1, type: "nonsense"}];
		from.eval("window.send = (to, m) => to.postMessage(m, '*')"); // the source is the inner frame
		for (let i = 0; i < 50; i++) for (let k = 0; k < 10; k++) {
			from.send(to, forged[k]); from.send(window, forged[k]);   // good messages from a stranger
			to.postMessage(odd[k], "*"); window.postMessage(forged[k], "*"); // odd ones from the host, good ones to itself
		}
	})()`)
	time.Sleep(500 * time.Millisecond)
	if n := eval[int](t, frame, `document.querySelectorAll(".turn").length`); n != 0 || len(w.answerer.Asked()) != 0 {
		t.Errorf("forged messages asked %d questions", n)
	}
	if !eval[bool](t, ctx, opened) {
		t.Error("a forged message closed the widget")
	}
}

// The token is renewed unseen when the server does not know it any more.
func TestBrowserTokenRenewed(t *testing.T) {
	var clock = newClock()
	w, h := newEmbedded(t, "", func(c *web.Config) { c.Now = clock.now })
	ctx, _ := browse(t, w)
	visitHost(t, ctx, h, "/plain")
	eval[chromedp.Void](t, ctx, `policybot.ask(`+fmt.Sprintf("%q", askReport)+`)`)
	frame := frameOf(t, ctx, w.server.URL)
	until(t, frame, answered)
	clock.advance(time.Hour / 2)
	eval[chromedp.Void](t, ctx, `policybot.ask(`+fmt.Sprintf("%q", askPartial)+`)`)
	until(t, frame, `document.querySelectorAll(".turn .label").length === 2`)
	if n := eval[int](t, frame, `document.querySelectorAll(".problem").length`); n != 0 {
		t.Errorf("%d problems are shown", n)
	}
}

// The widget at the widths of phones, tablets and desks, and at 400 % zoom.
func TestBrowserEmbedSizes(t *testing.T) {
	w, h := newEmbedded(t, "", nil)
	ctx, _ := browse(t, w)
	for _, size := range [][2]int64{{320, 256}, {320, 640}, {768, 1024}, {1440, 900}} {
		do(t, ctx, chromedp.EmulateViewport(size[0], size[1]))
		visitHost(t, ctx, h, "/plain")
		eval[chromedp.Void](t, ctx, `policybot.open()`)
		frame := frameOf(t, ctx, w.server.URL)
		until(t, frame, `document.activeElement && document.activeElement.id === "q"`)
		name := fmt.Sprintf("widget-%dx%d", size[0], size[1])
		shoot(t, ctx, name+"-open")
		flat(t, frame, name)
		eval[chromedp.Void](t, ctx, `policybot.ask(`+fmt.Sprintf("%q", askPartial)+`)`)
		until(t, frame, answered)
		flat(t, frame, name+" answered")
		shoot(t, ctx, name+"-answer")
		press(t, frame, `.say .cite[data-n="1"]`)
		until(t, frame, `!!document.querySelector("#panel mark")`)
		flat(t, frame, name+" panel")
		shoot(t, ctx, name+"-panel")
	}
}
