package extract

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// choose gives the sentences that answer a part, best first, none where nothing
// found answers it. before are the sentences that answer earlier parts.
func (c *Composer) choose(r reading, threshold float64, before []sentence) []sentence {
	if named := namedArticle(r); len(named) > 0 {
		return named
	}
	if len(r.all) == 0 {
		return nil
	}
	if r.ask.part.Itself {
		return ofItself(r.all)
	}
	r = r.after(before)
	all, a := r.all, r.ask
	found := firstAnswer(all, a)
	lasting := lastingOf(a.part)
	first := filingFirst(all, a, namedFirst(all, a, inForceFirst(all, a, placeFirst(all, a, timeFirst(all, a, lasting, found)))))
	first = awardedFirst(all, a, first)
	leaning := leaningFirst(all, a, before, first)
	rate := rateFirst(all, a, leaning)
	alone := rate != first // the rate, or what a part leans on, and nothing of another text
	first = rate
	if first < 0 {
		return nil
	}
	if a.part.Leans && sameDocument(&all[first], before) {
		threshold *= leaningShare
	}
	if !c.accepts(r, threshold) {
		return nil
	}
	if kind := theKind(all, a, first); kind != nil {
		return kind
	}
	best := all[first]
	chosen := []sentence{best}
	said := stated(&best, before)
	timed := lasting != "" && timeOf(lasting, &best)
	seen := map[string]bool{best.text: true}
	rest := all[first+1:]
	if best := &all[first]; alone || best.result.Exact && first != found { // nothing but the article named
		rest = slices.DeleteFunc(slices.Clone(rest), func(s sentence) bool { return s.result.Document.ID != best.result.Document.ID })
	} else if first != found && isReport(&all[found]) { // what the reports tell goes on below the rule
		rest = slices.Concat(all[found:first], rest)
	}
	for _, s := range rest {
		if len(chosen) == c.weights.MaxSentences {
			break
		}
		if seen[s.text] || !answers(&s, a) || asksFigure(a.part.Want) && best.fits == 1 && s.fits < 1 {
			continue
		}
		within := c.weights.OtherWithin
		if best.result.Document.ID == s.result.Document.ID {
			within = c.weights.AlsoWithin
			if a.part.Want == bot.WantPercent && s.fits == 1 && s.context >= best.context && s.things >= best.things && otherFigures(&best, &s) {
				within = otherFigureWithin
			}
		}
		if a.part.Want == bot.WantDefinition && best.fits == 1 { // each term that is asked of, nothing else
			if within = definitionWithin; s.fits < 1 {
				continue
			}
		}
		if said { // with an earlier part
			within = statedWithin
		}
		if timed && !timeOf(lasting, &s) || otherAct(&best, &s) {
			continue
		}
		if s.score < best.score-within || otherMatter(&best, &s) {
			continue
		}
		seen[s.text] = true
		chosen = append(chosen, s)
	}
	chosen = withAmount(chosen, all, a)
	if steps := stepsWith(chosen, all, a); steps != nil {
		return steps
	}
	if a.part.Want == bot.WantTime && filingAsk.MatchString(a.part.Text) {
		return withPlaces(completed(grouped(withSiblings(chosen, all)), all), all)
	}
	chosen = withItems(withNeighbours(withSiblings(chosen, all), all), all, a)
	return withHeaded(withoutOpenings(fleshed(completed(grouped(besideConditions(chosen, a)), all), all)), all, a)
}

// otherContext is the least share of what the best sentence and its headings
// hold of the question that one of another document must hold: with less it is
// on another matter, and its figure would be read as an answer.
const otherContext = 0.8

func otherMatter(best, s *sentence) bool {
	return best.result.Document.ID != s.result.Document.ID && s.context < otherContext*best.context
}

// otherFigureWithin is how far below the best sentence another of the same text may
// lie that holds as much of the question and another figure: which of the two is
// meant the question does not say.
const otherFigureWithin = 0.3

