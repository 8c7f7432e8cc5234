//go:build browser

package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// host is a foreign site that embeds the widget: its pages are hostile to it.
type host struct {
	*httptest.Server
	mu      sync.Mutex
	reports []string
}

const hostText = `<h1>（虚构）门户网站</h1><p id="p">这是别的网站的正文，问答窗口不应改变它。</p><button id="b">别的按钮</button>`

// hostPages are page bodies and policies by path; %s is the site of the widget.
var hostPages = map[string]struct{ policy, head, body string }{
	"/plain":  {"", "", hostText},
	"/strict": {"default-src 'none'; script-src %[1]s; style-src 'self'; frame-src %[1]s; report-uri /report; require-trusted-types-for 'script'; trusted-types 'none'", "", hostText},
	"/reset":  {"", `<style>*,::before,::after{box-sizing:border-box;margin:0;padding:0}button,input{all:unset}iframe{display:none;max-width:10px}dialog{display:none!important}body{font:8px/1 serif}</style>`, hostText},
	"/unset":  {"", `<style>*{all:unset!important}</style>`, hostText},
	"/spa":    {"", "", hostText + `<script>document.querySelector("#p").textContent="改过";setTimeout(()=>{document.querySelector("h1").outerHTML="<h1>另一页</h1>";history.pushState({},"","/spa?2")},50)</script>`},
	"/queue":  {"", `<script>window.policybot=window.policybot||function(){(policybot.q=policybot.q||[]).push(arguments)};window.said=[];["open","close","ready","answer"].forEach(n=>policybot("on",n,function(){said.push(n+arguments.length)}));policybot("ask","` + askConditions + `")</script>`, hostText},
}

// newHost serves the pages with the script tag of a widget of w.
func newHost(t *testing.T, site *string, attributes string) *host {
	t.Helper()
	h := &host{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/report" {
			h.mu.Lock()
			defer h.mu.Unlock()
			b := make([]byte, 2000)
			n, _ := r.Body.Read(b)
			h.reports = append(h.reports, string(b[:n]))
			return
		}
		page, ok := hostPages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if page.policy != "" {
			w.Header().Set("Content-Security-Policy", fmt.Sprintf(page.policy, *site))
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="zh-CN"><head><title>（虚构）门户</title>%s</head><body>%s<script async src="%s/widget/v1.js" data-widget-id="%s" %s></script></body></html>`,
			page.head, page.body, *site, widgetID, attributes)
	}))
	t.Cleanup(h.Close)
	return h
}

// newEmbedded gives a site and a foreign host that may embed its widget.
func newEmbedded(t *testing.T, attributes string, change func(*web.Config)) (*world, *host) {
	t.Helper()
	var site string
	h := newHost(t, &site, attributes)
	widget := testWidget()
	// The host's own origin has another name than the site's, and another port.
	widget.Origins = []string{h.origin()}
	w := newWorld(t, func(c *web.Config) {
		c.Widgets = bottest.NewFakeWidgets(widget)
		c.Feedbacks = &bottest.FakeFeedbacks{}
		if change != nil {
			change(c)
		}
	})
	site = w.server.URL
	return w, h
}

// origin is that of the host by its other name: another site for the browser.
func (h *host) origin() string { return strings.Replace(h.URL, "127.0.0.1", "localhost", 1) }
