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
	lead   string // normalised words of the parts that introduce it, outermost first

	cosine   float64 // nearness to the part of the question, -1 to 1
	passage  float64 // score of its passage among those found, 0 to 1
	coverage float64 // weighted share of the question's words it holds, 0 to 1
	told     float64 // coverage; where one document alone was found, of the words that its title and headings do not hold
	context  float64 // as coverage, with title, headings and lead-in, 0 to 1
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
	known    float64 // as context, of those words alone that the corpus has at all
	whole    float64 // the same with all of its passage
	lack     float64 // weight of the heaviest word known to the corpus that the passage lacks, 0 to 1
	heavy    float64 // weight of the heaviest word of the question that it holds with context, 0 to 1
	things   float64 // share of the things asked of (taxes, titles, kinds of money) that it names with context
	about    float64 // the same of all of its passage
	odds     float64 // what the words that it holds and lacks say for it, see TermOdds
	tense    float64 // 1 where it plans and a plan is asked for, or tells and that is; 0 the other way; else 0.5

	held      []bool // the terms of the question that it holds with context
	elsewhere bool   // what it tells is told of another place, or in another kind of text, than asked

	clipped *clipped // what is quoted of it; nil: all

	score float64
}

// featureNames names the values of a sentence, in order.
var featureNames = []string{"cosine", "passage", "coverage", "context", "fits", "echoes", "year", "nearest", "fused", "title",
	"rarest", "length", "item", "leads", "old", "local", "report", "known", "whole", "lack", "heavy", "things", "about", "tense", "odds"}

// values gives the features in the order of featureNames.
func (s *sentence) values() []float64 {
	return []float64{s.cosine, s.passage, s.coverage, s.context, s.fits, s.echoes, s.year, s.nearest, s.fused, s.title,
		s.rarest, s.length, s.item, s.leads, s.old, s.local, s.report,
		s.known, s.whole, s.lack, s.heavy, s.things, s.about, s.tense, s.odds}
}

// part gives the span of the sentence.
func (s *sentence) part() corpus.Part { return s.result.Passage.Parts[s.index] }

// term is a word of a question.
type term struct {
	word   string
	weight float64
	known  bool // some passage of the corpus holds it
}

// ask is a part of a question taken apart for scoring.
type ask struct {
	part      bot.Part
	terms     []term   // words of the question, in order
	rarest    []string // the three rarest terms
	named     bool     // the question names a place
	single    bool     // one document alone was found
	figures   map[string]bool
	vector    []float32
	alone     []float32 // of the part's words without the first part's; nil for none
	most      float64   // greatest weight of a term
	strange   bool      // no passage has some character of the question
	tense     tense
	demands   demands
	sources   sources
	sayings   []saying        // everyday words, and how texts write them
	things    []thing         // what it asks about
	before    []thing         // what the part before it asks about, where it names nothing itself
	acts      []act           // what is done, of what it asks about
	districts []string        // that it names
	groups    []int           // the people whom it names
	places    []string        // terms of the places that the search was narrowed to
	timed     map[string]bool // terms of what a time is asked of
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
	a.single = !slices.ContainsFunc(results, func(r retrieval.Result) bool { return r.Document.ID != results[0].Document.ID })
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
	heading := r.Document.Title + " " + strings.Join(p.Path, " ")
	head := c.termSet(heading)
	whole := c.termSet(p.Norm)
	maps.Copy(whole, head)
	a.hear(head, heading)
	a.hear(whole, heading+"\n"+p.Norm)
	a.stand(whole, r)
	about := a.thingsHeld(heading + "\n" + p.Norm)
	out := make([]sentence, 0, len(p.Parts))
	for i, span := range p.Parts {
		raw := bot.QuoteOf(*p, span)
		s := sentence{result: r, index: i, text: corpus.Normalize(raw), passage: share}
		if bot.Foreign(raw, r.Document.URL) && !s.leaveAddresses(raw, span) {
			continue
		}
		for _, lead := range p.Leads(i) {
			s.lead += corpus.Normalize(lead.Text)
		}
		s.cosine = cosineOf(a.vector, r, i)
		if a.alone != nil {
			s.cosine = (s.cosine + cosineOf(a.alone, r, i)) / 2
		}
		if s.nearest = r.Vector; math.IsNaN(s.nearest) {
			s.nearest = 0
		}
		s.fused = r.Score
		s.title = a.covered(head)
		own := c.termSet(s.text)
		a.hear(own, s.text)
		a.stand(own, r)
		s.coverage = a.covered(own)
		if s.told = s.coverage; a.single {
			s.told = a.coveredBeside(own, head)
		}
		for t := range head {
			own[t] = true
		}
		for t := range c.termSet(s.lead) {
			own[t] = true
		}
		whole := whole
		if referred := c.referred(a, r, s.text); referred != nil {
			whole = maps.Clone(whole)
			maps.Copy(whole, referred)
			maps.Copy(own, referred)
		}
		context := s.text + "\n" + s.lead + "\n" + heading
		a.hear(own, context)
		s.things, s.about = a.thingsHeld(context), about
		s.context, s.odds, s.held = a.covered(own), c.oddsOf(&a, own), a.heldIn(own)
		s.rarest = a.rarestHeld(own)
		s.known, s.whole, s.lack = a.knownHeld(own), a.knownHeld(whole), a.heaviestLacking(whole)
		s.heavy = a.heaviestHeld(own)
		s.tense = a.tense.fits(heading, s.text)
		s.length = min(1, float64(utf8.RuneCountInString(s.text))/400)
		s.item = truth(span.Kind == corpus.PartItem || span.Kind == corpus.PartSubitem)
		s.leads = truth(opens(s.text))
		s.old = truth(r.Status == corpus.StatusSuperseded || r.Status == corpus.StatusRepealed || r.Status == corpus.StatusExpired)
		s.local = truth(r.Document.Region != corpus.Nationwide && !a.named)
		s.elsewhere = a.tellsElsewhere(r, s.text)
		s.report = truth(isReport(&s))
		s.fits = fits(a.part, s.lead, s.text)
		if c.reckonsFromIt(&a, own, s.lead+"\n"+heading, s.text) {
			s.fits = min(s.fits, 0.5)
		}
		s.echoes = a.echoed(s.text)
		s.year = yearFits(a.part.Years, r, s.text)
		s.score = c.weights.score(&s)
		if general.MatchString(s.text) && !asksGeneral.MatchString(a.part.Text) || fund.MatchString(s.text) && !asksFund.MatchString(a.part.Text) {
			s.score -= generalLoss
		}
		if s.score += a.listHead(&s); s.leads == 1 && hasItems(&s) && (asksList(a.part) || a.part.Want == bot.WantEligibility && ofCases.MatchString(s.text)) {
			s.score -= c.weights.Leads // what leads a list is what is asked for
		}
		out = append(out, s)
	}
	return out
}

