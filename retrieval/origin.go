package retrieval

import (
	"slices"
	"strings"
)

// originWords follow the name of the place that somebody is from: 香港人, 江苏户口. They say
// who asks, not where a rule is to hold.
var originWords = []string{"人", "仔", "户口", "户籍", "籍", "居民", "同胞", "来的"}

// notPeople are words that begin with 人 and are of the place itself: 上海人才政策.
var notPeople = []string{"人才", "人力", "人社", "人均", "人口", "人大", "人民", "人工", "人数"}

// outside are the places whose people the rules of others speak of, and of which no rules are asked by
// naming who one is: 香港青年, 澳门学生.
var (
	outside      = []string{"香港", "澳门", "台湾"}
	outsideWords = append([]string{"青年", "学生", "同学", "老板", "股东", "朋友", "客商", "专家", "博士", "公司"}, originWords...)
)

// isOrigin says whether a place named in a text is where somebody is from.
func isOrigin(text []rune, p place) bool {
	rest := string(text[p.end:min(p.end+4, len(text))])
	starts := func(word string) bool { return strings.HasPrefix(rest, word) }
	if slices.ContainsFunc(notPeople, starts) {
		return false
	}
	if slices.Contains(outside, p.said) {
		return slices.ContainsFunc(outsideWords, starts)
	}
	return slices.ContainsFunc(originWords, starts)
}

// askedOf leaves out of the places that a text names those that people are from, where another
// is named, or where they are from outside the mainland.
func askedOf(text string, named []place) []place {
	runes := []rune(text)
	return slices.DeleteFunc(slices.Clone(named), func(p place) bool {
		return isOrigin(runes, p) && (slices.Contains(outside, p.said) ||
			slices.ContainsFunc(named, func(other place) bool { return other.start != p.start && !isOrigin(runes, other) }))
	})
}
