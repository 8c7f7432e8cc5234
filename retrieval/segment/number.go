package segment

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// isNumber tells whether word holds digits alone.
func isNumber(word string) bool { return span(word, isDigit) == len(word) }

// numberLen gives the length of the number at the start of text, with its
// decimals, groups of three digits (1,500) and sign of percent.
func numberLen(text string) int {
	n := span(text, isDigit)
	for n+3 < len(text) && text[n] == ',' && span(text[n+1:], isDigit) == 3 {
		n += 4
	}
	if n+1 < len(text) && text[n] == '.' && isDigit(rune(text[n+1])) {
		n += 1 + span(text[n+1:], isDigit)
	}
	if n < len(text) && text[n] == '%' {
		n++
	}
	return n
}

// appendNumber adds a number written in digits, and its value where the unit
// that follows multiplies it.
func appendNumber(terms []string, number string, unit rune) []string {
	number = strings.ReplaceAll(number, ",", "")
	percent := strings.HasSuffix(number, "%")
	whole, decimals, _ := strings.Cut(strings.TrimSuffix(number, "%"), ".")
	decimals = strings.TrimRight(decimals, "0")
	plain := whole
	if decimals != "" {
		plain += "." + decimals
	}
	if percent {
		return append(terms, plain+"%")
	}
	terms = append(terms, plain)
	zeros := 0
	switch unit {
	case '万':
		zeros = 4
	case '亿':
		zeros = 8
	}
	if zeros == 0 || len(decimals) > zeros {
		return terms
	}
	scaled := strings.TrimLeft(whole+decimals, "0")
	if scaled == "" {
		return terms
	}
	return append(terms, scaled+strings.Repeat("0", zeros-len(decimals)))
}

// appendNumerals adds the values of the numerals in a run of Han characters.
func appendNumerals(terms []string, run string) []string {
	const percent = "百分之"
	for i := 0; i < len(run); {
		sign, at := "", i
		if strings.HasPrefix(run[i:], percent) {
			sign, at = "%", i+len(percent)
		}
		n := span(run[at:], isNumeral)
		switch {
		case n > 0:
			if v, ok := value(run[at:at+n], sign != ""); ok {
				terms = append(terms, v+sign)
			}
			i = at + n
		default:
			_, size := utf8.DecodeRuneInString(run[i:])
			i += size
		}
	}
	return terms
}

// isNumeral must be quick for the many characters that are none.
func isNumeral(r rune) bool {
	_, _, ok := numeral(r)
	return ok
}

// numeral gives the digit that a character stands for, or the unit (10 and up).
func numeral(r rune) (digit, unit int64, ok bool) {
	switch r {
	case '零', '〇':
		return 0, 0, true
	case '一':
		return 1, 0, true
	case '二', '两':
		return 2, 0, true
	case '三':
		return 3, 0, true
	case '四':
		return 4, 0, true
	case '五':
		return 5, 0, true
	case '六':
		return 6, 0, true
	case '七':
		return 7, 0, true
	case '八':
		return 8, 0, true
	case '九':
		return 9, 0, true
	case '十':
		return 0, 10, true
	case '百':
		return 0, 100, true
	case '千':
		return 0, 1000, true
	case '万':
		return 0, 10_000, true
	case '亿':
		return 0, 100_000_000, true
	}
	return 0, 0, false
}

const (
	maxNumerals = 16             // characters; longer runs are no numbers
	maxFactor   = 10_000_000_000 // times 亿 still fits
)

// value reads a run of numerals: with units (三百万, 十五) or digit by digit
// (二〇二一). A single digit counts only where single says so, as it is a term
// by itself. Units without a number (百, 万一) have no value.
func value(run string, single bool) (string, bool) {
	if utf8.RuneCountInString(run) > maxNumerals {
		return "", false
	}
	var digits []byte
	var total, section, digit int64
	var last, big int64 // last unit, 0 after 零; last 万 or 亿
	for _, r := range run {
		d, unit, _ := numeral(r)
		switch {
		case unit == 0:
			digits = append(digits, byte('0'+d))
			digit = d
			if d == 0 {
				last = 0
			}
			continue
		case unit >= 10_000:
			section += digit
			switch {
			case total > maxFactor, section == 0 && unit <= big, section == 0 && total == 0:
				return "", false
			case unit > big: // 三百万, 一万亿
				total = (total + section) * unit
			default: // 一亿三千万
				total += section * unit
			}
			section, big = 0, unit
		case digit == 0 && unit == 10:
			section += unit
		case digit == 0:
			return "", false
		default:
			section += digit * unit
		}
		digit, last = 0, unit
	}
	if total == 0 && section == 0 { // no unit
		if len(digits) < 2 && !single {
			return "", false
		}
		return string(digits), true
	}
	if last > 10 {
		digit *= last / 10 // 一万二 is 12000
	}
	return strconv.FormatInt(total+section+digit, 10), true
}
