package extract

import (
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// builder collects statements and numbers their citations.
type builder struct {
	question bot.Question
	draft    bot.Draft
	numbers  map[spanKey]int
	stated   map[string]int      // text of a statement -> its index
	spans    map[spanKey]int     // span that a statement ends with -> its index
	of       []*retrieval.Result // what each statement is quoted from
	waiting  *lead               // nil: none
	same     map[string][]string // heading of a side -> beginnings of what it says like another
	others   []string            // the keys of same in order
}

type spanKey struct {
	document   string
	start, end int
}

func newBuilder(q bot.Question) *builder {
	return &builder{question: q, numbers: map[spanKey]int{}, stated: map[string]int{}, spans: map[spanKey]int{}, same: map[string][]string{}}
}

// maxLeads is how many lead-ins are quoted above an item: 项 above 目, and the
// sentence above the 项.
const maxLeads = 3

// quote states a sentence. An item comes with the lead-in that gives it its
// meaning, both cited.
func (b *builder) quote(i int, part bot.Part, s sentence) {
	span := s.part()
	if said, ok := b.spans[keyOf(s, span)]; ok { // for another part, with its lead-ins
		st := b.draft.Statements[said]
		b.state(i, part, s, st.Text, st.Citations)
		return
	}
	if _, said := b.number(s, span); said && opens(s.text) { // with the items that it introduces
		b.claim(i)
		return
	}
	text, citations := b.own(s)
	leads := s.result.Passage.Leads(s.index)
	for at := len(leads) - 1; at >= max(0, len(leads)-maxLeads); at-- {
		lead := corpus.Part{Kind: leads[at].Kind, Label: leads[at].Label, Start: leads[at].Start, End: leads[at].End}
		if _, said := b.number(s, lead); said { // the list goes on under its lead-in
			break
		}
		text = strings.TrimSpace(corpus.Normalize(leads[at].Text)) + text
		citations = append([]int{b.cite(s, lead)}, citations...)
	}
	b.state(i, part, s, text, citations)
}

// note adds notes, each once; empty ones are none.
func (b *builder) note(notes ...string) {
	for _, n := range notes {
		if n != "" && !slices.Contains(b.draft.Notes, n) {
			b.draft.Notes = append(b.draft.Notes, n)
		}
	}
}

// own gives the words of a sentence that are quoted, and their citations.
func (b *builder) own(s sentence) (string, []int) {
	if s.clipped == nil {
		return s.text, []int{b.cite(s, s.part())}
	}
	text, citations := "", []int{}
	for _, span := range s.clipped.spans {
		text += corpus.Normalize(bot.QuoteOf(s.result.Passage, span))
		citations = append(citations, b.cite(s, span))
	}
	return text, citations
}

// state adds a statement, or the citations to the one that says the same. The
// lead-in of a list that another side of a comparison has too waits until an
// item comes that only this side has.
func (b *builder) state(i int, part bot.Part, s sentence, text string, citations []int) {
	said, again := b.stated[sameText(text)]
	if w := b.waiting; w != nil && (!again || w.s.result != s.result || s.part().Lead != w.s.index) {
		b.waiting = nil
		if !again && w.s.result == s.result && s.part().Lead == w.s.index {
			b.add(w.part, w.of, w.s, w.text, w.citations)
		} else {
			b.again(w.part, w.of, w.s, b.stated[sameText(w.text)], w.citations)
		}
	}
	switch {
	case !again:
		b.add(i, part, s, text, citations)
	case opens(text) && b.draft.Statements[said].Part != i:
		b.claim(i)
		b.waiting = &lead{i, part, s, text, citations}
	default:
		b.again(i, part, s, said, citations)
	}
}

// lead is a lead-in that waits for its items.
type lead struct {
	part      int
	of        bot.Part
	s         sentence
	text      string
	citations []int
}

func (b *builder) add(i int, part bot.Part, s sentence, text string, citations []int) {
	b.stated[sameText(text)] = len(b.draft.Statements)
	b.spans[keyOf(s, s.part())] = len(b.draft.Statements)
	b.draft.Statements = append(b.draft.Statements, bot.Drafted{
		Statement: bot.Statement{Text: text, Citations: citations}, Part: i, Intro: b.heading(part, s),
	})
	b.of = append(b.of, s.result)
}

// sameText folds the brackets of items, in which alone some versions differ.
func sameText(s string) string { return strings.NewReplacer("(", "（", ")", "）").Replace(s) }

// saidRunes is how many characters of a statement tell which one is meant.
const saidRunes = 16

// again answers a part by a statement that stands already: what two texts say in
// the same words is said once, with the citations of both and a note.
func (b *builder) again(i int, part bot.Part, s sentence, said int, citations []int) {
	st := &b.draft.Statements[said]
	b.claim(i)
	other := false // another text says it
	for _, n := range citations {
		if !slices.Contains(st.Citations, n) {
			other = other || b.draft.Citations[n-1].DocumentID != b.draft.Citations[st.Citations[0]-1].DocumentID
			st.Citations = append(st.Citations, n)
		}
	}
	if !other || part.Scope == "" || st.Part == i || opens(st.Text) {
		return
	}
	begin := []rune(st.Text)
	if len(begin) > saidRunes {
		begin = append(begin[:saidRunes:saidRunes], '…')
	}
	of := strings.TrimSuffix(b.heading(part, s), "：\n")
	if b.same[of] == nil {
		b.others = append(b.others, of)
	}
	if !slices.Contains(b.same[of], string(begin)) {
		b.same[of] = append(b.same[of], string(begin))
	}
}

// finish gives the draft.
func (b *builder) finish() bot.Draft {
	if w := b.waiting; w != nil {
		b.again(w.part, w.of, w.s, b.stated[sameText(w.text)], w.citations)
	}
	b.group()
	for _, of := range b.others {
		b.draft.Notes = append(b.draft.Notes, bot.SaidTheSame(of, b.same[of], b.question.Lang))
	}
	return b.draft
}

// claim marks a part as answered by a statement that stands already.
func (b *builder) claim(i int) {
	b.draft.Shared = append(b.draft.Shared, i)
}

// keyOf names a span of the document that a sentence is of.
func keyOf(s sentence, span corpus.Part) spanKey {
	return spanKey{s.result.Document.ID, span.Start, span.End}
}

func (b *builder) number(s sentence, span corpus.Part) (int, bool) {
	n, ok := b.numbers[keyOf(s, span)]
	return n, ok
}

// cite gives the number of the citation of a span, a new one where it has none.
func (b *builder) cite(s sentence, span corpus.Part) int {
	if n, ok := b.number(s, span); ok {
		return n
	}
	n := len(b.draft.Citations) + 1
	b.numbers[keyOf(s, span)] = n
	b.draft.Citations = append(b.draft.Citations, bot.NewCitation(n, s.result, span))
	return n
}
