package web

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages are the parsed templates, one set for each page.
type pages struct {
	byName map[string]*template.Template
	static *staticFiles
}

func loadPages(static *staticFiles) (*pages, error) {
	p := &pages{byName: map[string]*template.Template{}, static: static}
	for _, name := range []string{"home", "ask", "answer", "documents", "document", "passage", "coverage", "accessibility", "widget", "error"} {
		t, err := template.New(name).ParseFS(templateFiles,
			"templates/layout.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, err
		}
		p.byName[name] = t
	}
	return p, nil
}

// view is what every template gets: the words, links and the page's own data.
type view struct {
	*catalogue
	Other   string // address of this page in the other language
	Page    string // name of the page
	Strings string // words for the script, JSON
	Today   corpus.Date
	Theme   string // light or dark; empty: as the reader's device says
	Embeds  string // id of the widget that the page embeds; empty: none
	Data    any

	explicit bool // the language was named in the address
	static   *staticFiles
}

// Link gives an address on this site that keeps a language chosen by hand.
func (v view) Link(path string) string {
	if !v.explicit {
		return path
	}
	path, fragment, _ := strings.Cut(path, "#")
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	path += sep + "lang=" + v.Lang
	if fragment != "" {
		path += "#" + fragment
	}
	return path
}

// Static gives the address of an embedded file.
func (v view) Static(name string) string { return v.static.link(name) }

// Explicit gives the language when it was chosen by hand, for hidden fields.
func (v view) Explicit() string {
	if v.explicit {
		return v.Lang
	}
	return ""
}

// CitationLink gives the passage's page, where the quoted span is marked.
func (v view) CitationLink(c bot.Citation) string {
	return v.Link(cmp.Or(c.Page, c.PagePath("")))
}

// SpanLink gives the place of a span, its first and last byte offset, in the page
// of its document; a nil span is the document's anchor.
func (v view) SpanLink(id string, span *[2]int, anchor string, asOf corpus.Date) string {
	q := url.Values{}
	if span != nil {
		q.Set("start", strconv.Itoa(span[0]))
		q.Set("end", strconv.Itoa(span[1]))
		anchor = "cite"
	}
	return v.DayLink("/documents/"+url.PathEscape(id), q, asOf) + "#" + anchor
}

// PassageLink gives the page of a passage, as of the day that this one shows.
func (v view) PassageLink(id string, asOf corpus.Date) string {
	return v.DayLink("/passages/"+url.PathEscape(id), url.Values{}, asOf)
}

// DayLink gives an address on this site with a day, where one was asked for.
func (v view) DayLink(path string, q url.Values, asOf corpus.Date) string {
	if asOf.Known() {
		q.Set("as_of", string(asOf))
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return v.Link(path)
}

// DocumentLink gives the page of a document.
func (v view) DocumentLink(id string) string { return v.Link("/documents/" + url.PathEscape(id)) }

// Reasons lists why an answer may not help.
func (v view) Reasons() []bot.Reason { return bot.Reasons }

// AskLink gives the page that answers a question without JavaScript.
func (v view) AskLink(q string) string { return v.Link("/ask?q=" + url.QueryEscape(q)) }

// Official gives an official address when it is one of the web, else nothing:
// an address from a document's metadata is not trusted to be harmless.
func (v view) Official(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}

// Host gives the host of an address, to be shown beside its link.
func (v view) Host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Dates gives the days between which a text applies, in words; empty when
// neither is known.
func (v view) Dates(from, to corpus.Date) string {
	switch {
	case from.Known() && to.Known():
		return v.F("dates.from_to", from, to)
	case from.Known():
		return v.F("dates.from", from)
	case to.Known():
		return v.F("dates.to", to)
	}
	return ""
}

// Since gives the days between which a cited text applies, in words; of one that
// names only the first day of its first edition, when it was amended.
func (v view) Since(c bot.Citation) string {
	if c.EffectiveBasis == corpus.BasisDecision && c.EffectiveFrom.Known() {
		return v.F("dates.amended", c.EffectiveFrom)
	}
	return v.Dates(c.EffectiveFrom, c.EffectiveTo)
}

var hardWrap = regexp.MustCompile(`([^\x00-\xff])\s*\n\s*([^\x00-\xff])`)

// Joined drops the hard wraps of the source between Chinese characters.
func (v view) Joined(quote string) string { return hardWrap.ReplaceAllString(quote, "$1$2") }

type errorPage struct{ Message string }

// render sends a page. It is built whole before the first byte leaves.
func (s *site) render(w http.ResponseWriter, r *http.Request, status int, page string, data any) {
	c := s.words.of(r)
	_, explicit := s.words.named(r.URL.Query().Get("lang"))
	v := view{
		catalogue: c, Other: otherLanguage(r, c), Page: page, Strings: c.client(),
		Today: corpus.DateOf(s.Now()), Data: data, explicit: explicit, static: s.static,
	}
	switch p := data.(type) {
	case widgetPage:
		v.Theme = p.Theme
	case homePage:
		v.Embeds = p.Widget
	}
	var body bytes.Buffer
	if err := s.pages.byName[page].ExecuteTemplate(&body, "layout", v); err != nil {
		s.Logger.ErrorContext(r.Context(), "page not rendered", "page", page, "err", err)
		http.Error(w, c.T("error.internal"), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", c.Lang)
	h.Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // a client that is gone is nobody's error
}

// otherLanguage gives the address of the same page in the other language.
func otherLanguage(r *http.Request, c *catalogue) string {
	q := r.URL.Query()
	q.Set("lang", langEN)
	if c.Lang == langEN {
		q.Set("lang", langZH)
	}
	u := url.URL{Path: r.URL.Path, RawQuery: q.Encode()}
	if strings.HasPrefix(u.Path, "//") {
		u.Path = "/" // never an address on another host
	}
	return u.String()
}
