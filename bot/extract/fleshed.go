package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
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
	below := map[corpus.Part][]sentence{} // by the heading
	var kept []sentence
	have := map[corpus.Part]bool{}
	for _, s := range chosen {
		have[s.part()] = true
	}
	for i := range chosen {
		if h := &chosen[i]; bare(h) {
			for k := range all {
				if s := &all[k]; s.result == h.result && s.part().Lead == h.index && !numbered.MatchString(s.text) && !have[s.part()] {
					have[s.part()] = true
					below[h.part()] = append(below[h.part()], *s)
				}
			}
		}
	}
	moved := map[corpus.Part]bool{}
	for i := range chosen {
		h := &chosen[i]
		if !bare(h) {
			continue
		}
		for _, s := range chosen {
			if s.result == h.result && s.part().Lead == h.index && !moved[s.part()] {
				moved[s.part()] = true
				below[h.part()] = append(below[h.part()], s)
			}
		}
	}
	for _, s := range chosen {
		if moved[s.part()] {
			continue
		}
		kept = append(kept, s)
		under := below[s.part()]
		slices.SortFunc(under, func(x, y sentence) int { return x.index - y.index })
		kept = append(kept, under...)
	}
	return kept
}
