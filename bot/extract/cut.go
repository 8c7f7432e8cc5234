package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// list is where a list stands: the first byte of its lead-in in a document.
type list struct {
	document string
	lead     int
}

// listOf gives the list whose item a part is, which may have begun in another
// passage; false for what no list holds.
func listOf(p *corpus.Passage, part int) (list, bool) {
	leads := p.Leads(part)
	if len(leads) == 0 {
		return list{}, false
	}
	return list{p.DocumentID, leads[len(leads)-1].Start}, true
}

// labels are the items of lists: a long item is several parts of one label.
type labels map[list]map[string]bool

func (l labels) add(p *corpus.Passage, part int) {
	if of, ok := listOf(p, part); ok {
		if l[of] == nil {
			l[of] = map[string]bool{}
		}
		l[of][p.Parts[part].Label] = true
	}
}

// cutLists gives a note for each lead-in among the chosen whose items are not all
// chosen: who reads half a list must know that there is more. Items are counted
// in the passages found; where a long passage ends with an item of the list, the
// text may go on with others.
func cutLists(chosen, all []sentence, lang string) []string {
	quoted, items := labels{}, labels{}
	open, last := map[list]bool{}, map[list]int{}
	seen := map[string]bool{}
	for i := range chosen {
		quoted.add(&chosen[i].result.Passage, chosen[i].index)
	}
	for i := range all {
		p := &all[i].result.Passage
		if seen[p.ID] {
			continue
		}
		seen[p.ID] = true
		for k := range p.Parts {
			items.add(p, k)
		}
		if of, ok := listOf(p, len(p.Parts)-1); ok && p.Ordinal >= last[of] {
			last[of] = p.Ordinal
			open[of] = utf8.RuneCountInString(p.Text) > corpus.MaxPassageRunes-corpus.MaxPartRunes
		}
	}
	var notes []string
	for i := range chosen {
		s := &chosen[i]
		of := list{s.result.Passage.DocumentID, s.part().Start}
		if n := len(quoted[of]); s.leads > 0 && len(items[of]) > n {
			notes = append(notes, bot.ListCut(leadName(s.text), len(items[of]), n, open[of], lang))
			delete(items, of)
		}
	}
	return notes
}

// leadRunes is how many characters of a lead-in name its list.
const leadRunes = 24

// leadName gives the last words of a lead-in, which say what is listed.
func leadName(text string) string {
	words := []rune(strings.TrimSuffix(text, "："))
	if len(words) > leadRunes {
		return "…" + string(words[len(words)-leadRunes:])
	}
	return string(words)
}
