package web

import (
	"errors"
	"net/http"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// documentEntry is a document in GET /api/v1/documents.
type documentEntry struct {
	ID            string        `json:"document_id"`
	Title         string        `json:"title"`
	DocNumber     string        `json:"doc_number"`
	Issuer        string        `json:"issuer"`
	Kind          corpus.Kind   `json:"kind"`
	Level         corpus.Level  `json:"level"`
	Region        string        `json:"region"`
	Source        string        `json:"source"`
	URL           string        `json:"url"`
	Adopted       corpus.Date   `json:"adopted"`
	Published     corpus.Date   `json:"published"`
	EffectiveFrom corpus.Date   `json:"effective_from"`
	EffectiveTo   corpus.Date   `json:"effective_to"`
	Status        corpus.Status `json:"status"` // on as_of
	StatusNote    string        `json:"status_note"`
	ReplacedBy    string        `json:"replaced_by"`
}

type documentsResponse struct {
	AsOf      corpus.Date     `json:"as_of"`
	Total     int             `json:"total"` // stored, before the filter
	Documents []documentEntry `json:"documents"`
}

// documentResponse is one document with its text's passages.
type documentResponse struct {
	documentEntry
	Passages  []passageEntry `json:"passages"`
	Versions  []string       `json:"versions"` // IDs of the versions held, oldest first; empty: no other
	Relations []related      `json:"relations"`
}

type passageEntry struct {
	PassageID string `json:"passage_id"`
	Label     string `json:"label"`
	Start     int    `json:"start"` // byte offsets into the document
	End       int    `json:"end"`
	Text      string `json:"text"`
}

func entryOf(d *corpus.Document, day corpus.Date) documentEntry {
	return documentEntry{
		ID: d.ID, Title: d.Title, DocNumber: d.DocNumber, Issuer: d.Issuer, Kind: d.Kind, Level: d.Level, Region: d.Region,
		Source: d.Source, URL: view{}.Official(d.URL), Adopted: d.Adopted, Published: d.Published,
		EffectiveFrom: d.EffectiveFrom, EffectiveTo: d.EffectiveTo,
		Status: d.StatusOn(day), StatusNote: d.StatusNote, ReplacedBy: d.ReplacedBy,
	}
}

func (s *site) documentsAPI(w http.ResponseWriter, r *http.Request) {
	if no := known(r, "q", "region", "level", "kind", "status", "as_of", "lang"); no != nil {
		s.refuse(w, r, no)
		return
	}
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
	out := documentsResponse{AsOf: f.Day, Total: len(docs), Documents: []documentEntry{}}
	for i := range docs {
		if f.keeps(&docs[i]) {
			out.Documents = append(out.Documents, entryOf(&docs[i], f.Day))
		}
	}
	writeJSON(w, http.StatusOK, out)
}

func (s *site) documentAPI(w http.ResponseWriter, r *http.Request) {
	if no := known(r, "as_of", "lang"); no != nil {
		s.refuse(w, r, no)
		return
	}
	f, no := s.filterOf(r)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	d, all, ok := s.document(w, r)
	if !ok {
		return
	}
	out := documentResponse{documentEntry: entryOf(d, f.Day), Passages: []passageEntry{}, Versions: []string{}, Relations: append([]related{}, relations(d, all)...)}
	for _, p := range d.Passages {
		out.Passages = append(out.Passages, passageEntry{p.ID, p.Label, p.Start, p.End, p.Text})
	}
	for _, v := range lineage(d, all) {
		out.Versions = append(out.Versions, v.ID)
	}
	writeJSON(w, http.StatusOK, out)
}

// document loads the document that the path names, and the list of all; where it
// cannot it answers why.
func (s *site) document(w http.ResponseWriter, r *http.Request) (*corpus.Document, []corpus.Document, bool) {
	d, err := s.Library.Document(r.Context(), r.PathValue("id"))
	if errors.Is(err, retrieval.ErrNotFound) {
		s.fail(w, r, http.StatusNotFound, "not_found", "error.no_document")
		return nil, nil, false
	}
	var all []corpus.Document
	if err == nil {
		all, err = s.Library.Documents(r.Context())
	}
	if err != nil {
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return nil, nil, false
	}
	return d, all, true
}

// known refuses parameters that a route does not have.
func known(r *http.Request, names ...string) *refusal {
	for name := range r.URL.Query() {
		found := false
		for _, n := range names {
			found = found || n == name
		}
		if !found {
			return bad("unknown_field", "error.unknown_field", name)
		}
	}
	return nil
}
