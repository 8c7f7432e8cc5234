package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// block is a piece of a document's page: a passage, a heading, or what the
// parser set aside. Blocks hold all text of the document that is not blank.
type block struct {
	ID    string // anchor
	Kind  string // passage, heading, title, aside (metadata, contents), plain
	Label string // 第十一条; empty where there is none
	Runs  []run
	Cite  bool // the marked span begins here

	start, end int
	parts      []corpus.Part
}

// Heading gives the text of a heading without the marks of Markdown.
func (b block) Heading() string {
	var text strings.Builder
	for _, r := range b.Runs {
		if r.Gap == gapNone {
			text.WriteString(r.Text)
		}
	}
	return strings.Trim(text.String(), "#* \t　")
}

// blocks cuts a document into blocks in source order. Blocks that a marked span
// from start to end touches become one, so that the marked text is the span
// exactly, whatever lies between.
func blocks(d *corpus.Document, start, end int) []block {
	var bs []block
	for _, p := range d.Passages {
		bs = append(bs, block{
			ID: fmt.Sprintf("p%d", p.Ordinal), Kind: "passage", Label: p.Label,
			start: p.Start, end: p.End, parts: p.Parts})
	}
	for i, x := range d.Dropped {
		kind := "plain"
		switch x.Reason {
		case corpus.DroppedHeading:
			kind = "heading"
		case corpus.DroppedTitle:
			kind = "title"
		case corpus.DroppedMetadata, corpus.DroppedContents:
			kind = "aside"
		}
		bs = append(bs, block{ID: fmt.Sprintf("h%d", i+1), Kind: kind, start: x.Start, end: x.End})
	}
	slices.SortStableFunc(bs, func(a, b block) int { return cmp.Compare(a.start, b.start) })
	bs = merge(fill(bs, len(d.Text)), start, end)
	out := bs[:0]
	for _, b := range bs {
		if strings.TrimSpace(d.Text[b.start:b.end]) == "" && !touches(b, start, end) {
			continue
		}
		b.Runs = runs(d.Text[b.start:b.end], b.start, b.parts, start, end)
		b.Cite = start < end && b.start <= start && start < b.end
		out = append(out, b)
	}
	return out
}

// fill adds plain blocks for what no block covers and cuts overlaps, so that
// every byte of the text stands in one block.
func fill(bs []block, size int) []block {
	var out []block
	pos := 0
	for _, b := range bs {
		b.start, b.end = max(b.start, pos), min(b.end, size)
		if b.start >= b.end {
			continue
		}
		if pos < b.start {
			out = append(out, block{ID: fmt.Sprintf("t%d", pos), Kind: "plain", start: pos, end: b.start})
		}
		out = append(out, b)
		pos = b.end
	}
	if pos < size {
		out = append(out, block{ID: fmt.Sprintf("t%d", pos), Kind: "plain", start: pos, end: size})
	}
	return out
}

func touches(b block, start, end int) bool { return start < end && b.start < end && start < b.end }

// merge makes one block of those that the span touches.
func merge(bs []block, start, end int) []block {
	var out []block
	for _, b := range bs {
		n := len(out)
		if n > 0 && touches(b, start, end) && touches(out[n-1], start, end) {
			if out[n-1].Kind != "passage" {
				out[n-1].Kind = "passage"
				out[n-1].Label = cmp.Or(out[n-1].Label, b.Label)
			}
			out[n-1].end = b.end
			out[n-1].parts = append(slices.Clone(out[n-1].parts), b.parts...)
			continue
		}
		out = append(out, b)
	}
	return out
}

// outlineEntry is a line of the table of contents.
type outlineEntry struct {
	ID, Text string
}

// outline lists the headings, or the labels of the articles where there are no
// headings.
func outline(bs []block) []outlineEntry {
	var heads, labels []outlineEntry
	last := ""
	for _, b := range bs {
		if b.Kind == "heading" {
			if h := b.Heading(); h != "" {
				heads = append(heads, outlineEntry{b.ID, h})
			}
		}
		if b.Label != "" && b.Label != last {
			labels = append(labels, outlineEntry{b.ID, b.Label})
			last = b.Label
		}
	}
	if len(heads) > 0 {
		return heads
	}
	return labels
}

// Lead gives the label when the text begins with it, outside the marked span.
func (b block) Lead() string {
	if b.Label != "" && len(b.Runs) > 0 && !b.Runs[0].Mark && strings.HasPrefix(b.Runs[0].Text, b.Label) {
		return b.Label
	}
	return ""
}

// Before gives the runs before the marked span, all where there is none,
// without the Lead.
func (b block) Before() []run {
	i, _ := b.markBounds()
	out := slices.Clone(b.Runs[:i])
	if len(out) > 0 {
		out[0].Text = strings.TrimPrefix(out[0].Text, b.Lead())
	}
	return out
}

// Marked gives the runs in the span; none where there is no span.
func (b block) Marked() []run { i, j := b.markBounds(); return b.Runs[i:j] }

// After gives the runs after the span; none where there is no span.
func (b block) After() []run { _, j := b.markBounds(); return b.Runs[j:] }

func (b block) markBounds() (from, to int) {
	from = slices.IndexFunc(b.Runs, func(r run) bool { return r.Mark })
	if from < 0 {
		return len(b.Runs), len(b.Runs)
	}
	to = from
	for to < len(b.Runs) && b.Runs[to].Mark {
		to++
	}
	return from, to
}
