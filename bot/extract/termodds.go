package extract

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
)

// TermOdds tells what it says for a sentence that it holds a word of the question,
// and what it says against it that it lacks the word: the log of how often the
// sentences that answer hold (lack) it, over how often the others found for the same
// questions do. Rarity alone does not tell: 里 and 拿 are rare in rules, and no
// sentence that answers who asks with them holds them.
//
// The odds are the relevance weights of S. E. Robertson and K. Spärck Jones
// (Relevance weighting of search terms, JASIS 27, 1976); that words differ in how
// often what is relevant holds them, whatever their rarity, is the term recall of
// L. Zhao and J. Callan (Term necessity prediction, CIKM 2010).
type TermOdds struct {
	classes [termClasses]odds
	terms   map[string]odds
}

// odds are natural logarithms of ratios.
type odds struct{ held, lacking float64 }

// Classes stand in for the words that were seen too seldom: by length, one character
// or more, and by rarity, the whole part of the weight.
const (
	rarities    = 10
	termClasses = 2 * rarities
)

func classOf(word string, weight float64) int {
	class := min(rarities-1, max(0, int(weight)))
	if utf8.RuneCountInString(word) > 1 {
		class += rarities
	}
	return class
}

// termOddsCSV is written by `policybot eval fit --odds`: a class, one:0 to more:9, or
// a word; its odds where it is held; and where it is lacking.
//
//go:embed termodds.csv
var termOddsCSV string

var defaultTermOdds = func() *TermOdds {
	o, err := ReadTermOdds(strings.NewReader(termOddsCSV))
	if err != nil {
		panic("extract: termodds.csv: " + err.Error()) // embedded: cannot come from input
	}
	return o
}()

func className(class int) string {
	return []string{"one:", "more:"}[class/rarities] + strconv.Itoa(class%rarities)
}

// ReadTermOdds reads what [TermOdds.Write] wrote.
func ReadTermOdds(r io.Reader) (*TermOdds, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < 1+termClasses {
		return nil, fmt.Errorf("%d rows, want a head and %d classes", len(rows), termClasses)
	}
	o := &TermOdds{terms: make(map[string]odds, len(rows)-1-termClasses)}
	for i, row := range rows[1:] {
		held, err := strconv.ParseFloat(row[1], 64)
		lacking, err2 := strconv.ParseFloat(row[2], 64)
		if err := errors.Join(err, err2); err != nil {
			return nil, fmt.Errorf("row %d: %w", i+2, err)
		}
		if i < termClasses {
			if row[0] != className(i) {
				return nil, fmt.Errorf("row %d: class %q, want %q", i+2, row[0], className(i))
			}
			o.classes[i] = odds{held, lacking}
			continue
		}
		o.terms[row[0]] = odds{held, lacking}
	}
	return o, nil
}

// Write writes the odds as CSV, with three decimals.
func (o *TermOdds) Write(w io.Writer) error {
	out := csv.NewWriter(w)
	row := func(name string, x odds) []string {
		return []string{name, strconv.FormatFloat(x.held, 'f', 3, 64), strconv.FormatFloat(x.lacking, 'f', 3, 64)}
	}
	rows := [][]string{{"term", "held", "lacking"}}
	for i, x := range o.classes {
		rows = append(rows, row(className(i), x))
	}
	for _, word := range slices.Sorted(maps.Keys(o.terms)) {
		rows = append(rows, row(word, o.terms[word]))
	}
	return out.WriteAll(rows)
}

func (o *TermOdds) of(word string, weight float64) odds {
	if x, ok := o.terms[word]; ok {
		return x
	}
	return o.classes[classOf(word, weight)]
}

// oddsOf sums the odds of the terms of the question that the corpus has, held in a set
// or not, over the root of their number: sums of more words spread wider.
func (c *Composer) oddsOf(a *ask, set map[string]bool) float64 {
	sum, n := 0.0, 0
	for _, t := range a.terms {
		if !t.known {
			continue
		}
		n++
		if x := c.odds.of(t.word, t.weight); set[t.word] {
			sum += x.held
		} else {
			sum += x.lacking
		}
	}
	if n == 0 {
		return 0
	}
	return sum / math.Sqrt(float64(n))
}

// TermSample is a word of a question and which of the sentences found hold it, best
// first, to learn [TermOdds] from.
type TermSample struct {
	Word   string
	Weight float64
	Held   []bool
}

// TermSamples gives the words of a part that the corpus has, beside the best sentences
// found for it, as many as depth.
func (c *Composer) TermSamples(part bot.Part, depth int) []TermSample {
	r := c.read(part)
	all := r.all[:min(depth, len(r.all))]
	var out []TermSample
	for i, t := range r.ask.terms {
		if !t.known {
			continue
		}
		s := TermSample{Word: t.word, Weight: t.weight}
		for k := range all {
			s.Held = append(s.Held, all[k].held[i])
		}
		out = append(out, s)
	}
	return out
}

// Settings of the fit, chosen by leaving out each set of cases in turn; smaller and
// greater ones gave nearly the same.
const (
	oddsPrior = 6.0 // questions that the odds of its class count for in those of a word
	oddsLeast = 3   // questions that a word must be in to have odds of its own
)

// OddsCounter counts for [TermOdds] how often words are held. Its zero value is ready.
type OddsCounter struct {
	classes [termClasses]tally
	terms   map[string]tally
	class   map[string]int
}

// tally counts questions with a word: all, those whose answer holds it, and the share
// of the other sentences that do.
type tally struct{ n, answer, others float64 }

func (t tally) plus(o tally) tally { return tally{t.n + o.n, t.answer + o.answer, t.others + o.others} }

// Add counts a part of a question whose sentence at index answer answers it. It does
// nothing where no other sentence was found.
func (o *OddsCounter) Add(samples []TermSample, answer int) {
	if o.terms == nil {
		o.terms, o.class = map[string]tally{}, map[string]int{}
	}
	for _, s := range samples {
		if answer >= len(s.Held) || len(s.Held) < 2 {
			return
		}
		one := tally{n: 1, answer: truth(s.Held[answer])}
		for i, held := range s.Held {
			if i != answer {
				one.others += truth(held) / float64(len(s.Held)-1)
			}
		}
		class := classOf(s.Word, s.Weight)
		o.classes[class] = o.classes[class].plus(one)
		o.terms[s.Word] = o.terms[s.Word].plus(one)
		o.class[s.Word] = class
	}
}

// Odds gives the odds of what was counted.
func (o *OddsCounter) Odds() *TermOdds {
	out := &TermOdds{terms: map[string]odds{}}
	// A class of no words says nothing.
	prior := tally{n: 2, answer: 0.6, others: 0.6}
	for i, t := range o.classes {
		out.classes[i] = t.plus(prior).odds()
	}
	for word, t := range o.terms {
		if t.n < oddsLeast || strings.Trim(word, "0123456789.%") == "" {
			continue
		}
		class := o.classes[o.class[word]].plus(prior)
		share := oddsPrior / class.n
		out.terms[word] = t.plus(tally{oddsPrior, share * class.answer, share * class.others}).odds()
	}
	return out
}

func (t tally) odds() odds {
	answer, others := t.answer/t.n, t.others/t.n
	return odds{math.Log(answer / others), math.Log((1 - answer) / (1 - others))}
}
