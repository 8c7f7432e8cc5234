package retrieval

import (
	"regexp"
	"strconv"
	"strings"
)

// everydayFigures are ways to say a figure that no text writes. Each is written
// as texts do: 17个点 and 十七个点 as 17% and 百分之十七, 三成 as 30%, 50w as 50万,
// 八千来万 as 八千万, 两个亿 as 两亿.
var everydayFigures = []struct {
	said    *regexp.Regexp
	written func(m []string) string // of the submatches; "" leaves the words alone
}{
	{regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?)个(?:百分)?点`), func(m []string) string { return m[1] + "%" }},
	{regexp.MustCompile(`([一二三四五六七八九十百]+)个(?:百分)?点`), func(m []string) string { return "百分之" + m[1] }},
	// 成 also begins words: 第一成果, 一成立.
	{regexp.MustCompile(`([1-9一二两三四五六七八九])成(半)?([果立员本为功人年长不交型套熟品就份分绩]?)`), tenths},
	{regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?)[wW](\+?)([0-9A-Za-z]?)`), func(m []string) string {
		if m[3] != "" {
			return ""
		}
		return m[1] + "万"
	}},
	{regexp.MustCompile(`([0-9.一二两三四五六七八九十百千]+)[来多余]([万亿])`), func(m []string) string { return m[1] + m[2] }},
	{regexp.MustCompile(`([0-9.一二两三四五六七八九十百千]+)个([万亿])`), func(m []string) string { return m[1] + m[2] }},
}

// tenths writes 三成 as 30% and 三成半 as 35%.
func tenths(m []string) string {
	if m[3] != "" {
		return ""
	}
	n := strings.Index("零一二三四五六七八九", m[1]) / len("零")
	switch {
	case m[1] == "两":
		n = 2
	case m[1][0] < 0x80:
		n = int(m[1][0] - '0')
	}
	ones := "0%"
	if m[2] != "" {
		ones = "5%"
	}
	return strconv.Itoa(n) + ones
}

// writeFigures writes everyday figures as texts do. It gives the text with the
// figures replaced and the written forms by themselves, and notes what it did.
func writeFigures(text string, notes *[]string) (replaced, added string) {
	for _, f := range everydayFigures {
		text = f.said.ReplaceAllStringFunc(text, func(said string) string {
			written := f.written(f.said.FindStringSubmatch(said))
			if written == "" {
				return said
			}
			added = join(added, written)
			note(notes, said, written)
			return written
		})
	}
	return text, added
}
