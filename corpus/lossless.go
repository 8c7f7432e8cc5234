package corpus

import (
	"slices"
	"strings"
)

// settle makes the document loss-free by construction, whatever the grammar
// above made of a text: a dropped span gives way where a passage or another drop
// holds the same words, and words that stand in neither are dropped as
// [DroppedUnread] and reported, so that nothing is lost unseen. On texts that
// are read rightly it does nothing; the tests on real texts hold it to that.
func (p *parser) settle() {
	slices.SortStableFunc(p.d.Dropped, func(a, b Dropped) int { return a.Start - b.Start })
	var out []Dropped
	unread := 0
	free := func(from, to int) { // neither in a passage nor dropped
		if s, ok := printed(p.text, from, to); ok {
			out = append(out, Dropped{Start: s.start, End: s.end, Reason: DroppedUnread})
			unread += p.runes(s.start, s.end)
		}
	}
	at, ps, drops := 0, p.d.Passages, p.d.Dropped
	for len(ps) > 0 || len(drops) > 0 {
		if len(drops) == 0 || len(ps) > 0 && ps[0].Start <= drops[0].Start {
			free(at, ps[0].Start)
			at, ps = max(at, ps[0].End), ps[1:]
			continue
		}
		x := drops[0]
		free(at, x.Start)
		if drops = drops[1:]; x.End <= at {
			continue
		}
		x.Start = max(x.Start, at)
		if len(ps) > 0 && x.End > ps[0].Start { // what goes on behind the passage waits for its turn
			if rest := x; x.End > ps[0].End {
				rest.Start = ps[0].End
				i, _ := slices.BinarySearchFunc(drops, rest, func(a, b Dropped) int { return a.Start - b.Start })
				drops = slices.Insert(slices.Clone(drops), i, rest)
			}
			x.End = ps[0].Start
		}
		at = x.End
		if s, ok := printed(p.text, x.Start, x.End); ok {
			out = append(out, Dropped{Start: s.start, End: s.end, Reason: x.Reason})
		}
	}
	free(at, len(p.text))
	p.d.Dropped = out
	if unread > 0 {
		p.finding("%d characters were left unread: look at the spans dropped as %q", unread, DroppedUnread)
	}
}

// printed gives the span of [from, to) without the blanks around it; false where
// nothing in it prints.
func printed(text string, from, to int) (span, bool) {
	if from >= to {
		return span{}, false
	}
	start, end := trimSpan(text, from, to)
	ok := start < end && (Normalize(text[start:end]) != "" || strings.Contains(text[start:end], "#"))
	return span{start, end}, ok
}
