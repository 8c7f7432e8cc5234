package extract

import (
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// builder collects statements and numbers their citations.
type builder struct {
	question bot.Question
	draft    bot.Draft
	numbers  map[spanKey]int
	stated   map[string]bool
}

type spanKey struct {
	document   string
	start, end int
}

func newBuilder(q bot.Question) *builder {
	return &builder{question: q, numbers: map[spanKey]int{}, stated: map[string]bool{}}
}

// maxLeads is how many lead-ins are quoted above an item: 项 above 目, and the
// sentence above the 项.
const maxLeads = 3

// quote states a sentence. An item comes with the lead-in that gives it its
// meaning, both cited.
func (b *builder) quote(i int, part bot.Part, s sentence) {
	span := s.part()
	text, citations := s.text, []int{b.cite(s, span)}
	leads := s.result.Passage.Leads(s.index)
	for at := len(leads) - 1; at >= max(0, len(leads)-maxLeads); at-- {
		lead := corpus.Part{Kind: leads[at].Kind, Label: leads[at].Label, Start: leads[at].Start, End: leads[at].End}
		if _, said := b.number(s, lead); said { // the list goes on under its lead-in
			break
		}
		text = strings.TrimSpace(corpus.Normalize(leads[at].Text)) + text
		citations = append([]int{b.cite(s, lead)}, citations...)
	}
	key := part.Scope + "\x00" + text
	if b.stated[key] {
		b.claim(i)
		return
	}
	b.stated[key] = true
	intro := ""
	if part.Scope != "" {
		intro = part.Scope + "：\n"
	}
	b.draft.Statements = append(b.draft.Statements, bot.Drafted{
		Statement: bot.Statement{Text: text, Citations: citations}, Part: i, Intro: intro,
	})
}

// claim marks a part as answered by a statement that stands already.
func (b *builder) claim(i int) {
	b.draft.Shared = append(b.draft.Shared, i)
}

func (b *builder) number(s sentence, span corpus.Part) (int, bool) {
	n, ok := b.numbers[spanKey{s.result.Document.ID, span.Start, span.End}]
	return n, ok
}

// cite gives the number of the citation of a span, a new one where it has none.
func (b *builder) cite(s sentence, span corpus.Part) int {
	if n, ok := b.number(s, span); ok {
		return n
	}
	d, p := s.result.Document, s.result.Passage
	n := len(b.draft.Citations) + 1
	b.numbers[spanKey{d.ID, span.Start, span.End}] = n
	b.draft.Citations = append(b.draft.Citations, bot.Citation{
		N: n, DocumentID: d.ID, PassageID: p.ID, Source: d.Source, Title: d.Title, DocNumber: d.DocNumber,
		Locator: locator(p, span), Quote: quoteOf(p, span), Start: span.Start, End: span.End,
		URL: d.URL, Status: s.result.Status, EffectiveFrom: d.EffectiveFrom, EffectiveTo: d.EffectiveTo,
		Region: d.Region, Level: d.Level, Digest: d.Kind == corpus.KindDigest,
	})
	return n
}

// quoteOf gives the words of a span: of the passage, or of what leads in its
// parts and stands before it.
func quoteOf(p corpus.Passage, span corpus.Part) string {
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

// locator says where a span stands: its own label, its article, or its headings.
func locator(p corpus.Passage, span corpus.Part) string {
	switch {
	case span.Label != "":
		return span.Label
	case p.Label != "":
		return p.Label
	}
	return strings.Join(p.Path, " > ")
}
