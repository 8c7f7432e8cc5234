package web_test

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
	"github.com/policybot/policybot/corpus"
)

// Every part and passage has a page that marks it exactly, in its passage.
func TestPassagePageMarks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for id, d := range w.docs {
		for _, p := range d.Passages {
			spans := [][2]int{{p.Start, p.End}}
			for _, part := range p.Parts {
				spans = append(spans, [2]int{part.Start, part.End})
			}
			for _, s := range spans {
				c := bot.Citation{PassageID: p.ID, Start: s[0], End: s[1], Quote: d.Text[s[0]:s[1]]}
				page := w.get(t, c.PagePath(""))
				if got := marked(page); got != c.Quote {
					t.Errorf("%s [%d:%d] of %s marks %q, want %q", p.ID, s[0], s[1], id, got, c.Quote)
				}
				if text := textOf(page); !strings.Contains(text, p.Text) {
					t.Errorf("the page of %s lacks its text", p.ID)
				}
			}
			if page := w.get(t, "/passages/"+p.ID); strings.Contains(page, "<mark") {
				t.Errorf("the page of %s marks without being asked", p.ID)
			}
		}
	}
}

func TestPassagePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := cite(t, 1, w.docs[regulationID], "每家企业每年最高五十万元。")
	page := w.get(t, c.PagePath("2023-06-01"))
	for _, want := range []string{
		"（虚构）虚构市企业创新奖补条例", "虚政发〔2024〕1号", "虚构市人民政府", "2024-01-01 起施行", "2023-12-01", "第二章 条件与标准",
		"按 2023-06-01", "尚未施行", "这份文件的效力是：现行", "第 3 段，共 15 段", `<strong>第三条</strong>`,
		`rel="prev" href="/passages/` + regulationID + `.0002?as_of=2023-06-01"`, `rel="next" href="/passages/` + regulationID + `.0004?as_of=2023-06-01"`,
		html.EscapeString(fmt.Sprintf("/documents/%s?as_of=2023-06-01&end=%d&start=%d#cite", regulationID, c.End, c.Start)),
		`href="https://example.org/policy?id=1&amp;v=2"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page := w.get(t, "/passages/"+regulationID+".0003"); strings.Contains(page, "这份文件的效力是") {
		t.Error("one day is said to be two")
	}
	first, last := w.get(t, "/passages/"+regulationID+".0001"), w.get(t, "/passages/"+regulationID+".0015")
	if strings.Contains(first, `rel="prev"`) || !strings.Contains(first, `rel="next"`) || strings.Contains(last, `rel="next"`) || !strings.Contains(last, `rel="prev"`) {
		t.Error("the first passage has one before it, or the last one after it")
	}
	for _, want := range []string{"摘编", "尚未施行", "虚构的效力说明"} {
		if page := w.get(t, "/passages/"+digestID+".0001"); !strings.Contains(page, want) {
			t.Errorf("the digest's page lacks %q", want)
		}
	}
	for path, status := range map[string]int{
		"/passages/" + regulationID + ".9999":                              404,
		"/passages/nothing":                                                404,
		"/passages/" + regulationID:                                        404,
		"/passages/" + regulationID + ".0001?start=0&end=3":                400, // the title is no passage
		"/passages/" + regulationID + ".0001?start=a&end=3":                400,
		"/passages/" + regulationID + ".0001?start=3":                      400,
		"/passages/" + regulationID + ".0001?start=1&end=99999999":         400,
		"/passages/" + regulationID + ".0001?as_of=gestern":                400,
		"/passages/" + regulationID + ".0001?start=-1&end=3&sum=aaaaaaaaa": 400,
	} {
		if res, body := w.do(t, "GET", path, ""); res.StatusCode != status || !strings.Contains(body, `role="alert"`) {
			t.Errorf("GET %s = %d, want %d", path, res.StatusCode, status)
		}
	}
}

// A link that was given before the text changed marks the words that were quoted,
// wherever they stand now, or nothing: never other words.
func TestPassagePageOfChangedText(t *testing.T) {
	t.Parallel()
	old := documents()[0]
	const quote = "每家企业每年最高五十万元。"
	c := cite(t, 1, old, quote)
	moved := &builder{doc: corpus.Document{ID: regulationID, Title: old.Title}}
	moved.passage("第一条", nil, "前面多了一条，所以后面的都往后移。").passage("第二条", nil, "按百分之十给予奖补。", quote)
	changed := &builder{doc: corpus.Document{ID: regulationID, Title: old.Title}}
	for range 3 {
		changed.passage("第三条", nil, strings.Repeat("这里每年最高只有五万元。", 20))
	}
	short := &builder{doc: corpus.Document{ID: regulationID, Title: old.Title}}
	short.passage("第一条", nil, "只剩一条。")
	for name, tt := range map[string]struct {
		doc    *builder
		status int
		marks  string
		says   string
	}{
		"moved":      {moved, 200, quote, "移到了这里"},
		"changed":    {changed, 200, "", "没有标出"},
		"no passage": {short, 404, "", "没有这一段"},
	} {
		w := newWorld(t, func(cfg *web.Config) { cfg.Library = bottest.NewFakeLibrary(tt.doc.done()) })
		res, page := w.do(t, "GET", c.PagePath(""), "")
		if res.StatusCode != tt.status || marked(page) != tt.marks || !strings.Contains(page, tt.says) {
			t.Errorf("%s: %d marks %q, want %d %q, and %q said", name, res.StatusCode, marked(page), tt.status, tt.marks, tt.says)
		}
	}
}

// Every citation that a channel of the site hands out leads to the passage's page.
func TestCitationsLeadToPassages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a, err := w.answerer.Answer(t.Context(), botQuestion(askConditions))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.records.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	for _, c := range a.Citations {
		path := c.PagePath(a.AsOf)
		for _, page := range []string{"/answers/" + a.ID, "/ask?q=" + askConditions} {
			if got := w.get(t, page); strings.Count(got, `href="`+html.EscapeString(path)+`"`) < 2 {
				t.Errorf("%s does not link to %s from number and source", page, path)
			}
		}
		if got := w.get(t, "/api/v1/answers/"+a.ID); !strings.Contains(got, `"page":"`+path+`"`) {
			t.Errorf("the API does not give %s", path)
		}
		if got := w.get(t, path); marked(got) != c.Quote {
			t.Errorf("%s marks %q, want %q", path, marked(got), c.Quote)
		}
	}
	_, events := w.do(t, "POST", "/api/v1/ask", `{"question":"`+askConditions+`"}`, "Content-Type", "application/json", "Accept", "text/event-stream")
	if n := strings.Count(events, `"page":"/passages/`); n != 2*len(a.Citations) {
		t.Errorf("%d pages in the events, want one in each citation and again in the answer (%d)", n, 2*len(a.Citations))
	}
}

// What leads in a list may stand in the passage before: the panel's request finds it.
func TestPassageAPILead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	d := w.docs[regulationID]
	lead := d.Passages[1].Parts[0]
	body := w.get(t, fmt.Sprintf("/api/v1/passages/%s?start=%d&end=%d", d.Passages[2].ID, lead.Start, lead.End))
	if !strings.Contains(body, `"passage_id":"`+d.Passages[1].ID+`"`) || !strings.Contains(body, `{"text":"申请奖补的企业应当具备下列条件：","mark":true`) {
		t.Errorf("the span of the passage before is not found: %s", body)
	}
}
