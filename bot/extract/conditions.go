package extract

import (
	"regexp"

	"github.com/policybot/policybot/bot"
)

// itemLabel is the last 项 of a place.
var itemLabel = regexp.MustCompile(`第[（(]?[\p{Nd}一二三四五六七八九十]+[）)]?项$`)

// unmentioned gives, for somebody who asks whether he may, the labels of the
// conditions quoted of which his question says nothing; quoted says whether
// there is a list of conditions at all. That a condition is mentioned is read
// from a figure or two characters in common beside those of its lead-in and
// title: it says nothing of whether it is met.
func unmentioned(question string, part bot.Part, chosen []sentence) (labels []string, quoted bool) {
	if part.Want != bot.WantEligibility {
		return nil, false
	}
	asked := pairsOf(contentWords(question + part.Words))
	n := 0
	for i := range chosen {
		s := &chosen[i]
		if s.part().Lead == -1 || !leadsConditions.MatchString(s.lead) {
			continue
		}
		n++
		common := pairsOf(s.lead + s.result.Document.Title)
		mentioned := false
		for pair := range pairsOf(contentWords(s.text)) {
			mentioned = mentioned || asked[pair] && !common[pair] && pair[0] != ' ' && pair[1] != ' '
		}
		if label := itemLabel.FindString(s.part().Label); !mentioned && label != "" {
			labels = append(labels, label)
		}
	}
	return labels, n > 1
}
