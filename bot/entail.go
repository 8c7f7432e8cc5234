package bot

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/policybot/policybot/corpus"
)

// entailed says whether the quotes carry a statement, by rules on words alone;
// the error says for whoever wrote the statement what is wrong with it. around
// holds titles and headings of the quotes, which may lend words but no figures.
func entailed(statement string, quotes, around []string) error {
	st := corpus.Normalize(statement)
	src := make([]string, len(quotes))
	for i, q := range quotes {
		src[i] = corpus.Normalize(q)
	}
	if quotation(st, src) {
		return nil
	}
	if foreign.MatchString(st) { // quoted, it is judged by where it leads: see foreignWords
		return errors.New("it holds an address, markup or a link; statements are plain words")
	}
	c := claim{text: st, source: strings.Join(src, "\n"), around: corpus.Normalize(strings.Join(around, "\n"))}
	for _, rule := range []func(claim) error{figureBounds, figureBinding, negations, modals, hedges, opposites, support} {
		if err := rule(c); err != nil {
			return err
		}
	}
	return nil
}

// claim is a statement with what is to carry it, normalised.
type claim struct{ text, source, around string }

// foreign is what never belongs into a statement.
var foreign = regexp.MustCompile(`(?i)https?:|www\.|://|\]\(|<[a-z/!]|@[a-z0-9-]+\.|\.(com|cn|org|net)\b|javascript:|` + "```")

// quotation says whether a statement consists of whole sentences of the quotes,
// one after the other as they stand, or of a lead-in and one of its items.
func quotation(st string, quotes []string) bool {
	plain := bareText(st)
	if plain == "" {
		return false
	}
	whole := "。" + bareText(strings.Join(quotes, "")) + "。"
	for at := 0; ; {
		i := strings.Index(whole[at:], plain)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(plain)
		if endsSentence(whole[:from]) && (endsSentence(plain) || startsEnd(whole[to:])) {
			return true
		}
		at = from + 1
	}
}

// bareText takes the spaces out.
func bareText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

const sentenceMarks = "。；;：:！!？?"

func endsSentence(s string) bool {
	rs := []rune(s)
	return len(rs) > 0 && strings.ContainsRune(sentenceMarks, rs[len(rs)-1])
}

func startsEnd(s string) bool {
	for _, r := range s {
		return strings.ContainsRune(sentenceMarks, r)
	}
	return true
}

// clauses cuts a text at its punctuation.
func clauses(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("，,。；;：:！!？?\n", r) })
}

// pairsOf gives the overlapping pairs of the Han characters, letters and digits
// of a text; pairs do not reach across anything else.
func pairsOf(s string) map[string]bool {
	out := map[string]bool{}
	var prev rune
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			prev = 0
			continue
		}
		if prev != 0 {
			out[string([]rune{prev, r})] = true
		}
		prev = r
	}
	return out
}

// shared counts the pairs of a that b has.
func shared(a, b map[string]bool) int {
	n := 0
	for p := range a {
		if b[p] {
			n++
		}
	}
	return n
}

// nearestClause gives the clause of source that shares most pairs with clause,
// and the share of clause's pairs that it holds; "" where none shares any.
func nearestClause(clause, source string) (string, float64) {
	want := pairsOf(clause)
	best, most := "", 0
	for _, s := range clauses(source) {
		if n := shared(want, pairsOf(s)); n > most {
			best, most = s, n
		}
	}
	if len(want) == 0 {
		return best, 0
	}
	return best, float64(most) / float64(len(want))
}

// hedged are words for what is not done or in force yet.
var hedged = regexp.MustCompile(`预计|预期|力争|争取|有望|草案|征求意见|拟[对将在给于用按]|计划[于在到]|目标|暂定|原则上`)

// hedges demands that what is planned or expected stays so.
func hedges(c claim) error {
	for _, clause := range clauses(c.text) {
		near, _ := nearestClause(clause, c.source)
		word := hedged.FindString(near)
		if word != "" && !hedged.MatchString(c.text) {
			return fmt.Errorf("the source says %q and the statement does not", word)
		}
	}
	if word := hedged.FindString(c.text); word != "" && !hedged.MatchString(c.source) {
		return fmt.Errorf("the source does not say %q", word)
	}
	return nil
}

