package extract

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// A comparison of two things (A和B有什么区别, A和B分别…) is answered by what is said of
// each, side by side. Sentences that name both hold most of the question and mostly
// say that the two exist.

// side is one of the things set side by side.
type side struct {
	name  string   // as it is asked of
	forms []string // how sentences name it
	// longer are names of the others that hold a name of this one, as a Replacer
	// takes them: 非职务发明 names no 职务发明.
	longer []string
}

// sidesIn finds how what was found for a part and for each of its sides names them.
func sidesIn(r *reading, found []reading) []side {
	all := slices.Clone(r.all)
	for k := range found {
		all = append(all, found[k].all...)
	}
	return sides(r.ask.part.Sides, all)
}

// sides finds how the sentences found name the things: by the longest end of the
// words of the first, and the longest beginning of the words of the others, that
// one of them holds. What the words of all have in common tells none apart.
func sides(asked []bot.Side, all []sentence) []side {
	var out []side
	for i, w := range asked {
		s := side{name: w.Words}
		for _, form := range []string{w.Words, retrieval.Understand(w.Words, nil, nil).Text} {
			held := longestHeld(form, i == 0, all)
			if held == "" || held != form && shares(asked, i, held) { // 独占或者排他许可 for 独占许可
				held = longestHeld(form, i != 0, all)
			}
			if r := []rune(form); len(r) >= longName { // 布图设计 for 集成电路布图设计
				if end := string(r[len(r)-shortName:]); !shares(asked, i, end) && !slices.Contains(s.forms, end) && longestHeld(end, true, all) == end {
					s.forms = append(s.forms, end)
				}
			}
			if held != "" && (held == form || !shares(asked, i, held)) && !slices.Contains(s.forms, held) {
				s.forms = append(s.forms, held)
			}
		}
		out = append(out, s)
	}
	for i := range out {
		for k := range out {
			for _, form := range out[k].forms {
				if k != i && slices.ContainsFunc(out[i].forms, func(own string) bool { return form != own && strings.Contains(form, own) }) {
					out[i].longer = append(out[i].longer, form, "")
				}
			}
		}
	}
	return out
}

// A name of longName characters or more may be told by its last shortName.
const (
	longName  = 6
	shortName = 4
)

// shares says whether the words of another thing hold a piece of those of one.
func shares(asked []bot.Side, i int, piece string) bool {
	for k := range asked {
		if k != i && strings.Contains(asked[k].Words, piece) {
			return true
		}
	}
	return false
}

// longestHeld gives the longest end (or beginning) of words, of two characters at
// least, that a sentence found holds.
func longestHeld(words string, end bool, all []sentence) string {
	runes := []rune(words)
	for n := len(runes); n >= 2; n-- {
		piece := string(runes[:n])
		if end {
			piece = string(runes[len(runes)-n:])
		}
		if slices.ContainsFunc(all, func(s sentence) bool { return strings.Contains(s.lead+s.text, piece) }) {
			return piece
		}
	}
	return ""
}

// names says whether a sentence, with what leads it in, names the thing.
func (d *side) names(s *sentence) bool {
	text := strings.NewReplacer(d.longer...).Replace(s.lead + "\n" + s.text)
	return slices.ContainsFunc(d.forms, func(form string) bool { return strings.Contains(text, form) })
}

// tells says whether a sentence says more of the thing than its name.
func (d *side) tells(s *sentence) bool {
	text := itemMark.ReplaceAllString(s.text, "")
	for _, form := range d.forms {
		text = strings.ReplaceAll(text, form, "")
	}
	n := 0
	for _, r := range text {
		n += int(truth(unicode.IsLetter(r) || unicode.IsDigit(r)))
	}
	return n > nameRunes
}

// defines says whether a sentence says what the thing is.
func (d *side) defines(s *sentence) bool {
	return slices.ContainsFunc(d.forms, func(form string) bool { return fitsDefinition(form, s.text) == 1 })
}

// itemMark numbers an item.
var itemMark = regexp.MustCompile(`^[（(][一二三四五六七八九十\d]+[）)]`)

