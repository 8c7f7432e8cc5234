package extract

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// sentence is one citable part of a passage found, with its scores.
type sentence struct {
	result *retrieval.Result
	index  int    // into result.Passage.Parts
	text   string // normalised words of the part
	lead   string // normalised words of the part that introduces it

	cosine   float64 // nearness to the part of the question, -1 to 1
	passage  float64 // score of its passage among those found, 0 to 1
	coverage float64 // weighted share of the question's words it holds, 0 to 1
	context  float64 // the same with title, headings and lead-in, 0 to 1
	fits     float64 // 1 where it holds the kind of thing asked for
	echoes   float64 // share of the question's figures that it holds, 0 to 1
	year     float64 // 1 where a year asked for is in it or in its title
	nearest  float64 // nearness of its passage, -1 to 1
	fused    float64 // score of the search
	title    float64 // weighted share of the question's words that title and headings hold
	rarest   float64 // share of the question's three rarest words held with context
	length   float64 // characters over the most a part has, 0 to 1
	item     float64 // 1 for an item of a list
	leads    float64 // 1 for a lead-in that ends with a colon
	old      float64 // 1 where its text is no longer in force
	local    float64 // 1 where its document is local and the question names no place
	report   float64 // 1 where its document is a report

	score float64
}

// featureNames names the values of a sentence, in order.
var featureNames = []string{"cosine", "passage", "coverage", "context", "fits", "echoes", "year", "nearest", "fused", "title",
	"rarest", "length", "item", "leads", "old", "local", "report"}

// values gives the features in the order of featureNames.
func (s *sentence) values() []float64 {
	return []float64{s.cosine, s.passage, s.coverage, s.context, s.fits, s.echoes, s.year, s.nearest, s.fused, s.title,
		s.rarest, s.length, s.item, s.leads, s.old, s.local, s.report}
}

// part gives the span of the sentence.
func (s *sentence) part() corpus.Part { return s.result.Passage.Parts[s.index] }

// ask is a part of a question taken apart for scoring.
type ask struct {
	part    bot.Part
	terms   map[string]float64 // words of the question with their weights
	total   float64
	rarest  []string // the three rarest terms
	named   bool     // the question names a place
	figures map[string]bool
	vector  []float32
}

// reading is a part of a question with every sentence found, best first.
type reading struct {
	ask ask
	all []sentence
}

// read scores the sentences found for a part.
func (c *Composer) read(part bot.Part) reading {
	all, a := c.sentences(part)
	return reading{ask: a, all: all}
}

// sentences gives every citable part of the passages found, scored, best first.
// Ties keep the order of the passages.
func (c *Composer) sentences(part bot.Part) ([]sentence, ask) {
	a := c.newAsk(part)
	var out []sentence
	if part.Found == nil || len(part.Found.Results) == 0 {
		return nil, a
	}
	results := part.Found.Results
	top, low := results[0].Score, results[len(results)-1].Score
	for i := range results {
		r := &results[i]
		share := 1.0
		if top > low {
			share = (r.Score - low) / (top - low)
		}
		out = append(out, c.scoreParts(a, r, share)...)
	}
	slices.SortStableFunc(out, byScore)
	return out, a
}

// byScore orders sentences by falling score.
func byScore(x, y sentence) int { return cmp.Compare(y.score, x.score) }

func (c *Composer) scoreParts(a ask, r *retrieval.Result, share float64) []sentence {
	p := &r.Passage
	head := c.termSet(r.Document.Title + " " + strings.Join(p.Path, " "))
	out := make([]sentence, 0, len(p.Parts))
	for i, span := range p.Parts {
		raw := p.Text[span.Start-p.Start : span.End-p.Start]
		s := sentence{result: r, index: i, text: corpus.Normalize(raw), passage: share}
		if span.Lead >= 0 && span.Lead < len(p.Parts) {
			lead := p.Parts[span.Lead]
			s.lead = corpus.Normalize(p.Text[lead.Start-p.Start : lead.End-p.Start])
		}
		s.cosine = cosineOf(a.vector, r, i)
		if s.nearest = r.Vector; math.IsNaN(s.nearest) {
			s.nearest = 0
		}
		s.fused = r.Score
		s.title = a.covered(head)
		own := c.termSet(s.text)
		s.coverage = a.covered(own)
		for t := range head {
			own[t] = true
		}
		for t := range c.termSet(s.lead) {
			own[t] = true
		}
		s.context = a.covered(own)
		s.rarest = a.rarestHeld(own)
		s.length = min(1, float64(utf8.RuneCountInString(s.text))/400)
		s.item = truth(span.Kind == corpus.PartItem || span.Kind == corpus.PartSubitem)
		s.leads = truth(strings.HasSuffix(s.text, "："))
		s.old = truth(r.Status == corpus.StatusSuperseded || r.Status == corpus.StatusRepealed || r.Status == corpus.StatusExpired)
		s.local = truth(r.Document.Region != corpus.Nationwide && !a.named)
		s.report = truth(r.Document.Kind == corpus.KindReport)
		s.fits = fits(a.part, s.text)
		s.echoes = a.echoed(s.text)
		s.year = yearFits(a.part.Years, r, s.text)
		s.score = c.weights.score(&s)
		out = append(out, s)
	}
	return out
}

