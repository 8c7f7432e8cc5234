package retrieval

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

// traditionalTXT lists the characters that no simplified text has, each with the
// simplified one behind it.
//
//go:embed traditional.txt
var traditionalTXT string

// simplified gives the simplified character of each that is traditional alone.
var simplified = sync.OnceValue(func() map[rune]rune {
	out := map[rune]rune{}
	for line := range strings.Lines(traditionalTXT) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for pair := range strings.FieldsSeq(line) {
			r := []rune(pair)
			out[r[0]] = r[1]
		}
	}
	return out
})

// bothWays are characters that simplified texts have too, in names and old words:
// they are written the simplified way only beside others that are traditional alone.
var bothWays = map[rune]rune{'後': '后', '於': '于', '徵': '征', '麽': '么', '夥': '伙', '摺': '折', '菸': '烟', '醣': '糖'}

// bothWaysWords are words with such a character that other words keep; particle is
// 著 as the ending of a verb, which 著作, 著名 and 显著 are not.
var (
	bothWaysWords = strings.NewReplacer("答覆", "答复", "回覆", "回复", "覆函", "复函")
	particle      = regexp.MustCompile(`([^显名原编专论遗巨土译合软])著([^作名者称述录])`)
)

// Simplified writes a question in traditional characters in simplified ones, as
// the texts are written. A text without a character that is traditional alone
// comes back as it is. It is for questions: what is stored is never folded, and
// words that differ by place (軟體) are left as they are.
func Simplified(s string) string {
	table := simplified()
	if !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f && table[r] != 0 }) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if to := table[r]; to != 0 {
			return to
		}
		if to := bothWays[r]; to != 0 {
			return to
		}
		return r
	}, s)
	return particle.ReplaceAllString(bothWaysWords.Replace(s), "${1}着$2")
}