// nameRunes is how many characters beside the name an item of a list has that says
// no more than the name.
const nameRunes = 3

const (
	// sideWithin is how far below the best sentence of a thing another may lie.
	sideWithin = 0.3
	// besideTextGain, besideArticleGain and likeGain prefer sentences that say of one
	// thing what another says of the other.
	besideTextGain    = 0.1
	besideArticleGain = 0.1
	likeGain          = 0.2
)

// sided is what is said of one of the things set side by side.
type sided struct {
	name string
	said []sentence // none where nothing is
}

// readSides reads each thing that a part sets side by side; none where it sets none.
func (c *Composer) readSides(r *reading) []reading {
	var out []reading
	for _, side := range r.ask.part.Sides {
		out = append(out, c.read(side.Part))
	}
	return out
}

// eachAnswered says whether what was found answers for each thing alone: a question
// on two things is two questions.
func (c *Composer) eachAnswered(found []reading) bool {
	for _, r := range found {
		if len(r.all) == 0 || r.ask.part.Found.Vector == nil || c.probability(r) < max(c.model.Threshold, c.model.Question) {
			return false
		}
	}
	return len(found) > 1
}

// bySides gives what is said of each thing that a part sets side by side alone, in
// the order of the question. Nil where one of the sentences chosen answers for all
// (a figure of each), or where at most one thing is spoken of alone.
func bySides(r *reading, found []reading, things []side, chosen []sentence) []sided {
	figure := asksFigure(r.ask.part.Want)
	if figure && slices.ContainsFunc(chosen, func(s sentence) bool { return s.fits == 1 && namedSides(things, &s) == len(things) }) {
		return nil
	}
	candidates := make([][]sentence, len(things)) // of each thing, best first
	for k := range things {
		a := found[k].ask
		for i := range found[k].all {
			s := &found[k].all[i]
			if !speaksOf(things, k, s) || !things[k].tells(s) || !answers(s, a) || figure && s.fits < 1 ||
				!figure && len(chosen) > 0 && otherMatter(&chosen[0], s) {
				continue
			}
			if first := candidates[k]; len(first) > 0 && s.score < first[0].score-sideWithin {
				break
			}
			candidates[k] = append(candidates[k], *s)
		}
	}
	picked := pickSides(candidates)
	if !ofOneText(picked) { // two texts compare only in what they say the things are, or where each answers first
		for k, s := range picked {
			if s != nil && !things[k].defines(s) && !(figure && answersFirst(&found[k], s)) {
				picked[k] = nil
			}
		}
	}
	if !figure && differenceAlone(r.ask.part) && !parallelPair(things, picked) {
		return nil
	}
	var out []sided
	n := 0
	for k, s := range picked {
		one := sided{name: things[k].name}
		if s != nil {
			n++
			if one.said = []sentence{*s}; s.leads == 1 {
				one.said = withItems(one.said, found[k].all, found[k].ask)
			}
		}
		out = append(out, one)
	}
	if n < 2 {
		return nil
	}
	return out
}

// pairAlike is the least nearness of what is said of two things of which only the
// difference is asked: less alike they tell of other matters.
const pairAlike = 0.42

// differenceAlone says whether a part asks how things differ and not in what.
func differenceAlone(p bot.Part) bool {
	return !slices.ContainsFunc(p.Sides, func(side bot.Side) bool {
		return strings.TrimSpace(contentWords(strings.Replace(side.Part.Text, side.Words, "", 1))) != ""
	})
}

// parallelPair says whether the first two things are told of in one article or alike, or
// are both defined.
func parallelPair(things []side, picked []*sentence) bool {
	a, b := picked[0], picked[1]
	return a != nil && b != nil && (sameArticle(a, b) || things[0].defines(a) && things[1].defines(b) || alike(a, b) >= pairAlike)
}

// answersFirst says whether a sentence is the one that answers a reading first.
func answersFirst(r *reading, s *sentence) bool {
	first := firstAnswer(r.all, r.ask)
	return first >= 0 && r.all[first].result.Passage.ID == s.result.Passage.ID && r.all[first].index == s.index
}

