package extract

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/policybot/policybot/bot"
)

// Who asks which kind of something applies (办哪种签证) is answered by the item of the
// list of kinds that says for whom or what it is: R字签证，发给…. Other sentences name
// the kinds more often and say less.

// kindAsked asks which kind. Group: of what; empty where the part before says it.
var kindAsked = regexp.MustCompile(`哪(?:一)?(?:种|类)(?:的)?([\p{Han}]{2,4})?`)

// ofKinds leads a list of kinds.
var ofKinds = regexp.MustCompile(`(?:类别|种类|类型|分为|分成|下列|以下)[^。]{0,40}[：:]$`)

// kindWithin is how far below the sentence found first a kind may lie.
const kindWithin = 0.5

// nounOfKind gives what is asked by kind: 签证 of 办哪种签证; "" for none.
func nounOfKind(p bot.Part) string {
	m := kindAsked.FindStringSubmatch(p.Text)
	if m == nil {
		return ""
	}
	if m[1] == "" {
		if m = kindAsked.FindStringSubmatch(p.Context); m == nil {
			return ""
		}
	}
	return m[1]
}

// beginsWithKind matches an item that begins with the name of a kind of a thing: R字签证，.
func beginsWithKind(noun string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:[（(][^）)]{1,4}[）)])?[\p{Han}A-Za-z0-9]{1,6}` + regexp.QuoteMeta(noun) + `[，,：:]`)
}

// ofKind says whether a sentence is an item that tells of one kind of a thing, under a
// lead-in that lists the kinds of it.
func ofKind(begins *regexp.Regexp, s *sentence) bool {
	return s.part().Lead != -1 && ofKinds.MatchString(s.lead) && begins.MatchString(s.text)
}

// kindAhead is by how much the nearest kind must lead another, for that not to be
// quoted beside it.
const kindAhead = 0.08

// theKind gives the items that tell of the kind asked for: the nearest to the question
// in meaning and words, and those nearly as near. Nil where no kind is asked for, or
// no list of kinds is near.
func theKind(all []sentence, a ask, first int) []sentence {
	noun := nounOfKind(a.part)
	if noun == "" || first < 0 {
		return nil
	}
	begins := beginsWithKind(noun)
	near := func(s *sentence) float64 { return s.cosine + s.coverage/2 + diceOf(s.text, a.part.Words) }
	var kinds []sentence
	for i := range all {
		if all[i].score < all[first].score-kindWithin {
			break
		}
		if ofKind(begins, &all[i]) && answers(&all[i], a) {
			kinds = append(kinds, all[i])
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	slices.SortStableFunc(kinds, func(x, y sentence) int { return cmp.Compare(near(&y), near(&x)) })
	n := 1
	for n < len(kinds) && near(&kinds[n]) > near(&kinds[0])-kindAhead {
		n++
	}
	return kinds[:n]
}
