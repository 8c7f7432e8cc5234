package english

import (
	_ "embed"
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// glossaryCSV gives English policy terms, their Chinese and the field they are
// of. A term stands in the singular and present; hyphens count as spaces.
//
//go:embed glossary.csv
var glossaryCSV string

// placesCSV gives the districts, counties and cities of their rank in pinyin,
// where one place alone is called so.
//
//go:embed places.csv
var placesCSV string

// entry is one term.
type entry struct {
	words   []string
	written string
}

// glossary holds the terms by their first word. It is read once and never changes.
var glossary = loadGlossary()

func loadGlossary() map[string][]entry {
	out := map[string][]entry{}
	for _, row := range lists {
		w := wordsOf(row[0])
		out[w[0]] = append(out[w[0]], entry{w, row[1]})
	}
	return out
}

// lists are the rows of both files without their heads: English, Chinese and, of
// the glossary, the field.
var lists = slices.Concat(readList(glossaryCSV), readList(placesCSV))

func readList(list string) [][]string {
	rows, err := csv.NewReader(strings.NewReader(list)).ReadAll()
	if err != nil {
		panic("english: word list: " + err.Error()) // embedded: cannot come from input
	}
	return rows[1:]
}

var (
	token = regexp.MustCompile(`[\p{Han}0-9〔〕第][\p{Han}0-9.%〔〕]*|[A-Za-z]+(?:&[A-Za-z]+)*(?:'[A-Za-z]+)*`)
	// articles stand between the words of a term and say nothing: carry its losses forward.
	articles = map[string]bool{"a": true, "an": true, "the": true, "its": true, "our": true, "their": true, "his": true, "her": true, "my": true, "your": true}
)

// wordsOf gives the words of a text in lower case, without articles.
func wordsOf(s string) []string {
	var out []string
	for _, w := range token.FindAllString(strings.ReplaceAll(s, "-", " "), -1) {
		if w = strings.ToLower(w); !articles[w] {
			out = append(out, w)
		}
	}
	return out
}

// words writes a clause word by word: the terms of the glossary, figures and
// names in capitals; what is of something stands before it, as in Chinese.
func words(text string) (chinese string, unknown []string, terms []Term) {
	said := token.FindAllString(text, -1)
	said = dropArticles(said)
	forms := make([][]string, len(said))
	for i, w := range said {
		forms[i] = formsOf(strings.ToLower(w))
	}
	var out []string
	head := -1 // index in out of the term that "of" stands behind; -1: none
	tail := 0  // how many terms have followed it
	place := func(written string) {
		if head < 0 {
			out = append(out, written)
			return
		}
		at := head + tail // before the head, in order
		out = append(out[:at], append([]string{written}, out[at:]...)...)
		tail++
	}
	for i := 0; i < len(said); {
		w := said[i]
		low := strings.ToLower(w)
		if low == "of" || low == "for" && i > 0 && headNoun[strings.TrimSuffix(strings.ToLower(said[i-1]), "s")] {
			head, tail = len(out)-1, 0
			i++
			continue
		}
		if n, e := termAt(forms, i); n > 0 {
			place(e.written)
			terms = append(terms, Term{strings.Join(said[i:i+n], " "), e.written})
			i += n
			continue
		}
		switch {
		case !isLatin(w):
			place(w)
		case isName(w):
			place(w)
		case stops[low] || allStops(forms[i]):
			if ends[low] {
				head = -1
			}
		default: // a text that names it has it; what is not held is seen by it
			unknown = append(unknown, w)
			place(w)
		}
		i++
	}
	return strings.Join(out, " "), unknown, terms
}

func dropArticles(said []string) []string {
	var out []string
	for _, w := range said {
		if !articles[strings.ToLower(w)] {
			out = append(out, w)
		}
	}
	return out
}

// termAt gives the longest term at i.
func termAt(forms [][]string, i int) (int, entry) {
	best, found := 0, entry{}
	for _, first := range forms[i] {
		for _, e := range glossary[first] {
			if len(e.words) > best && matches(forms[i:], e.words) {
				best, found = len(e.words), e
			}
		}
	}
	return best, found
}

func matches(forms [][]string, words []string) bool {
	if len(words) > len(forms) {
		return false
	}
	for k, w := range words {
		held := false
		for _, f := range forms[k] {
			held = held || f == w
		}
		if !held {
			return false
		}
	}
	return true
}

// irregular are verbs whose past is no ending.
var irregular = map[string]string{"paid": "pay", "sold": "sell", "bought": "buy", "kept": "keep", "held": "hold", "lost": "lose", "given": "give",
	"gave": "give", "taken": "take", "took": "take", "made": "make", "left": "leave", "spent": "spend", "sent": "send", "written": "write",
	"got": "get", "chosen": "choose", "withdrawn": "withdraw", "begun": "begin", "began": "begin", "won": "win", "met": "meet", "broken": "break",
	"stolen": "steal", "forgotten": "forget", "grew": "grow", "grown": "grow", "men": "man", "children": "child", "criteria": "criterion"}

// formsOf gives a word and what it may be a form of: plural, past, participle,
// British spelling.
func formsOf(w string) []string {
	out := []string{w}
	add := func(s string) {
		if len(s) > 1 {
			out = append(out, s)
		}
	}
	base := strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "'")
	if base != w {
		add(base)
	}
	if s, ok := irregular[base]; ok {
		add(s)
	}
	for _, f := range []struct{ end, with string }{{"ies", "y"}, {"es", ""}, {"s", ""}, {"ied", "y"}, {"ed", ""}, {"ed", "e"}, {"ing", ""}, {"ing", "e"}} {
		if s, ok := strings.CutSuffix(base, f.end); ok && len(s) > 1 {
			add(s + f.with)
			if n := len(s); f.with == "" && n > 2 && s[n-1] == s[n-2] && (f.end == "ed" || f.end == "ing") {
				add(s[:n-1]) // planned, planning
			}
		}
	}
	for _, f := range out {
		for _, b := range british {
			if s := strings.Replace(f, b.uk, b.us, 1); s != f {
				out = append(out, s)
			}
		}
	}
	return out
}

var british = []struct{ uk, us string }{{"isation", "ization"}, {"ise", "ize"}, {"isi", "izi"}, {"our", "or"}, {"licence", "license"}, {"centre", "center"}, {"programme", "program"}, {"defence", "defense"}, {"offence", "offense"}, {"fulfil", "fulfill"}}

// isName says whether a word is a name in capitals, which Chinese texts write as
// it is: PCT, ISO, 5G.
func isName(w string) bool {
	n := 0
	for _, r := range w {
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return false
		}
		n++
	}
	return n > 1
}

func isLatin(w string) bool { return w[0] < 0x80 && unicode.IsLetter(rune(w[0])) }

func allStops(forms []string) bool {
	for _, f := range forms {
		if stops[f] {
			return true
		}
	}
	return false
}
