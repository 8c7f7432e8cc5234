package bot

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

var (
	// noNegation are words with 不, 未, 无, 非 or 免 that deny nothing, or whose
	// denial is the bound of a figure and checked there.
	noNegation = regexp.MustCompile(`(不得|不应|不能|不可|不|未)(低于|少于|小于|短于|超过|超出|高于|多于|大于)|不足|不满|未满|不到|不同([^意]|$)|不仅|不但|不断|不论|无论|不管|不动产|非常|无形|非法|未来|避免|以免|免费|不等分|是否|能否|可否|除非|不可抗力|不良|不正当|非物质|没收|无线|无人机`)
	// negation is a denial with the auxiliary words that follow it.
	negation = regexp.MustCompile(`(不予以?|不再|不得|不能|不可以?|不准|不许|不应当?|不需要?|不必|不用|禁止|严禁|无需|无须|没有|没|不|未|无|非|免)(再|予|曾|经|应|能|可|以|另行)*`)
)

// denied is a negation in a text: what follows it.
type denied struct {
	start, end int    // of the negation
	until      int    // end of its clause
	next       string // the two characters after it
	scope      string // the rest of its clause
}

// clauseMarks end what a negation or a modal word reaches.
const clauseMarks = "，,。；;：:\n！？"

// denials gives the negations of a text. The length of what noNegation takes
// out is kept, so that offsets stay.
func denials(text string) []denied {
	masked := noNegation.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("#", len(s)) })
	var out []denied
	for _, m := range negation.FindAllStringIndex(masked, -1) {
		until := len(text)
		if i := strings.IndexAny(text[m[1]:], clauseMarks); i >= 0 {
			until = m[1] + i
		}
		if i := strings.Index(text[m[1]:until], "但"); i >= 0 {
			until = m[1] + i
		}
		rest := text[m[1]:until]
		out = append(out, denied{m[0], m[1], until, firstRunes(rest, 2), rest})
	}
	return out
}

func firstRunes(s string, n int) string {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i]
}

// negations demands that what the source denies stays denied and nothing else is.
func negations(c claim) error {
	text, from := corpus.NormalizeFigures(c.text), corpus.NormalizeFigures(c.source)
	own, source := denials(text), denials(from)
	for _, d := range own {
		if !deniedIn(d, source, from) {
			return fmt.Errorf("the source does not deny %q", firstRunes(d.scope, 6))
		}
	}
	for _, s := range source {
		if utf8.RuneCountInString(s.next) < 2 {
			continue
		}
		if err := keepsDenial(s.next, text, from, own, source); err != nil {
			return err
		}
	}
	for _, clause := range clauses(text) {
		near, share := nearestClause(clause, from)
		if n := len(denials(clause)); n >= 2 && share >= sameClause && n > len(denials(near)) {
			return fmt.Errorf("%q denies more often than the source", clause)
		}
	}
	return onlyDenied(text, from, own, source)
}

// sameClause is the share of a clause's pairs that makes a clause of the source
// its origin.
const sameClause = 0.5

// deniedIn says whether the source denies what d denies.
func deniedIn(d denied, source []denied, text string) bool {
	if len(source) == 0 || negation.MatchString(d.next) && strings.IndexFunc(d.next, isNegation) == 0 {
		return false
	}
	for _, s := range source {
		if d.next != "" && strings.Contains(s.scope, d.next) {
			return true
		}
	}
	if utf8.RuneCountInString(d.next) == 2 && strings.Contains(text, d.next) {
		return false
	}
	near, _ := nearestClause(firstRunes(d.scope, 10), text)
	scope := pairsOf(firstRunes(d.scope, 10))
	all := shared(scope, pairsOf(near))
	for _, s := range denials(near) {
		if n := shared(scope, pairsOf(s.scope)); n > 0 && 2*n >= all {
			return true
		}
	}
	return false
}

func isNegation(r rune) bool { return strings.ContainsRune("不未无没非免", r) }

// occurrence is a place of some words in a text.
type occurrence struct {
	denied bool
	around map[string]bool // the pairs before it (<) and after it (>)
}

