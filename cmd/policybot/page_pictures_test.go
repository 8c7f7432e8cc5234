//go:build browser

package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/policybot/policybot/internal/pgtest"
)

// TestPagePictures walks through the pages of the running program over the
// starter corpus as a reader does. POLICYBOT_PICTURES names the folder that keeps
// what is seen, for the READMEs (make screenshots).
func TestPagePictures(t *testing.T) {
	needDeps(t)
	s := serveProgram(t, append(environment(t.TempDir()), "DATABASE_URL="+pgtest.URL(t))...)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("lang", "zh-CN"))
	alloc, cancelAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	defer cancelAlloc()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	ctx, cancelTime := context.WithTimeout(ctx, patience)
	defer cancelTime()

	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	until := func(js string) {
		t.Helper()
		for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(50 * time.Millisecond) {
			if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js)); err == nil && ok {
				return
			}
		}
		t.Fatalf("waiting for %s", js)
	}
	keep := func(name string) {
		t.Helper()
		time.Sleep(300 * time.Millisecond) // the panel's scrolling ends
		png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if dir := os.Getenv("POLICYBOT_PICTURES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "page-"+name+".png"), png, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	const answered = `document.querySelectorAll(".turn .label").length > 0 && !document.querySelector("[aria-busy]")`
	do(chromedp.EmulateViewport(1280, 860), chromedp.Navigate(s.address+"/?lang=en"))
	until(`!!document.querySelector(".sample mark")`)
	keep("home-en")
	do(chromedp.Navigate(s.address + "/?lang=zh"))
	until(`!!document.querySelector(".sample mark")`)
	keep("home")

	// A question, its answer, the marked sentence.
	do(chromedp.SendKeys(chromedp.ID("q"), examples[1]+kb.Enter))
	until(`location.pathname === "/ask" && ` + answered)
	do(chromedp.Click(chromedp.CSS(`.say .cite`)))
	until(`!!document.querySelector("#panel mark")`)
	keep("answer")
	do(chromedp.EmulateViewport(390, 780), chromedp.KeyEvent(kb.Escape))
	until(`!document.querySelector("#panel").open`)
	keep("phone")

	// The widget of the product page.
	do(chromedp.EmulateViewport(1280, 860), chromedp.Navigate(s.address+"/?lang=zh"))
	until(`!!document.querySelector("policybot-widget")`)
	do(chromedp.Click(chromedp.ID("try")))
	const frame = `document.querySelector("policybot-widget").shadowRoot.querySelector("iframe").contentDocument`
	until(frame + `?.activeElement?.id === "q"`)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](`policybot.ask("`+examples[2]+`")`)); err != nil {
		t.Fatal(err)
	}
	until(frame + `.querySelectorAll(".turn .label").length === 1`)
	keep("widget")

	do(chromedp.Navigate(s.address + "/documents"))
	until(`document.querySelectorAll(".level li").length > 5`)
	keep("documents")
}