// pairsOfOpposites are words that are easily taken one for the other; a
// statement with one of them where the source has the other alone is wrong.
var pairsOfOpposites = [][2]string{
	{"大型", "小型"}, {"大企业", "小企业"}, {"提高", "降低"}, {"增加", "减少"}, {"增长", "下降"}, {"上涨", "下降"}, {"上升", "下降"},
	{"上调", "下调"}, {"扩大", "缩小"}, {"批准", "驳回"}, {"一次性", "分期"}, {"自愿", "强制"}, {"免征", "减半"}, {"免征", "加征"},
	{"即征即退", "先征后退"}, {"每年", "每月"}, {"每月", "每日"}, {"之前", "之后"}, {"届满前", "届满后"}, {"期满前", "期满后"}, {"税前", "税后"},
	{"事前", "事后"}, {"本年度", "上年度"}, {"上年度", "下年度"}, {"一般纳税人", "小规模纳税人"}, {"居民", "非居民"}, {"国内", "国外"}, {"境内", "境外"},
	{"个人", "单位"}, {"国家级", "省级"}, {"省级", "市级"}, {"转让方", "受让方"}, {"甲方", "乙方"}, {"有效", "无效"}, {"合法", "非法"},
	{"成功", "失败"}, {"继续", "停止"}, {"必须", "无需"}, {"允许", "禁止"}, {"受理", "拒绝"}, {"高于", "低于"}, {"最高", "最低"}, {"最长", "最短"}, {"上限", "下限"},
	{"多于", "少于"}, {"净收入", "总收入"}, {"发明专利", "外观设计"}, {"以上", "以下"}, {"征收", "免征"}, {"以前", "以后"},
}

func opposites(c claim) error {
	all := c.source + c.around
	for _, p := range pairsOfOpposites {
		for _, w := range [][2]string{p, {p[1], p[0]}} {
			if strings.Contains(c.text, w[0]) && !strings.Contains(all, w[0]) && strings.Contains(c.source, w[1]) && !strings.Contains(c.text, w[1]) ||
				changed(unmarked(c.text), unmarked(all), w[0], w[1]) {
				return fmt.Errorf("the source says %q, not %q", w[1], w[0])
			}
		}
	}
	return nil
}

// unmarked takes the punctuation out: a word may stand behind a comma in one
// text and behind none in the other.
func unmarked(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// changed says whether a text has a where the source has b after the same two
// characters, and never a.
func changed(text, source, a, b string) bool {
	for at := 0; ; at += len(a) {
		i := strings.Index(text[at:], a)
		if i < 0 {
			return false
		}
		at += i
		lead := lastRunes(text[:at], 2)
		if len(pairsOf(lead)) > 0 && strings.Contains(source, lead+b) && !strings.Contains(source, lead+a) {
			return true
		}
	}
}

// Least shares of a statement's words that its quotes, titles and headings
// hold; chosen on paraphrases of the corpus, see the test.
const (
	leastPairs  = 0.45 // of the pairs of all clauses together
	leastChars  = 0.80 // of the characters
	clauseChars = 0.60 // of the characters of each clause
)

// wordless are characters that carry no claim of their own.
const wordless = "的了和与及或在于为是自从由对把被将其该这那此所者等都也还再就只可以要按到给用后前时中里每个项之并且而但则需"

// support demands that nearly all words of the statement stand in the source.
func support(c claim) error {
	have := c.source + c.around
	chars := map[rune]bool{}
	for _, r := range corpus.NormalizeFigures(have) + have {
		chars[r] = true
	}
	held, all := 0, 0
	for _, clause := range clauses(c.text) {
		h, n := 0, 0
		for _, r := range clause {
			if !unicode.Is(unicode.Han, r) || strings.ContainsRune(wordless, r) {
				continue
			}
			n++
			if chars[r] {
				h++
			}
		}
		if n >= 4 && float64(h) < clauseChars*float64(n) {
			return fmt.Errorf("the source does not say %q", clause)
		}
		held, all = held+h, all+n
	}
	for _, w := range latinWord.FindAllString(c.text, -1) {
		if !strings.Contains(strings.ToLower(have), strings.ToLower(w)) {
			return fmt.Errorf("the source does not hold the word %q", w)
		}
	}
	if all == 0 {
		return errors.New("it is not in the language of the source")
	}
	want := pairsOf(c.text)
	if n := shared(want, pairsOf(have+"\n"+corpus.NormalizeFigures(have))); float64(n) < leastPairs*float64(len(want)) || float64(held) < leastChars*float64(all) {
		return fmt.Errorf("only %d of its %d words stand in the source", n, len(want))
	}
	return nil
}

var latinWord = regexp.MustCompile(`[A-Za-z]{2,}`)
