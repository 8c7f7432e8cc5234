package extract

import (
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// opens says whether words announce what follows. Texts write the colon in either
// width.
func opens(text string) bool { return strings.HasSuffix(text, "：") || strings.HasSuffix(text, ":") }

// withoutOpenings leaves out, behind the sentence that answers best, what only
// announces something: a lead-in that tells nothing itself and none of whose items
// is quoted, a heading that a text puts as a question and does not answer here.
func withoutOpenings(chosen []sentence) []sentence {
	if len(chosen) < 2 {
		return chosen
	}
	best := chosen[0]
	out := slices.Clone(chosen[:1])
	for i := 1; i < len(chosen); i++ {
		s := &chosen[i]
		if opens(s.text) && !strings.Contains(s.text, "。") && !leadsOneOf(s, chosen) && !leadsOneOf(&best, []sentence{*s}) {
			continue
		}
		if asksItself(s) && (i+1 == len(chosen) || !follows(s, &chosen[i+1])) {
			continue
		}
		out = append(out, *s)
	}
	return out
}

// leadOf gives the part under which what a sentence announces stands: itself, or,
// where it only closes what a heading begins (（一）企业申请 … 提交下列材料：), that
// heading; -1 for a sentence that announces nothing.
func leadOf(s *sentence) int {
	if !opens(s.text) {
		return -1
	}
	own := slices.ContainsFunc(s.result.Passage.Parts, func(p corpus.Part) bool { return p.Lead == s.index })
	if above := s.part().Lead; above != -1 && !own && !numbered.MatchString(s.text) {
		return above
	}
	return s.index
}

// hasItems says whether something stands under what a sentence announces.
func hasItems(s *sentence) bool {
	lead := leadOf(s)
	return lead != -1 && slices.ContainsFunc(s.result.Passage.Parts, func(p corpus.Part) bool { return p.Lead == lead && p.Start > s.part().Start })
}

// introduces says whether a part stands in what a sentence announces.
func introduces(s, part *sentence) bool {
	if part.result != s.result || part.index == s.index {
		return false
	}
	lead := leadOf(s)
	return lead != -1 && part.part().Lead == lead && (lead == s.index || part.index > s.index && numbered.MatchString(part.text))
}

// leadsOneOf says whether a sentence introduces one of the chosen.
func leadsOneOf(s *sentence, chosen []sentence) bool {
	return slices.ContainsFunc(chosen, func(o sentence) bool { return introduces(s, &o) })
}

// follows says whether a sentence stands directly behind another.
func follows(s, next *sentence) bool { return next.result == s.result && next.index == s.index+1 }