// ofOneText says whether all sentences are of one document.
func ofOneText(picked []*sentence) bool {
	return !slices.ContainsFunc(picked, func(s *sentence) bool {
		return s != nil && picked[0] != nil && s.result.Document.ID != picked[0].result.Document.ID
	})
}

// pickSides picks a sentence for each thing: those that say most alike what the
// others say, for the first thing and each of the others; nil: none.
func pickSides(candidates [][]sentence) []*sentence {
	best, picked := math.Inf(-1), make([]*sentence, len(candidates))
	for k := range picked {
		if len(candidates[k]) > 0 {
			picked[k] = &candidates[k][0]
		}
	}
	for i := range candidates[0] {
		one := &candidates[0][i]
		pick, sum := []*sentence{one}, one.score
		for _, others := range candidates[1:] {
			most, at := 0.0, (*sentence)(nil)
			for j := range others {
				if gain := others[j].score + parallelGain(one, &others[j]); at == nil || gain > most {
					most, at = gain, &others[j]
				}
			}
			pick, sum = append(pick, at), sum+most
		}
		if sum > best {
			best, picked = sum, pick
		}
	}
	return picked
}

// speaksOf says whether a sentence is on one of the things: it names it and no other,
// or begins with it alone (个人请求减缴的，应当提交所在单位的证明).
func speaksOf(things []side, k int, s *sentence) bool {
	if !things[k].names(s) {
		return false
	}
	if namedSides(things, s) == 1 {
		return true
	}
	text := itemMark.ReplaceAllString(s.text, "")
	begins := func(d *side) bool {
		return slices.ContainsFunc(d.forms, func(form string) bool { return strings.HasPrefix(text, form) || strings.HasPrefix(text, "国家"+form) })
	}
	for i := range things {
		if begins(&things[i]) != (i == k) {
			return false
		}
	}
	return true
}

// namedSides counts the things that a sentence names.
func namedSides(things []side, s *sentence) int {
	n := 0
	for k := range things {
		if things[k].names(s) {
			n++
		}
	}
	return n
}

// parallelGain tells how much one sentence says of its thing what another says of
// its own.
func parallelGain(a, b *sentence) float64 {
	gain := likeGain * alike(a, b)
	if a.result.Document.ID == b.result.Document.ID {
		gain += besideTextGain
	}
	if sameArticle(a, b) {
		gain += besideArticleGain
	}
	return gain
}

// lackingSides names the things set side by side of which no sentence chosen speaks,
// where they speak of another.
func lackingSides(things []side, chosen []sentence) []string {
	var out []string
	for k := range things {
		if !slices.ContainsFunc(chosen, func(s sentence) bool {
			s.lead += s.result.Document.Title + strings.Join(s.result.Passage.Path, "")
			return things[k].names(&s)
		}) {
			out = append(out, things[k].name)
		}
	}
	if len(out) == len(things) {
		return nil
	}
	return out
}

// quoteSides states what is said of each of the things that a part sets side by
// side, and names those of which nothing is.
func (b *builder) quoteSides(i int, part bot.Part, each []sided) {
	for _, one := range each {
		part.Heading = one.name
		for _, s := range one.said {
			b.quote(i, part, s)
		}
		if len(one.said) == 0 {
			b.draft.Lacking = append(b.draft.Lacking, one.name)
		}
	}
}

// sideBySide states what is said of each thing that a part sets side by side, and
// says whether it did. Where the sentences chosen speak of some of them alone, it
// names the others.
func (c *Composer) sideBySide(b *builder, i int, r *reading, chosen []sentence) bool {
	if len(r.ask.part.Sides) < 2 {
		return false
	}
	found := c.readSides(r)
	if len(chosen) == 0 && !c.eachAnswered(found) {
		return false
	}
	things := sidesIn(r, found)
	each := bySides(r, found, things, chosen)
	if each == nil && len(chosen) > 0 {
		b.draft.Lacking = append(b.draft.Lacking, lackingSides(things, chosen)...)
	}
	b.quoteSides(i, r.ask.part, each)
	return each != nil
}
