package english

import (
	"regexp"
	"strconv"
	"strings"
)

const number = `([0-9][0-9,]*(?:\.[0-9]+)?)`

// small are numbers in words, as laws write them.
var small = map[string]string{"half a": "半", "one": "一", "two": "二", "three": "三", "four": "四", "five": "五", "six": "六", "seven": "七",
	"eight": "八", "nine": "九", "ten": "十", "eleven": "十一", "twelve": "十二", "fifteen": "十五", "eighteen": "十八", "twenty": "二十",
	"thirty": "三十", "sixty": "六十", "ninety": "九十", "hundred": "百"}

var months = map[string]string{"january": "1", "february": "2", "march": "3", "april": "4", "may": "5", "june": "6", "july": "7", "august": "8",
	"september": "9", "october": "10", "november": "11", "december": "12"}

const (
	monthNames = `(January|February|March|April|May|June|July|August|September|October|November|December)`
	currency   = `(?:RMB|CNY|¥|￥)`
	yuan       = `(?:yuan|RMB|CNY|renminbi)`
	year4      = `((?:19|20)\d\d)`
)

// figures are written one after the other; the first submatch that is not
// empty and the others go to write.
var figures = []struct {
	said  *regexp.Regexp
	write func(m []string) string
}{
	{regexp.MustCompile(`(?i)` + currency + `\s*` + number + `\s*(thousand|million|billion|k|m|bn)?\b(?:\s*` + yuan + `)?`), money},
	{regexp.MustCompile(`(?i)` + number + `\s*(thousand|million|billion|k|m|bn)?\s*` + yuan + `\b`), money},
	{regexp.MustCompile(`(?i)` + number + `\s*(thousand|million|billion)\b`), func(m []string) string { return strings.TrimSuffix(money(m), "元") }},
	{regexp.MustCompile(`(?i)` + number + `\s*(?:%|percent\b|per cent\b)`), func(m []string) string { return m[1] + "%" }},
	{regexp.MustCompile(`(?i)\barticles? ([0-9]+)\b`), func(m []string) string { return "第" + m[1] + "条" }},
	{regexp.MustCompile(`(?i)\bparagraphs? ([0-9]+)\b`), func(m []string) string { return "第" + m[1] + "款" }},
	{regexp.MustCompile(`(?i)\b` + monthNames + ` ([0-9]{1,2})(?:st|nd|rd|th)?,? ` + year4 + `\b`), func(m []string) string {
		return m[3] + "年" + months[strings.ToLower(m[1])] + "月" + m[2] + "日"
	}},
	{regexp.MustCompile(`(?i)\b([0-9]{1,2})(?:st|nd|rd|th)? ` + monthNames + `,? ` + year4 + `\b`), func(m []string) string {
		return m[3] + "年" + months[strings.ToLower(m[2])] + "月" + m[1] + "日"
	}},
	{regexp.MustCompile(`(?i)\b` + monthNames + `,? (?:of )?` + year4 + `\b`), func(m []string) string {
		return m[2] + "年" + months[strings.ToLower(m[1])] + "月"
	}},
	{regexp.MustCompile(`(?i)\b([0-9]+|half a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|sixty|ninety)[ -](working days?|business days?|calendar days?|days?|weeks?|months?|years?|hours?)\b`), span},
	{regexp.MustCompile(`(?i)\b` + year4 + `s?\b([^年0-9]|$)`), func(m []string) string { return m[1] + "年" + m[2] }},
	{regexp.MustCompile(`(?i)\bbefore last year\b`), func([]string) string { return "前年" }},
	{regexp.MustCompile(`(?i)\blast year\b`), func([]string) string { return "去年" }},
	{regexp.MustCompile(`(?i)\bthis year\b`), func([]string) string { return "今年" }},
	{regexp.MustCompile(`(?i)\bnext year\b`), func([]string) string { return "明年" }},
	{regexp.MustCompile(`(?i)(\S+年) ago\b`), func(m []string) string { return m[1] + "前" }},
}

// writeFigures writes figures, days and articles as Chinese does.
func writeFigures(s string) string {
	for _, f := range figures {
		s = f.said.ReplaceAllStringFunc(s, func(said string) string {
			return " " + f.write(f.said.FindStringSubmatch(said)) + " "
		})
	}
	return s
}

// money writes an amount: 80 million yuan is 8000万元.
func money(m []string) string {
	digits := strings.ReplaceAll(m[1], ",", "")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return m[0]
	}
	switch strings.ToLower(m[2]) {
	case "thousand", "k":
		v *= 1e3
	case "million", "m":
		v *= 1e6
	case "billion", "bn":
		v *= 1e9
	}
	plain := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	switch {
	case v >= 1e8:
		return plain(v/1e8) + "亿元"
	case v >= 1e4 && v == float64(int64(v/100))*100:
		return plain(v/1e4) + "万元"
	}
	return plain(v) + "元"
}

// span writes a length of time: six months is 六个月.
func span(m []string) string {
	n, ok := small[strings.ToLower(m[1])]
	if !ok {
		n = m[1]
	}
	unit := strings.TrimSuffix(strings.ToLower(m[2]), "s")
	switch unit {
	case "working day", "business day":
		return n + "个工作日"
	case "day", "calendar day":
		return n + "日"
	case "week":
		return n + "周"
	case "month":
		return n + "个月"
	case "hour":
		return n + "小时"
	}
	return n + "年"
}

var (
	yearIn = regexp.MustCompile(`(?i)\b(?:in|during|as of|back in|for) +((?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?)`)
	past   = regexp.MustCompile(`(?i)\b(?:was|were|did|had|could)\b`)
	before = regexp.MustCompile(`(?i)\b(?:before|prior to) (?:the |its )?((?:19|20)\d\d年 +)?(?:amendment|revision|reform)\b|\b(?:in |under )?the (?:old|former|previous|earlier) (?:law|rules?|regulations?|version|text)\b|\b(?:previously|formerly|used to)\b`)
	now    = regexp.MustCompile(`(?i)\b(?:now|currently|at present|nowadays|today)\b`)
	// reported is what reports tell of a year.
	reported = regexp.MustCompile(`(?i)how many|\b(?:targets?|goals?|gdp|growth|grew|grow|report|output|exports|imports|deficit|inflation|unemployment|population)\b`)
)

// momentOf takes out of the words the time asked about, where they ask what held
// then, and gives it as Chinese says it.
func momentOf(left, whole string) (rest, when string) {
	if m := before.FindStringSubmatch(left); m != nil {
		return before.ReplaceAllString(left, " "), strings.TrimSpace(m[1]) + "修改前"
	}
	if m := yearIn.FindStringSubmatch(left); m != nil && past.MatchString(whole) && !reported.MatchString(whole) {
		return strings.Replace(left, m[0], " ", 1), m[1] + "的时候"
	}
	if now.MatchString(left) {
		return now.ReplaceAllString(left, " "), "现在"
	}
	return left, ""
}
