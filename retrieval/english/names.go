package english

import (
	"regexp"
	"strconv"
	"strings"
)

// names gives Chinese names of laws and places in English. It is read once and
// never changes.
var names = loadNames()

func loadNames() map[string]string {
	out := map[string]string{"全国": "nationwide"}
	for _, row := range lists {
		if len(row) == 3 && row[2] != lawField && row[2] != placeField {
			continue
		}
		if _, ok := out[row[1]]; !ok { // the first name is the common one
			out[row[1]] = titleCase(row[0])
		}
	}
	return out
}

// Fields of the glossary that name things.
const (
	lawField   = "names of laws"
	placeField = "places"
)

// titleCase writes a name with capitals.
func titleCase(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if i > 0 && (w == "of" || w == "on" || w == "the" || w == "and" || w == "to" || w == "for") {
			continue
		}
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

var (
	verbatim = regexp.MustCompile(`《[^《》]+》|“[^”]*”|"[^"]*"`)
	hanRun   = regexp.MustCompile(`\p{Han}+`)
	label    = regexp.MustCompile(`第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]))?(?:第([一二三四五六七八九十]+)款)?(?:第[（(]([一二三四五六七八九十]+)[）)]项)?`)
	edition  = regexp.MustCompile(`[（(][^（）()]*[）)]$`)
)

// Note puts what a fixed sentence for the reader names in Chinese into English:
// places, the numbers of articles, and the names of laws beside their titles. It
// is not for quotations, which stay as they are.
func Note(s string) string {
	var b strings.Builder
	last := 0
	for _, at := range verbatim.FindAllStringIndex(s, -1) {
		b.WriteString(plainNote(s[last:at[0]]))
		words := s[at[0]:at[1]]
		b.WriteString(words)
		if title, ok := strings.CutPrefix(words, "《"); ok {
			if name := lawName(strings.TrimSuffix(title, "》")); name != "" && !strings.HasPrefix(s[at[1]:], " ("+name) {
				b.WriteString(" (" + name + ")")
			}
			if strings.HasPrefix(s[at[1]:], "第") {
				b.WriteString(" ")
			}
		}
		last = at[1]
	}
	b.WriteString(plainNote(s[last:]))
	return b.String()
}

// lawName is the English name of a law by its title; "" where none is known.
func lawName(title string) string {
	title = edition.ReplaceAllString(strings.TrimPrefix(title, "中华人民共和国"), "")
	return names[title]
}

func plainNote(s string) string {
	s = label.ReplaceAllStringFunc(s, func(l string) string {
		m := label.FindStringSubmatch(l)
		out := "Article " + strconv.Itoa(numberOf(m[1]))
		if m[2] != "" {
			out += "-" + strconv.Itoa(numberOf(m[2]))
		}
		if m[3] != "" {
			out += " paragraph " + strconv.Itoa(numberOf(m[3]))
		}
		if m[4] != "" {
			out += " item " + strconv.Itoa(numberOf(m[4]))
		}
		return out
	})
	return hanRun.ReplaceAllStringFunc(s, func(run string) string {
		if place := Place(run); place != "" {
			return place
		}
		return run
	})
}

// numberOf reads a number in Han below ten thousand.
func numberOf(han string) int {
	total, digit := 0, 0
	for _, r := range han {
		switch r {
		case '十':
			total += max(digit, 1) * 10
			digit = 0
		case '百':
			total += digit * 100
			digit = 0
		case '千':
			total += digit * 1000
			digit = 0
		default:
			digit = max(0, strings.IndexRune("〇一二三四五六七八九", r)/len("〇"))
		}
	}
	return total + digit
}

// Place is the English name of a place by its region (广东广州天河区), the nearest
// first; "" where a part of it has no name.
func Place(region string) string {
	var parts []string
	rest := []rune(region)
	for len(rest) > 0 {
		n := len(rest)
		for ; n >= 2; n-- {
			if name := placeName(string(rest[:n])); name != "" {
				parts = append([]string{name}, parts...)
				break
			}
		}
		if n < 2 {
			return ""
		}
		rest = rest[n:]
	}
	return strings.Join(parts, ", ")
}

func placeName(s string) string {
	if name := names[s]; name != "" {
		return name
	}
	for _, rank := range []string{"省", "市", "区", "自治区", "特别行政区"} {
		if short, ok := strings.CutSuffix(s, rank); ok && names[short] != "" {
			return names[short]
		}
	}
	return ""
}
