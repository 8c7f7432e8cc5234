package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// othersThan is whom a rule is for where it is for everybody else: 灯塔管理站以外的单位.
// Group: who is left out.
var othersThan = regexp.MustCompile(`([\p{Han}]{3,24})(?:以外|之外)的?(?:其他|其它|其余)?(?:单位|个人|人员|机构|企业|组织|情形|项目|主体|者)`)

// asksOthers asks of just these.
var asksOthers = regexp.MustCompile(`以外|之外|其他|其它|其余|别的|除了|非`)

// ofOthers says that a text rules for everybody but those whom the question names:
// what others may do is no answer to what they may.
func ofOthers(question, text string) bool {
	if asksOthers.MatchString(question) {
		return false
	}
	m := othersThan.FindStringSubmatch(text)
	if m == nil || !strings.HasPrefix(text, m[0]) {
		return false
	}
	out := []rune(strings.TrimPrefix(m[1], "除"))
	run := longestCommon(out, []rune(corpus.Normalize(question)))
	return run >= leastNamed && 2*run >= utf8.RuneCountInString(string(out))
}

// leastNamed is the least number of characters in a row by which a question names
// whom a rule leaves out.
const leastNamed = 3