// otherActContext is the least share of what a penalty holds of the question that the
// penalty of another article must hold.
const otherActContext = 0.85

// actNamed is the least share of the question that the first penalty must hold, to tell
// which act is meant.
const actNamed = 0.4

// otherAct says that two sentences are penalties of two articles of a text, of which
// the second holds less of the question: it is for another act.
func otherAct(best, s *sentence) bool {
	return best.context >= actNamed && fined.MatchString(best.text) && fined.MatchString(s.text) && best.result.Document.ID == s.result.Document.ID &&
		!sameArticle(best, s) && s.context < otherActContext*best.context
}

// statedWithin is how far below a sentence that was stated already another may
// lie.
const statedWithin = 0.07

// definitionWithin is how far below the first definition another may lie.
const definitionWithin = 0.4

// wordsEnough is the share of the question's words that a sentence must hold
// with its headings where there is no vector to tell more.
const wordsEnough = 0.6

// accepts says whether what was found answers the part at all.
func (c *Composer) accepts(r reading, threshold float64) bool {
	if r.ask.part.Found.Vector == nil { // searched by words alone: the model knows nothing of that
		s := r.all[max(0, firstAnswer(r.all, r.ask))]
		return s.context >= wordsEnough && s.fits > 0
	}
	return c.probability(r) >= threshold
}

// probability is the model's that what was found answers a part; 0 where
// nothing found could.
func (c *Composer) probability(r reading) float64 {
	x := partFeatures(r)
	if x == nil {
		return 0
	}
	return c.model.Probability(x)
}

// answerable says whether what was found answers a question as a whole: the
// mean of the probabilities of its parts, the best of those asked of several
// regions or versions, is enough. Parts of one question stand or fall together
// more than their own features tell.
func (c *Composer) answerable(read []reading) bool {
	var texts []string
	best := map[string]float64{}
	for _, r := range read {
		if r.ask.part.Itself { // found by what every text says of itself
			continue
		}
		if len(r.all) > 0 && r.ask.part.Found.Vector == nil {
			return true // the model knows nothing of a search by words alone
		}
		if _, ok := best[r.ask.part.Text]; !ok {
			texts = append(texts, r.ask.part.Text)
		}
		best[r.ask.part.Text] = max(best[r.ask.part.Text], c.probability(r))
	}
	sum := 0.0
	for _, t := range texts {
		sum += best[t]
	}
	return sum >= c.model.Question*float64(len(texts))
}

// shortArticle is the length in characters up to which an article of a few
// sentences is quoted whole: its sentences qualify each other.
const (
	shortArticle  = 140
	shortSentence = 3
)

// withSiblings adds to the first sentence the others of its article where that
// is short.
func withSiblings(chosen, all []sentence) []sentence {
	first := chosen[0]
	p := first.result.Passage
	if p.Kind != corpus.PassageArticle || len(p.Parts) > shortSentence || utf8.RuneCountInString(p.Norm) > shortArticle {
		return chosen
	}
	have := map[int]bool{}
	for _, s := range chosen {
		if s.result == first.result {
			have[s.index] = true
		}
	}
	out := []sentence{first}
	for i := range all {
		if all[i].result == first.result && !have[all[i].index] {
			out = append(out, all[i])
		}
	}
	return append(out, chosen[1:]...)
}

// searchDepth and searchWithin say how far down, in rank and in score, a
// sentence with the kind of figure asked for is preferred to the best one:
// what is asked for is read from a few words, and may be read wrongly.
const (
	searchDepth     = 8
	searchWithin    = 0.3
	otherYearWithin = 0.12
)