// occurrences gives the places of words in a text, each denied where a negation
// stands right before it.
func occurrences(words, text string, negated []denied) []occurrence {
	var out []occurrence
	for at := 0; ; at += len(words) {
		i := strings.Index(text[at:], words)
		if i < 0 {
			return out
		}
		at += i
		o := occurrence{}
		from := at
		for _, d := range negated {
			if d.end == at {
				o.denied, from = true, d.start
			}
		}
		o.around = map[string]bool{}
		for p := range pairsOf(lastRunes(text[:from], 8)) {
			o.around["<"+p] = true
		}
		rest := text[at+len(words):]
		if i := strings.IndexAny(rest, "。；;\n"); i >= 0 {
			rest = rest[:i]
		}
		for p := range pairsOf(firstRunes(rest, 12)) {
			o.around[">"+p] = true
		}
		out = append(out, o)
	}
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

// keepsDenial compares each affirmed place of words in the statement with the
// places in the source, of which one at least is denied.
func keepsDenial(words, text, from string, own, source []denied) error {
	refuse := fmt.Errorf("the source denies %q and the statement does not", words)
	there := occurrences(words, from, source)
	affirmedThere, affirmed := 0, 0
	for _, o := range there {
		if !o.denied {
			affirmedThere++
		}
	}
	for _, mine := range occurrences(words, text, own) {
		if mine.denied {
			continue
		}
		affirmed++
		like := map[bool]int{true: -1, false: -1}
		for _, o := range there {
			like[o.denied] = max(like[o.denied], shared(mine.around, o.around))
		}
		if like[true] > like[false] {
			return refuse
		}
	}
	if affirmed > affirmedThere {
		return refuse
	}
	return nil
}

// onlyDenied refuses a statement that says outside of any denial what the
// source says inside of one alone.
func onlyDenied(text, from string, own, source []denied) error {
	free := pairsOf(outside(from, source))
	var inside strings.Builder
	for _, s := range source {
		inside.WriteString(firstRunes(s.scope, 10))
		inside.WriteByte('\n')
	}
	held := pairsOf(inside.String())
	for _, clause := range clauses(outside(text, own)) {
		n := 0
		for p := range pairsOf(clause) {
			if held[p] && !free[p] {
				n++
			}
		}
		if n > mostOnlyDenied {
			return fmt.Errorf("the source says %q only in a denial", clause)
		}
	}
	return nil
}

// mostOnlyDenied is how many pairs of a clause may stand in denials of the
// source alone: an object named again is no affirmation.
const mostOnlyDenied = 1

// outside takes out of a text what its denials reach.
func outside(text string, negated []denied) string {
	var b strings.Builder
	at := 0
	for _, d := range negated {
		if d.start < at {
			continue
		}
		b.WriteString(text[at:d.start])
		b.WriteByte('\n')
		at = d.until
	}
	b.WriteString(text[at:])
	return b.String()
}

// modal says what one may or must do.
type modal int

const (
	may modal = iota
	must
)

var (
	// mayWords and mustWords stand where no denial stands; those are negations'.
	mayWords  = regexp.MustCompile(`可以|准予|可(?:向|在|按|依|自|于|申请|享受|处|延长|以)|允许|能够|有权`)
	mustWords = regexp.MustCompile(`应当|必须|应(?:在|于|自|按|向|从|每|为|占|提)|须(?:在|于|自|向|经|注册|同时)|需要|有义务`)
)

type modalAt struct {
	kind  modal
	word  string
	scope string
}

func modalsIn(text string) []modalAt {
	var out []modalAt
	for kind, re := range []*regexp.Regexp{may: mayWords, must: mustWords} {
		for _, m := range re.FindAllStringIndex(text, -1) {
			if before := text[:m[0]]; strings.HasSuffix(before, "不") || strings.HasSuffix(before, "无") {
				continue
			}
			rest := text[m[1]:]
			if i := strings.IndexAny(rest, clauseMarks); i >= 0 {
				rest = rest[:i]
			}
			out = append(out, modalAt{modal(kind), text[m[0]:m[1]], rest})
		}
	}
	return out
}

// modals demands that what one may do is not what one must do, and that leave
// is given only where the source gives it.
func modals(c claim) error {
	source := modalsIn(c.source)
	for _, m := range modalsIn(c.text) {
		words := pairsOf(m.scope)
		like := map[modal]int{may: -1, must: -1}
		for _, s := range source {
			like[s.kind] = max(like[s.kind], shared(words, pairsOf(s.scope)))
		}
		other := 1 - m.kind
		switch {
		case like[m.kind] < 0 && m.kind == must && (like[other] < 0 || like[other] == 0 && m.word == "需要"):
			// The source states a rule without a word for it (不低于6%), or
			// lists what is needed.
		case like[m.kind] < 0, like[other] > like[m.kind] && (like[other] >= 2 || like[m.kind] == 0):
			if m.kind == may {
				return fmt.Errorf("the source does not say that one may %q", firstRunes(m.scope, 6))
			}
			return fmt.Errorf("the source does not say that one must %q", firstRunes(m.scope, 6))
		}
	}
	return nil
}
