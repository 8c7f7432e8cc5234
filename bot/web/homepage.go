package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// homeWidget is the widget of our own product page. It stands in no table, can
// be framed by our own pages alone, and has the limits by visitor and address.
const homeWidget = "home"

// formPage is what every page with the question box has.
type formPage struct {
	Examples []string
	Given    corpus.Date // day filled in already; empty: none
	Region   string
	Regions  []string // offered in the form
}

type homePage struct {
	formPage
	Sample   *sample           // nil: none can be shown
	Coverage *coverageResponse // nil: it cannot be counted now
	Widget   string            // id of the embedded widget; empty: none
}

// sample is one sentence of a real answer and the passage that says it.
type sample struct {
	said
	Question, Label       string
	Citation              bot.Citation
	Before, Marked, After []run
}

// home is the product page. What it cannot get it leaves out: it is the first
// page that a reader sees.
func (s *site) home(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	page := homePage{formPage: s.form(ctx), Sample: s.sampleOf(ctx)}
	if c, err := s.coverage(ctx); err == nil {
		page.Coverage = c
	}
	if s.Widgets != nil {
		page.Widget = homeWidget
		w.Header().Set("Content-Security-Policy", policy+"; frame-src 'self'")
	}
	s.render(w, r, http.StatusOK, "home", page)
}

func (s *site) form(ctx context.Context) formPage {
	page := formPage{Examples: s.suggested(ctx)}
	if docs, err := s.Library.Documents(ctx); err == nil {
		page.Regions = localRegions(docs)
	}
	return page
}

// localRegions lists the regions of documents without the whole country.
func localRegions(docs []corpus.Document) (out []string) {
	for _, region := range regionsOf(docs) {
		if region != "全国" {
			out = append(out, region)
		}
	}
	return out
}

type chatPage struct {
	formPage
	Kept     bool   // answers have addresses of their own
	Feedback bool   // readers are asked whether an answer helped
	Keep     int    // days that a conversation is kept; 0: it is not
	Widget   string // whose visitor the page asks as; empty: nobody's
}

// chat is the page that asks and streams answers; form may fill in its fields.
func (s *site) chat(w http.ResponseWriter, r *http.Request, form url.Values) {
	page := chatPage{formPage: s.form(r.Context()), Kept: s.Records != nil, Feedback: s.Feedbacks != nil}
	if s.Conversations != nil {
		page.Keep = pageKeepDays
	}
	if s.KeysOnly {
		page.Widget = homeWidget
	}
	if day, err := corpus.ParseDate(form.Get("as_of")); err == nil {
		page.Given = day
	}
	if region := strings.TrimSpace(form.Get("region")); utf8.RuneCountInString(region) <= maxRegionRunes {
		page.Region = region
	}
	s.render(w, r, http.StatusOK, "ask", page)
}

// sampleOf gives the first sentence of the first example's answer; nil where no
// example has been answered.
func (s *site) sampleOf(ctx context.Context) *sample {
	s.suggested(ctx)
	s.offered.mu.Lock()
	a := s.offered.first
	s.offered.mu.Unlock()
	if a == nil {
		return nil
	}
	statements, _ := reading(a)
	if len(statements) == 0 || len(statements[0].Citations) == 0 {
		return nil
	}
	out := &sample{said: statements[0], Question: a.Question, Label: a.Label}
	for _, c := range a.Citations {
		if c.N == statements[0].Citations[0] {
			out.Citation = c
		}
	}
	found, err := s.Library.Passages(ctx, []string{out.Citation.PassageID})
	if err != nil || len(found) != 1 {
		return nil
	}
	p := found[0].Passage
	for _, piece := range runs(p.Text, p.Start, p.Parts, out.Citation.Start, out.Citation.End) {
		switch {
		case piece.Mark:
			out.Marked = append(out.Marked, piece)
		case out.Marked == nil:
			out.Before = append(out.Before, piece)
		default:
			out.After = append(out.After, piece)
		}
	}
	if out.Marked == nil {
		return nil // the document has changed since
	}
	return out
}
