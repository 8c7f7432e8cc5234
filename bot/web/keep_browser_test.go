//go:build browser

package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// keptWidget makes the embedded widget keep its conversations.
func keptWidget(c *web.Config) {
	widget, err := c.Widgets.(*bottest.FakeWidgets).Widget(context.Background(), widgetID)
	if err != nil {
		panic(err) // the fixture holds it
	}
	widget.KeepDays = bot.DefaultWidgetKeepDays
	c.Widgets.(*bottest.FakeWidgets).Set(widget)
	keeping(c)
}

// A reload of the host page, or another page of the site, brings the conversation
// back; nothing is stored before the first question; clearing deletes it.
func TestBrowserConversationKept(t *testing.T) {
	w, h := newEmbedded(t, "", keptWidget)
	ctx, _ := browse(t, w)
	const stored = `localStorage.length + sessionStorage.length + document.cookie.length`
	open := func(path string) {
		t.Helper()
		visitHost(t, ctx, h, path)
		eval[chromedp.Void](t, ctx, `policybot.open()`)
	}
	open("/plain")
	frame := frameOf(t, ctx, w.server.URL)
	until(t, frame, `document.activeElement && document.activeElement.id === "q"`)
	if n := eval[int](t, frame, stored); n != 0 {
		t.Errorf("before the first question %d things are stored", n)
	}
	eval[chromedp.Void](t, ctx, fmt.Sprintf(`policybot.ask(%q)`, askConditions))
	until(t, frame, answered)
	want := eval[string](t, frame, `document.getElementById("log").innerHTML`)
	for _, path := range []string{"/plain", "/reset"} {
		open(path)
		frame = frameOf(t, ctx, w.server.URL)
		until(t, frame, answered)
		if got := eval[string](t, frame, `document.getElementById("log").innerHTML`); got != want {
			t.Errorf("after a reload of %s the log is\n%s\nwant\n%s", path, got, want)
		}
	}
	until(t, frame, `document.getElementById("live").textContent !== ""`)
	if got := eval[string](t, frame, `document.getElementById("live").textContent`); !strings.Contains(got, "1 个问答") {
		t.Errorf("announced %q, want the number of answers", got)
	}
	press(t, frame, ".clear")
	until(t, frame, `!document.querySelector(".turn") && `+stored+` === 0`)
	until(t, frame, `document.getElementById("live").textContent.includes("已清除")`)
	if n := w.records.Len(); n != 0 {
		t.Errorf("the server still holds %d answers", n)
	}
}

// Where the browser blocks storage the widget works, and forgets.
func TestBrowserStorageBlocked(t *testing.T) {
	w, h := newEmbedded(t, "", keptWidget)
	ctx, _ := browse(t, w)
	const block = `for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });`
	visitHost(t, ctx, h, "/plain")
	eval[chromedp.Void](t, ctx, `policybot.open()`)
	frame := frameOf(t, ctx, w.server.URL)
	if _, err := chromedp.Call(frame, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: block}); err != nil {
		t.Fatal(err)
	}
	eval[chromedp.Void](t, frame, `window.errors = []; location.reload()`)
	untilPage(t, frame, `(() => { try { localStorage; return false; } catch { return document.readyState === "complete" && !!document.querySelector("#q"); } })()`)
	eval[chromedp.Void](t, frame, `window.errors = []; addEventListener("error", (e) => errors.push(e.message)); addEventListener("unhandledrejection", (e) => errors.push(String(e.reason)))`)
	eval[chromedp.Void](t, ctx, fmt.Sprintf(`policybot.ask(%q)`, askReport))
	until(t, frame, answered)
	if got := eval[[]string](t, frame, `errors`); len(got) > 0 {
		t.Errorf("with storage blocked: %q", got)
	}
}

// On our own pages a conversation lasts as long as the tab; a second tab has its own.
func TestBrowserConversationOfTab(t *testing.T) {
	w := newWorld(t, keeping)
	ctx, _ := browse(t, w)
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask"), chromedp.SendKeys(chromedp.ID("q"), askConditions+kb.Enter))
	until(t, ctx, answered)
	do(t, ctx, chromedp.Reload())
	until(t, ctx, answered)
	// Back and forth through the history.
	do(t, ctx, chromedp.Navigate(w.server.URL+"/documents"), chromedp.NavigateBack())
	until(t, ctx, answered)
	do(t, ctx, chromedp.SendKeys(chromedp.ID("q"), askReport+kb.Enter))
	until(t, ctx, `document.querySelectorAll(".turn .label").length === 2`)
	if asked := w.answerer.Asked(); len(asked[len(asked)-1].Turns) != 1 {
		t.Errorf("the question after a reload has the turns %q, want the one before", asked[len(asked)-1].Turns)
	}
	second, cancel := chromedp.NewContext(ctx)
	defer cancel()
	do(t, second, chromedp.Navigate(w.server.URL+"/ask"), chromedp.WaitVisible(chromedp.ID("q")))
	if n := eval[int](t, second, `document.querySelectorAll(".turn").length`); n != 0 {
		t.Errorf("a second tab shows %d questions of the first", n)
	}
	press(t, ctx, ".new:not(.clear)")
	do(t, ctx, chromedp.Reload(), chromedp.WaitVisible(chromedp.ID("q")))
	if n := eval[int](t, ctx, `document.querySelectorAll(".turn").length`); n != 0 {
		t.Errorf("after a new conversation and a reload there are %d questions", n)
	}
	if n := w.records.Len(); n != 2 {
		t.Errorf("a new conversation deleted answers: %d are left of 2", n)
	}
}
