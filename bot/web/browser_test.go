//go:build browser

package web_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browse starts Chromium with one tab and a deadline. Every request and every
// uncaught exception or refused content of the tab is recorded.
func browse(t *testing.T, w *world) (context.Context, *visit) {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("lang", "zh-CN"))
	alloc, cancelAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancelAlloc)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancelTime := context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancelTime)
	v := &visit{origin: w.server.URL}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatalf("start Chromium: %v (install it, for example the package chromium and a CJK font)", err)
	}
	requests := chromedp.Events(ctx, network.RequestWillBeSent)
	go func() {
		for ev, err := range requests {
			if err != nil {
				return
			}
			v.add(ev.Request.URL)
		}
	}()
	return ctx, v
}

type visit struct {
	origin string
	mu     sync.Mutex
	urls   []string
}

func (v *visit) add(url string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.urls = append(v.urls, url)
}

// foreign gives the requests that left the origin.
func (v *visit) foreign() (out []string, all int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, u := range v.urls {
		// The browser draws its own date field with an image that it holds itself.
		if !strings.HasPrefix(u, v.origin+"/") && !strings.HasPrefix(u, "data:") {
			out = append(out, u)
		}
	}
	return out, len(v.urls)
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// until waits until the expression is true. Where the browser exchanges the page's
// context under the question, which a loaded machine shows, it is put again.
func until(t *testing.T, ctx context.Context, js string) {
	t.Helper()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](js, chromedp.WithPollingTimeout(10*time.Second)))
	if err != nil && strings.Contains(err.Error(), "Cannot find context") {
		untilPage(t, ctx, js)
		return
	}
	if err != nil {
		t.Fatalf("waiting for %s: %v", js, err)
	}
}

