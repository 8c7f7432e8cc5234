package web

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

type documentRow struct {
	corpus.Document
	Status corpus.Status
}

// Digest reports whether the document is a digest of ours.
func (d documentRow) Digest() bool { return d.Kind == corpus.KindDigest }

type documentsPage struct {
	documentFilter
	Total   int
	Groups  []documentGroup // by level, from the highest
	Shown   int
	Regions []string
	Found   []foundPassage // what the texts themselves say on the words, best first
}

// Levels, Kinds and Statuses are the choices of the form.
func (documentsPage) Levels() []corpus.Level    { return documentLevels }
func (documentsPage) Kinds() []corpus.Kind      { return documentKinds }
func (documentsPage) Statuses() []corpus.Status { return documentStatuses }

type documentGroup struct {
	Level corpus.Level
	Rows  []documentRow
}

// documentList lists the stored documents that the filter keeps.
func (s *site) documentList(w http.ResponseWriter, r *http.Request) {
	f, no := s.filterOf(r)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	docs, err := s.Library.Documents(r.Context())
	if err != nil {
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return
	}
	page := documentsPage{documentFilter: f, Total: len(docs), Regions: regionsOf(docs)}
	for _, d := range docs {
		if !f.keeps(&d) {
			continue
		}
		page.Shown++
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Level != d.Level {
			page.Groups = append(page.Groups, documentGroup{Level: d.Level})
		}
		g := &page.Groups[len(page.Groups)-1]
		g.Rows = append(g.Rows, documentRow{d, d.StatusOn(f.Day)})
	}
	page.Found = s.fulltext(r, f)
	s.render(w, r, http.StatusOK, "documents", page)
}

type documentPageData struct {
	documentRow
	AsOf      corpus.Date   // the day asked for; empty: today
	Versions  []documentRow // held, the oldest first; none where there is no other
	Relations []related
	Outline   []outlineEntry
	Blocks    []block
	Marked    bool
}

// Repeats reports whether a title line of the text says what the page's heading
// says already; a title may be wrapped over several lines.
func (d documentPageData) Repeats(line string) bool {
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	return strings.Contains(squeeze(d.Title), squeeze(line))
}

// documentPage shows a document whole; start and end (byte offsets) mark a span.
func (s *site) documentPage(w http.ResponseWriter, r *http.Request) {
	f, no := s.filterOf(r)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	d, all, ok := s.document(w, r)
	if !ok {
		return
	}
	start, end, no := span(r, d.Text)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	data := documentPageData{
		documentRow: documentRow{*d, d.StatusOn(f.Day)},
		AsOf:        f.AsOf,
		Relations:   relations(d, all),
		Blocks:      blocks(d, start, end),
		Marked:      start < end,
	}
	data.Outline = outline(data.Blocks)
	for _, v := range lineage(d, all) {
		data.Versions = append(data.Versions, documentRow{v, v.StatusOn(f.Day)})
	}
	s.render(w, r, http.StatusOK, "document", data)
}

// span reads start and end of the address: 0, 0 when neither is given. Both must
// stand between characters of the text; an end past the text means its end.
func span(r *http.Request, text string) (start, end int, no *refusal) {
	v := r.URL.Query()
	if !v.Has("start") && !v.Has("end") {
		return 0, 0, nil
	}
	start, err1 := strconv.Atoi(v.Get("start"))
	end, err2 := strconv.Atoi(v.Get("end"))
	end = min(end, len(text))
	if err1 != nil || err2 != nil || start < 0 || start >= end ||
		!utf8.RuneStart(text[start]) || (end < len(text) && !utf8.RuneStart(text[end])) {
		return 0, 0, bad("bad_span", "error.span")
	}
	return start, end, nil
}

// passageResponse is the JSON of GET /api/v1/passages/{id}: what the panel shows.
type passageResponse struct {
	PassageID     string        `json:"passage_id"`
	DocumentID    string        `json:"document_id"`
	Title         string        `json:"title"`
	DocNumber     string        `json:"doc_number"`
	Issuer        string        `json:"issuer"`
	Locator       string        `json:"locator"`
	Path          []string      `json:"path"`
	Text          string        `json:"text"`
	Start         int           `json:"start"`
	End           int           `json:"end"`
	URL           string        `json:"url"`
	Status        corpus.Status `json:"status"`
	StatusNote    string        `json:"status_note"`
	EffectiveFrom corpus.Date   `json:"effective_from"`
	EffectiveTo   corpus.Date   `json:"effective_to"`
	Region        string        `json:"region"`
	Level         corpus.Level  `json:"level"`
	Kind          corpus.Kind   `json:"kind"`
	Runs          []run         `json:"runs"` // Text in pieces, the span of start and end marked
}

func (s *site) passageAPI(w http.ResponseWriter, r *http.Request) {
	found, err := s.Library.Passages(r.Context(), []string{r.PathValue("id")})
	switch {
	case err != nil:
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return
	case len(found) != 1 || found[0].Document == nil:
		s.fail(w, r, http.StatusNotFound, "not_found", "error.no_passage")
		return
	}
	p, d := found[0].Passage, found[0].Document
	start, end, no := passageSpan(r, p)
	if no != nil {
		// What leads in the parts of a passage may stand before it, in another one.
		if p, start, end, no = s.leadSpan(r, d.ID); no != nil {
			s.refuse(w, r, no)
			return
		}
	}
	day := corpus.DateOf(s.Now())
	writeJSON(w, http.StatusOK, passageResponse{
		PassageID: p.ID, DocumentID: d.ID, Title: d.Title, DocNumber: d.DocNumber, Issuer: d.Issuer,
		Locator: bot.PassageLocator(p), Path: append([]string{}, p.Path...),
		Text: p.Text, Start: p.Start, End: p.End, URL: view{}.Official(d.URL),
		Status: d.StatusOn(day), StatusNote: d.StatusNote,
		EffectiveFrom: d.EffectiveFrom, EffectiveTo: d.EffectiveTo,
		Region: d.Region, Level: d.Level, Kind: d.Kind,
		Runs: append([]run{}, runs(p.Text, p.Start, p.Parts, start, end)...),
	})
}

// leadSpan finds the passage of a document that holds the span of the address.
func (s *site) leadSpan(r *http.Request, id string) (p corpus.Passage, start, end int, no *refusal) {
	start, _, _, no = quoted(r)
	if no != nil {
		return p, 0, 0, no
	}
	d, err := s.Library.Document(r.Context(), id)
	if err != nil {
		return p, 0, 0, s.refusalOf(r.Context(), err)
	}
	if at := passageAt(d, start); at != nil {
		p = *at
		start, end, no = passageSpan(r, p)
		return p, start, end, no
	}
	return p, 0, 0, bad("bad_span", "error.span")
}

// passageSpan reads start and end, byte offsets into the document, which must
// lie in the passage.
func passageSpan(r *http.Request, p corpus.Passage) (start, end int, no *refusal) {
	v := r.URL.Query()
	if !v.Has("start") && !v.Has("end") {
		return 0, 0, nil
	}
	start, err1 := strconv.Atoi(v.Get("start"))
	end, err2 := strconv.Atoi(v.Get("end"))
	if err1 != nil || err2 != nil || start < p.Start || end > p.Start+len(p.Text) || start >= end ||
		!utf8.RuneStart(p.Text[start-p.Start]) ||
		(end < p.Start+len(p.Text) && !utf8.RuneStart(p.Text[end-p.Start])) {
		return 0, 0, bad("bad_span", "error.span")
	}
	return start, end, nil
}