func (c *Composer) newAsk(part bot.Part) ask {
	a := ask{part: part, terms: map[string]float64{}, figures: map[string]bool{}}
	if part.Found != nil {
		a.vector = part.Found.Vector
		a.named = len(part.Found.Understood.Regions) > 0 || part.Scope != ""
	}
	words := contentWords(part.Words)
	for _, t := range c.segmenter.Terms(words) {
		a.terms[t] = a.weight(t)
	}
	for _, w := range a.terms {
		a.total += w
	}
	a.rarest = slices.SortedFunc(maps.Keys(a.terms), func(x, y string) int {
		if n := cmp.Compare(a.terms[y], a.terms[x]); n != 0 {
			return n
		}
		return cmp.Compare(x, y)
	})
	a.rarest = a.rarest[:min(3, len(a.rarest))]
	for _, f := range corpus.Figures(part.Text) {
		if f.Unit == corpus.UnitDate || yearFigure.MatchString(f.Text) {
			continue // years have a feature of their own
		}
		a.figures[f.Value+"\x00"+f.Unit] = true
	}
	return a
}

// yearFigure is a year as a figure.
var yearFigure = regexp.MustCompile(`^(19|20)\d\d年?度?$`)

// weight is the weight of a term: its rarity in the corpus where the search
// tells it, otherwise by length alone (a bigram says more than a character).
func (a *ask) weight(term string) float64 {
	if a.part.Found != nil {
		if idf, ok := a.part.Found.Rarity[term]; ok {
			return idf
		}
	}
	if len([]rune(term)) == 1 {
		return 0.5
	}
	return 3
}

func (c *Composer) termSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, t := range c.segmenter.Terms(s) {
		set[t] = true
	}
	return set
}

// covered is the weighted share of the question's terms in a set.
func (a *ask) covered(set map[string]bool) float64 {
	if a.total == 0 {
		return 0
	}
	sum := 0.0
	for t, w := range a.terms {
		if set[t] {
			sum += w
		}
	}
	return sum / a.total
}

// rarestHeld is the share of the three rarest terms of the question that a set holds.
func (a *ask) rarestHeld(set map[string]bool) float64 {
	if len(a.rarest) == 0 {
		return 0
	}
	n := 0
	for _, t := range a.rarest {
		if set[t] {
			n++
		}
	}
	return float64(n) / float64(len(a.rarest))
}

// truth is 1 for true, 0 for false.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// echoed is the share of the question's figures that a text repeats.
func (a *ask) echoed(text string) float64 {
	if len(a.figures) == 0 {
		return 0
	}
	n := 0
	seen := map[string]bool{}
	for _, f := range corpus.Figures(text) {
		key := f.Value + "\x00" + f.Unit
		if a.figures[key] && !seen[key] {
			seen[key] = true
			n++
		}
	}
	return float64(n) / float64(len(a.figures))
}

// cosineOf is the nearness of a part, or of its passage where the part has no
// vector of its own; 0 where the search was lexical alone.
func cosineOf(query []float32, r *retrieval.Result, i int) float64 {
	if query == nil {
		return 0
	}
	if i < len(r.PartVectors) && r.PartVectors[i] != nil {
		return dot(query, r.PartVectors[i])
	}
	if !math.IsNaN(r.Vector) {
		return r.Vector
	}
	return 0
}

// dot is the inner product, which is the cosine of unit vectors.
func dot(a, b []float32) float64 {
	sum := 0.0
	for i := range min(len(a), len(b)) {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
