package corpus

import (
	"strings"
	"unicode/utf8"
)

// span is a pair of byte offsets into the text.
type span struct{ start, end int }

// sentences cuts [start, end) of text into sentences: after 。！？ outside of
// brackets and quotation marks. A longer one than MaxPartRunes is cut again at
// any 。, then ；, then ，, then hard.
func sentences(text string, start, end int) []span {
	var out []span
	for _, s := range cutAfter(text, start, end, "。！？!?", true) {
		out = append(out, shorten(text, s, []string{"。！？", "；;", "，,、"})...)
	}
	return out
}

// shorten cuts a span that is too long at the first of the marks that helps.
func shorten(text string, s span, marks []string) []span {
	if utf8.RuneCountInString(text[s.start:s.end]) <= MaxPartRunes {
		return []span{s}
	}
	if len(marks) == 0 {
		return chop(text, s)
	}
	var out []span
	for _, c := range pack(text, cutAfter(text, s.start, s.end, marks[0], false)) {
		out = append(out, shorten(text, c, marks[1:])...)
	}
	return out
}

// pack joins neighbouring spans again as long as they stay short enough.
func pack(text string, spans []span) []span {
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && utf8.RuneCountInString(text[out[n-1].start:s.end]) <= MaxPartRunes {
			out[n-1].end = s.end
			continue
		}
		out = append(out, s)
	}
	return out
}

// chop cuts a span that no mark divides every MaxPartRunes runes.
func chop(text string, s span) []span {
	var out []span
	n, from := 0, s.start
	for i := range text[s.start:s.end] {
		if n == MaxPartRunes {
			out = appendTrimmed(out, text, from, s.start+i)
			n, from = 0, s.start+i
		}
		n++
	}
	return appendTrimmed(out, text, from, s.end)
}

// cutAfter cuts after each of marks and the closing marks that follow it. With
// nested set, marks inside brackets and quotation marks do not cut.
func cutAfter(text string, start, end int, marks string, nested bool) []span {
	var out []span
	from, depth := start, 0
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(text[i:end])
		i += size
		switch {
		case strings.ContainsRune("（《“「『【〈(", r):
			depth++
		case strings.ContainsRune("）》”」』】〉)", r):
			depth = max(depth-1, 0)
		case !strings.ContainsRune(marks, r), nested && depth > 0 && !unclosed(text[i:end]):
		default:
			if (r == '!' || r == '?') && !breaksAfter(text[i:end]) {
				continue
			}
			for i < end {
				c, n := utf8.DecodeRuneInString(text[i:end])
				if !strings.ContainsRune(closers+marks, c) {
					break
				}
				i += n
			}
			depth = 0
			out = appendTrimmed(out, text, from, i)
			from = i
		}
	}
	return appendTrimmed(out, text, from, end)
}

// unclosed reports that no closing mark follows: the opening one was a slip.
func unclosed(rest string) bool { return !strings.ContainsAny(rest, "）》”」』】〉)") }

// breaksAfter keeps a question mark inside an address (a?b=c) from cutting.
func breaksAfter(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || isSpace(r) || isWide(r)
}

func appendTrimmed(out []span, text string, start, end int) []span {
	start, end = trimSpan(text, start, end)
	if start < end {
		out = append(out, span{start, end})
	}
	return out
}
