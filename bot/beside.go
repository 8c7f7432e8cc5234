package bot

import (
	"regexp"
	"strings"
)

// theTwo sets beside each other what the two questions before asked of: 这两个哪个高.
var theTwo = regexp.MustCompile(`^(?:那么?)?(?:这|那)?(?:两|俩)(?:个|地|省|市|者|边|年|家)?.{0,6}(?:哪个|哪边|哪里|哪年|谁|相差|差多少|差几|比).{0,8}$`)

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
