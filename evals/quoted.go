package evals

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// asideEvery is the share of written answers that is set aside: one in so many.
const asideEvery = 5

// SetAside parts written answers by their order: every fifth is set aside to be measured
// on, and what has to be chosen is chosen on the rest.
func SetAside(answers []WrittenAnswer) (rest, aside []WrittenAnswer) {
	for i, a := range answers {
		if i%asideEvery == asideEvery-1 {
			aside = append(aside, a)
		} else {
			rest = append(rest, a)
		}
	}
	return rest, aside
}

// Quotable is a sentence that may be quoted for an answer.
type Quotable struct {
	Document int    // rank of its document, from 0
	At       int    // its place in the document
	Title    string // what the document is cited as
	Text     string
}

// Quotation is how much is quoted: sentences of the first documents, best first,
// until so many characters are reached.
type Quotation struct {
	Documents  int `json:"documents"`
	Characters int `json:"characters"`
}

// Quote gives the sentences of ranked, best first, that q allows, one at least, as they
// are read: by document and place, each document by its title.
func (q Quotation) Quote(ranked []Quotable) string {
	var taken []Quotable
	length := 0
	for _, s := range ranked {
		if s.Document >= q.Documents {
			continue
		}
		taken = append(taken, s)
		if length += utf8.RuneCountInString(s.Text); length >= q.Characters {
			break
		}
	}
	slices.SortFunc(taken, func(a, b Quotable) int { return cmp.Or(a.Document-b.Document, a.At-b.At) })
	var out strings.Builder
	for i, s := range taken {
		if i == 0 || taken[i-1].Document != s.Document {
			out.WriteString(s.Title + "：")
		}
		out.WriteString(s.Text)
	}
	return out.String()
}

// ChooseQuotation gives the one of several that makes quotations likest to written
// answers, by the sum of the three measures; of equals the first.
func ChooseQuotation(answers []WrittenAnswer, ranked func(WrittenAnswer) []Quotable, among []Quotation, words func(string) []string) Quotation {
	var best Quotation
	most := -1.0
	for _, q := range among {
		r := Similarity(answers, func(a WrittenAnswer) string { return q.Quote(ranked(a)) }, words)
		if sum := r.METEOR + r.BLEU + r.RougeL; sum > most {
			best, most = q, sum
		}
	}
	return best
}
