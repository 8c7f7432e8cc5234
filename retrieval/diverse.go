package retrieval

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/policybot/policybot/corpus"
)

// Rules of several places that say nearly the same. The measure and its bounds
// were chosen on pairs of passages of the real corpus, judged by reading
// (testdata/repeats.csv, docs/benchmarks-search.md).
const (
	// diverseDepth is how many first places no passage takes that repeats one of them.
	diverseDepth = 10
	// repeatLikeness is the least likeness of a passage to the better ranked one
	// that it repeats.
	repeatLikeness = 0.5
	// beyondWeight weighs what the better one says beyond the other, against what
	// the other says beyond it: who says less repeats, unless so much less that
	// the pairs found are scattered over a long article.
	beyondWeight = 0.25
)

// comparesPlaces finds that rules of several places are asked for though none
// is named: then those that say the same are the answer.
var comparesPlaces = regexp.MustCompile(`各(?:省|市|地|州|区县|地方)|(?:哪|几|两|三|多)(?:些|个|几个|座)?(?:省|市|地方|地区|城市)|(?:其他|其它|别的|不同|兄弟)的?(?:省|市|地|城市)|(?:省|市|地区?)(?:与|和|跟)(?:省|市|地)|(?:省|地区|城市)之?间|外省|外地|异地|比较|对比|相比|区别|不同|差异|差别|分别`)

// diverse moves a passage out of the first places that says nearly what a better
// ranked one of another place says, both of one level, to right behind them:
// ten provinces that wrote down the state's words are one answer, not ten. What
// holds in the whole state is never moved, nor what states a figure or a day that
// the better one does not, since there the places differ. Nothing happens
// where the question says where or in which text to look, or sets rules side by
// side. Of a passage that was moved, repeats gives the one that it repeats.
func diverse(list []*fused, u *Understood) {
	if asksWhere(u) {
		return
	}
	var first, moved []*fused
	says := map[*fused]*saying{}
	for _, f := range list {
		if len(first) == diverseDepth {
			break
		}
		if f.repeats = repeated(f, first, says); f.repeats != "" {
			moved = append(moved, f)
			continue
		}
		first = append(first, f)
	}
	copy(list, slices.Concat(first, moved))
}

// asksWhere says whether a question names a place or a text, asks for earlier
// texts, or sets several side by side.
func asksWhere(u *Understood) bool {
	return len(u.Regions) > 0 || u.UnknownRegion != "" || len(u.Refs) > 0 || len(u.UnknownTitles) > 0 || u.Past ||
		u.Filter.AllVersions || len(u.Filter.Regions) > 0 || len(u.Filter.Documents) > 0 || comparesPlaces.MatchString(u.Words)
}

// repeated gives the ID of the first of the better ones that f repeats, "" for none.
func repeated(f *fused, better []*fused, says map[*fused]*saying) string {
	if f.exact || !local(f.doc) {
		return ""
	}
	own := sayingOf(f, says)
	for _, b := range better {
		if !local(b.doc) || b.doc.Level != f.doc.Level || b.doc.Region == f.doc.Region || !alikeKinds(b.doc.Kind, f.doc.Kind) {
			continue
		}
		other := sayingOf(b, says)
		if likeness(own.pairs, other.pairs) >= repeatLikeness && apart(b.doc.Region, f.doc.Region) && !own.statesMore(other) {
			return b.id
		}
	}
	return ""
}

// alikeKinds says whether one kind of text can stand for another: a rule is not
// repeated by a report or a digest.
func alikeKinds(a, b corpus.Kind) bool {
	rule := func(k corpus.Kind) bool { return k != corpus.KindReport && k != corpus.KindDigest }
	return a == b || rule(a) && rule(b)
}

// local says whether a document holds in a place that is known.
func local(d *corpus.Document) bool {
	return d.Region != "" && d.Region != corpus.Nationwide && d.Level != ""
}

// apart says whether two regions are two places, neither inside the other.
func apart(a, b string) bool {
	return !Inside(a, []string{b}) && !Inside(b, []string{a})
}

// likeness says how much of what a passage says a better ranked one says too: 1
// where it says all of it and no more, 0 for nothing (the index of Tversky). Both
// are sorted.
func likeness(of, in []uint64) float64 {
	both, i := 0, 0
	for _, p := range of {
		for i < len(in) && in[i] < p {
			i++
		}
		if i < len(in) && in[i] == p {
			both++
		}
	}
	if both == 0 {
		return 0
	}
	return float64(both) / (float64(len(of)) + beyondWeight*float64(len(in)-both))
}

// saying is what passages are compared by.
type saying struct {
	text    string
	pairs   []uint64        // see pairsIn
	figures map[string]bool // with their units; nil until asked for
}

// sayingOf gives what a passage says behind its label, and keeps it in says.
func sayingOf(f *fused, says map[*fused]*saying) *saying {
	s := says[f]
	if s == nil {
		text := strings.TrimPrefix(f.seen.Norm, f.seen.Label)
		s = &saying{text: text, pairs: pairsIn(text)}
		says[f] = s
	}
	return s
}

// pairsIn gives the pairs of neighbouring letters and digits of a text, each
// once and sorted.
func pairsIn(text string) []uint64 {
	var pairs []uint64
	before := rune(-1)
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			continue
		}
		if before >= 0 {
			pairs = append(pairs, uint64(before)<<32|uint64(r))
		}
		before = r
	}
	slices.Sort(pairs)
	return slices.Compact(pairs)
}

// statesMore says whether a figure or a day is stated that the other does not
// state. Numbers of articles and of documents are none.
func (s *saying) statesMore(other *saying) bool {
	there := other.stated()
	for f := range s.stated() {
		if !there[f] {
			return true
		}
	}
	return false
}

func (s *saying) stated() map[string]bool {
	if s.figures == nil {
		s.figures = map[string]bool{}
		for _, f := range corpus.Figures(s.text) {
			if f.Unit != "" && f.Unit != corpus.UnitDocNumber && !strings.HasPrefix(f.Unit, "第") {
				s.figures[f.Value+" "+f.Unit] = true
			}
		}
	}
	return s.figures
}