// firstAnswer gives the index of the sentence to begin with, -1 for none.
func firstAnswer(all []sentence, a ask) int {
	fallback, least := -1, math.Inf(-1)
	for i := range all[:min(searchDepth, len(all))] {
		s := &all[i]
		if anotherYear(a.part.Years, s.result, s.text) {
			least = max(least, s.score-otherYearWithin)
			continue
		}
		if s.score < least { // what fits the words is of another year, and this is not near to it
			break
		}
		if fallback >= 0 && s.score < all[fallback].score-searchWithin {
			break
		}
		if answers(s, a) {
			return i
		}
		if fallback < 0 && !needsFigure(a.part) && a.demands.metBy(s) && !a.ofOther(s) {
			fallback = i
		}
	}
	return fallback
}

// inForceWithin is how far below a sentence of a text that may no longer hold one
// of a national rule in force may lie to be preferred.
const inForceWithin = 0.4

// inForceFirst gives the index of the sentence to begin with where the one found
// first is of a report, or of a text that is not known to be in force, and states a
// figure: that of the national rule in force which search put first, where it has
// such a figure on the same matter. A report tells what was so, or is to be.
// Not where a text, a place or a year is named, which may ask for just that one.
func inForceFirst(all []sentence, a ask, first int) int {
	if first < 0 || !asksFigure(a.part.Want) || a.named || len(a.part.Years) > 0 || len(a.part.Found.Understood.Refs) > 0 ||
		!doubtful(all[first].result.Status) && !isReport(&all[first]) || len(a.part.Found.Results) == 0 {
		return first
	}
	leading := leadingRule(all, a, first)
	for i := first + 1; i < len(all) && all[i].score >= all[first].score-inForceWithin; i++ {
		s := &all[i]
		if s.result.Passage.ID == leading && (!isReport(&all[first]) || s.things > 0 && s.things >= all[first].things) &&
			s.result.Document.Level == corpus.LevelNational && ruling(s) && answers(s, a) {
			return i
		}
	}
	return first
}

// namedFirst gives the index of the sentence to begin with where the words name an
// article of a text: the best of it that can be the answer. The same number of another
// text, whose name may hold the same words, is another matter. Not where a breach of
// the article is asked about: what follows stands elsewhere.
func namedFirst(all []sentence, a ask, first int) int {
	named := func(ref retrieval.Ref) bool { return ref.Title != "" && ref.Label != "" }
	if first < 0 || all[first].result.Exact || a.part.Want == bot.WantConsequence || breach.MatchString(a.part.Text) ||
		a.part.Found == nil || !slices.ContainsFunc(a.part.Found.Understood.Refs, named) {
		return first
	}
	for i := range all {
		if all[i].result.Exact && answers(&all[i], a) {
			return i
		}
	}
	return first
}

// breach asks of what breaks a rule.
var breach = regexp.MustCompile(`违反|违背|不符合|冲突`)

// leadingDepth is how far down a rule in force may stand among what was found, to
// be preferred to a report.
const leadingDepth = 3

// leadingRule names the passage that search put first or, where a report is quoted
// first, the first that is none.
func leadingRule(all []sentence, a ask, first int) string {
	results := a.part.Found.Results
	if isReport(&all[first]) {
		for _, r := range results[:min(leadingDepth, len(results))] {
			if r.Document.Kind != corpus.KindReport {
				return r.Passage.ID
			}
		}
	}
	return results[0].Passage.ID
}

// isReport says whether a sentence stands in a report, or in a digest of one.
func isReport(s *sentence) bool {
	d := s.result.Document
	return d.Kind == corpus.KindReport || d.Kind == corpus.KindDigest && d.Period != ""
}

// doubtful says of a text that it is not known to be in force.
func doubtful(status corpus.Status) bool {
	switch status {
	case corpus.StatusUnknown, corpus.StatusExpired, corpus.StatusRepealed, corpus.StatusSuperseded:
		return true
	}
	return false
}

// needsFigure says whether nothing without the kind of figure asked for can be
// the answer.
func needsFigure(p bot.Part) bool {
	return p.Want == bot.WantMoney || p.Want == bot.WantScore || p.Want == bot.WantDocNumber || p.Unit == "岁" ||
		p.Want == bot.WantTime && p.Unit != "" && p.Unit != "号"
}

