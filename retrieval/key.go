package retrieval

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/policybot/policybot/corpus"
)

// trailingNote is a bracketed note at the end of a title: (试行), (2020年修订).
var trailingNote = regexp.MustCompile(`\([^()]*\)$`)

// TitleKey gives the comparable form of a document title: without white space,
// quotation and title marks, bracketed notes at the end (（试行）) and a leading
// 中华人民共和国; widths and cases do not count.
func TitleKey(title string) string {
	key := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`《》〈〉“”‘’「」"'`, r) {
			return -1
		}
		return r
	}, squash(title))
	for {
		cut := trailingNote.ReplaceAllString(key, "")
		if cut == key || cut == "" {
			break
		}
		key = cut
	}
	if cut := strings.TrimPrefix(key, "中华人民共和国"); cut != "" {
		return cut
	}
	return key
}

// NumberKeys gives the comparable forms of the numbers (文号) in s, which may
// list several joined by 、 or ；. Brackets of every kind become 〔〕, Chinese
// numerals digits, and 第 behind the year does not count.
func NumberKeys(s string) []string {
	keys := []string{}
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、；;，,", r) }) {
		key := strings.Map(func(r rune) rune {
			switch r {
			case '[', '(', '【', '﹝', '〖', '{':
				return '〔'
			case ']', ')', '】', '﹞', '〗', '}':
				return '〕'
			}
			return r
		}, corpus.DocNumberDigits(squash(part)))
		key = strings.Replace(key, "〕第", "〕", 1)
		if key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// ArticleKey gives the comparable form of an article label: 第十二条, 第12条 and
// 第十二条第一款 give "12", 第十条之一 gives "10.1". Other labels are only
// stripped of white space; empty stays empty.
func ArticleKey(label string) string {
	n, sub, ok := corpus.ArticleNumber(label)
	switch {
	case !ok:
		return squash(label)
	case sub > 0:
		return strconv.Itoa(n) + "." + strconv.Itoa(sub)
	default:
		return strconv.Itoa(n)
	}
}

// squash removes white space and invisible characters, makes full-width forms
// half-width and letters small.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			return -1
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		}
		return unicode.ToLower(r)
	}, s)
}
