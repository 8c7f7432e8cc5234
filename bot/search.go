package bot

import (
	"math"
	"time"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// SearchResponse is what a search gives back. Its JSON form is the contract of
// `policybot search --json` and of GET /api/v1/search.
type SearchResponse struct {
	Results   []SearchResult     `json:"results"`
	TimingsMS map[string]float64 `json:"timings_ms"` // total and the stages
	// Degraded says why a way of searching was left out; absent when none was.
	Degraded string `json:"degraded,omitempty"`
}

// SearchResult is one passage found: Text is the stored text of its
// document between the byte offsets Start and End.
type SearchResult struct {
	Rank       int           `json:"rank"`  // from 1
	Score      float64       `json:"score"` // finite; higher is better
	PassageID  string        `json:"passage_id"`
	DocumentID string        `json:"document_id"`
	Source     string        `json:"source"`
	Title      string        `json:"title"`
	Locator    string        `json:"locator"` // 第十一条, or the headings above a paragraph
	Text       string        `json:"text"`
	Start      int           `json:"start"`
	End        int           `json:"end"`
	Status     corpus.Status `json:"status"`
}

// NewSearchResponse gives the contract's form of r, nil included. took is the
// time of the whole search.
func NewSearchResponse(r *retrieval.Results, took time.Duration) SearchResponse {
	out := SearchResponse{
		Results:   []SearchResult{},
		TimingsMS: map[string]float64{"total": float64(took.Microseconds()) / 1000},
	}
	if r == nil {
		return out
	}
	out.Degraded = r.Degraded
	for stage, ms := range r.TimingsMS {
		if stage != "total" {
			out.TimingsMS[stage] = finite(ms)
		}
	}
	for _, f := range r.Results {
		s := SearchResult{
			Rank:       f.Rank,
			Score:      finite(f.Score),
			PassageID:  f.Passage.ID,
			DocumentID: f.Passage.DocumentID,
			Locator:    PassageLocator(f.Passage),
			Text:       f.Passage.Text,
			Start:      f.Passage.Start,
			End:        f.Passage.End,
			Status:     f.Status,
		}
		if f.Document != nil {
			s.Source, s.Title = f.Document.Source, f.Document.Title
		}
		out.Results = append(out.Results, s)
	}
	return out
}

// PassageLocator says where a passage stands in its document: its label, or
// the headings above it joined by " · "; empty where it has neither.
func PassageLocator(p corpus.Passage) string {
	if p.Label != "" {
		return p.Label
	}
	out := ""
	for _, h := range p.Path {
		if out != "" {
			out += " · "
		}
		out += h
	}
	return out
}

// finite gives 0 for what JSON cannot hold.
func finite(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
