package extract

import (
	"math"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// choose gives the sentences that answer a part, best first, none where nothing
// found answers it.
func (c *Composer) choose(r reading, threshold float64) []sentence {
	all, a := r.all, r.ask
	if named := namedArticle(r); len(named) > 0 {
		return named
	}
	if len(all) == 0 || !c.accepts(r, threshold) {
		return nil
	}
	first := firstAnswer(all, a)
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
	return grouped(withItems(withSiblings(chosen, all), all, a))
}

// wordsEnough is the share of the question's words that a sentence must hold
// with its headings where there is no vector to tell more.
const wordsEnough = 0.6

// accepts says whether what was found answers the part at all.
func (c *Composer) accepts(r reading, threshold float64) bool {
	if r.ask.part.Found.Vector == nil { // searched by words alone: the model knows nothing of that
		return r.all[0].context >= wordsEnough && r.all[0].fits > 0
	}
	return c.model.Probability(partFeatures(r)) >= threshold
}

// shortArticle is the length in characters up to which an article of a few
// sentences is quoted whole: its sentences qualify each other.
const (
	shortArticle  = 140
	shortSentence = 3
)

// withSiblings adds to the first sentence the others of its article where that
// is short.
func withSiblings(chosen, all []sentence) []sentence {
	first := chosen[0]
	p := first.result.Passage
	if p.Kind != corpus.PassageArticle || len(p.Parts) > shortSentence || utf8.RuneCountInString(p.Norm) > shortArticle {
		return chosen
	}
	have := map[int]bool{}
	for _, s := range chosen {
		if s.result == first.result {
			have[s.index] = true
		}
	}
	out := []sentence{first}
	for i := range all {
		if all[i].result == first.result && !have[all[i].index] {
			out = append(out, all[i])
		}
	}
	return append(out, chosen[1:]...)
}

// searchDepth and searchWithin say how far down, in rank and in score, a
// sentence with the kind of figure asked for is preferred to the best one:
// what is asked for is read from a few words, and may be read wrongly.
const (
	searchDepth     = 8
	searchWithin    = 0.3
	otherYearWithin = 0.12
)

// firstAnswer gives the index of the sentence to begin with, -1 for none.
func firstAnswer(all []sentence, a ask) int {
	fallback, least := -1, math.Inf(-1)
	for i := range all[:min(searchDepth, len(all))] {
		s := &all[i]
		if anotherYear(a.part.Years, s.result, s.text) {
			least = max(least, s.score-otherYearWithin)
			continue
		}
		if s.score < least { // what fits the words is of another year, and this is not near to it
			break
		}
		if fallback >= 0 && s.score < all[fallback].score-searchWithin {
			break
		}
		if answers(s, a) {
			return i
		}
		if fallback < 0 && !needsFigure(a.part.Want) {
			fallback = i
		}
	}
	return fallback
}

// needsFigure says whether nothing without the kind of figure asked for can be
// the answer.
func needsFigure(w bot.Want) bool {
	return w == bot.WantMoney || w == bot.WantScore || w == bot.WantDocNumber
}

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
