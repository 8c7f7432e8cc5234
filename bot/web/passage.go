package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// passagePage is one passage with its document's validity, where every citation
// of every channel leads.
type passagePage struct {
	documentRow
	AsOf    corpus.Date   // the day asked for; empty: today
	Current corpus.Status // on the day it is opened
	Passage *corpus.Passage
	Text    block
	Span    *[2]int // what is marked; nil: nothing
	Moved   bool    // the words stood elsewhere when they were quoted
	Changed bool    // the words quoted are not in the text any more
	Number  int     // of the passage in its document, from 1
	Count   int
	Prev    *neighbour
	Next    *neighbour
}

// neighbour is a passage before or after the one shown.
type neighbour struct{ ID, Label, Text string }

// neighbourRunes is how much of a neighbour's text is shown.
const neighbourRunes = 42

// passagePage shows the passage of the path; start, end and sum name the words
// that were quoted. See [bot.Citation.PagePath].
func (s *site) passagePage(w http.ResponseWriter, r *http.Request) {
	f, no := s.filterOf(r)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	d, p, ok := s.passage(w, r)
	if !ok {
		return
	}
	page := passagePage{
		documentRow: documentRow{*d, d.StatusOn(f.Day)}, AsOf: f.AsOf,
		Current: d.StatusOn(corpus.DateOf(s.Now())), Count: len(d.Passages),
	}
	start, end, sum, no := quoted(r)
	if no == nil && end > 0 {
		page.Span, page.Moved, page.Changed = quotedSpan(d, start, end, sum)
		if page.Span == nil && !page.Changed {
			no = bad("bad_span", "error.span")
		}
	}
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	var from, to int
	if page.Span != nil {
		from, to = page.Span[0], page.Span[1]
		if at := passageAt(d, from); at != nil {
			p = at
		}
	}
	if p == nil {
		s.fail(w, r, http.StatusNotFound, "not_found", "error.no_passage")
		return
	}
	page.show(d, p, from, to)
	s.render(w, r, http.StatusOK, "passage", page)
}

// passage loads the document of the passage that the path names; the passage is
// nil where the document has no such passage any more.
func (s *site) passage(w http.ResponseWriter, r *http.Request) (*corpus.Document, *corpus.Passage, bool) {
	id := r.PathValue("id")
	of, _, _ := strings.Cut(id, ".")
	d, err := s.Library.Document(r.Context(), of)
	switch {
	case errors.Is(err, retrieval.ErrNotFound):
		s.fail(w, r, http.StatusNotFound, "not_found", "error.no_passage")
		return nil, nil, false
	case err != nil:
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return nil, nil, false
	}
	for i := range d.Passages {
		if d.Passages[i].ID == id {
			return d, &d.Passages[i], true
		}
	}
	return d, nil, true
}

// quoted reads what a link says of the words quoted: 0, 0 where it names none.
func quoted(r *http.Request) (start, end int, sum string, no *refusal) {
	v := r.URL.Query()
	if !v.Has("start") && !v.Has("end") {
		return 0, 0, "", nil
	}
	start, err1 := strconv.Atoi(v.Get("start"))
	end, err2 := strconv.Atoi(v.Get("end"))
	if err1 != nil || err2 != nil || start < 0 || start >= end {
		return 0, 0, "", bad("bad_span", "error.span")
	}
	return start, end, v.Get("sum"), nil
}

// quotedSpan finds the words that were quoted: at their place while those there
// have the sum, else at the first part or passage that has it. Without a sum the
// place alone counts. A nil span is no place in the text, or, where changed is
// true, words that it does not hold any more.
func quotedSpan(d *corpus.Document, start, end int, sum string) (span *[2]int, moved, changed bool) {
	fits := end <= len(d.Text) && utf8.RuneStart(d.Text[start]) && (end == len(d.Text) || utf8.RuneStart(d.Text[end]))
	if sum == "" {
		if !fits || passageAt(d, start) == nil {
			return nil, false, false
		}
		return &[2]int{start, end}, false, false
	}
	if fits && bot.QuoteSum(d.Text[start:end]) == sum {
		return &[2]int{start, end}, false, false
	}
	try := func(from, to int) bool {
		return to-from == end-start && bot.QuoteSum(d.Text[from:to]) == sum
	}
	for _, p := range d.Passages {
		if try(p.Start, p.End) {
			return &[2]int{p.Start, p.End}, true, false
		}
		for _, part := range p.Parts {
			if try(part.Start, part.End) {
				return &[2]int{part.Start, part.End}, true, false
			}
		}
	}
	return nil, false, true
}

// passageAt gives the passage that holds the byte offset; nil where none does.
func passageAt(d *corpus.Document, offset int) *corpus.Passage {
	for i, p := range d.Passages {
		if p.Start <= offset && offset < p.End {
			return &d.Passages[i]
		}
	}
	return nil
}

// show fills in the text with the span from start to end marked, and what stands
// before and after it. A span over several passages shows them all.
func (page *passagePage) show(d *corpus.Document, p *corpus.Passage, start, end int) {
	page.Passage, page.Number = p, p.Ordinal
	for _, b := range blocks(d, start, end) {
		if b.start <= p.Start && p.Start < b.end {
			page.Text = b
		}
	}
	for i, x := range d.Passages {
		near := neighbour{x.ID, x.Label, beginning(strings.TrimPrefix(x.Text, x.Label), neighbourRunes)}
		if x.End <= page.Text.start {
			page.Prev = &near
		}
		if page.Next == nil && i > 0 && x.Start >= page.Text.end {
			page.Next = &near
		}
	}
}