// press clicks an element once, where a reader would: when it has come to rest and
// nothing lies over it. A second click is never made: a page that loses the first
// one fails.
func press(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	until(t, ctx, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		if (!e) return false;
		e.scrollIntoView({ block: "nearest" });
		const r = e.getBoundingClientRect(), at = [r.left, r.top, r.width, r.height].join(" ");
		const rests = window.rested === at, over = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
		window.rested = at;
		return rests && !!over && (over === e || e.contains(over));
	})()`, selector))
	do(t, ctx, chromedp.Click(chromedp.CSS(selector)))
}

// untilPage is until for what the next page holds: between two pages there is
// nothing to ask.
func untilPage(t *testing.T, ctx context.Context, js string) {
	t.Helper()
	for range 200 {
		if v, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js)); err == nil && v {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("waiting for %s on the next page", js)
}

// shoot keeps a screenshot where POLICYBOT_SHOTS names a folder.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("POLICYBOT_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

func flat(t *testing.T, ctx context.Context, where string) {
	t.Helper()
	if over := eval[int](t, ctx, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		t.Errorf("%s scrolls sideways by %d px: %s", where, over, eval[string](t, ctx,
			`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + "." + e.className).slice(0, 5).join(" ")`))
	}
}

const answered = `document.querySelectorAll(".turn .label").length > 0 && !document.querySelector("[aria-busy]")`

func TestBrowserAsk(t *testing.T) {
	w := newWorld(t, nil)
	w.answerer.Delay = 300 * time.Millisecond
	ctx, seen := browse(t, w)
	d := w.docs[regulationID]
	for _, size := range []struct {
		width, height int64
		lang, scheme  string
	}{{320, 256, "zh", "light"}, {320, 640, "zh", "light"}, {390, 844, "zh", "dark"}, {768, 1024, "en", "light"}, {1440, 900, "zh", "light"}, {1440, 900, "en", "dark"}} {
		name := fmt.Sprintf("%dx%d-%s-%s", size.width, size.height, size.lang, size.scheme) // 320x256 is 1280x1024 at 400 %
		t.Run(name, func(t *testing.T) {
			if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: size.scheme}}}); err != nil {
				t.Fatal(err)
			}
			do(t, ctx, chromedp.EmulateViewport(size.width, size.height),
				chromedp.Navigate(w.server.URL+"/ask?lang="+size.lang), chromedp.WaitVisible(chromedp.ID("q")))
			flat(t, ctx, "home")
			shoot(t, ctx, name+"-home")
			do(t, ctx, chromedp.SendKeys(chromedp.ID("q"), askConditions+kb.Enter))
			until(t, ctx, `!!document.querySelector(".wait")`)
			until(t, ctx, answered)
			flat(t, ctx, "answer")
			shoot(t, ctx, name+"-answer")
			if n := eval[int](t, ctx, `document.querySelectorAll(".say .cite").length`); n != 3 {
				t.Fatalf("the answer has %d citations, want 3", n)
			}
			press(t, ctx, `.say .cite[data-n="1"]`)
			until(t, ctx, `!!document.querySelector("#panel mark")`)
			want := "在虚构市注册\n一年以上，并且按时报送\n统计数据；"
			if got := eval[string](t, ctx, `document.querySelector("#panel mark").textContent`); got != want || !strings.Contains(d.Text, got) {
				t.Errorf("the panel marks %q, want %q", got, want)
			}
			flat(t, ctx, "panel")
			shoot(t, ctx, name+"-panel")
			press(t, ctx, `.panel-bar button:nth-of-type(2)`)
			until(t, ctx, `(document.querySelector("#panel mark") || {}).textContent === "上一年度研究开发费用占营业收入的比例不低于百分之四；"`)
			do(t, ctx, chromedp.KeyEvent(kb.Escape))
			until(t, ctx, `!document.querySelector("#panel").open`)
			if got := eval[string](t, ctx, `document.activeElement.className + document.activeElement.dataset.n`); got != "cite1" {
				t.Errorf("after Escape the focus is on %q, want the citation that opened the panel", got)
			}
		})
	}
	// The browser's own start page is no request of ours.
	if out, all := seen.foreign(); len(out) > 0 || all == 0 {
		t.Errorf("%d of %d requests left the origin: %q", len(out), all, out)
	}
}

// Every citation of every answer opens the span that is stored, in the panel and
// in the document's page.
func TestBrowserMarks(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.EmulateViewport(1200, 900))
	for _, question := range []string{askConditions, askReport, askPartial, askHostile} {
		a, err := w.answerer.Answer(t.Context(), botQuestion(question))
		if err != nil {
			t.Fatal(err)
		}
		do(t, ctx, chromedp.Navigate(w.server.URL+"/ask"), chromedp.SendKeys(chromedp.ID("q"), question+kb.Enter))
		until(t, ctx, answered)
		for _, c := range a.Citations {
			want := w.docs[c.DocumentID].Text[c.Start:c.End]
			press(t, ctx, fmt.Sprintf(`.say .cite[data-n="%d"]`, c.N))
			until(t, ctx, fmt.Sprintf(`(document.querySelector("#panel mark") || {}).textContent === %q`, want))
			do(t, ctx, chromedp.KeyEvent(kb.Escape))
		}
		for _, c := range a.Citations {
			for _, path := range []string{fmt.Sprintf("/documents/%s?start=%d&end=%d#cite", c.DocumentID, c.Start, c.End), c.PagePath("2025-06-01")} {
				do(t, ctx, chromedp.Navigate(w.server.URL+path))
				want := w.docs[c.DocumentID].Text[c.Start:c.End]
				if got := eval[string](t, ctx, `document.getElementById("cite").textContent`); got != want {
					t.Errorf("%s marks %q, want %q", path, got, want)
				}
			}
		}
	}
}

// Hostile text in question, answer and document makes no element and no request.
func TestBrowserHostile(t *testing.T) {
	w := newWorld(t, nil)
	ctx, seen := browse(t, w)
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask"), chromedp.SendKeys(chromedp.ID("q"), askHostile+kb.Enter))
	until(t, ctx, answered)
	press(t, ctx, `.say .cite`)
	until(t, ctx, `!!document.querySelector("#panel mark")`)
	if n := eval[int](t, ctx, `document.querySelectorAll('#log img, #log iframe, #log script, #panel img, #log b, a[href^="javascript"]').length`); n != 0 {
		t.Errorf("hostile text made %d elements", n)
	}
	do(t, ctx, chromedp.Navigate(w.server.URL+"/documents/"+hostileID))
	if n := eval[int](t, ctx, `document.querySelectorAll('main img, main script, a[href^="javascript"]').length`); n != 0 {
		t.Errorf("hostile text made %d elements on the document's page", n)
	}
	if out, all := seen.foreign(); len(out) > 0 || all == 0 {
		t.Errorf("%d of %d requests left the origin: %q", len(out), all, out)
	}
}

func TestBrowserStopAndCompose(t *testing.T) {
	w := newWorld(t, nil)
	w.answerer.Delay = time.Minute
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.Focus(chromedp.ID("q")))
	// Enter that ends a composition of an input method does not send.
	if eval[bool](t, ctx, `(() => { const q = document.getElementById("q"); q.value = "问"; q.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", isComposing: true, cancelable: true, bubbles: true})); return document.querySelectorAll(".turn").length > 0; })()`) {
		t.Error("Enter while composing sent the question")
	}
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	until(t, ctx, `!!document.querySelector(".wait")`)
	do(t, ctx, chromedp.SetValue(chromedp.ID("q"), "第二个问题"), chromedp.Focus(chromedp.ID("q")), chromedp.KeyEvent(kb.Enter))
	until(t, ctx, `!!document.querySelector(".problem")`)
	if n := eval[int](t, ctx, `document.querySelectorAll(".turn").length`); n != 1 {
		t.Errorf("%d questions are in flight, want 1", n)
	}
	press(t, ctx, ".stop")
	until(t, ctx, `!document.querySelector("[aria-busy]") && !!document.querySelector(".turn .problem")`)
}

