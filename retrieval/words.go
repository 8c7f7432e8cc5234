package retrieval

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
)

// synonymsCSV says how everyday words and short forms are written in policy
// texts: said, written, reason. Several ways to write it are parted by |; the
// first takes the place of the word in the text searched by meaning, unless the
// list begins with +: then the word stays and is only helped lexically.
//
//go:embed synonyms.csv
var synonymsCSV string

// lexicon maps words as said to words as written. It is immutable.
type lexicon struct {
	entries map[string]entry
	longest int // runes
}

type entry struct {
	written []string
	keep    bool // the word as said stays in the text searched by meaning
	// within are words that hold this one across the seam of two others (提高企业
	// holds 高企), where nobody said it.
	within []string
}

// seamsCSV says within which words an everyday word stands by chance: said, and the
// words, parted by |. They were found by counting what stands beside the everyday words
// in texts of law, where hardly anybody says them.
//
//go:embed seams.csv
var seamsCSV string

// rowsOf reads an embedded table without its head.
func rowsOf(name, data string) [][]string {
	rows, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		panic("retrieval: " + name + ": " + err.Error()) // embedded: cannot come from input
	}
	return rows[1:]
}

func loadLexicon(name, data string) *lexicon {
	rows := rowsOf(name, data)
	l := &lexicon{entries: make(map[string]entry, len(rows))}
	for _, row := range rows {
		said := strings.ToLower(row[0])
		written, keep := strings.CutPrefix(row[1], "+")
		l.entries[said] = entry{written: strings.Split(written, "|"), keep: keep}
		l.longest = max(l.longest, len([]rune(said)))
	}
	return l
}

// mindSeams adds within which words the words of a lexicon stand by chance.
func (l *lexicon) mindSeams(name, data string) *lexicon {
	for _, row := range rowsOf(name, data) {
		e, ok := l.entries[row[0]]
		if !ok {
			panic("retrieval: " + name + ": " + row[0] + " is no everyday word")
		}
		e.within = strings.Split(row[1], "|")
		l.entries[row[0]] = e
	}
	return l
}

// synonyms are read once and never change.
var synonyms = loadLexicon("synonyms.csv", synonymsCSV).mindSeams("seams.csv", seamsCSV)

// expansion is one word found in a text and how it is written.
type expansion struct {
	start, end int // runes
	said       string
	entry
}

// find gives the known words in text, left to right, longest first. A word that
// is already part of its written form (小巨人 in 专精特新小巨人) is left alone, as is
// one that nobody said (高企 in 提高企业).
func (l *lexicon) find(text []rune) []expansion {
	var out []expansion
	for i := 0; i < len(text); {
		n, e := l.at(text, i)
		if n == 0 {
			i++
			continue
		}
		said := string(text[i : i+n])
		if slices.ContainsFunc(e.within, func(w string) bool { return inside(text, i, n, w) }) {
			i++
			continue
		}
		if !inside(text, i, n, e.written[0]) {
			out = append(out, expansion{i, i + n, said, e})
		}
		i += n
	}
	return out
}

func (l *lexicon) at(text []rune, i int) (int, entry) {
	latin := text[i] < 0x80
	if latin && i > 0 && isLatin(text[i-1]) {
		return 0, entry{}
	}
	for n := min(l.longest+1, len(text)-i); n >= 1; n-- {
		end := i + n
		if latin && end < len(text) && isLatin(text[end]) && isLatin(text[end-1]) {
			continue
		}
		word := strings.ToLower(string(text[i:end]))
		if w, ok := l.entries[word]; ok {
			return n, w
		}
		if w, ok := l.entries[withoutDone(text[i:end])]; ok {
			return n, w
		}
	}
	return 0, entry{}
}

// doneRunes is the least length of an everyday word that is also met with 了 in it.
const doneRunes = 4

// withoutDone gives words without the 了 that ends their verb (转让了专利 as 转让专利);
// "" where there is none, or too little else.
func withoutDone(words []rune) string {
	at := slices.Index(words, '了')
	if at < 1 || at == len(words)-1 || len(words) <= doneRunes || slices.Index(words[at+1:], '了') >= 0 {
		return ""
	}
	return strings.ToLower(string(words[:at]) + string(words[at+1:]))
}

// inside reports whether text at i already reads as the written form.
func inside(text []rune, i, n int, written string) bool {
	w := []rune(written)
	said := string(text[i : i+n])
	for off := range w {
		if off+n > len(w) || string(w[off:off+n]) != said {
			continue
		}
		from, to := i-off, i-off+len(w)
		if from >= 0 && to <= len(text) && string(text[from:to]) == written {
			return true
		}
	}
	return false
}
