package bot

import (
	"regexp"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// ruleAskedOf is the name of a rule as a question has it.
var ruleAskedOf = regexp.MustCompile(`\p{Han}{4,}(?:条例|办法|法|规定|细则)`)

// otherName is the least number of pairs of characters in a row that a name has and a
// title lacks, for it to be the name of another text.
const otherName = 5

// namesAnother says that a part names a rule of which a stretch is not in the title of a
// document found: 云州灯塔和浮标产业促进条例 is not 云州经济特区风车产业促进条例.
func namesAnother(part Part, id string) bool {
	title := ""
	for i := range part.Found.Results {
		if d := part.Found.Results[i].Document; d.ID == id {
			title = corpus.Normalize(d.Title)
		}
	}
	for _, words := range []string{part.Text, part.Words} {
		if !lacksStretch(ruleAskedOf.FindString(words), title) {
			return false
		}
	}
	return true
}

// lacksStretch says whether a name has so many pairs of characters in a row that a title lacks.
func lacksStretch(name, title string) bool {
	run := 0
	runes := []rune(name)
	for i := 1; i < len(runes); i++ {
		if run++; strings.Contains(title, string(runes[i-1:i+1])) {
			run = 0
		}
		if run >= otherName {
			return true
		}
	}
	return false
}
