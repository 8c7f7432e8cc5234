// Package english writes an English question on policy as Chinese asks it:
// terms by a glossary, figures and days as texts write them, and what is asked
// for (how long, what share, what penalty) behind them, so that one set of
// rules reads questions of both languages. It translates no answer and needs
// no model. Words that it does not know it names, for the reader to be told.
package english

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Reading is an English question as Chinese asks it.
type Reading struct {
	Said    string   // the question as it was asked
	Text    string   // "" where no word is known
	Clauses []Clause // the things asked, in order
	Unknown []string // words that may carry meaning and are in no list, as written
	Terms   []Term   // the terms known, in order
}

// Clause is a sentence or a part of one, in both languages.
type Clause struct {
	English, Chinese string
	Asks             bool
}

// Term is a word or several, and how Chinese texts write them.
type Term struct {
	Said, Written string
}

// Is reports whether words are English: Latin letters and hardly a Chinese
// character.
func Is(text string) bool {
	latin, han := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case r < 0x250 && unicode.IsLetter(r):
			latin++
		}
	}
	return latin >= 4 && latin > 6*han
}

var (
	sentenceEnds = regexp.MustCompile(`[?!;]+|\.(?:\s+|$)`)
	// alsoAsks begins another question within a sentence.
	alsoAsks = regexp.MustCompile(`(?i)(?:,|,?\s+(?:and|but|or))\s+((?:within |by |for |in |at |from |since )?(?:how|what|when|who|whom|which|where)\b|(?:is|are|can|may|must|do|does) (?:it|they|we|there|i|the)\b)`)
)

// Read reads an English question.
func Read(text string) Reading {
	r := Reading{Said: text}
	for _, sentence := range splitKeeping(text) {
		for _, clause := range clausesOf(sentence) {
			chinese, unknown, terms, asks := read(clause)
			r.Unknown, r.Terms = append(r.Unknown, unknown...), append(r.Terms, terms...)
			if chinese != "" {
				r.Clauses = append(r.Clauses, Clause{strings.TrimSpace(clause), chinese, asks})
			}
		}
	}
	slices.Sort(r.Unknown)
	r.Unknown = slices.Compact(r.Unknown)
	for i, c := range r.Clauses {
		switch {
		case i+1 < len(r.Clauses) && r.Clauses[i+1].Chinese == isItSo:
			r.Text += c.Chinese + "，"
		case i == len(r.Clauses)-1:
			r.Text += c.Chinese
		case c.Asks:
			r.Text += c.Chinese + "？"
		default:
			r.Text += c.Chinese + "。"
		}
	}
	return r
}

// splitKeeping cuts a text into sentences and drops empty ones.
func splitKeeping(text string) []string {
	var out []string
	for _, s := range sentenceEnds.Split(text, -1) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// clausesOf cuts a sentence where another question begins.
func clausesOf(sentence string) []string {
	var out []string
	from := 0
	for _, m := range alsoAsks.FindAllStringSubmatchIndex(sentence, -1) {
		said := sentence[from:m[0]]
		if !asksAnything(said) || len(strings.Fields(said)) < 3 { // a condition before its question; when and where
			continue
		}
		out = append(out, sentence[from:m[0]])
		from = m[2]
	}
	return append(out, sentence[from:])
}

// read writes one clause.
func read(clause string) (chinese string, unknown []string, terms []Term, asks bool) {
	text := strings.Join(strings.Fields(writeFigures(straighten(clause))), " ")
	if m := about.FindStringSubmatch(text); m != nil {
		chinese, unknown, terms = words(m[1] + m[2])
		if chinese != "" {
			chinese += "呢"
		}
		return chinese, unknown, terms, true
	}
	left, before, behind := asked(text)
	asks, when := before+behind != "", ""
	if asks {
		left, when = momentOf(left, text)
	}
	chinese, unknown, terms = words(inOrder(strings.TrimSpace(left)))
	return joinWords(when, before, chinese, behind), unknown, terms, asks
}

// isItSo asks whether what was said before it holds.
const isItSo = "是这样吗"

// about shifts the question before it: what about Shanghai, and in 2020.
var about = regexp.MustCompile(`(?i)^(?:(?:and |but |or )?(?:what|how) about (.+)|(?:and|but|or) ((?:in|for|at|with|under) .{1,24}))$`)

// straighten makes quotation marks, hyphens and short forms of one kind.
func straighten(s string) string {
	s = strings.NewReplacer("’", "'", "‘", "'", "“", " ", "”", " ", "\"", " ", "–", "-", "—", " - ").Replace(s)
	for _, f := range shortForms {
		s = f.short.ReplaceAllString(s, f.long)
	}
	return hyphen.ReplaceAllString(s, "$1 $2")
}

// hyphen stands within a word of several.
var hyphen = regexp.MustCompile(`([A-Za-z0-9])-([A-Za-z])`)

var shortForms = []struct {
	short *regexp.Regexp
	long  string
}{
	{regexp.MustCompile(`(?i)\bwon't\b`), "will not"},
	{regexp.MustCompile(`(?i)\bcan't\b`), "can not"},
	{regexp.MustCompile(`(?i)\b(\w+)n't\b`), "$1 not"},
	{regexp.MustCompile(`(?i)\b(what|who|when|where|how|it|that|there)'s\b`), "$1 is"},
	{regexp.MustCompile(`(?i)\b(we|they|you)'re\b`), "$1 are"},
	{regexp.MustCompile(`(?i)\b(we|they|you|i)'(?:ve|ll|d)\b`), "$1"},
	{regexp.MustCompile(`(?i)\bR ?(?:&|and|\+) ?D\b`), "R&D"},
}

// joinWords joins what is not empty.
func joinWords(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// inverted is a verb in front of its subject, with what it asks of before it.
var inverted = regexp.MustCompile(`(?i)^(.*?)\b(?:do|does|did|must|can|could|may|should|will|shall)\b (.+)$`)

// inOrder puts the subject of a question first, as in Chinese: what it asks of
// stands before it in English.
func inOrder(s string) string {
	if m := behind.FindStringSubmatch(s); m != nil { // a condition stands first
		return m[2] + " , " + inOrder(m[1])
	}
	m := inverted.FindStringSubmatch(s)
	if m == nil || strings.TrimSpace(m[1]) == "" || condition.MatchString(s) {
		return s
	}
	return m[2] + " , " + m[1]
}

// behind is a condition behind what is asked under it.
var behind = regexp.MustCompile(`(?i)^(\S.*?)\s(?:when|if|once|where)\s+(.+)$`)

// condition begins a clause before the one that asks.
var condition = regexp.MustCompile(`(?i)^\W*(?:if|when|once|after|before|for|in|at|on|under|as|with|without)\b|,`)
