package extract

import (
	"cmp"
	"slices"

	"github.com/policybot/policybot/bot"
)

// ofItself gives the clauses by which a text says from or until when it
// applies, in the order of the text.
func ofItself(all []sentence) []sentence {
	var out []sentence
	for _, s := range all {
		if bot.OfItself.MatchString(s.text) && len(out) < mostOfItself {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(x, y sentence) int { return cmp.Compare(x.part().Start, y.part().Start) })
	return out
}

// mostOfItself bounds the clauses: one says from when, one until when, one what
// it ends.
const mostOfItself = 3
