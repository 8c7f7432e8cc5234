package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// listOf gives the list whose item a part is, which may have begun in another
// passage, by the spot of its lead-in; the zero spot for what no list holds.
func listOf(p *corpus.Passage, part int) spot {
	leads := p.Leads(part)
	if len(leads) == 0 {
		return spot{}
	}
	return spot{p.DocumentID, leads[len(leads)-1].Start}
}

// cut is what is known of a list whose lead-in is quoted. Items are labels: a
// long one is several parts.
type cut struct {
	name, title   string
	label         string // of the lead-in; what bears it too goes on with that and is no item
	items, quoted map[string]bool
	figures       bool // it matters only where an item left out has a figure as asked for
	left          bool // one has
	last          int  // ordinal of the last passage found that ends with an item
	open          bool // the text may go on with others behind it
}

// cutLists gives a note for each lead-in among the chosen whose items are not all
// chosen: who reads half a list must know that there is more. Where a figure is
// asked for and an item has it, its list counts too if another item has one, for
// another case. Items are counted in the passages found; where a long passage ends
// with an item of the list, the text may go on with others.
func cutLists(chosen, all []sentence, asked bot.Part, lang string) []string {
	lists := map[spot]*cut{}
	var order []*cut
	add := func(s *sentence, at spot, lead string, figures bool) {
		if lists[at] == nil {
			lists[at] = &cut{label: labelAt(&s.result.Passage, at.start), name: leadName(lead), title: s.result.Document.Title, items: map[string]bool{}, quoted: map[string]bool{}, figures: figures}
			order = append(order, lists[at])
		}
	}
	for i := range chosen {
		if s := &chosen[i]; s.leads > 0 {
			add(s, leadOf(s), s.text, false)
		}
	}
	for i := range chosen {
		s := &chosen[i]
		figure, item := asksFigure(asked.Want) && s.fits == 1, asksList(asked) && numbered.MatchString(s.text)
		if at := s.under(); (figure || item) && at != (spot{}) {
			leads := s.result.Passage.Leads(s.index)
			add(s, at, corpus.Normalize(leads[len(leads)-1].Text), figure)
		}
	}
	if len(order) == 0 {
		return nil
	}
	for i := range chosen {
		if l := lists[chosen[i].under()]; l != nil && chosen[i].part().Label != l.label {
			l.quoted[chosen[i].part().Label] = true
		}
	}
	for i := range all {
		s := &all[i]
		if l := lists[s.under()]; l != nil && s.fits == 1 && !l.quoted[s.part().Label] {
			l.left = true
		}
	}
	seen := map[string]bool{}
	for i := range all {
		p := &all[i].result.Passage
		if seen[p.ID] {
			continue
		}
		seen[p.ID] = true
		for k, part := range p.Parts {
			l := lists[listOf(p, k)]
			if l == nil || part.Label == l.label {
				continue
			}
			l.items[part.Label] = true
			if k == len(p.Parts)-1 && p.Ordinal >= l.last {
				l.last = p.Ordinal
				l.open = utf8.RuneCountInString(p.Text) > corpus.MaxPassageRunes-corpus.MaxPartRunes
			}
		}
	}
	order = slices.DeleteFunc(order, func(l *cut) bool { return len(l.items) <= len(l.quoted) || l.figures && !l.left })
	var notes []string
	for _, l := range order {
		if name := l.name; slices.ContainsFunc(order, func(o *cut) bool { return o.title != l.title }) { // of which text
			l.name = "《" + l.title + "》" + name
		}
		notes = append(notes, bot.ListCut(l.name, len(l.items), len(l.quoted), l.open, lang))
	}
	return notes
}

// labelAt gives the label of the part of a passage that begins at a byte.
func labelAt(p *corpus.Passage, start int) string {
	for _, part := range p.Parts {
		if part.Start == start {
			return part.Label
		}
	}
	return ""
}

// leadRunes is how many characters of a lead-in name its list.
const leadRunes = 24

// leadName gives the last words of a lead-in, which say what is listed.
func leadName(text string) string {
	words := []rune(strings.TrimRight(text, "：:"))
	if len(words) > leadRunes {
		return "…" + string(words[len(words)-leadRunes:])
	}
	return string(words)
}