// The live region speaks whole sentences, never more than one in two seconds.
func TestBrowserAnnounces(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.WaitVisible(chromedp.ID("q")))
	eval[chromedp.Void](t, ctx, `window.said = []; new MutationObserver(() => said.push([Date.now(), document.getElementById("live").textContent])).observe(document.getElementById("live"), {childList: true, characterData: true, subtree: true})`)
	do(t, ctx, chromedp.SendKeys(chromedp.ID("q"), askConditions+kb.Enter))
	until(t, ctx, `said.length >= 2`)
	if gap := eval[int](t, ctx, `said[1][0] - said[0][0]`); gap < 1900 {
		t.Errorf("two announcements within %d ms, want 2 s between them", gap)
	}
	if last := eval[string](t, ctx, `said[said.length - 1][1]`); !strings.HasSuffix(last, "含 3 条引用。") {
		t.Errorf("the last announcement is %q, want the summary with 3 citations", last)
	}
}

func TestBrowserOtherAnswers(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.EmulateViewport(768, 1024))
	for i, question := range []string{askPartial, askVague, askNothing} {
		do(t, ctx, chromedp.Navigate(w.server.URL+"/ask"), chromedp.SendKeys(chromedp.ID("q"), question+kb.Enter))
		until(t, ctx, answered)
		if n := eval[int](t, ctx, `document.querySelectorAll(".verdict").length`); n != 1 {
			t.Errorf("%s: %d verdicts, want 1", question, n)
		}
		shoot(t, ctx, fmt.Sprintf("768-other-%d", i+1))
	}
}

func TestBrowserWithoutJavaScript(t *testing.T) {
	w := newWorld(t, nil)
	ctx, seen := browse(t, w)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(w.server.URL+"/ask"), chromedp.SendKeys(chromedp.ID("q"), askReport),
		chromedp.Click(chromedp.CSS(".composer .primary")), chromedp.WaitVisible(chromedp.CSS(".say .cite")))
	shoot(t, ctx, "390-nojs-answer")
	do(t, ctx, chromedp.Click(chromedp.CSS(".say .cite")), chromedp.WaitVisible(chromedp.ID("cite")))
	shoot(t, ctx, "390-nojs-cite")
	got, err := chromedp.Run(ctx, chromedp.OuterHTML(chromedp.ID("cite")))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "1234家") {
		t.Errorf("the page marks %s", got)
	}
	if out, _ := seen.foreign(); len(out) > 0 {
		t.Errorf("requests left the origin: %q", out)
	}
}

func TestBrowserPages(t *testing.T) {
	w := newWorld(t, nil)
	ctx, _ := browse(t, w)
	c := cite(t, 1, w.docs[regulationID], "上一年度研究开发费用占营业收入的比例不低于百分之四；")
	pages := map[string]string{
		"home": "/?lang=zh", "home-en": "/?lang=en", "chat": "/ask?lang=zh&as_of=2024-05-01&region=长春",
		"documents": "/documents", "document": "/documents/" + regulationID, "digest": "/documents/" + digestID, "hostile": "/documents/" + hostileID,
		"cite": fmt.Sprintf("/documents/%s?start=%d&end=%d#cite", regulationID, c.Start, c.End), "error": "/nowhere",
		"passage": w.citedPage(t), "passage-first": "/passages/" + regulationID + ".0001?lang=en", "passage-report": "/passages/" + reportID + ".0001",
		"ask": "/ask?q=" + askPartial, "coverage": "/coverage", "accessibility": "/accessibility", "filtered": "/documents?level=市&status=in_force&as_of=2024-06-01",
	}
	for _, width := range []int64{320, 768, 1440} {
		for name, path := range pages {
			do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(w.server.URL+path))
			flat(t, ctx, fmt.Sprintf("%s at %d px", name, width))
			shoot(t, ctx, fmt.Sprintf("%d-page-%s", width, name))
		}
	}
}
