package retrieval

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

var (
	// fullYears are years of four digits: beside a word that goes with a year, or
	// alone between marks.
	fullYears = regexp.MustCompile(`(19[4-9]\d|20[0-6]\d)\s*(?:年|版|修|[-—~至到那]|条例|办法|规定|指引|政策|公司法|专利法|第[\d零〇一二三四五六七八九十百两]+[条批届期]|\p{Han}{2,30}?(?:法|条例|办法|规定|细则|指引)》?第)|(?:^|[^\d.])(19[4-9]\d|20[0-6]\d)(?:\s|[和与、跟到至比的?,，？〕\])）】]|$)`)
	hanYears  = regexp.MustCompile(`([一二][〇零九][〇零一二三四五六七八九]{2})年`)
	// shortYears are years of two digits (08年老指引, 97年那个条例, 24年底) as
	// against periods (保护20年, 17年内): those that no period is likely to be, and
	// others beside words that go with a year.
	shortYears = regexp.MustCompile(`(?:^|[^\d.第近满每前])(?:(0\d|[789]\d)年(?:[^内以之]|$)|(\d\d)年(?:那|底|初|末|版|的?(?:时候|条例|办法|规定|指引|政策|公司法|专利法|细则|意见|通知)|老|旧|出台|修|改|新|开始|年?(?:[1-9]|1[012])月|度(?:[^内以之]|$)))|(?:按|照|在|从|自|截至|比|和|跟)(\d\d)年(?:[^内以之]|$)`)
	// placedYears are years of two digits that begin a clause or follow the name of
	// a place (辽宁24年, ，17年报的): a period would stand behind its verb.
	placedYears = regexp.MustCompile(`(1\d|2\d)年(?:[^内以之期限的前后多来间才就不未仍保工经以到满后]|$)`)
)

// Years gives the years named in the words, in order, each once: 2021年, 2010版,
// 二〇一〇年, 08年的指引, 辽宁24年. Periods (满10年, 17年内) are none.
func Years(text string) []int {
	found := map[int]int{} // by where it stands
	for _, m := range fullYears.FindAllStringSubmatchIndex(text, -1) {
		at := max(m[2], m[4])                                 // of the alternative that matched; the other's is -1
		found[at], _ = strconv.Atoi(text[at:max(m[3], m[5])]) // four digits by the pattern
	}
	for _, m := range hanYears.FindAllStringSubmatchIndex(text, -1) {
		found[m[2]] = hanYear(text[m[2]:m[3]])
	}
	for _, m := range shortYears.FindAllStringSubmatchIndex(text, -1) {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				y, _ := strconv.Atoi(text[m[group]:m[group+1]]) // two digits by the pattern
				found[m[group]] = fullYear(y)
			}
		}
	}
	for _, m := range placedYears.FindAllStringSubmatchIndex(text, -1) {
		if beginsClause(text[:m[2]]) {
			y, _ := strconv.Atoi(text[m[2]:m[3]])
			found[m[2]] = fullYear(y)
		}
	}
	var out []int
	for _, at := range slices.Sorted(maps.Keys(found)) {
		if !slices.Contains(out, found[at]) {
			out = append(out, found[at])
		}
	}
	return out
}

// hanYear reads four Chinese digits.
func hanYear(s string) int {
	y := 0
	for _, r := range s {
		d := strings.IndexRune("零一二三四五六七八九", r) / len("零")
		if r == '〇' {
			d = 0
		}
		y = y*10 + d
	}
	return y
}

// fullYear gives the year that two digits mean: 70 and later are of the last century.
func fullYear(y int) int {
	if y >= 70 {
		return 1900 + y
	}
	return 2000 + y
}

// beginsClause says whether what follows a text begins a clause, alone or behind
// the name of a place.
func beginsClause(before string) bool {
	before = strings.TrimRight(before, " ")
	last, _ := utf8.DecodeLastRuneInString(before)
	if before == "" || strings.ContainsRune("，,。；;：:？?！!（(“", last) {
		return true
	}
	runes := []rune(before)
	for n := 2; n <= min(4, len(runes)); n++ {
		if corpus.RegionCode(corpus.NormalizeRegion(string(runes[len(runes)-n:]))) != "" {
			return true
		}
	}
	return false
}

// relativeYears gives the years said relative to a day, ascending.
func relativeYears(text string, today corpus.Date) []int {
	if len(today) < 4 {
		return nil
	}
	year, err := strconv.Atoi(string(today[:4]))
	if err != nil {
		return nil
	}
	var out []int
	for _, w := range []struct {
		words string
		off   int
	}{{"大前年", -3}, {"前年", -2}, {"去年", -1}, {"上一年", -1}, {"last year", -1}, {"今年", 0}, {"this year", 0}, {"明年", 1}, {"next year", 1}} {
		if strings.Contains(text, w.words) && !slices.Contains(out, year+w.off) && !(w.words == "前年" && strings.Contains(text, "大前年")) {
			out = append(out, year+w.off)
		}
	}
	slices.Sort(out)
	return out
}
