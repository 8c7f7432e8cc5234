package slackbot

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Qualities of a place to cut text at, from the worst.
const (
	cutNever    = iota // before a closing mark or a citation number
	cutAnywhere        // between two characters
	cutPause           // after a comma, a colon, a blank
	cutSentence        // after a sentence
)

// atom is a piece of escaped text that is never cut, and how well the text can
// be cut behind it.
type atom struct {
	text string
	size int // as Slack may count: UTF-16 units, never less than characters
	cut  int
}

const (
	// maxAtomRunes bounds an atom; longer runs of digits or letters may be cut.
	maxAtomRunes = 40

	sentenceEnds = "。！？；!?;"
	pauses       = "，、：,: "
	closers      = sentenceEnds + " ，、：,:.…—”’」』）】》〉〕)]}%％‰"
)

// whole matches what is never cut: a citation number; an article number; a
// figure with its sign, parts and unit; a word of letters.
var whole = regexp.MustCompile(
	`\[[0-9]{1,4}\]` +
		`|第[0-9一二三四五六七八九十百千零〇两]+(?:条(?:之[一二三四五六七八九十]+)?|款|项|章|节|目|页|号)` +
		`|[-+−±¥￥$€≥≤＜＞<>~～约近超逾]?(?:[0-9０-９]+(?:[.．,，:：/／\-–—~～][0-9０-９]+)*|[一二三四五六七八九十百千万亿零〇两]{2,})` +
		` ?(?:[%％‰℃]|个?百分点|[十百千万亿]{0,3}(?:人民币|美元|欧元|元|个工作日|个自然日|工作日|个月|小时|分钟|平方米|平方公里|公里|公顷|[年月日号时分秒天周家户人名位项件条款章节目次倍个种类篇份台套所处期批万千百亿吨亩米度岁级])?)(?:[a-zA-Z]{1,6})?` +
		`|[\p{Latin}\p{Cyrillic}\p{Greek}]['’\p{Latin}\p{Cyrillic}\p{Greek}]*`)

// atoms takes cleaned text apart, in order; joined they are its escaped form.
func atoms(text string) []atom {
	var out []atom
	at := 0
	for _, span := range whole.FindAllStringIndex(text, -1) {
		out = appendCharacters(out, text[at:span[0]])
		out = appendWhole(out, text[span[0]:span[1]])
		at = span[1]
	}
	return appendCharacters(out, text[at:])
}

// appendCharacters adds one atom for each character, with its combining marks.
func appendCharacters(out []atom, text string) []atom {
	runes := []rune(text)
	for i := 0; i < len(runes); {
		n := 1
		for i+n < len(runes) && n < maxAtomRunes && (combines(runes[i+n]) || runes[i+n-1] == '\u200d' || flag(runes[i:i+n+1])) {
			n++
		}
		out = appendAtom(out, runes[i:i+n])
		i += n
	}
	return out
}

// appendWhole adds a run as one atom, or as few where it is too long.
func appendWhole(out []atom, text string) []atom {
	runes := []rune(text)
	for len(runes) > maxAtomRunes {
		n := maxAtomRunes
		for n > 1 && combines(runes[n]) {
			n--
		}
		out = appendAtom(out, runes[:n])
		runes = runes[n:]
	}
	return appendAtom(out, runes)
}

func appendAtom(out []atom, runes []rune) []atom {
	first, last := runes[0], runes[len(runes)-1]
	text := escaper.Replace(string(runes))
	next := atom{text: text, size: width(text), cut: quality(last)}
	if len(out) == 0 {
		return append(out, next)
	}
	// A closing mark or a citation number stays with what it closes, a
	// combining mark with its letter, a number with the letters of its code.
	before := &out[len(out)-1]
	if strings.ContainsRune(closers, first) || combines(first) || first == '[' && len(runes) > 1 ||
		alphanumeric(first) && alphanumeric(lastRune(before.text)) {
		if before.cut == cutSentence && ends(last) {
			next.cut = cutSentence
		}
		before.cut = cutNever
	}
	return append(out, next)
}

// ends reports whether a sentence is still at its end behind r: behind
// quotation marks, brackets, blanks and citation numbers.
func ends(r rune) bool { return strings.ContainsRune(" ”’」』）】》〉〕)]", r) }

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func alphanumeric(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func quality(last rune) int {
	switch {
	case last == '\n' || strings.ContainsRune(sentenceEnds, last):
		return cutSentence
	case strings.ContainsRune(pauses, last):
		return cutPause
	case strings.ContainsRune("“‘「『（【《〈〔([{¥￥$第约近超逾", last):
		return cutNever // an opening mark stays with what follows
	}
	return cutAnywhere
}

// combines reports whether r belongs to the character before it.
func combines(r rune) bool {
	return unicode.Is(unicode.M, r) || r == '\u200d' || r == '\u200c' || r >= 0x1F3FB && r <= 0x1F3FF
}

// flag reports whether the two runes are regional letters, which make a flag.
func flag(runes []rune) bool {
	regional := func(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
	return len(runes) == 2 && regional(runes[0]) && regional(runes[1])
}

// pack joins atoms into pieces of at most limit, cut where it hurts least:
// at the last end of a sentence in the second half, else at a pause there, else
// at the last place allowed. limit must hold the largest atom.
func pack(list []atom, limit int) []string {
	var pieces []string
	for len(list) > 0 {
		n := cutAt(list, limit)
		pieces = append(pieces, join(list[:n]))
		list = list[n:]
	}
	return pieces
}

// cutAt gives how many atoms the next piece takes; at least one.
func cutAt(list []atom, limit int) int {
	size, fits := 0, 0
	for fits < len(list) && size+list[fits].size <= limit {
		size += list[fits].size
		fits++
	}
	if fits == len(list) || fits == 0 {
		return max(fits, 1)
	}
	best := map[int]int{} // quality -> atoms up to the last such place
	for i, upTo := 0, 0; i < fits; i++ {
		upTo += list[i].size
		if q := list[i].cut; upTo >= limit/2 {
			best[q] = i + 1
		}
	}
	for _, q := range []int{cutSentence, cutPause, cutAnywhere} {
		if best[q] > 0 {
			return best[q]
		}
	}
	// None in the second half: the last place allowed before it, else right here.
	for i := fits; i > 0; i-- {
		if list[i-1].cut > cutNever {
			return i
		}
	}
	return fits
}

func join(list []atom) string {
	var b strings.Builder
	for _, a := range list {
		b.WriteString(a.text)
	}
	return b.String()
}

// width is the length of s in UTF-16 units.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
