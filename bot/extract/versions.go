package extract

import (
)

// correspond is the least nearness of two sentences of different versions that

// corresponding gives for each sentence chosen of one version the sentence of

// alike is how near two sentences are: the mean of the cosine of their vectors

func vectorOf(s *sentence) []float32 {
	if s.index < len(s.result.PartVectors) {
		return s.result.PartVectors[s.index]
	}
	return nil
}

// diceOf is the Dice coefficient of the sets of character pairs of two texts.

func pairsOf(s string) map[[2]rune]bool {
	out := map[[2]rune]bool{}
	runes := []rune(s)
	for i := 1; i < len(runes); i++ {
		out[[2]rune{runes[i-1], runes[i]}] = true
	}
	return out
}
