package retrieval

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// judged is what a feature looks at: the question, and one candidate read.
type judged struct {
	query   *Understood
	asOf    corpus.Date
	doc     *corpus.Document
	passage *corpus.Passage
	docs    map[string]bool // documents that the words name
	cover   float64         // share of the question's terms, by rarity, that the passage holds
	exact   bool
}

// feature is one reason to move a candidate. Its value is 0 to 1; its weight is
// on the scale of the fusion, whose best candidate has at most 1.
type feature struct {
	name   string
	weight float64
	value  func(j *judged) float64
}

// features is the whole reranker: what it knows beyond the arms' scores. The
// weights are round figures set by reason and checked on the questions, not
// fitted to them.
var features = []feature{
	// An article named with its document is what was asked for: always first.
	{"article", 2, func(j *judged) float64 { return one(j.exact) }},
	// A document named in the words is where the answer is sought.
	{"named", 0.3, func(j *judged) float64 { return one(j.docs[j.doc.ID]) }},
	// Where the words name a place, its own rules come before national ones.
	{"region", 0.08, regionMatch},
	// Where they name none, or ask for the national rule as well, what holds everywhere comes before local rules.
	{"nationwide", 0.04, func(j *judged) float64 {
		return one((len(j.query.Regions) == 0 || asksNational.MatchString(j.query.Words)) && j.doc.Region == corpus.Nationwide)
	}},
	// A year named is one of the passage, its headings or its document.
	{"year", 0.08, yearMatch},
	// Rare words of the question that the passage holds.
	{"coverage", 0.1, func(j *judged) float64 { return j.cover }},
	// A passage that states the kind of thing asked for: a period, an amount.
	{"answer", 0.14, func(j *judged) float64 { return one(statesAnswer(j.query.Text, j.passage.Norm)) }},
	// A text that is no longer in force, unless the past is asked for.
	{"ended", -0.15, func(j *judged) float64 { return one(ended(j)) }},
	// A digest of ours loses to the official text.
	{"digest", -0.05, func(j *judged) float64 { return one(j.doc.Kind == corpus.KindDigest) }},
	// A passage of a few characters is a heading or a remnant.
	{"short", -0.1, func(j *judged) float64 { return one(len([]rune(j.passage.Norm)) < 12) }},
}

// asksNational finds that the rule of the state is asked for beside local ones.
var asksNational = regexp.MustCompile(`国家(?:规定|的规定|法律|标准|层面|政策|是|怎么|要求)|全国性|中央(?:规定|政策)`)

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func regionMatch(j *judged) float64 {
	if len(j.query.Regions) == 0 || j.doc.Region == corpus.Nationwide {
		return 0
	}
	path, _ := parseRegion(j.doc.Region)
	best := 0.0
	for _, region := range j.query.Regions {
		named, _ := parseRegion(region)
		switch {
		case strings.HasPrefix(path, named):
			return 1
		case strings.HasPrefix(named, path):
			best = 0.5 // the province of a city named
		}
	}
	return best
}

func yearMatch(j *judged) float64 {
	for _, y := range j.query.Years {
		year := strconv.Itoa(y)
		for _, d := range []corpus.Date{j.doc.Published, j.doc.Adopted, j.doc.EffectiveFrom} {
			if strings.HasPrefix(string(d), year) {
				return 1
			}
		}
		if strings.Contains(j.doc.Title, year) || strings.Contains(j.passage.Norm, year) ||
			strings.Contains(strings.Join(j.passage.Path, " "), year) {
			return 1
		}
	}
	return 0
}

// ended reports whether the document is out of force and no year named falls
// into its time.
func ended(j *judged) bool {
	if j.query.Past {
		return false
	}
	switch j.doc.StatusOn(j.asOf) {
	case corpus.StatusSuperseded, corpus.StatusRepealed, corpus.StatusExpired:
	default:
		return false
	}
	for _, y := range j.query.Years {
		first, last := corpus.Date(strconv.Itoa(y)+"-01-01"), corpus.Date(strconv.Itoa(y)+"-12-31")
		if (!j.doc.EffectiveFrom.Known() || j.doc.EffectiveFrom <= last) &&
			j.doc.EffectiveTo.Known() && j.doc.EffectiveTo >= first {
			return false
		}
	}
	return true
}

// rerank adds the features to the scores of candidates that have been read and
// orders them anew.
func rerank(list []*fused, u *Understood, asOf corpus.Date, docs map[string]bool, seg Segmenter) {
	covers := coverage(list, u.Terms, seg)
	for i, f := range list {
		j := &judged{query: u, asOf: asOf, doc: f.stored.Document, passage: &f.stored.Passage, docs: docs, cover: covers[i], exact: f.exact}
		f.features = map[string]float64{"fusion": f.score}
		for _, ft := range features {
			if v := ft.value(j); v != 0 {
				f.features[ft.name] = v * ft.weight
				f.score += v * ft.weight
			}
		}
	}
	sortFused(list)
}

// coverage gives for each candidate the share of the question's distinct terms
// that its title, headings and text hold, each term weighed by how rare it is
// among the candidates.
func coverage(list []*fused, terms []string, seg Segmenter) []float64 {
	out := make([]float64, len(list))
	terms = slices.Clone(terms)
	slices.Sort(terms)
	terms = slices.Compact(terms)
	held := make([][]bool, len(list))
	df := make([]int, len(terms))
	for i, f := range list {
		held[i] = make([]bool, len(terms))
		for _, t := range seg.Terms(lexicalText(f.stored.Document, &f.stored.Passage)) {
			if n, ok := slices.BinarySearch(terms, t); ok && !held[i][n] {
				held[i][n] = true
				df[n]++
			}
		}
	}
	total := 0.0
	weight := make([]float64, len(terms))
	for n := range terms {
		if df[n] > 0 { // a term that no candidate holds tells nothing of them
			weight[n] = math.Log(1 + float64(len(list))/float64(df[n]))
			total += weight[n]
		}
	}
	if total == 0 {
		return out
	}
	for i := range list {
		for n, yes := range held[i] {
			if yes {
				out[i] += weight[n] / total
			}
		}
	}
	return out
}
