package extract

import (
	"regexp"
	"slices"
	"strings"
)

// Texts count people by what they are: 三人以上, but also 五十个以下股东; and how many a
// body has, they say of its members: 董事会成员为三人以上.
var (
	peopleAsk = regexp.MustCompile(`([\p{Han}]{2,})(?:多少|几)个?[人名位]`)
	// between stands between what is counted and the question word.
	between = regexp.MustCompile(`(?:人数|一共|总共|总数|最多|最少|最高|最低|至少|起码|顶多|上限|下限|不能超过|不超过|可以|必须|应该|需要|一般|大概|要|得|有|是|由|能|设)+$`)
	body    = regexp.MustCompile(`(?:会|组|团|班子|庭|机构)$`)
	members = regexp.MustCompile(`(?:成员|委员[^会，。；]|组成|由)[^，。；]{0,24}?` + number + `(?:人|名|位)|` + number + `(?:人|名|位)(?:以上|以下)?[^，。；]{0,8}?(?:组成|成员|委员)`)
)

const number = `[\d一二三四五六七八九十百千万两]+`

// fitsPeople is fitsCount for who asks how many people: of a body the number of its
// members goes before other numbers, and a number beside the very noun counts too. It
// says whether it can tell.
func fitsPeople(question, text string) (fits float64, tells bool) {
	m := peopleAsk.FindStringSubmatch(question)
	if m == nil {
		return 0, false
	}
	noun := []rune(between.ReplaceAllString(m[1], ""))
	switch {
	case body.MatchString(string(noun)) && members.MatchString(text):
		return 1, true
	case body.MatchString(string(noun)):
		return 0.5 * fitsCount("人", text), true
	case countedAs(noun, text):
		return 1, true
	}
	return 0, false
}

// numberBefore is a number that ends a text.
var numberBefore = regexp.MustCompile(number + `[个名位]?(?:以上|以下)?$`)

// countedAs says whether a number stands directly before what ends a noun.
func countedAs(noun []rune, text string) bool {
	for n := min(4, len(noun)); n >= 2; n-- {
		pieces := strings.Split(text, string(noun[len(noun)-n:]))
		if slices.ContainsFunc(pieces[:len(pieces)-1], numberBefore.MatchString) {
			return true
		}
	}
	return false
}
