package extract

import (
	"math"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// Items that are quoted with a lead-in: all of a list that was asked for, else
// the few that are nearest to the question.
const (
	listItems = 20
	someItems = 3
)

// withItems adds the items that a chosen lead-in introduces, where a list was
// asked for or where the lead-in does not say the answer itself.
func withItems(chosen, all []sentence, a ask) []sentence {
	var out []sentence
	have := map[corpus.Part]bool{}
	for _, s := range chosen {
		have[s.part()] = true
	}
	for _, s := range chosen {
		if list := conditionsWith(&s, all, a, have); len(list) > 0 {
			out = append(out, list...)
			continue
		}
		if s.under() != (spot{}) && !asksList(a.part) {
			out = append(out, tiersOf(&s, all, have)...)
		}
		if asksList(a.part) && s.part().Lead != -1 && numbered.MatchString(s.text) { // one item is not the list
			list := append([]sentence{s}, besides(&s, all, have)...)
			if lead := leading(&s, all); lead != nil && len(list) > 1 && !have[lead.part()] {
				have[lead.part()] = true
				out = append(out, *lead)
			}
			out = append(out, list...)
			continue
		}
		out = append(out, s)
		if s.leads == 0 {
			continue
		}
		most := someItems
		if asksList(a.part) {
			most = listItems
		} else if holdsAnswer(&s, a) {
			continue
		}
		out = append(out, itemsOf(&s, all, have, most)...)
	}
	return out
}

// completed adds to every sentence that ends with a colon the items that it
// introduces, where none of them was chosen: words that announce what does not
// follow are half an answer. Long lists stay with their lead-in alone.
func completed(chosen, all []sentence) []sentence {
	var out []sentence
	for i := range chosen {
		s := &chosen[i]
		out = append(out, *s)
		if s.leads == 0 || leadsOneOf(s, chosen) {
			continue
		}
		var items []sentence
		length := 0
		for k := range all {
			if introduces(s, &all[k]) {
				items = append(items, all[k])
				length += utf8.RuneCountInString(all[k].text)
			}
		}
		if len(items) > listItems || length > wholeList {
			continue
		}
		slices.SortFunc(items, byPlace)
		out = append(out, items...)
	}
	return out
}

// leadsConditions is how a text begins the conditions of something.
var leadsConditions = regexp.MustCompile(`(下列|以下|如下|下述).{0,12}(条件|要求)|(条件|要求)(的|之一)?.{0,24}[：:]$`)

// conditionsWith gives the whole list of conditions that a sentence is one of, or
// leads, where somebody asks whether he may: one of them alone decides nothing.
func conditionsWith(s *sentence, all []sentence, a ask, have map[corpus.Part]bool) []sentence {
	if a.part.Want != bot.WantEligibility {
		return nil
	}
	lead := s.at()
	if under := s.under(); under != (spot{}) {
		lead = under
	}
	var first *sentence
	var items []sentence
	for i := range all {
		other := &all[i]
		if other.under() == lead {
			items = append(items, *other)
		} else if other.at() == lead {
			first = other
		}
	}
	if first == nil || len(items) < 2 || !leadsConditions.MatchString(first.text) {
		return nil
	}
	slices.SortFunc(items, byPlace)
	out := []sentence{*first}
	for _, item := range items[:min(listItems, len(items))] {
		if item.at() == s.at() || !have[item.part()] {
			have[item.part()] = true
			out = append(out, item)
		}
	}
	have[first.part()] = true
	return out
}

// conditionsWithin is how far below the best sentence one may lie that stands beside
// the list of conditions by which somebody who asks whether he may is answered.
const conditionsWithin = 0.1

// besideConditions leaves out what is quoted behind a list of conditions and is no
// part of it, unless it answers nearly as well.
func besideConditions(chosen []sentence, a ask) []sentence {
	if a.part.Want != bot.WantEligibility || a.part.AsksWho() || len(chosen) < 2 || !leadsConditions.MatchString(chosen[0].text) || !opens(chosen[0].text) {
		return chosen
	}
	lead, best := chosen[0], math.Inf(-1)
	for i := range chosen {
		best = max(best, chosen[i].score)
	}
	return slices.DeleteFunc(chosen, func(s sentence) bool {
		return s.result.Passage.ID != lead.result.Passage.ID && s.under() != lead.at() && (s.score < best-conditionsWithin || opens(s.text))
	})
}

// asksList says whether all items of a list are wanted.
func asksList(p bot.Part) bool {
	return p.Want == bot.WantList || p.Want == bot.WantProcedure || p.AsksWho() || asksKinds(p)
}

// holdsAnswer says whether a lead-in says itself what is asked: a figure was
// asked for and it has one.
func holdsAnswer(s *sentence, a ask) bool {
	switch a.part.Want {
	case bot.WantMoney, bot.WantPercent, bot.WantTime, bot.WantCount, bot.WantConsequence:
		return s.fits == 1 && utf8.RuneCountInString(s.text) > 30
	}
	return false
}

// itemsOf gives the best items that a lead-in introduces, in the order of the
// text, and marks them as had.
func itemsOf(lead *sentence, all []sentence, have map[corpus.Part]bool, most int) []sentence {
	var items []sentence
	for _, s := range all { // best first
		if len(items) == most {
			break
		}
		if introduces(lead, &s) && !have[s.part()] {
			have[s.part()] = true
			items = append(items, s)
		}
	}
	slices.SortFunc(items, byPlace)
	return items
}

// leading gives the sentence that introduces another; nil where it was not found.
func leading(s *sentence, all []sentence) *sentence {
	i := slices.IndexFunc(all, func(o sentence) bool { return o.at() == s.under() })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// besides gives the other items of the list that an item stands in, where the
// list is short enough to be quoted whole, and marks them as had.
func besides(s *sentence, all []sentence, have map[corpus.Part]bool) []sentence {
	var items []sentence
	length := utf8.RuneCountInString(s.text)
	for _, other := range all {
		if underOne(s, &other) && numbered.MatchString(other.text) {
			items = append(items, other)
			length += utf8.RuneCountInString(other.text)
		}
	}
	if len(items) >= listItems || length > wholeList {
		return nil
	}
	var out []sentence
	for _, other := range items {
		if !have[other.part()] {
			have[other.part()] = true
			out = append(out, other)
		}
	}
	slices.SortFunc(out, byPlace)
	return out
}

// wholeList is the length in characters up to which a list is quoted whole.
const wholeList = 700

// grouped puts the parts of one list beside each other in the order of the
// text, where the first of them stands.
func grouped(chosen []sentence) []sentence {
	var out []sentence
	done := map[int]bool{}
	for i := range chosen {
		if done[i] {
			continue
		}
		list := []sentence{chosen[i]}
		for k := i + 1; k < len(chosen) && chosen[i].part().Lead != -1; k++ {
			if !done[k] && underOne(&chosen[i], &chosen[k]) {
				done[k] = true
				list = append(list, chosen[k])
			}
		}
		slices.SortFunc(list, byPlace)
		out = append(out, list...)
	}
	return out
}

// Tiers are items of one list that say the same for different cases.
const (
	tierAlike = 0.45 // least share of character pairs in common
	maxTiers  = 6
)

// numbered begins an item.
var numbered = regexp.MustCompile(`^([（(]?[\p{Nd}一二三四五六七八九十]+[）).．、])`)

// tiersOf gives the other items of the list that a sentence stands in, where
// they say the same for other cases (不低于5%, 4%, 3% by size): one alone would
// mislead. Words behind a list (其中, ...) bring all its items of that kind.
func tiersOf(s *sentence, all []sentence, have map[corpus.Part]bool) []sentence {
	var items []sentence
	for _, other := range all {
		if underOne(s, &other) && numbered.MatchString(other.text) {
			items = append(items, other)
		}
	}
	model := s.text
	if !numbered.MatchString(s.text) {
		if len(items) == 0 {
			return nil
		}
		model = items[0].text
	}
	var out []sentence
	for _, other := range items {
		if len(out) < maxTiers && !have[other.part()] && other.text != model && diceOf(model, other.text) >= tierAlike {
			out = append(out, other)
		}
	}
	if model != s.text && len(out) > 0 && !have[items[0].part()] {
		out = append(out, items[0])
	}
	for _, o := range out {
		have[o.part()] = true
	}
	slices.SortFunc(out, byPlace)
	return out
}
