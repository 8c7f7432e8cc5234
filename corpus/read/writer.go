package read

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// writer builds an extract line by line.
type writer struct {
	text     strings.Builder
	rows     []corpus.Row
	drops    []corpus.Dropped
	findings []string
	fields   map[string]string
}

func (w *writer) extract() *corpus.Extract {
	return &corpus.Extract{Text: w.text.String(), Fields: w.fields, Rows: w.rows, Drops: w.drops, Findings: w.findings}
}

// field keeps the first value of a field.
func (w *writer) field(name, value string) {
	if w.fields == nil {
		w.fields = make(map[string]string)
	}
	if value = clean(value); value != "" && w.fields[name] == "" {
		w.fields[name] = value
	}
}

// line writes s as one line, or several where it holds line ends. A reason
// other than "" drops it.
func (w *writer) line(s, reason string) {
	for part := range strings.SplitSeq(s, "\n") {
		if part = clean(part); part == "" {
			continue
		}
		start := w.text.Len()
		w.text.WriteString(part)
		if reason != "" {
			w.drops = append(w.drops, corpus.Dropped{Start: start, End: w.text.Len(), Reason: reason})
		}
		w.text.WriteByte('\n')
	}
}

// paragraph writes s as a paragraph: a blank line stands before it.
func (w *writer) paragraph(s, reason string) {
	if clean(s) == "" {
		return
	}
	w.gap()
	w.line(s, reason)
}

// gap writes a blank line.
func (w *writer) gap() {
	if w.text.Len() > 0 {
		w.text.WriteByte('\n')
	}
}

// heading writes a heading of a level from 1. One that begins with marks of its
// own is none.
func (w *writer) heading(level int, s string) {
	if s = clean(s); s != "" {
		w.gap()
		w.line(strings.Repeat("#", level)+" "+s, "")
	}
}

// row writes one row of a table; texts are those of the cells that begin in it.
// It gives the spans of the cells.
func (w *writer) row(texts []string) (start, end int, spans [][2]int) {
	w.gap()
	start = w.text.Len()
	for i, s := range texts {
		if i > 0 {
			w.text.WriteString(corpus.CellBar)
		}
		from := w.text.Len()
		w.text.WriteString(s)
		spans = append(spans, [2]int{from, w.text.Len()})
	}
	end = w.text.Len()
	w.text.WriteByte('\n')
	return start, end, spans
}

// clean makes one line of s: white space becomes single spaces, the edges are
// cut, what is no text goes.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case r < 0x20, r == 0x7f:
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}
