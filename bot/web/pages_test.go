package web_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/web"
)

var tag = regexp.MustCompile(`<[^>]*>`)

// textOf gives the text of HTML without its tags.
func textOf(s string) string { return html.UnescapeString(tag.ReplaceAllString(s, "")) }

// marked gives the text in <mark id="cite">.
func marked(page string) string {
	_, rest, ok := strings.Cut(page, `<mark id="cite">`)
	if !ok {
		return ""
	}
	inner, _, _ := strings.Cut(rest, "</mark>")
	return textOf(inner)
}

func TestMarksEqualTheStoredSpan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for id, d := range w.docs {
		var spans [][2]int
		for _, p := range d.Passages {
			spans = append(spans, [2]int{p.Start, p.End})
			for _, part := range p.Parts {
				spans = append(spans, [2]int{part.Start, part.End})
			}
		}
		// Across passages, headings and what lies between.
		spans = append(spans, [2]int{0, len(d.Text)}, [2]int{d.Passages[0].Start, d.Passages[len(d.Passages)-1].End})
		for _, x := range d.Dropped {
			spans = append(spans, [2]int{x.Start, x.End})
		}
		for _, s := range spans {
			page := w.get(t, fmt.Sprintf("/documents/%s?start=%d&end=%d", id, s[0], s[1]))
			if got, want := marked(page), d.Text[s[0]:s[1]]; got != want {
				t.Errorf("document %s [%d:%d] marks\n%q, want\n%q", id, s[0], s[1], got, want)
			}
		}
	}
}

func TestDocumentPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	page := w.get(t, "/documents/"+regulationID)
	for _, want := range []string{
		"虚政发〔2024〕1号", "虚构市人民政府", "现行", "2024-01-01 起施行", "2023-12-01",
		`href="https://example.org/policy?id=1&amp;v=2"`, `id="p2"`, `<strong>第二条</strong>`,
		`<h3 id="h3">第一章 总则</h3>`, `href="#h3"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if text := textOf(page); !strings.Contains(text, "在虚构市注册\n一年以上") || strings.Contains(page, "<mark") {
		t.Error("the page lacks the text, or marks without being asked")
	}
	if strings.Contains(page, `<p class="title"`) {
		t.Error("the title stands twice on the page")
	}
	digest := w.get(t, "/documents/"+digestID)
	for _, want := range []string{"摘编", "尚未施行", `href="http://example.com/official"`, "虚构的效力说明"} {
		if !strings.Contains(digest, want) {
			t.Errorf("the digest's page lacks %q", want)
		}
	}
	if page := w.get(t, "/documents/"+reportID); !strings.Contains(page, ">报告</span>") {
		t.Error("the report's page does not say that it is a report")
	}
	if page := w.get(t, "/documents/"+hostileID); !strings.Contains(page, ">已废止</span>") {
		t.Error("the repealed document's page does not say so")
	}
}

func TestDocumentSpans(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	d := w.docs[digestID]
	for query, status := range map[string]int{
		"start=0&end=3":                    200, // one character
		"start=0&end=99999999":             200, // clamped
		"start=0&end=4":                    400, // inside a character
		"start=1&end=3":                    400,
		"start=3&end=3":                    400,
		"start=6&end=3":                    400,
		"start=-3&end=3":                   400,
		"start=a&end=3":                    400,
		"start=0":                          400,
		"end=3":                            400,
		"start=0&end=99999999999999999999": 400,
		fmt.Sprintf("start=%d&end=%d", len(d.Text), 99999): 400,
	} {
		res, body := w.do(t, "GET", "/documents/"+digestID+"?"+query, "")
		if res.StatusCode != status || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			t.Errorf("?%s = %d, want %d", query, res.StatusCode, status)
		}
		if status == 400 && !strings.Contains(body, "start") {
			t.Errorf("?%s does not say what to do", query)
		}
	}
}

func TestDocumentList(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	page := w.get(t, "/documents")
	last := -1
	for _, id := range []string{digestID, hostileID, reportID, regulationID} {
		at := strings.Index(page, `href="/documents/`+id+`"`)
		if at <= last {
			t.Errorf("document %s is missing or out of order", id)
		}
		last = at
	}
	page = w.get(t, "/documents?q="+url.QueryEscape("虚政发 奖补"))
	if !strings.Contains(page, `href="/documents/`+regulationID+`"`) || strings.Contains(page, `href="/documents/`+reportID+`"`) || !strings.Contains(page, "有 1 份，共 4 份") {
		t.Error("the filter does not keep exactly the matching document")
	}
	if page := w.get(t, "/documents?q=%3Cb%3Enone"); !strings.Contains(page, "没有符合的文件") || strings.Contains(page, "<b>none") {
		t.Error("no match is not said, or the query is not escaped")
	}
	w.library.Fail(errors.New("geheim"))
	if res, body := w.do(t, "GET", "/documents", ""); res.StatusCode != 503 || strings.Contains(body, "geheim") {
		t.Errorf("store down: %d", res.StatusCode)
	}
}

func TestAskPageWithoutScript(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := cite(t, 2, w.docs[digestID], "减缴比例为百分之八十五。")
	page := w.get(t, "/ask?q="+url.QueryEscape(askPartial)+"&as_of=2024-05-06&region="+url.QueryEscape("长春"))
	link := html.EscapeString(c.PagePath("2024-05-06"))
	for _, want := range []string{`href="` + link + `"`, "部分回答", "库内未找到", "住房怎么补", "摘编", bot.Label, "按 2024-05-06 有效", `value="2024-05-06"`, `value="长春"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Count(page, "住房怎么补</li>") != 1 || strings.Contains(page, `<p class="note">住房怎么补`) {
		t.Error("what is missing is said twice")
	}
	if asked := w.answerer.Asked(); asked[0].AsOf != "2024-05-06" || asked[0].Region != "长春" {
		t.Errorf("asked %+v", asked[0])
	}
	for q, want := range map[string]string{
		askVague:   `href="/ask?q=` + url.QueryEscape(askConditions) + `"`,
		askNothing: "库内没有依据",
	} {
		if page := w.get(t, "/ask?q="+url.QueryEscape(q)); !strings.Contains(page, html.EscapeString(want)) && !strings.Contains(page, want) {
			t.Errorf("the page of %q lacks %q", q, want)
		}
	}
	for _, want := range []string{`id="q"`, `value="2024-05-01"`, `value="长春"`, `aria-live="polite"`} {
		if page := w.get(t, "/ask?q=+&as_of=2024-05-01&region=长春"); !strings.Contains(page, want) {
			t.Errorf("the page without a question lacks %q", want)
		}
	}
	if res, body := w.do(t, "GET", "/ask?q="+strings.Repeat("a", 1001), ""); res.StatusCode != 400 || !strings.Contains(body, "1001") {
		t.Errorf("a long question = %d", res.StatusCode)
	}
}

