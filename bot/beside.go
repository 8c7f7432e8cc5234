package bot

import (
	"regexp"
	"strings"
)

// theTwo sets beside each other what the two questions before asked of: 这两个哪个高.
var theTwo = regexp.MustCompile(`^(?:那么?)?(?:这|那)?(?:两|俩)(?:个|地|省|市|者|边|年|家)?.{0,6}(?:哪个|哪边|哪里|哪年|谁|相差|差多少|差几|比).{0,8}$`)

// twoVersions asks for the difference of the versions that were spoken of: 两者有什么区别.
var twoVersions = regexp.MustCompile(`^(?:那么?)?(?:这)?(?:两者|两版|两个版本|新旧|新老|前后)(?:两版|版本?)?(?:之间)?(?:都)?(?:有什么|有啥|有何|有哪些|什么|差在哪|哪里|哪些)(?:地方)?(?:区别|不同|变化|差别|不一样)?(?:的)?$`)

// versionsBeside writes out such a question, where one before it asks for a text of
// another time; "" where none does.
func versionsBeside(text string, turns []string) string {
	if len(turns) == 0 || !twoVersions.MatchString(strings.Trim(strings.TrimSpace(text), "？?。")) {
		return ""
	}
	last := resolve(turns[len(turns)-1], turns[:len(turns)-1])
	for i, t := range turns {
		if whole := resolve(t, turns[:i]); wordsBefore.MatchString(whole) || editionWords.MatchString(whole) || then.MatchString(whole) {
			return strings.Trim(strings.TrimSpace(replaceFirst(last, anyYear, "")), "的，, ？?") + "，修订前和现在有什么区别"
		}
	}
	return ""
}

// setBeside writes out a question that compares the places or the years of the two
// questions before it; "" where it is none, or where they name none or the same.
func setBeside(text string, turns []string) string {
	if len(turns) < 2 || !theTwo.MatchString(strings.Trim(strings.TrimSpace(text), "？?。")) {
		return ""
	}
	first, second := resolve(turns[len(turns)-2], turns[:len(turns)-2]), resolve(turns[len(turns)-1], turns[:len(turns)-1])
	a, b := placeIn(first), placeIn(second)
	if a == "" || b == "" || a == b {
		a, b = fullYear.FindString(first), fullYear.FindString(second)
	}
	if a == "" || b == "" || a == b {
		return ""
	}
	return strings.Replace(second, b, a+"和"+b, 1) + "，" + text
}
