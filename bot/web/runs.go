package web

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// run is a piece of stored text as a page shows it. The texts of all runs of a
// span together are the span, byte for byte; Gap alone says how line breaks of
// the source look.
type run struct {
	Text string `json:"text"`
	Mark bool   `json:"mark"` // inside the quoted span
	Gap  gap    `json:"gap"`
}

// gap says how a run of line breaks is shown.
type gap string

const (
	gapNone  gap = ""      // text
	gapJoin  gap = "join"  // a hard wrap between Chinese characters: nothing
	gapSpace gap = "space" // a hard wrap between words: a space
	gapBreak gap = "break" // a new line
)

// runs cuts text, which stands at byte offset base of its document, at its line
// breaks and at the ends of the span from markStart to markEnd. A line break
// inside a part, or between sentences with one label, is a hard wrap; any other
// one ends a paragraph.
func runs(text string, base int, parts []corpus.Part, markStart, markEnd int) []run {
	var out []run
	add := func(from, to int, g gap) {
		for _, cut := range []int{markStart - base, markEnd - base} {
			if from < cut && cut < to {
				out = append(out, run{text[from:cut], inside(base+from, markStart, markEnd), g})
				from = cut
			}
		}
		if from < to {
			out = append(out, run{text[from:to], inside(base+from, markStart, markEnd), g})
		}
	}
	pos := 0
	for pos < len(text) {
		i := strings.IndexAny(text[pos:], "\n\r")
		if i < 0 {
			break
		}
		from := pos + len(strings.TrimRight(text[pos:pos+i], " \t\f\u3000"))
		to := pos + i + len(text[pos+i:]) - len(strings.TrimLeft(text[pos+i:], "\n\r\f"))
		if wrapped(parts, base+from, base+to) {
			to += len(text[to:]) - len(strings.TrimLeft(text[to:], " \t\f\u3000"))
			add(pos, from, gapNone)
			add(from, to, joint(text[:from], text[to:]))
		} else {
			add(pos, from, gapNone)
			add(from, to, gapBreak)
		}
		pos = to
	}
	add(pos, len(text), gapNone)
	return out
}

func inside(at, start, end int) bool { return start <= at && at < end }

// wrapped reports whether the line break between two document offsets is a hard
// wrap.
func wrapped(parts []corpus.Part, from, to int) bool {
	for i, p := range parts {
		if p.Start < from && to < p.End {
			return true
		}
		if i > 0 && parts[i-1].End <= from && to <= p.Start {
			before := parts[i-1]
			return p.Kind == corpus.PartSentence && before.Kind == p.Kind && before.Label == p.Label
		}
	}
	return false
}

// joint says how two halves of a wrapped line meet: Chinese without a space,
// anything else with one.
func joint(before, after string) gap {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	if latin(a) && latin(b) {
		return gapSpace
	}
	return gapJoin
}

func latin(r rune) bool {
	return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsPunct(r))
}