func TestNoMarkupFromText(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := cite(t, 1, w.docs[hostileID], `<img src="https://evil.example/x.png">`)
	bad := regexp.MustCompile(`(?i)<script>|<img src="?https?:|<img src=x|<iframe|<b |href="javascript|onclick=alert\(3\)>粗`)
	for _, path := range []string{
		"/ask?q=" + url.QueryEscape(askHostile),
		"/documents", "/documents/" + hostileID,
		fmt.Sprintf("/documents/%s?start=%d&end=%d", hostileID, c.Start, c.End),
		c.PagePath(""),
		"/documents?q=" + url.QueryEscape(`"><script>alert(1)</script>`),
		"/?lang=" + url.QueryEscape(`"><script>alert(1)</script>`),
		"/ask?q=x&region=" + url.QueryEscape(`"><script>`),
	} {
		page := w.get(t, path)
		if m := bad.FindString(page); m != "" {
			t.Errorf("GET %s gives %q", path, m)
		}
	}
	res, page := w.do(t, "GET", "//evil.example/%3Cscript%3E?lang=en", "")
	if strings.Contains(page, "<script>") || strings.Contains(page, `href="//evil`) {
		t.Errorf("a strange path = %d\n%s", res.StatusCode, page)
	}
}

func TestHome(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	page := w.get(t, "/")
	for _, want := range []string{`<html lang="zh-CN">`, `action="/ask"`, askConditions, `href="/?lang=en"`, `href="/documents?level=`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if regexp.MustCompile(`(?i) style=| on[a-z]+=|<style|<script>|https?://`).MatchString(page) {
		t.Error("the page holds inline style, inline script or a foreign address")
	}
	for _, link := range regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		res, body := w.do(t, "GET", html.UnescapeString(link[1]), "")
		if res.StatusCode != 200 || body == "" || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("GET %s = %d, %s", link[1], res.StatusCode, res.Header.Get("Cache-Control"))
		}
		if strings.HasPrefix(link[1], "/static/app.js") && len(body) > 20_000 {
			t.Errorf("the script has %d bytes, want less than 20,000", len(body))
		}
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, tt := range []struct{ query, accept, want string }{
		{"", "", "zh-CN"},
		{"", "en-GB,en;q=0.9", "en"},
		{"", "fr,de;q=0.9", "zh-CN"},
		{"", "zh-TW;q=0.5, en;q=0.4", "zh-CN"},
		{"", "zh;q=0.3, en;q=0.8", "en"},
		{"?lang=en", "zh-CN", "en"},
		{"?lang=zh-CN", "en", "zh-CN"},
		{"?lang=xx", "en", "en"},
	} {
		res, page := w.do(t, "GET", "/"+tt.query, "", "Accept-Language", tt.accept)
		if !strings.Contains(page, `<html lang="`+tt.want+`">`) || res.Header.Get("Content-Language") != tt.want {
			t.Errorf("%q with %q is in %s, want %s", tt.query, tt.accept, res.Header.Get("Content-Language"), tt.want)
		}
	}
	// A language chosen by hand stays.
	page := w.get(t, "/ask?lang=en&q="+url.QueryEscape(askPartial))
	if n, m := strings.Count(page, `href="/documents`), strings.Count(page, `lang=en`); n == 0 || m < n {
		t.Errorf("%d links to documents, %d with the language", n, m)
	}
	if _, body := w.do(t, "POST", "/api/v1/ask", `{}`, "Content-Type", "application/json", "Accept-Language", "en"); !strings.Contains(body, "The question is empty") {
		t.Errorf("an error in English: %s", body)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, path := range []string{"/", "/ask?q=x", "/documents", "/nowhere", "/api/v1/nowhere", "/livez", "/readyz", "/metrics", "/static/app.js", "/static/none"} {
		res, _ := w.do(t, "GET", path, "", "X-Request-Id", "id-1")
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
				"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
			"X-Content-Type-Options":     "nosniff",
			"Referrer-Policy":            "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin",
			"X-Request-Id":               "id-1",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("GET %s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
	res, _ := w.do(t, "GET", "/", "", "X-Request-Id", "bad id\t")
	if id := res.Header.Get("X-Request-Id"); len(id) != 16 {
		t.Errorf("request id %q, want one of our own", id)
	}
	if cc := res.Header.Get("Cache-Control"); cc != "no-store" {
		t.Errorf("Cache-Control %q, want no-store", cc)
	}
}

func TestNotFoundAndMethods(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, tt := range []struct {
		method, path string
		status       int
		ctype        string
	}{
		{"GET", "/nowhere", 404, "text/html"},
		{"GET", "/documents/000000000000", 404, "text/html"},
		{"GET", "/static/none.js", 404, "text/plain"},
		{"GET", "/api/v1/nowhere", 404, "application/json"},
		{"GET", "/api/v1/ask", 405, "application/json"},
		{"PUT", "/api/v1/ask", 405, "application/json"},
		{"POST", "/api/v1/search", 405, "application/json"},
		{"POST", "/", 405, "text/html"},
		{"DELETE", "/documents/" + digestID, 405, "text/html"},
		{"HEAD", "/documents", 200, "text/html"},
	} {
		res, _ := w.do(t, tt.method, tt.path, "")
		if res.StatusCode != tt.status || !strings.HasPrefix(res.Header.Get("Content-Type"), tt.ctype) {
			t.Errorf("%s %s = %d %s, want %d %s", tt.method, tt.path, res.StatusCode, res.Header.Get("Content-Type"), tt.status, tt.ctype)
		}
		if tt.status == 405 && res.Header.Get("Allow") == "" {
			t.Errorf("%s %s has no Allow", tt.method, tt.path)
		}
	}
}

func TestHealthAndMetrics(t *testing.T) {
	t.Parallel()
	var down atomic.Bool
	w := newWorld(t, func(c *web.Config) {
		c.ReadyEvery = -1
		c.Ready = func(context.Context) error {
			if down.Load() {
				return errors.New("the index is empty")
			}
			return nil
		}
	})
	if body := w.get(t, "/readyz"); !strings.Contains(body, `"status":"ready"`) || !strings.Contains(body, "v0-test") {
		t.Errorf("readyz: %s", body)
	}
	down.Store(true)
	if res, body := w.do(t, "GET", "/readyz", ""); res.StatusCode != 503 || !strings.Contains(body, "the index is empty") {
		t.Errorf("readyz = %d %s", res.StatusCode, body)
	}
	w.get(t, "/livez")
	w.ask(t, question(askReport))
	w.ask(t, question(askNothing))
	w.ask(t, `{}`)
	metrics := w.get(t, "/metrics")
	for _, want := range []string{
		`policybot_answers_total{status="answered"} 1`,
		`policybot_answers_total{status="no_information"} 1`,
		`policybot_http_requests_total{route="POST /api/v1/ask",status="200"} 2`,
		`policybot_http_requests_total{route="POST /api/v1/ask",status="400"} 1`,
		`policybot_http_request_duration_seconds_count{route="GET /readyz"} 2`,
		`policybot_http_requests_in_flight 1`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

func TestServerLimits(t *testing.T) {
	t.Parallel()
	s := web.Server("127.0.0.1:0", http.NotFoundHandler())
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 || s.Addr != "127.0.0.1:0" {
		t.Errorf("Server() leaves a limit open: %+v", s)
	}
}
