package extract

import "github.com/policybot/policybot/bot"

// Featured is a sentence with the features it was scored by, for learning the
// weights.
type Featured struct {
	DocumentID string
	Start, End int // byte offsets into the document's text
	Names      []string
	Values     []float64
	Score      float64
}

// Features gives the sentences of a part as [Composer.Compose] sees them, best
// first.
func (c *Composer) Features(part bot.Part) []Featured {
	all := c.read(part).all
	out := make([]Featured, 0, len(all))
	for i := range all {
		s := &all[i]
		out = append(out, Featured{DocumentID: s.result.Document.ID, Start: s.part().Start, End: s.part().End,
			Names: featureNames, Values: s.values(), Score: s.score})
	}
	return out
}
