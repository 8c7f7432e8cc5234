//go:build browser

package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
	"github.com/policybot/policybot/corpus"
)

// manyCitations makes invented documents and answers that cite 210 places of
// them: wrapped lines, items, emoji, letters, spaces of all kinds.
func manyCitations(t *testing.T) (docs []corpus.Document, answers []bot.Answer) {
	shapes := []string{
		"第%d项补助按上年度支出计算。", "（%d）注册满一年，\n并且按时报送\n统计数据；", "%d. high tech\nfirms 共有 12 家🎉，", "金额为 ¥%d,000　元（含税）；",
		"<b>%d</b> & \"引号\" 'quote' \\反斜杠。", "经 \u200b审核\t后第%d日内\n\n拨付。", "混排 mixed %d 文本 text\nnext line 下一行。",
	}
	for n := range 5 {
		b := &builder{doc: corpus.Document{ID: fmt.Sprintf("cccccccccc%02d", n), Source: fmt.Sprintf("many%d.md", n),
			Title: fmt.Sprintf("（虚构）第%d号通知", n+1), Kind: corpus.KindNotice, Level: corpus.LevelCity, Region: "虚构省虚构市"}}
		for p := range 7 {
			var parts []string
			for s := range 6 {
				parts = append(parts, fmt.Sprintf(shapes[(p+s)%len(shapes)], n*1000+p*10+s))
			}
			b.passage("", []string{fmt.Sprintf("第%d部分", p+1)}, parts...)
		}
		d := b.done()
		a := bot.Answer{ID: fmt.Sprintf("many-%d", n), Question: fmt.Sprintf("第%d个问题？", n), Status: bot.StatusAnswered}
		for _, p := range d.Passages {
			for _, x := range p.Parts {
				quote := d.Text[x.Start:x.End]
				c := cite(t, len(a.Citations)+1, d, quote)
				c.PassageID, c.Start, c.End = p.ID, x.Start, x.End
				a.Citations = append(a.Citations, c)
				a.Statements = append(a.Statements, bot.Statement{Text: strings.ReplaceAll(quote, "\n", ""), Citations: []int{c.N}})
			}
		}
		docs, answers = append(docs, d), append(answers, a)
	}
	return docs, answers
}

// Two hundred and more citations are clicked: what is marked is what is stored.
func TestBrowserCitationTruth(t *testing.T) {
	docs, answers := manyCitations(t)
	w := newWorld(t, func(c *web.Config) { c.Library = bottest.NewFakeLibrary(docs...) })
	ctx, _ := browse(t, w)
	clicked := 0
	for i, a := range answers {
		w.answerer.Set(a)
		do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.SendKeys(chromedp.ID("q"), a.Question+kb.Enter))
		until(t, ctx, answered)
		eval[chromedp.Void](t, ctx, `window.marks = null; (async () => {
			const out = [];
			for (const b of document.querySelectorAll(".say .cite")) {
				b.click();
				for (let k = 0; k < 200; k++) {
					await new Promise(r => setTimeout(r, 10));
					if (document.querySelector("#panel mark") && document.getElementById("panel-title").textContent.includes("引用 " + b.dataset.n + "，")) break;
				}
				const all = document.querySelectorAll("#panel mark");
				out.push(all.length === 1 ? all[0].textContent : all.length + " marks");
			}
			marks = out;
		})(); void 0`)
		until(t, ctx, `!!window.marks`)
		marks := eval[[]string](t, ctx, `marks`)
		if len(marks) != len(a.Citations) {
			t.Fatalf("%d citations clicked, want %d", len(marks), len(a.Citations))
		}
		for k, c := range a.Citations {
			clicked++
			if want := docs[i].Text[c.Start:c.End]; marks[k] != want {
				t.Errorf("citation %d of answer %d marks %q, want %q", c.N, i+1, marks[k], want)
			}
		}
	}
	t.Logf("%d citations clicked", clicked)
	if clicked < 200 {
		t.Errorf("%d citations clicked, want 200", clicked)
	}
}