func (c *Composer) newAsk(part bot.Part) ask {
	a := ask{part: part, figures: map[string]bool{}}
	if part.Found != nil {
		a.vector, a.alone = part.Found.Vector, part.Alone
		a.named = len(part.Found.Understood.Regions) > 0 || part.Scope != ""
	}
	a.setTerms(c.segmenter.Terms(contentWords(part.Context)), c.segmenter.Terms(contentWords(part.Words)))
	a.tense, a.demands, a.sources = tenseOf(part.Text), demandsOf(part), sourcesOf(part)
	a.sayings, a.things = c.sayingsOf(part.Text), thingsIn(part.Words)
	if len(a.things) == 0 && a.tense == planned && strings.TrimSpace(contentWords(ofPlans.ReplaceAllString(part.Text, ""))) == "" {
		a.before = thingsIn(part.Context)
	}
	a.acts, a.districts = actsIn(part.Text+part.Words), districtsIn(part.Text)
	a.timed = c.timedTerms(part)
	a.places, a.groups = c.placesOf(part), groupsIn(part.Topic+part.Text)
	for _, f := range corpus.Figures(part.Text) {
		if f.Unit == corpus.UnitDate || yearFigure.MatchString(f.Text) {
			continue // years have a feature of their own
		}
		a.figures[f.Value+"\x00"+f.Unit] = true
	}
	return a
}

// ofPlans are words of a part that asks the plan, or the state, of what the part before
// it names.
var ofPlans = regexp.MustCompile(`(?:19|20)\d\d年?|目标|预计|预期|计划|打算|今年|明年|去年|当年|实际|完成|达到|定|说|数|又|的|[\s，。？、]`)

// general are sentences that every rule has, about itself: why it was made, to
// what it applies, from when. They hold the words of every question on the rule
// and answer few.
var (
	general     = regexp.MustCompile(`^为了?.{4,120}制定本|^根据.{4,120}制定本|适用本(条例|办法|法|规定|细则|意见)|^本(条例|办法|法|规定|细则|意见|政策|通知).{0,12}自.{4,20}(施行|实施|生效|执行)|坚持.{2,60}原则|由.{2,30}负责解释`)
	asksGeneral = regexp.MustCompile(`施行|实施|生效|执行|管用|什么时候(开始|起)|哪天起|有效|到期|过期|失效|适用|原则|依据|根据|解释|为什么|目的|还作数|废止|哪个(公告|文件)`)
)

// generalLoss lowers a sentence that a rule says of itself.
const generalLoss = 0.15

// echoed is the share of the question's figures that a text repeats.
func (a *ask) echoed(text string) float64 {
	if len(a.figures) == 0 {
		return 0
	}
	n := 0
	seen := map[string]bool{}
	for _, f := range corpus.Figures(text) {
		key := f.Value + "\x00" + f.Unit
		if times, ok := strings.CutSuffix(f.Value, "00"); ok && f.Unit == "%" && !a.figures[key] {
			key = times + "\x00倍" // 300% for who asks of 三倍
		}
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