// asksFigure says whether a figure is asked for.
func asksFigure(w bot.Want) bool {
	switch w {
	case bot.WantMoney, bot.WantPercent, bot.WantTime, bot.WantCount, bot.WantScore:
		return true
	}
	return false
}

// declines says that something is not granted.
var declines = regexp.MustCompile(`不予|不得|不授予|不受理|禁止`)

// exempted is what a text says is not the thing that it looks like. Group: the thing.
var exempted = regexp.MustCompile(`(?:不视为|不算|不属于|不构成|不认定为|不作为)(?:是)?([\p{Han}]{2,6})`)

// exempts says that what to do about something is asked (专利被侵权怎么办), and that a
// sentence only tells what is no case of it.
func exempts(p bot.Part, text string) bool {
	if p.Want != bot.WantProcedure && p.Want != bot.WantConsequence || exempted.MatchString(p.Text) {
		return false
	}
	for _, m := range exempted.FindAllStringSubmatch(text, -1) {
		if strings.Contains(p.Text, string([]rune(m[1])[:2])) {
			return true
		}
	}
	return false
}

// answers says whether a sentence can be the answer: it holds the kind of
// figure asked for, and does not speak of another year.
func answers(s *sentence, a ask) bool {
	if anotherYear(a.part.Years, s.result, s.text) || !a.demands.metBy(s) {
		return false
	}
	if a.part.Want == bot.WantMoney && benefitAsk.MatchString(a.part.Text) && s.things == 0 { // a reward for something else
		return false
	}
	if a.ofOther(s) {
		return false
	}
	if len(a.before) > 0 && s.report == 1 && !a.before[0].in(s.lead+s.text+"\n"+strings.Join(s.result.Passage.Path, "\n")) {
		return false // 2025年目标是多少, behind what it is of: a report sets targets of everything
	}
	if a.part.Want == bot.WantProcedure && s.fits == 0 && declines.MatchString(s.text) { // how, not when not
		return false
	}
	if exempts(a.part, s.text) {
		return false
	}
	if s.fits == 0 && asksReckoning(a.part) {
		return false
	}
	switch a.part.Want {
	case bot.WantMoney, bot.WantPercent, bot.WantTime, bot.WantCount, bot.WantScore, bot.WantDocNumber, bot.WantConsequence:
		if s.fits == 0 { // a figure was asked for and there is none, or what follows from something
			return false
		}
	}
	return true
}

// ofOtherFigure says that a sentence of a report, which gives figures and plans of
// everything, names nothing of what is asked of.
func (a *ask) ofOtherFigure(s *sentence) bool {
	return len(a.things) > 0 && s.report == 1 && s.things == 0 && (asksFigure(a.part.Want) || a.tense == planned)
}

// ofOther says that a sentence is of another act, place or tax, counts another noun, says
// nothing of the kind asked for, or tells what follows in a text that names nothing of
// what is asked of.
func (a *ask) ofOther(s *sentence) bool {
	return a.ofOtherAct(s) || a.ofOtherArticle(s) || a.ofOtherFigure(s) || a.missesKind(s) || a.ofInnerPlace(s) || a.ofOtherDistrict(s) || a.ofOtherPayer(s) || a.ofOtherGroup(s) || a.ofStage(s) || ofOthers(a.part.Words, s.text) || asksFigure(a.part.Want) && a.ofOtherTax(s) || !a.besideNoun(s) ||
		a.part.Want == bot.WantConsequence && len(a.things) > 0 && s.about == 0
}

func sameArticle(a, b *sentence) bool {
	return a.result.Document.ID == b.result.Document.ID && a.result.Passage.Label == b.result.Passage.Label &&
		(a.result.Passage.Label != "" || a.result.Passage.ID == b.result.Passage.ID)
}
