package extract

import (
	"github.com/policybot/policybot/corpus"
)

// correspond is the least nearness of two sentences of different versions that
// say the same: amended sentences keep most of their words.
const correspond = 0.7

// corresponding gives for each sentence chosen of one version the sentence of
// another version that corresponds to it, and the best by itself: a rule that
// was written anew keeps few of its words.
func (c *Composer) corresponding(r reading, chosen []sentence) []sentence {
	all := r.all
	out := c.choose(r, c.model.Threshold/2, nil)
	out = out[:min(1, len(out))]
	taken := map[corpus.Part]bool{}
	for i := range out {
		taken[out[i].part()] = true
	}
	for i := range chosen {
		best, nearness := -1, correspond
		for k := range all {
			if n := alike(&chosen[i], &all[k]); n > nearness {
				best, nearness = k, n
			}
		}
		if best >= 0 && !taken[all[best].part()] {
			taken[all[best].part()] = true
			out = append(out, all[best])
		}
	}
	return out
}

// alike is how near two sentences are: the mean of the cosine of their vectors
// and of the share of characters in common pairs (Dice); that share alone where
// a vector is missing.
func alike(a, b *sentence) float64 {
	dice := diceOf(a.text, b.text)
	va, vb := vectorOf(a), vectorOf(b)
	if va == nil || vb == nil {
		return dice
	}
	return (dot(va, vb) + dice) / 2
}

func vectorOf(s *sentence) []float32 {
	if s.index < len(s.result.PartVectors) {
		return s.result.PartVectors[s.index]
	}
	return nil
}

// diceOf is the Dice coefficient of the sets of character pairs of two texts.
func diceOf(a, b string) float64 {
	pa, pb := pairsOf(a), pairsOf(b)
	if len(pa)+len(pb) == 0 {
		return 0
	}
	common := 0
	for p := range pa {
		if pb[p] {
			common++
		}
	}
	return 2 * float64(common) / float64(len(pa)+len(pb))
}

func pairsOf(s string) map[[2]rune]bool {
	out := map[[2]rune]bool{}
	runes := []rune(s)
	for i := 1; i < len(runes); i++ {
		out[[2]rune{runes[i-1], runes[i]}] = true
	}
	return out
}
