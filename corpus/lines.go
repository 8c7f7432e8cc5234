package corpus

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// line is one non-blank line of the source.
type line struct {
	start, end int    // offsets of the content: no white space, no line end
	raw        string // Text[start:end], heading marks included
	text       string // Normalize(raw)
	blank      bool   // a blank line stands before it
	mark       int    // number of Markdown heading marks
	row        int    // 1 + index of the row of a table that the line is; 0 for text
	reason     string // of the drop, "" while the line is to be read
}

// splitLines cuts text into its non-blank lines. Lines that hold nothing but
// zero-width characters are passed over: they part nothing.
func splitLines(text string) []line {
	var out []line
	blank := false
	for at := 0; at < len(text); {
		n := strings.IndexByte(text[at:], '\n')
		next := at + n + 1
		if n < 0 {
			n, next = len(text)-at, len(text)
		}
		raw := text[at : at+n]
		start := at + len(raw) - len(strings.TrimLeftFunc(raw, isSpace))
		trimmed := strings.TrimFunc(raw, isSpace)
		at = next
		if trimmed == "" {
			blank = true
			continue
		}
		l := line{start: start, end: start + len(trimmed), raw: trimmed, text: Normalize(trimmed), blank: blank}
		blank = false
		if m := headingMarks(trimmed); m > 0 {
			l.mark = m
		}
		if l.text == "" {
			if !strings.Contains(trimmed, "#") {
				continue
			}
			l.reason = DroppedHeading
		}
		out = append(out, l)
	}
	return out
}

// block is a paragraph: one line, or several hard-wrapped ones.
type block struct {
	start, end int
	text       string // Normalize of the source span
	mark       int
	blank      bool
	lines      int
	row        int // of a table, see line
	reason     string
	// Set while an outline is parsed.
	gap    bool    // a dropped block stands before it
	inline bool    // a part of a line, see splitInline: never a heading
	label  string  // where it stands: headings and numbers
	asks   bool    // a question, with its answer below
	leads  int     // level of the list that it leads in, see openLead; 0 for none
	cells  []block // the lines that a row of a flattened table was made of
}

const (
	sentenceEnds = "。！？；：!?;:…"
	closers      = "”’」』）)》〉】\"'"
	openers      = "“‘「『（(《〈【"
	neverFirst   = "，、。；：！？）》”’〉】%,;)"
)

// endsSentence reports whether s ends as a sentence, a clause of a list or a
// lead-in does.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, closers)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(sentenceEnds, r)
}

// endsOpen reports whether s cannot be the end of a paragraph.
func endsOpen(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("，、,（(《“‘〈—", r) && !strings.HasSuffix(s, "——")
}

// width measures a line in characters, Latin ones as half.
func width(s string) int {
	n := 0
	for _, r := range s {
		if r < 0x80 {
			n++
		} else {
			n += 2
		}
	}
	return (n + 1) / 2
}

// wrapWidth gives the width at which a text was hard-wrapped with a blank line
// after every line, or 0 for a text that was not: most of its lines are of one
// width and few of them end a sentence.
func wrapWidth(lines []line) int {
	var widths []int
	ends, blanks := 0, 0
	for _, l := range lines {
		if l.reason != "" || l.row > 0 {
			continue
		}
		widths = append(widths, width(l.text))
		if endsSentence(l.text) {
			ends++
		}
		if l.blank {
			blanks++
		}
	}
	n := len(widths)
	if n < 20 || ends*2 > n || blanks*2 < n {
		return 0
	}
	sort.Ints(widths)
	w := widths[n*3/4]
	near := 0
	for _, v := range widths {
		if v >= w*17/20 && v <= w*23/20+2 {
			near++
		}
	}
	if w < 15 || w > 80 || near*2 < n {
		return 0
	}
	return w
}

// joinLines makes paragraphs of lines. wrap is the width of a hard-wrapped
// text, 0 for others, in which a line is joined to the next only where the
// break cannot be the end of a paragraph.
func joinLines(text string, lines []line, wrap int) []block {
	var out []block
	for i, l := range lines {
		if i > 0 && joins(lines[i-1], l, wrap) && len(out) > 0 {
			b := &out[len(out)-1]
			b.end = l.end
			b.lines++
			b.text = Normalize(text[b.start:b.end])
			continue
		}
		out = append(out, block{start: l.start, end: l.end, text: l.text, mark: l.mark, blank: l.blank, lines: 1, row: l.row, reason: l.reason})
	}
	return out
}

// joins decides whether b continues the paragraph of a.
func joins(a, b line, wrap int) bool {
	if a.row > 0 || b.row > 0 || a.reason != b.reason || a.mark > 0 || b.mark > 0 || startsBlock(b) {
		return false
	}
	if a.reason != "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(b.text)
	switch {
	case strings.ContainsRune(neverFirst, first):
		return !b.blank || wrap > 0
	case strings.Trim(a.text, "…") == "":
		return wrap > 0
	case endsSentence(a.text):
		return false
	case wrap > 0:
		return endsOpen(a.text) || width(a.text) >= wrap*17/20
	case b.blank:
		return false
	case endsOpen(a.text):
		return true
	}
	return width(a.text) >= 40 && !isDateLine(b.text)
}

// startsBlock reports a line that begins a paragraph of its own whatever stands
// before it: an article, a chapter, an outline number.
func startsBlock(l line) bool {
	for _, unit := range []string{"条", "章", "节", "编"} {
		if h, ok := scanHead(l.raw, unit); ok {
			after := l.raw[h.end:]
			return !isReference(after, after == "" || after != strings.TrimLeftFunc(after, isSpace))
		}
	}
	_, ok := scanOutline(l.text)
	return ok
}
