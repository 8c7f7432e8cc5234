package extract

import (
	"math"
	"regexp"
	"slices"
	"strings"
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

// say the same: amended sentences keep most of their words.

const correspond = 0.7

// another version that corresponds to it, and the best by itself: a rule that

// was written anew keeps few of its words.

func (c *Composer) corresponding(r reading, chosen []sentence) []sentence {
	all := r.all
	out := c.choose(r, c.model.Threshold/2)
	out = out[:min(1, len(out))]
	taken := map[corpus.Part]bool{}
	for i := range out {
		taken[out[i].part()] = true
	}
	for i := range chosen {
		best, nearness := -1, correspond
		for k := range all {
			if n := alike(&chosen[i], &all[k]); n > nearness {
				best, nearness = k, n
			}
		}
		if best >= 0 && !taken[all[best].part()] {
			taken[all[best].part()] = true
			out = append(out, all[best])
		}
	}
	return out
}

// and of the share of characters in common pairs (Dice); that share alone where

// a vector is missing.

func alike(a, b *sentence) float64 {
	dice := diceOf(a.text, b.text)
	va, vb := vectorOf(a), vectorOf(b)
	if va == nil || vb == nil {
		return dice
	}
	return (dot(va, vb) + dice) / 2
}

func diceOf(a, b string) float64 {
	pa, pb := pairsOf(a), pairsOf(b)
	if len(pa)+len(pb) == 0 {
		return 0
	}
	common := 0
	for p := range pa {
		if pb[p] {
			common++
		}
	}
	return 2 * float64(common) / float64(len(pa)+len(pb))
}

// the few that are nearest to the question.

const (
	listItems = 20
	someItems = 3
)

// asked for or where the lead-in does not say the answer itself.

func withItems(chosen, all []sentence, a ask) []sentence {
	var out []sentence
	have := map[corpus.Part]bool{}
	for _, s := range chosen {
		have[s.part()] = true
	}
	for _, s := range chosen {
		if lead := s.part().Lead; lead >= 0 && !asksList(a.part) {
			out = append(out, tiersOf(&s, all, have)...)
		}
		out = append(out, s)
		if s.leads == 0 {
			continue
		}
		most := someItems
		if asksList(a.part) {
			most = listItems
		} else if holdsAnswer(&s, a) {
			continue
		}
		out = append(out, itemsOf(&s, all, have, most)...)
	}
	return out
}

// text, where the first of them stands.

func grouped(chosen []sentence) []sentence {
	var out []sentence
	done := map[int]bool{}
	for i := range chosen {
		if done[i] {
			continue
		}
		list := []sentence{chosen[i]}
		for k := i + 1; k < len(chosen) && chosen[i].part().Lead >= 0; k++ {
			if !done[k] && chosen[k].result == chosen[i].result && chosen[k].part().Lead == chosen[i].part().Lead {
				done[k] = true
				list = append(list, chosen[k])
			}
		}
		slices.SortFunc(list, func(x, y sentence) int { return x.index - y.index })
		out = append(out, list...)
	}
	return out
}

const (
	tierAlike = 0.45 // least share of character pairs in common
	maxTiers  = 6
)

var numbered = regexp.MustCompile(`^([（(]?[\p{Nd}一二三四五六七八九十]+[）).．、])`)

// they say the same for other cases (不低于5%, 4%, 3% by size): one alone would

// mislead. Words behind a list (其中, ...) bring all its items of that kind.

func tiersOf(s *sentence, all []sentence, have map[corpus.Part]bool) []sentence {
	var items []sentence
	for _, other := range all {
		if other.result == s.result && other.part().Lead == s.part().Lead && other.index != s.index && numbered.MatchString(other.text) {
			items = append(items, other)
		}
	}
	model := s.text
	if !numbered.MatchString(s.text) {
		if len(items) == 0 {
			return nil
		}
		model = items[0].text
	}
	var out []sentence
	for _, other := range items {
		if len(out) < maxTiers && !have[other.part()] && other.text != model && diceOf(model, other.text) >= tierAlike {
			out = append(out, other)
		}
	}
	if model != s.text && len(out) > 0 && !have[items[0].part()] {
		out = append(out, items[0])
	}
	for _, o := range out {
		have[o.part()] = true
	}
	slices.SortFunc(out, func(x, y sentence) int { return x.index - y.index })
	return out
}

func asksList(p bot.Part) bool { return p.Want == bot.WantList || p.Want == bot.WantProcedure }

// asked for and it has one.

func holdsAnswer(s *sentence, a ask) bool {
	switch a.part.Want {
	case bot.WantMoney, bot.WantPercent, bot.WantTime, bot.WantCount, bot.WantConsequence:
		return s.fits == 1 && utf8.RuneCountInString(s.text) > 30
	}
	return false
}

// text, and marks them as had.

func itemsOf(lead *sentence, all []sentence, have map[corpus.Part]bool, most int) []sentence {
	var items []sentence
	for _, s := range all { // best first
		if len(items) == most {
			break
		}
		if s.result == lead.result && s.part().Lead == lead.index && !have[s.part()] {
			have[s.part()] = true
			items = append(items, s)
		}
	}
	slices.SortFunc(items, func(x, y sentence) int { return x.index - y.index })
	return items
}

// count it and people do.

func comparableLabel(l string) string {
	return strings.NewReplacer("第一款", "", "(", "（", ")", "）").Replace(l)
}

var asksArticle = regexp.MustCompile(`(第[\p{Nd}〇零一二三四五六七八九十百千两]+[条款项目].{0,6}){1,3}(是|有|讲|说|规定|写|的)?(了|的是|的)?(什么|啥|哪些|怎么(说|规定|写)|如何规定|内容|原文|全文)|(原文|全文|念一下|读一下).{0,12}第.{1,8}[条款项]`)

const maxNamed = 12

// ask what it says; of a 款 or 项 that they name, that part alone.

func namedArticle(r reading) []sentence {
	if !asksArticle.MatchString(r.ask.part.Text) && !asksArticle.MatchString(r.ask.part.Topic) {
		return nil
	}
	label := ""
	for _, ref := range r.ask.part.Found.Understood.Refs {
		if len(ref.Label) > len(label) {
			label = ref.Label
		}
	}
	var out, whole []sentence
	for _, s := range r.all {
		if !s.result.Exact {
			continue
		}
		whole = append(whole, s)
		if l := s.part().Label; l != "" && strings.Contains(comparableLabel(l), comparableLabel(label)) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		out = whole
	}
	slices.SortStableFunc(out, func(x, y sentence) int { return x.part().Start - y.part().Start })
	return out[:min(maxNamed, len(out))]
}
