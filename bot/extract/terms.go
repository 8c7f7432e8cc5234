package extract

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"unicode/utf8"
)

// contextShare is the weight of a word that only the first part of a question
// says, against one of the part itself.
const contextShare = 0.25

// absentGap is less than what separates the weight of a term that one passage
// holds from that of a term that none holds (about ln 3).
const absentGap = 0.5

// setTerms takes the words of the first part of a question and of the part
// itself.
func (a *ask) setTerms(context, own []string) {
	weights := map[string]float64{}
	for _, t := range context {
		weights[t] = contextShare * a.weight(t)
	}
	for _, t := range own {
		weights[t] = a.weight(t)
	}
	rare := 0.0 // the greatest weight is that of a term which no passage holds
	if a.part.Found != nil {
		for _, idf := range a.part.Found.Rarity {
			rare = max(rare, idf)
		}
	}
	for _, w := range slices.Sorted(maps.Keys(weights)) {
		t := term{word: w, weight: weights[w], known: true}
		if idf, ok := a.rarity(w); ok {
			t.known = idf < rare-absentGap
		}
		a.terms = append(a.terms, t)
		a.strange = a.strange || !t.known && utf8.RuneCountInString(w) == 1
		if t.known {
			a.most = max(a.most, t.weight)
		}
	}
	held := slices.DeleteFunc(slices.Clone(a.terms), func(t term) bool { return !t.known })
	slices.SortStableFunc(held, func(x, y term) int { return cmp.Compare(y.weight, x.weight) })
	for _, t := range held[:min(3, len(held))] {
		a.rarest = append(a.rarest, t.word)
	}
}

func (a *ask) rarity(word string) (float64, bool) {
	if a.part.Found == nil {
		return 0, false
	}
	idf, ok := a.part.Found.Rarity[word]
	return idf, ok
}

// knownHeld is the weighted share of the question's terms that are in the
// corpus at all and in a set.
func (a *ask) knownHeld(set map[string]bool) float64 {
	return a.share(set, func(t term) bool { return t.known })
}

// heaviestHeld is the weight of the heaviest term that the corpus and a set
// have, against the heaviest that the corpus has.
func (a *ask) heaviestHeld(set map[string]bool) float64 {
	most := 0.0
	for _, t := range a.terms {
		if t.known && set[t.word] {
			most = max(most, t.weight)
		}
	}
	if a.most == 0 {
		return 0
	}
	return most / a.most
}

// longestCommon is the length of the longest run of characters, white space
// apart, that two texts share.
func longestCommon(a, b []rune) int {
	row := make([]int, len(b)+1)
	best := 0
	for _, x := range a {
		diagonal := 0
		for k, y := range b {
			next := row[k+1]
			row[k+1] = 0
			if x == y && x != ' ' && x != ',' {
				row[k+1] = diagonal + 1
				best = max(best, row[k+1])
			}
			diagonal = next
		}
	}
	return best
}

// heaviestLacking is the weight of the heaviest term that the corpus has and a
// set has not, against the heaviest that the corpus has.
func (a *ask) heaviestLacking(set map[string]bool) float64 {
	most := 0.0
	for _, t := range a.terms {
		if t.known && !set[t.word] {
			most = max(most, t.weight)
		}
	}
	least := leastLack
	if a.strange {
		least = 0
	}
	if a.most == 0 {
		return least
	}
	return max(least, most/a.most)
}

// leastLack is the least that the heaviest word lacking is reckoned to weigh. Questions
// all of whose words one passage holds are short and few among those that the decision
// was fitted on: that nothing is lacking must not count against an answer. It may where
// the question has a character that the whole corpus lacks.
const leastLack = 0.5

// yearFigure is a year as a figure.
var yearFigure = regexp.MustCompile(`^(19|20)\d\d年?度?$`)

// weight is the weight of a term: its rarity in the corpus where the search
// tells it, otherwise by length alone (a bigram says more than a character).
func (a *ask) weight(term string) float64 {
	if idf, ok := a.rarity(term); ok {
		return idf
	}
	if len([]rune(term)) == 1 {
		return 0.5
	}
	return 3
}

func (c *Composer) termSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, t := range c.segmenter.Terms(s) {
		set[t] = true
	}
	return set
}

// heldIn says which of the question's terms a set holds.
func (a *ask) heldIn(set map[string]bool) []bool {
	out := make([]bool, len(a.terms))
	for i, t := range a.terms {
		out[i] = set[t.word]
	}
	return out
}

// covered is the weighted share of the question's terms in a set.
func (a *ask) covered(set map[string]bool) float64 {
	return a.share(set, func(term) bool { return true })
}

// coveredBeside is the same of the terms which title and headings do not hold:
// what is asked of the thing, not what names it. A text names its thing once and
// then says "it"; which text, the title tells, and among the sentences of one it
// need not be asked.
func (a *ask) coveredBeside(set, head map[string]bool) float64 {
	return a.share(set, func(t term) bool { return !head[t.word] })
}

// share is the weighted share that a set holds of the terms that count; 0 where none does.
func (a *ask) share(set map[string]bool, counts func(term) bool) float64 {
	total, sum := 0.0, 0.0
	for _, t := range a.terms {
		if !counts(t) {
			continue
		}
		total += t.weight
		if set[t.word] {
			sum += t.weight
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// rarestHeld is the share of the three rarest terms of the question that a set holds.
func (a *ask) rarestHeld(set map[string]bool) float64 {
	if len(a.rarest) == 0 {
		return 0
	}
	n := 0
	for _, t := range a.rarest {
		if set[t] {
			n++
		}
	}
	return float64(n) / float64(len(a.rarest))
}

// truth is 1 for true, 0 for false.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
