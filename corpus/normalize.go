package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Normalize gives the form of raw that is searched: zero-width characters and
// Markdown heading marks are removed, full-width digits, letters and ％ become
// half-width, and white space (hard line breaks included) goes where a Chinese
// character or mark stands on one side and inside spaced-out numbers (第 1 0 条,
// 20 万元); between Latin words one space is left.
func Normalize(raw string) string {
	norm, _ := NormalizeMap(raw)
	return norm
}

// NormalizeMap gives [Normalize] of raw with, for every byte of it, the byte
// offset in raw of the character that it comes from; one entry more holds the
// end of the last character kept. [MapSpan] leads a span back.
func NormalizeMap(raw string) (norm string, offsets []int) {
	b := make([]byte, 0, len(raw))
	offsets = make([]int, 0, len(raw)+1)
	var last rune               // last rune written, 0 for none
	space, newline := -1, false // where pending white space began
	digits := 0                 // length of the digit run that ends in last
	alone := false              // the digit run began its line
	lineStart, end := true, 0
	put := func(r rune, at int) {
		n := len(b)
		b = utf8.AppendRune(b, r)
		for range len(b) - n {
			offsets = append(offsets, at)
		}
		last = r
		if isDigit(r) {
			digits++
		} else {
			digits = 0
		}
	}
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		if lineStart && r == '#' {
			if n := headingMarks(raw[i:]); n > 0 {
				i += n
				lineStart = false
				continue
			}
		}
		switch {
		case isZeroWidth(r):
			i += size
			continue
		case isSpace(r):
			if r == '\n' {
				newline, lineStart = true, true
			}
			if space < 0 {
				space = i
			}
			i += size
			continue
		}
		r = halfWidth(r)
		if newline && isDigit(last) && isDigit(r) && !alone && brokenNumber(raw[i:]) {
			space = -1
		}
		if space >= 0 && last != 0 && keepsSpace(last, r, digits, digitRun(raw[i:]), newline) {
			put(' ', space)
		}
		if !isDigit(last) || space >= 0 {
			alone = lineStart
		}
		space, newline, lineStart = -1, false, false
		put(r, i)
		i += size
		end = i
	}
	return string(b), append(offsets, end)
}

// MapSpan leads the span [from, to) of a normalised text back to byte offsets
// in raw, given the offsets of [NormalizeMap]. The span ends with the last
// character that it holds, not with white space after it.
func MapSpan(raw string, offsets []int, from, to int) (start, end int) {
	if from >= to {
		return offsets[from], offsets[from]
	}
	_, size := utf8.DecodeRuneInString(raw[offsets[to-1]:])
	return offsets[from], offsets[to-1] + size
}

// keepsSpace decides whether white space between a and b is left in the text.
func keepsSpace(a, b rune, left, right int, newline bool) bool {
	switch {
	case isWide(a) || isWide(b):
		return false
	case isDigit(a) && isDigit(b):
		return newline || left > 1 && right > 1
	default:
		return true
	}
}

// brokenNumber reports that s goes on with a number that a hard line break cut:
// digits and a Chinese character after them (13⏎3家). A number that stands alone
// on its line or opens an outline is one of its own.
func brokenNumber(s string) bool {
	n := 0
	for _, r := range s {
		if !isDigit(halfWidth(r)) {
			return n > 0 && n < 4 && unicode.Is(unicode.Han, r)
		}
		n++
	}
	return false
}

// digitRun gives the length of the run of digits that s begins with.
func digitRun(s string) int {
	n := 0
	for _, r := range s {
		if !isDigit(halfWidth(r)) {
			break
		}
		n++
	}
	return n
}

// headingMarks gives the length of Markdown heading marks (### and a space) at
// the start of s, 0 for none.
func headingMarks(s string) int {
	n := len(s) - len(strings.TrimLeft(s, "#"))
	if n == 0 || n > 6 || n < len(s) && s[n] != ' ' && s[n] != '\n' && s[n] != '\t' {
		return 0
	}
	return n
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isSpace reports white space, the full-width space included.
func isSpace(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '　' || unicode.IsSpace(r)
}

// isZeroWidth reports characters that print nothing.
func isZeroWidth(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2064,
		r == 0xfeff, r == 0x00ad, r == 0x180e,
		r < 0x20 && !isSpace(r), r == 0x7f:
		return true
	}
	return r >= 0xe0000 && r <= 0xe007f
}

// isWide reports Han characters and full-width marks: text written without spaces.
func isWide(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case unicode.Is(unicode.Han, r), r >= 0x3000 && r <= 0x30ff, r >= 0xff00 && r <= 0xffef:
		return true
	}
	return strings.ContainsRune("“”‘’—…·×〇①②③④⑤⑥⑦⑧⑨⑩", r)
}

// halfWidth gives the half-width form of full-width digits, letters and ％.
func halfWidth(r rune) rune {
	switch {
	case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', r == '％':
		return r - 0xfee0
	}
	return r
}

// squash removes all white space and invisible characters: two prints of one
// title compare equal.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if isSpace(r) || isZeroWidth(r) {
			return -1
		}
		return halfWidth(r)
	}, s)
}
