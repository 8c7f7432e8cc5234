package extract

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/policybot/policybot/bot"
)

// whichArticle asks where something stands: 是第几条, 哪一条讲…, 写在哪条.
var whichArticle = regexp.MustCompile(`第几[条款章项]|哪一?[条款](?:里|上|规定|讲|说|写|管|提|是|有|$|[，,。？?])`)

// whereOf gives the text and the number of the article that a sentence stands in.
func whereOf(s sentence) string {
	return "《" + s.result.Document.Title + "》" + cmp.Or(s.part().Label, s.result.Passage.Label)
}

// ofWhichArticle leaves of what answers a question which article says something
// the article found first: others are no answer to it.
func ofWhichArticle(part bot.Part, chosen []sentence) []sentence {
	if !whichArticle.MatchString(part.Text) || len(chosen) == 0 {
		return chosen
	}
	first := chosen[0]
	return slices.DeleteFunc(slices.Clone(chosen), func(s sentence) bool { return !sameArticle(&first, &s) })
}
