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

// spot is where a part stands. A list may run over several passages of its document:
// a spot tells a part of it in whichever of them it was found.
type spot struct {
	document string
	start    int // byte offset into Document.Text
}

// at gives where a sentence stands.
func (s *sentence) at() spot { return spot{s.result.Passage.DocumentID, s.part().Start} }

// under gives the part that introduces a sentence, in its passage or before it; the
// zero spot for a sentence that stands for itself.
func (s *sentence) under() spot { return listOf(&s.result.Passage, s.index) }

// underOne says whether two sentences stand under one lead-in.
func underOne(a, b *sentence) bool {
	return a.under() != (spot{}) && a.under() == b.under() && a.at() != b.at()
}

// byPlace sorts sentences of one document in the order of its text.
func byPlace(x, y sentence) int { return x.part().Start - y.part().Start }

// leadOf gives the part under which what a sentence announces stands: itself, or,
// where it only closes what a heading begins (（一）企业申请 … 提交下列材料：), that
// heading; the zero spot for a sentence that announces nothing.
func leadOf(s *sentence) spot {
	if !opens(s.text) {
		return spot{}
	}
	own := slices.ContainsFunc(s.result.Passage.Parts, func(p corpus.Part) bool { return p.Lead == s.index })
	if above := s.under(); above != (spot{}) && !own && !numbered.MatchString(s.text) {
		return above
	}
	return s.at()
}

// hasItems says whether something stands in the passage under what a sentence
// announces.
func hasItems(s *sentence) bool {
	lead := leadOf(s)
	for i := s.index + 1; i < len(s.result.Passage.Parts) && lead != (spot{}); i++ {
		if listOf(&s.result.Passage, i) == lead {
			return true
		}
	}
	return false
}

// introduces says whether a part stands in what a sentence announces.
func introduces(s, part *sentence) bool {
	lead := leadOf(s)
	return lead != (spot{}) && part.under() == lead && part.at() != s.at() &&
		(lead == s.at() || part.at().start > s.at().start && numbered.MatchString(part.text))
}

// leadsOneOf says whether a sentence introduces one of the chosen.
func leadsOneOf(s *sentence, chosen []sentence) bool {
	return slices.ContainsFunc(chosen, func(o sentence) bool { return introduces(s, &o) })
}

// follows says whether a sentence stands directly behind another.
func follows(s, next *sentence) bool { return next.result == s.result && next.index == s.index+1 }
