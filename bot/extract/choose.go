package extract

import (
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// choose gives the sentences that answer a part, best first, none where nothing
// found answers it.
func (c *Composer) choose(part bot.Part, _ []bot.Part) []sentence {
	all, a := c.sentences(part)
	if len(all) == 0 || !c.answers(&all[0], a) {
		return nil
	}
	best := all[0]
	chosen := []sentence{best}
	seen := map[string]bool{best.text: true}
	for _, s := range all[1:] {
		if len(chosen) == c.weights.MaxSentences {
			break
		}
		if seen[s.text] || !c.answers(&s, a) {
			continue
		}
		share := c.weights.OtherShare
		if sameArticle(&best, &s) {
			share = c.weights.AlsoShare
		}
		if s.score < share*best.score {
			continue
		}
		seen[s.text] = true
		chosen = append(chosen, s)
	}
	return withItems(chosen, a)
}

// answers says whether a sentence is good enough to be the answer.
func (c *Composer) answers(s *sentence, a ask) bool {
	if anotherYear(a.part.Years, s.result, s.text) {
		return false
	}
	switch a.part.Want {
	case bot.WantMoney, bot.WantPercent, bot.WantTime, bot.WantCount, bot.WantScore, bot.WantDocNumber:
		if s.fits == 0 { // a figure was asked for and there is none
			return false
		}
	}
	return s.score >= c.weights.Answer
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
