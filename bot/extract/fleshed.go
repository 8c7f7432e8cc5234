package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/retrieval"
)

// bareRunes is the length in characters up to which an item without a stop is a
// heading: （二）专家评审.
const bareRunes = 24

// bare says whether a sentence is an item that only heads what stands below it.
func bare(s *sentence) bool {
	return numbered.MatchString(s.text) && utf8.RuneCountInString(s.text) <= bareRunes && !strings.ContainsAny(s.text, "，。；：、;:")
}

// fleshed puts behind every item that is only a heading the words below it that
// are no items themselves: a step that is named and not told is half an answer.
// The items below it that were chosen follow there too, in the order of the text.
func fleshed(chosen, all []sentence) []sentence {
	type place struct {
		result *retrieval.Result
		index  int
	}
	at := func(s *sentence) place { return place{s.result, s.index} }
	quoted := map[place]bool{}
	for i := range chosen {
		quoted[at(&chosen[i])] = true
	}
	below := map[place][]sentence{} // by the heading
	moved := map[place]bool{}
	for i := range chosen {
		h := &chosen[i]
		if !bare(h) {
			continue
		}
		for k := range all {
			s := &all[k]
			if s.result == h.result && s.part().Lead == h.index && !moved[at(s)] && (quoted[at(s)] || !numbered.MatchString(s.text)) {
				moved[at(s)] = true
				below[at(h)] = append(below[at(h)], *s)
			}
		}
		slices.SortFunc(below[at(h)], func(x, y sentence) int { return x.index - y.index })
	}
	var out []sentence
	var put func(s sentence)
	put = func(s sentence) { // a heading below a heading has its own words below it
		out = append(out, s)
		for _, under := range below[at(&s)] {
			put(under)
		}
	}
	for _, s := range chosen {
		if !moved[at(&s)] {
			put(s)
		}
	}
	return out
}
