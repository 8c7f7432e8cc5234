package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// A sentence of several hundred characters that lists awards or grants one after the
// other answers a question on one of them by its own words: the others are noise, and
// their figures are read for its figure.

const (
	// clipRunes is the length in characters from which a sentence is cut.
	clipRunes = 160
	// clipParallel is how many of its clauses must begin alike to be a list.
	clipParallel = 3
	// clipAhead is by how much of the question's words one clause must lead the others.
	clipAhead = 0.1
)

// clipped is what is quoted of a sentence: the words that announce its list, where they
// end with a colon, and the clause that answers.
type clipped struct {
	spans []corpus.Part
	of    int // how many clauses the sentence lists; 0: what is left out are addresses
}

// leaveAddresses leaves the addresses out of a sentence that would not be quoted
// for them, and says whether it may be quoted then.
func (s *sentence) leaveAddresses(raw string, span corpus.Part) bool {
	beside := bot.BesideAddresses(raw, s.result.Document.URL)
	if beside == nil {
		return false
	}
	s.clipped, s.text = &clipped{}, ""
	for _, at := range beside {
		s.text += corpus.Normalize(raw[at[0]:at[1]])
		s.clipped.spans = append(s.clipped.spans, within(span, at[0], at[1]))
	}
	return true
}

// within gives a piece of a span, from its own beginning.
func within(span corpus.Part, start, end int) corpus.Part {
	return corpus.Part{Kind: span.Kind, Label: span.Label, Start: span.Start + start, End: span.Start + end, Lead: -1}
}

var (
	// wholeAsked asks of more than one of them.
	wholeAsked = regexp.MustCompile(`哪些|哪几|分别|各|都|全部|所有|和|与|、|还是|区别`)
	clauseEnds = regexp.MustCompile(`[，；：。]`)
)

// clip marks of the chosen sentences those of which one clause alone is to be quoted.
func (c *Composer) clip(a ask, chosen []sentence) []sentence {
	if !asksFigure(a.part.Want) || wholeAsked.MatchString(a.part.Text) {
		return chosen
	}
	for i := range chosen {
		if chosen[i].clipped == nil {
			chosen[i].clipped = c.clauseOf(a, &chosen[i])
		}
	}
	return chosen
}

// leftAddresses gives a note that an address of a sentence quoted is left out; "" for
// none.
func leftAddresses(quoted []sentence, lang string) string {
	if slices.ContainsFunc(quoted, func(s sentence) bool { return s.clipped != nil && s.clipped.of == 0 }) {
		return bot.AddressLeft(lang)
	}
	return ""
}

// cutClauses gives a note that of the list in a sentence one clause alone is quoted; ""
// where all is.
func cutClauses(chosen []sentence, lang string) string {
	for _, s := range chosen {
		if s.clipped != nil && s.clipped.of > 0 {
			return bot.ClauseCut(s.clipped.of, lang)
		}
	}
	return ""
}

// clauseOf gives the clause of a long list of like clauses that holds the figure asked
// for and the most of the question; nil where the sentence is no such list, or where no
// clause stands out.
func (c *Composer) clauseOf(a ask, s *sentence) *clipped {
	span := s.part()
	raw := bot.QuoteOf(s.result.Passage, span)
	if utf8.RuneCountInString(raw) < clipRunes {
		return nil
	}
	clauses := parallel(raw)
	if len(clauses) < clipParallel {
		return nil
	}
	head := c.termSet(s.result.Document.Title + " " + strings.Join(s.result.Passage.Path, " "))
	best, first, second := -1, 0.0, 0.0
	for i, at := range clauses {
		text := corpus.Normalize(raw[at[0]:at[1]])
		own := c.termSet(text)
		a.hear(own, text)
		share := a.coveredBeside(own, head)
		if fits(a.part, s.lead, text) < 1 {
			share = 0
		}
		if share > first {
			best, first, second = i, share, first
		} else {
			second = max(second, share)
		}
	}
	if best < 0 || first < second+clipAhead {
		return nil
	}
	out := &clipped{of: len(clauses)}
	if intro := raw[:clauses[0][0]]; opens(strings.TrimSpace(intro)) {
		out.spans = append(out.spans, within(span, 0, clauses[0][0]))
	}
	out.spans = append(out.spans, within(span, clauses[best][0], clauses[best][1]))
	return out
}

// parallel gives the byte spans of the clauses of a sentence that begin with the same
// character as the most of them do, each up to the next of them.
func parallel(raw string) [][2]int {
	starts := map[rune][]int{}
	add := func(at int) {
		if r, _ := utf8.DecodeRuneInString(raw[at:]); strings.ContainsRune("对授给每按由", r) {
			starts[r] = append(starts[r], at)
		}
	}
	for _, m := range clauseEnds.FindAllStringIndex(raw, -1) {
		if m[1] < len(raw) {
			add(m[1])
		}
	}
	add(0)
	var most []int
	for _, at := range starts {
		if len(at) > len(most) || len(at) == len(most) && len(at) > 0 && at[0] < most[0] {
			most = at
		}
	}
	if len(most) > 1 && most[len(most)-1] == 0 { // the sentence itself begins so
		most = append([]int{0}, most[:len(most)-1]...)
	}
	var out [][2]int
	for i, at := range most {
		end := len(raw)
		if i+1 < len(most) {
			end = most[i+1]
		}
		out = append(out, [2]int{at, at + len(strings.TrimRight(raw[at:end], "，； \n\r\t　"))})
	}
	return out
}
