package extract

import (
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// choose gives the sentences that answer a part, best first, none where nothing
// found answers it.
func (c *Composer) choose(part bot.Part, _ []bot.Part) []sentence {
	all, a := c.sentences(part)
	if len(all) == 0 || c.model.Probability(partFeatures(part, all)) < c.model.Threshold {
		return nil
	}
	first := slices.IndexFunc(all[:min(searchDepth, len(all))], func(s sentence) bool { return answers(&s, a) })
	if first < 0 {
		return nil
	}
	best := all[first]
	chosen := []sentence{best}
	seen := map[string]bool{best.text: true}
	for _, s := range all[first+1:] {
		if len(chosen) == c.weights.MaxSentences {
			break
		}
		if seen[s.text] || !answers(&s, a) {
			continue
		}
		within := c.weights.OtherWithin
		if sameArticle(&best, &s) {
			within = c.weights.AlsoWithin
		}
		if s.score < best.score-within {
			continue
		}
		seen[s.text] = true
		chosen = append(chosen, s)
	}
	return withItems(chosen, a)
}

// searchDepth is how far down a sentence that can be the answer is looked for.
const searchDepth = 8

// answers says whether a sentence can be the answer: it holds the kind of
// figure asked for, and does not speak of another year.
func answers(s *sentence, a ask) bool {
	if anotherYear(a.part.Years, s.result, s.text) {
		return false
	}
	switch a.part.Want {
	case bot.WantMoney, bot.WantPercent, bot.WantTime, bot.WantCount, bot.WantScore, bot.WantDocNumber:
		if s.fits == 0 { // a figure was asked for and there is none
			return false
		}
	}
	return true
}

func sameArticle(a, b *sentence) bool {
	return a.result.Document.ID == b.result.Document.ID && a.result.Passage.Label == b.result.Passage.Label &&
		(a.result.Passage.Label != "" || a.result.Passage.ID == b.result.Passage.ID)
}

// withItems adds the items that a chosen lead-in introduces, where a list was
// asked for or the lead-in says nothing without them.
func withItems(chosen []sentence, a ask) []sentence {
	var out []sentence
	have := map[corpus.Part]bool{}
	for _, s := range chosen {
		have[s.part()] = true
	}
	for _, s := range chosen {
		out = append(out, s)
		if !strings.HasSuffix(strings.TrimRight(s.text, " 　"), "：") {
			continue
		}
		parts := s.result.Passage.Parts
		for i, p := range parts {
			if p.Lead == s.index && !have[p] {
				have[p] = true
				raw := s.result.Passage.Text[p.Start-s.result.Passage.Start : p.End-s.result.Passage.Start]
				out = append(out, sentence{result: s.result, index: i, text: corpus.Normalize(raw), score: s.score})
			}
		}
	}
	return out
}
