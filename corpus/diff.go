package corpus

import (
	"slices"
	"strings"
)

// DiffKind says how an article of one text stands to another text.
type DiffKind string

// Kinds of differences.
const (
	DiffAdded   DiffKind = "added"
	DiffRemoved DiffKind = "removed"
	DiffChanged DiffKind = "changed"
	DiffMoved   DiffKind = "moved" // the same words under another number
)

// Difference is an article (of a text without articles: a passage) that two
// texts do not have in common.
type Difference struct {
	Kind         DiffKind
	Label        string // in the older text; of an added one in the newer
	NewLabel     string // in the newer text, where it is another
	Older, Newer string // normalised words; empty for none
}

// clause is an article as it is compared.
type clause struct{ label, text, key string }

// Diff compares two texts article by article, in the order of the newer one,
// what is gone at its old place. White space and the width of characters are not
// compared. Articles of equal words are matched first, whatever their number;
// then those of equal number.
func Diff(older, newer *Document) []Difference {
	a, b := clauses(older), clauses(newer)
	partner := match(a, b)
	taken := make([]bool, len(a))
	for _, i := range partner {
		if i >= 0 {
			taken[i] = true
		}
	}
	var out []Difference
	next := 0 // first clause of the older text that was not looked at
	gone := func(to int) {
		for ; next < to; next++ {
			if !taken[next] {
				out = append(out, Difference{Kind: DiffRemoved, Label: a[next].label, Older: a[next].text})
			}
		}
	}
	for j, c := range b {
		i := partner[j]
		if i < 0 {
			out = append(out, Difference{Kind: DiffAdded, Label: c.label, Newer: c.text})
			continue
		}
		gone(i)
		next = max(next, i+1)
		d := Difference{Label: a[i].label, Older: a[i].text, Newer: c.text}
		if c.label != a[i].label {
			d.NewLabel = c.label
		}
		switch {
		case a[i].key != c.key:
			d.Kind = DiffChanged
		case d.NewLabel != "":
			d.Kind = DiffMoved
		default:
			continue
		}
		out = append(out, d)
	}
	gone(len(a))
	return out
}

// match gives for each clause of b the one of a that it stands for, -1 for none.
func match(a, b []clause) []int {
	partner := make([]int, len(b))
	taken := make([]bool, len(a))
	for j := range partner {
		partner[j] = -1
	}
	pair := func(same func(x, y clause) bool) {
		for j := range b {
			for i := range a {
				if partner[j] < 0 && !taken[i] && same(a[i], b[j]) {
					partner[j], taken[i] = i, true
				}
			}
		}
	}
	pair(func(x, y clause) bool { return x.key == y.key && x.label == y.label })
	pair(func(x, y clause) bool { return x.key == y.key })
	pair(func(x, y clause) bool { return x.label == y.label && x.label != "" })
	return partner
}

// clauses gives the articles of a text whole; of a text without, its passages.
func clauses(d *Document) []clause {
	var out []clause
	for _, p := range d.Passages {
		if n := len(out); n > 0 && p.Label != "" && out[n-1].label == p.Label {
			out[n-1].text += p.Norm
			continue
		}
		out = append(out, clause{label: p.Label, text: p.Norm})
	}
	for i := range out {
		text := out[i].text
		if label := out[i].label; label != "" {
			if h, ok := scanHead(text, "条"); ok { // the number is no part of the words
				text = text[h.end:]
			}
		}
		out[i].key = Folded(text)
	}
	return out
}

// Folded gives the form in which texts are compared: without white space, all
// brackets and marks half-width.
func Folded(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case isSpace(r), isZeroWidth(r):
			return -1
		case r > 0xff00 && r < 0xff5f:
			return r - 0xfee0
		}
		if i := slices.Index(foldedFrom, r); i >= 0 {
			return foldedTo[i]
		}
		return r
	}, s)
}

var (
	foldedFrom = []rune("〔〕【】［］﹝﹞〈〉．、‘’“”")
	foldedTo   = []rune("()()()()<>.,''\"\"")
)
