package bot

import (
	"cmp"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// NewCitation gives citation n of a span of a passage found. It is located by the
// span's own label, its article, or its headings.
func NewCitation(n int, r *retrieval.Result, span corpus.Part) Citation {
	d := r.Document
	return Citation{
		N: n, DocumentID: d.ID, PassageID: r.Passage.ID, Source: d.Source, Title: d.Title, DocNumber: d.DocNumber,
		Locator: cmp.Or(span.Label, r.Passage.Label, strings.Join(r.Passage.Path, " > ")), Quote: QuoteOf(r.Passage, span), Start: span.Start, End: span.End,
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
