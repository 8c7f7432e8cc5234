package retrieval

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Parameters of the BM25 that the reranker reckons over single fields.
const (
	fieldK1 = 1.5
	fieldB  = 0.75
)

// queryTerm is one distinct term of the question.
type queryTerm struct {
	term string
	// weight is the rarity, halved for terms that only expansions brought.
	weight float64
	pair   bool // two characters and more
}

// weighTerms gives the distinct terms in order. Without the store's rarity all
// weigh alike.
func weighTerms(terms []string, rarity map[string]float64) []queryTerm {
	counts := map[string]int{}
	for _, t := range terms {
		counts[t]++
	}
	var out []queryTerm
	for t, n := range counts {
		w, ok := rarity[t]
		if !ok {
			w = 1
		}
		if n == 1 {
			w /= 2
		}
		out = append(out, queryTerm{t, w, utf8.RuneCountInString(t) > 1})
	}
	slices.SortFunc(out, func(a, b queryTerm) int { return strings.Compare(a.term, b.term) })
	return out
}

// field is one text of a candidate, counted.
type field struct {
	counts map[string]int // of the question's terms alone
	length int
}

func countField(text string, wanted map[string]bool, seg Segmenter) field {
	f := field{counts: map[string]int{}}
	for _, t := range seg.Terms(text) {
		f.length++
		if wanted[t] {
			f.counts[t]++
		}
	}
	return f
}

func (f field) bm25(terms []queryTerm, average float64) float64 {
	sum := 0.0
	for _, t := range terms {
		if n := float64(f.counts[t.term]); n > 0 {
			sum += t.weight * n * (fieldK1 + 1) / (n + fieldK1*(1-fieldB+fieldB*float64(f.length)/average))
		}
	}
	return sum
}

// measure reckons the signals of every candidate of a list that has been
// inspected. l are the arms' lists.
func measure(list []*fused, u *Understood, l lists, rarity map[string]float64, seg Segmenter) []signals {
	out := make([]signals, len(list))
	terms := weighTerms(u.Terms, rarity)
	wanted := make(map[string]bool, len(terms))
	for _, t := range terms {
		wanted[t.term] = true
	}
	texts, heads := make([]field, len(list)), make([]field, len(list))
	titles := map[string]float64{}
	for i, f := range list {
		texts[i] = countField(f.seen.Norm, wanted, seg)
		heads[i] = countField(headText(f.doc, f.seen.Path, f.seen.Label), wanted, seg)
		if _, ok := titles[f.doc.ID]; !ok {
			titles[f.doc.ID] = titleSaid(f.doc.Title, wanted, rarity, seg)
		}
	}
	textAverage, headAverage := averageLength(texts), averageLength(heads)
	neighbours := neighboursOf(list)
	ls, vs := scaleOf(l.lexical), scaleOf(l.vector)
	lexicalRank, vectorRank := rankSignals(l.lexical), rankSignals(l.vector)
	question := []rune(u.Text)
	for i, f := range list {
		s := &out[i]
		s.document, s.neighbour = f.document, neighbours[i]
		s.lexical, s.vector = ls.of(f.lexical), vs.of(f.near)
		s.lexicalRank, s.vectorRank = lexicalRank[f.id], vectorRank[f.id]
		s.bm25, s.bm25Head = texts[i].bm25(terms, textAverage), heads[i].bm25(terms, headAverage)
		s.cover, s.coverPairs, s.coverHead = coverage(terms, texts[i], heads[i])
		s.titleSaid = titles[f.doc.ID]
		norm := []rune(f.seen.Norm)
		s.phrase = sharedRun(question, norm)
		s.length = lengthSignal(len(norm))
		s.passageCosine, s.bestCosine, s.nextCosine = nearness(f)
	}
	relative(out, func(s *signals) *float64 { return &s.bm25 })
	relative(out, func(s *signals) *float64 { return &s.bm25Head })
	relative(out, func(s *signals) *float64 { return &s.passageCosine })
	relative(out, func(s *signals) *float64 { return &s.bestCosine })
	relative(out, func(s *signals) *float64 { return &s.nextCosine })
	return out
}

// neighbourPlaces is how far from a passage its neighbours stand at most.
const neighbourPlaces = 5

