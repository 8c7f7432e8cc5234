package bot

import (
	"regexp"
	"strings"
)

// Personal data that questions carry by mistake. Numbers with a check digit
// count only where it is right, so that amounts and 文号 stay.
var (
	idCard    = regexp.MustCompile(`\d{17}[\dXx]`)
	bankCard  = regexp.MustCompile(`\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?`)
	mobile    = regexp.MustCompile(`(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}`)
	landline  = regexp.MustCompile(`0\d{2,3}-\d{7,8}`)
	anyMail   = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`)
	maskRules = []struct {
		match *regexp.Regexp
		right func(digits string) bool // nil: always
		as    string
	}{
		{anyMail, nil, "[邮箱]"},
		{idCard, rightIDCard, "[身份证号]"},
		{bankCard, luhn, "[银行卡号]"},
		{mobile, func(d string) bool { return len(d) == 11 || len(d) == 13 && strings.HasPrefix(d, "86") }, "[手机号]"},
		{landline, nil, "[电话]"},
	}
)

// Mask puts a word for its kind in place of each identity card number, bank
// card number, telephone number and mailbox in s, and says whether it found any.
// Questions are masked before anything is searched, logged or stored.
func Mask(s string) (masked string, found bool) {
	for _, rule := range maskRules {
		var b strings.Builder
		at := 0
		for _, m := range rule.match.FindAllStringIndex(s, -1) {
			digits := onlyDigits(s[m[0]:m[1]])
			inNumber := m[0] > 0 && isDigit(s[m[0]-1]) || m[1] < len(s) && isDigit(s[m[1]])
			if rule.match != anyMail && inNumber || rule.right != nil && !rule.right(digits) {
				continue
			}
			b.WriteString(s[at:m[0]] + rule.as)
			at, found = m[1], true
		}
		s = b.String() + s[at:]
	}
	return s, found
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == 'X' || r == 'x' {
			return r
		}
		return -1
	}, s)
}

// rightIDCard checks a citizen's number by its last digit (GB 11643, ISO 7064
// MOD 11-2).
func rightIDCard(s string) bool {
	if len(s) != 18 {
		return false
	}
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		if !isDigit(s[i]) {
			return false
		}
		sum += w * int(s[i]-'0')
	}
	return "10X98765432"[sum%11] == strings.ToUpper(s)[17]
}

// luhn checks the number of a bank card (ISO/IEC 7812-1).
func luhn(s string) bool {
	if len(s) < 16 || len(s) > 19 {
		return false
	}
	sum := 0
	for i := range len(s) {
		if !isDigit(s[len(s)-1-i]) {
			return false
		}
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
