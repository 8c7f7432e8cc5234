package extract

import (
	"regexp"
	"slices"

	"github.com/policybot/policybot/bot"
)

// itemLabel is the last 项 of a place.
var itemLabel = regexp.MustCompile(`第[（(]?[\p{Nd}一二三四五六七八九十]+[）)]?项$`)

// unmentioned gives, for somebody who asks whether he may, the labels of the
// conditions quoted of which his question says nothing; quoted says whether
// there is a list of conditions at all. That a condition is mentioned is read
// from two characters in common that no other condition, its lead-in or title has:
// it says nothing of whether it is met.
func unmentioned(question string, part bot.Part, chosen []sentence) (labels []string, quoted bool) {
	if part.Want != bot.WantEligibility || part.AsksWho() {
		return nil, false
	}
	asked := pairsOf(contentWords(question + part.Words))
	var items []*sentence
	in := map[[2]rune]map[string]bool{} // the items that a pair stands in
	for i := range chosen {
		if s := &chosen[i]; s.part().Lead != -1 && leadsConditions.MatchString(s.lead) {
			items = append(items, s)
			for pair := range pairsOf(contentWords(s.text)) {
				if in[pair] == nil {
					in[pair] = map[string]bool{}
				}
				in[pair][s.part().Label] = true
			}
		}
	}
	mentioned, order := map[string]bool{}, []string(nil)
	for _, s := range items {
		label := itemLabel.FindString(s.part().Label)
		if label != "" && !slices.Contains(order, label) {
			order = append(order, label)
		}
		common := pairsOf(s.lead + s.result.Document.Title)
		for pair := range pairsOf(contentWords(s.text)) {
			if asked[pair] && !common[pair] && len(in[pair]) < 2 && pair[0] != ' ' && pair[1] != ' ' {
				mentioned[label] = true
			}
		}
	}
	for _, label := range order {
		if !mentioned[label] {
			labels = append(labels, label)
		}
	}
	return labels, len(items) > 1
}
