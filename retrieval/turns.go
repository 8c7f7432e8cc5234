package retrieval

import (
	"regexp"
	"strings"
)

var (
	// follows begins or is the whole of a question that leans on the one before.
	follows = regexp.MustCompile(`^(?:那么?|还有|另外|再|其|它|他们|这|该|如果|要是|超过的?|逾期|不然|否则|那个|上面|刚才|同样|也|比如|具体|and |what about|how about|then )|呢[?？。]?$`)
	pronoun = regexp.MustCompile(`它|这个|那个|该(?:办法|条例|规定|政策|法|项)|上述|前面|刚才|其中|\b(?:it|this|that|they|those)\b`)
)

// maxFollowRunes bounds a question that is read with the one before it though
// nothing in its words says so: 多少钱？ 什么时候开始？
const maxFollowRunes = 8

// isFollowUp reports whether a question is not to be understood without the one
// before it.
func isFollowUp(text string, k *Knowledge) bool {
	n := len([]rune(text))
	switch {
	case n > 40:
		return false
	case n <= maxFollowRunes && !pronoun.MatchString(text) && !follows.MatchString(text):
		return len(synonyms.find([]rune(text))) == 0 && containsTitle(text, k) == ""
	}
	return follows.MatchString(text) || pronoun.MatchString(text)
}

// topic gives the latest earlier question that stands by itself and the
// follow-ups after it, as one text; "" for none.
func topic(turns []string, k *Knowledge) string {
	const back = 4 // questions of a conversation that still bear on the next
	for i := len(turns) - 1; i >= 0 && i >= len(turns)-back; i-- {
		turn := clean(turns[i])
		if turn == "" {
			continue
		}
		if !isFollowUp(turn, k) || i == 0 {
			return turn
		}
	}
	return ""
}

// withoutPlaces removes the places named in a text: a follow-up that names
// another place asks the same of it.
func withoutPlaces(text string, k *Knowledge) string {
	runes := []rune(text)
	var b strings.Builder
	last := 0
	for _, p := range k.gazetteer().find(runes) {
		b.WriteString(string(runes[last:p.start]))
		last = p.end
		if last < len(runes) && strings.ContainsRune("市省县", runes[last]) {
			last++
		}
	}
	b.WriteString(string(runes[last:]))
	return b.String()
}
