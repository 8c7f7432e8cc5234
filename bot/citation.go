package bot

import (
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// NewCitation gives citation n of a span of a passage found; locator says where
// the span stands.
func NewCitation(n int, r *retrieval.Result, span corpus.Part, locator string) Citation {
	d := r.Document
	return Citation{
		N: n, DocumentID: d.ID, PassageID: r.Passage.ID, Source: d.Source, Title: d.Title, DocNumber: d.DocNumber,
		Locator: locator, Quote: QuoteOf(r.Passage, span), Start: span.Start, End: span.End,
		URL: d.URL, Status: r.Status, EffectiveFrom: d.EffectiveFrom, EffectiveTo: d.EffectiveTo, EffectiveBasis: d.EffectiveBasis,
		Region: d.Region, Level: d.Level, Digest: d.Kind == corpus.KindDigest,
	}
}

// QuoteOf gives the words of a span: of the passage, or of what leads in its
// parts and stands before it; "" for a span of neither.
func QuoteOf(p corpus.Passage, span corpus.Part) string {
	if span.Start >= p.Start && span.End <= p.End {
		return p.Text[span.Start-p.Start : span.End-p.Start]
	}
	for _, lead := range p.Context {
		if lead.Start == span.Start && lead.End == span.End {
			return lead.Text
		}
	}
	return ""
}
