package corpus

import (
	"strconv"
	"strings"
)

// digitValue gives the value of a decimal digit in any of the ways it is
// printed: 7, ７, 七, 〇, 零, 两.
func digitValue(r rune) (int, bool) {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0'), true
	case r >= '０' && r <= '９':
		return int(r - '０'), true
	}
	switch r {
	case '〇', '零', '○':
		return 0, true
	case '一', '壹':
		return 1, true
	case '二', '两', '贰':
		return 2, true
	case '三', '叁':
		return 3, true
	case '四', '肆':
		return 4, true
	case '五', '伍':
		return 5, true
	case '六', '陆':
		return 6, true
	case '七', '柒':
		return 7, true
	case '八', '捌':
		return 8, true
	case '九', '玖':
		return 9, true
	}
	return 0, false
}

// numberRune reports whether r can stand in a whole number.
func numberRune(r rune) bool {
	if _, ok := digitValue(r); ok {
		return true
	}
	return r == '十' || r == '百' || r == '千' || r == '拾' || r == '佰' || r == '仟'
}

// parseNumber reads a whole number below 10,000 as it is printed in headings:
// 12, １２, 1 2, 十二, 一百零三, 一〇三, 二千. Spaces are skipped.
func parseNumber(s string) (int, bool) {
	var total, digit, digits int
	pending, unit := false, false
	for _, r := range s {
		if isSpace(r) {
			continue
		}
		if v, ok := digitValue(r); ok {
			digit = digit*10 + v
			pending = true
			digits++
			if digits > 6 {
				return 0, false
			}
			continue
		}
		weight := 0
		switch r {
		case '十', '拾':
			weight = 10
		case '百', '佰':
			weight = 100
		case '千', '仟':
			weight = 1000
		default:
			return 0, false
		}
		if !pending {
			digit = 1
		}
		total += digit * weight
		digit, pending, unit = 0, false, true
	}
	if digits == 0 && !unit {
		return 0, false
	}
	total += digit
	return total, total < 10000
}

// chineseNumber writes n (1 to 9,999) as in 第一百零三条.
func chineseNumber(n int) string {
	if n <= 0 || n > 9999 {
		return strconv.Itoa(n)
	}
	names := []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	var b strings.Builder
	zero := false
	for _, u := range []struct {
		weight int
		name   string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / u.weight % 10
		switch {
		case d == 0:
			zero = b.Len() > 0
			continue
		case zero:
			b.WriteString("零")
			zero = false
		}
		if d == 1 && u.weight == 10 && b.Len() == 0 {
			b.WriteString("十")
			continue
		}
		b.WriteString(names[d] + u.name)
	}
	return b.String()
}

// articleLabel writes the label of an article: 第十条, 第十条之一.
func articleLabel(n, sub int) string {
	s := "第" + chineseNumber(n) + "条"
	if sub > 0 {
		s += "之" + chineseNumber(sub)
	}
	return s
}

// ArticleNumber reads the article number at the start of a label or of a
// reference: 第十一条第（一）项 gives 11, 0; 第十条之一 gives 10, 1; 第 1 0 条 and
// 第12条 are read too. ok is false where s does not begin with an article.
func ArticleNumber(label string) (n, sub int, ok bool) {
	h, ok := scanHead(strings.TrimLeft(label, " \t　"), "条")
	return h.n, h.sub, ok
}

// head is a numbered head found at the start of a line: 第三章, 第十条之一.
type head struct {
	n, sub int
	end    int // length in bytes of the head in the line
}

// scanHead reads 第N followed by unit (条, 章 ...) at the start of s. Spaces and
// zero-width characters may stand between. 之 and a number may follow.
func scanHead(s, unit string) (head, bool) {
	rest, ok := strings.CutPrefix(s, "第")
	if !ok {
		return head{}, false
	}
	i := strings.IndexFunc(rest, func(r rune) bool { return !numberRune(r) && !isSpace(r) })
	if i <= 0 || !strings.HasPrefix(rest[i:], unit) {
		return head{}, false
	}
	n, ok := parseNumber(rest[:i])
	if !ok || n == 0 {
		return head{}, false
	}
	h := head{n: n, end: len("第") + i + len(unit)}
	after := s[h.end:]
	if tail, ok := strings.CutPrefix(after, "之"); ok && unit == "条" {
		j := strings.IndexFunc(tail, func(r rune) bool { return !numberRune(r) })
		if j < 0 {
			j = len(tail)
		}
		if sub, ok := parseNumber(tail[:j]); ok && sub > 0 {
			h.sub, h.end = sub, h.end+len("之")+j
		}
	}
	return h, true
}
