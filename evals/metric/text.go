package metric

import (
	"math"
	"strings"
)

// BLEU is sentence BLEU of up to 4-grams against one reference, both cut into
// words, with smoothing method 4 of Chen and Cherry 2014 as NLTK computes it.
// No word in common gives 0.
func BLEU(reference, hypothesis []string) float64 {
	const orders = 4
	n := float64(len(hypothesis))
	sum, smoothed := 0.0, 0
	for order := 1; order <= orders; order++ {
		matched, total := clipped(reference, hypothesis, order)
		if order == 1 && matched == 0 {
			return 0
		}
		numerator := float64(matched)
		if matched == 0 {
			if len(hypothesis) < 2 {
				continue // nothing to smooth with: the order is left out
			}
			smoothed++
			numerator = math.Log(n) / (math.Pow(2, float64(smoothed)) * 5)
		}
		if numerator > 0 {
			sum += math.Log(numerator/float64(max(total, 1))) / orders
		}
	}
	brevity := 1.0
	if len(hypothesis) <= len(reference) {
		brevity = math.Exp(1 - float64(len(reference))/n)
	}
	return brevity * math.Exp(sum)
}

// clipped counts the n-grams of the hypothesis that the reference holds, each
// at most as often as there, and all n-grams of the hypothesis.
func clipped(reference, hypothesis []string, n int) (matched, total int) {
	have := map[string]int{}
	for i := 0; i+n <= len(reference); i++ {
		have[strings.Join(reference[i:i+n], "\x00")]++
	}
	for i := 0; i+n <= len(hypothesis); i++ {
		total++
		gram := strings.Join(hypothesis[i:i+n], "\x00")
		if have[gram] > 0 {
			have[gram]--
			matched++
		}
	}
	return matched, total
}

// RougeL is the F1 of ROUGE-L (Lin 2004) on words: the longest common
// subsequence over the lengths of both. 0 where either is empty.
func RougeL(reference, hypothesis []string) float64 {
	if len(reference) == 0 || len(hypothesis) == 0 {
		return 0
	}
	row := make([]int, len(hypothesis)+1)
	for _, r := range reference {
		diagonal := 0
		for j, h := range hypothesis {
			above := row[j+1]
			if r == h {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	common := float64(row[len(hypothesis)])
	return F1(common/float64(len(hypothesis)), common/float64(len(reference)))
}

// METEOR is the score of Lavie and Agarwal 2007 on words matched exactly, letter
// case apart (alpha 0.9, beta 3, gamma 0.5), words aligned from the end as NLTK
// does. Stems and synonyms, which matter to English alone, are not looked up.
func METEOR(reference, hypothesis []string) float64 {
	at := map[string][]int{}
	for j, w := range reference {
		w = strings.ToLower(w)
		at[w] = append(at[w], j)
	}
	aligned := make([]int, len(hypothesis)) // place in the reference, -1 for none
	matches := 0
	for i := len(hypothesis) - 1; i >= 0; i-- {
		aligned[i] = -1
		w := strings.ToLower(hypothesis[i])
		if places := at[w]; len(places) > 0 {
			aligned[i] = places[len(places)-1]
			at[w] = places[:len(places)-1]
			matches++
		}
	}
	if matches == 0 {
		return 0
	}
	chunks := 0
	for i, j := range aligned {
		if j >= 0 && (i == 0 || aligned[i-1] < 0 || aligned[i-1] != j-1) {
			chunks++
		}
	}
	m := float64(matches)
	precision, recall := m/float64(len(hypothesis)), m/float64(len(reference))
	mean := precision * recall / (0.9*precision + 0.1*recall)
	fragmentation := float64(chunks) / m
	return mean * (1 - 0.5*math.Pow(fragmentation, 3))
}

// Keywords is the share of the wanted words that a text holds, as LexRAG counts
// them; 1 where none is wanted.
func Keywords(text string, wanted []string) float64 {
	if len(wanted) == 0 {
		return 1
	}
	found := 0
	for _, w := range wanted {
		if strings.Contains(text, w) {
			found++
		}
	}
	return float64(found) / float64(len(wanted))
}