// payloads are texts that a page must show and never act upon.
func payloads() (out []string) {
	const evil = "https://evil.example/x"
	shapes := []string{
		`<img src="%s">`, `<img src=x onerror="window.hit=1;fetch('%s')">`, `![a](%s)`, `[点这里](%s)`, "[a][r]\n\n[r]: %s", `<a href="%s" autofocus onfocus=window.hit=1>a</a>`,
		`<svg onload="window.hit=1"><image href="%s"/></svg>`, `<math><mtext><img src="%s"></mtext></math>`, `<iframe src="%s"></iframe>`,
		`<style>@import "%s";</style>`, `<link rel=stylesheet href="%s">`, `<script src="%s"></script>`, `<script>window.hit=1;location="%s"</script>`,
		`<object data="%s"></object>`, `<embed src="%s">`, `<video src="%s" autoplay></video>`, `<form action="%s"><button autofocus>a</button></form>`,
		`<meta http-equiv="refresh" content="0;url=%s">`, `<base href="%s">`, `[a](javascript:window.hit=1//%s)`, `<a href="javascript:window.hit=1//%s">a</a>`,
		`[a](data:text/html,<script>window.hit=1</script>%s)`, `"><script>window.hit=1;fetch("%s")</script>`, `'});window.hit=1;//%s`, `{{constructor.constructor("window.hit=1;fetch('%s')")()}}`,
		`<template><img src="%s"></template>`, `<noscript><img src="%s"></noscript>`, `<div style="background:url(%s)">a</div>`, `<body background="%s">`, "\u202e%s<img src=x>",
	}
	wraps := []string{"%s", "前文%s后文", "</p></div>%s", "<!--%s-->", "<b>%s</b>"}
	for _, s := range shapes {
		for _, w := range wraps {
			out = append(out, fmt.Sprintf(w, fmt.Sprintf(s, evil)))
		}
	}
	return out
}

// A hundred and fifty hostile outputs as statements, notes, what is missing,
// choices, titles and quotes: no request leaves the origin, nothing runs.
func TestBrowserPayloads(t *testing.T) {
	list := payloads()
	if len(list) < 150 {
		t.Fatalf("%d payloads, want 150", len(list))
	}
	w := newWorld(t, nil)
	ctx, seen := browse(t, w)
	doc := w.docs[regulationID]
	const question = "恶意内容？"
	a := bot.Answer{ID: "hostile", Question: question, Status: bot.StatusPartial}
	for i, p := range list {
		c := cite(t, i+1, doc, "为了测试网页的显示，编写本条例。")
		c.Title, c.Quote, c.DocNumber, c.Locator, c.URL = p, p, p, p, p
		a.Citations = append(a.Citations, c)
		a.Statements = append(a.Statements, bot.Statement{Text: p, Citations: []int{i + 1}})
		a.Text += strings.ReplaceAll(p, "\n", " ") + "！\n"
	}
	a.Missing, a.Choices = list, list
	w.answerer.Set(a)
	check := func(where string) {
		t.Helper()
		if eval[bool](t, ctx, `"hit" in window`) {
			t.Errorf("%s: a payload ran", where)
		}
		if n := eval[int](t, ctx, `document.querySelectorAll('main :is(img, iframe, script, svg, math, style, link, object, embed, video, meta, base), main [onerror], main [onload], main [style], a[href^="javascript" i], a[href^="data" i]').length`); n != 0 {
			t.Errorf("%s: payloads made %d elements", where, n)
		}
		if n := eval[int](t, ctx, `[...document.querySelectorAll("main a")].filter(a => a.origin !== location.origin && !a.matches('[rel~="nofollow"][rel~="noopener"][rel~="noreferrer"]')).length`); n != 0 {
			t.Errorf("%s: %d links without rel", where, n)
		}
	}
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh"), chromedp.SendKeys(chromedp.ID("q"), question+kb.Enter))
	until(t, ctx, answered)
	if n := eval[int](t, ctx, `document.querySelectorAll(".say").length`); n != len(list) {
		t.Fatalf("%d statements are shown, want %d", n, len(list))
	}
	check("streamed")
	press(t, ctx, `.say .cite`)
	until(t, ctx, `!!document.querySelector("#panel mark")`)
	check("panel")
	do(t, ctx, chromedp.Navigate(w.server.URL+"/ask?lang=zh&q="+url.QueryEscape(question)))
	check("server-rendered")
	if out, all := seen.foreign(); len(out) > 0 || all == 0 {
		t.Errorf("%d of %d requests left the origin: %q", len(out), all, out)
	}
	t.Logf("%d payloads in six places, 0 requests off the origin", len(list))
}