// neighboursOf gives for each candidate the best score of the fusion, scaled to 1, of
// another that stands near it in its document; 0 where there is none. What a text says
// on a matter stands together, so that a passage beside good ones is likely of it.
func neighboursOf(list []*fused) []float64 {
	documents, places := make([]string, len(list)), make([]int, len(list))
	for i, f := range list {
		documents[i], places[i] = placeOf(f.id)
	}
	out := make([]float64, len(list))
	for i := range list {
		for j, f := range list {
			away := max(places[i]-places[j], places[j]-places[i])
			if documents[i] == documents[j] && away > 0 && away <= neighbourPlaces {
				out[i] = max(out[i], min(f.fusion/(1+documentWeight), 1))
			}
		}
	}
	return out
}

// placeOf takes the ID of a passage apart, see corpus.Passage; place is 0 where it has
// no ordinal.
func placeOf(id string) (document string, place int) {
	document, ordinal, _ := strings.Cut(id, ".")
	place, _ = strconv.Atoi(ordinal)
	return document, place
}

func averageLength(fields []field) float64 {
	sum := 0
	for _, f := range fields {
		sum += f.length
	}
	return max(float64(sum)/float64(max(len(fields), 1)), 1)
}

// rankSignals gives 1 for the first of a list, falling to 0.5 for the eleventh.
func rankSignals(list []Candidate) map[string]float64 {
	out := make(map[string]float64, len(list))
	for i, c := range list {
		out[c.PassageID] = 10 / float64(10+i)
	}
	return out
}

// coverage gives the shares of the question's terms, by rarity, that text and
// head together hold, the same of pairs alone, and what the head holds.
func coverage(terms []queryTerm, text, head field) (all, pairs, inHead float64) {
	var total, totalPairs float64
	for _, t := range terms {
		total += t.weight
		if t.pair {
			totalPairs += t.weight
		}
		if text.counts[t.term]+head.counts[t.term] > 0 {
			all += t.weight
			if t.pair {
				pairs += t.weight
			}
		}
		if head.counts[t.term] > 0 {
			inHead += t.weight
		}
	}
	if total == 0 {
		return 0, 0, 0
	}
	return all / total, pairs / max(totalPairs, 1e-9), inHead / total
}

// titleSaid gives the share of a title's terms, by rarity, that the question
// holds. The rarity of terms that the question does not hold is not known:
// they count as much as the mean of those it holds.
func titleSaid(title string, wanted map[string]bool, rarity map[string]float64, seg Segmenter) float64 {
	terms := seg.Terms(strings.ReplaceAll(title, peoplesRepublic, ""))
	slices.Sort(terms)
	terms = slices.Compact(terms)
	held := 0
	for _, t := range terms {
		if wanted[t] {
			held++
		}
	}
	return float64(held) / float64(max(len(terms), 1))
}

// sharedRun gives the length of the longest run of characters that both texts
// hold, by the length of the question; runs of one character are none.
func sharedRun(question, text []rune) float64 {
	if len(question) == 0 {
		return 0
	}
	best := 0
	row := make([]int, len(question)+1)
	for _, r := range text {
		for j := len(question); j >= 1; j-- {
			if question[j-1] != r {
				row[j] = 0
				continue
			}
			row[j] = row[j-1] + 1
			best = max(best, row[j])
		}
	}
	if best < 2 {
		return 0
	}
	return float64(best) / float64(len(question))
}

// nearness gives the cosines of the passage's own vector, of the nearest one,
// and the mean of the two nearest; zero without vectors.
func nearness(f *fused) (own, best, next float64) {
	c := f.seen.Cosines
	if len(c) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	own, best = c[0], c[0]
	second := math.Inf(-1)
	for _, v := range c[1:] {
		if v > best {
			best, second = v, best
		} else {
			second = max(second, v)
		}
	}
	if math.IsInf(second, -1) {
		second = best
	}
	return own, best, (best + second) / 2
}

// relative scales a signal to 0..1 over the list; unknown ones are lowest.
func relative(list []signals, at func(*signals) *float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range list {
		if v := *at(&list[i]); !math.IsNaN(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	for i := range list {
		v := at(&list[i])
		switch {
		case math.IsNaN(*v), high < low:
			*v = 0
		case high == low:
			*v = 1
		default:
			*v = (*v - low) / (high - low)
		}
	}
}
