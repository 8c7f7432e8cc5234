package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// claims is how people ask whether something that they heard is so.
var claims = regexp.MustCompile(`有人说|听说|据说|网上说|都说|他们说|朋友说|中介说|人家说|我记得|我以为|对吗|对不对|对不|是真的吗|真的吗|真的假的|没错吧|是不是(?:[^，,。？?]{0,12})[\d一二三四五六七八九十百]`)

// alsoClaimed joins what is claimed beside each other.
var alsoClaimed = regexp.MustCompile(`[，,、；;]?(?:而且|并且|还说|又说|也说|另外|同时)[，,]?`)

// claimed cuts a claim of several figures into what is claimed of each; nil
// where it is no claim, or not one figure stands in each piece.
func claimed(sentence string) []string {
	if !claims.MatchString(sentence) {
		return nil
	}
	pieces := splitKeep(sentence, alsoClaimed)
	if len(pieces) < 2 {
		return nil
	}
	for _, piece := range pieces {
		if len(quantities(piece)) != 1 {
			return nil
		}
	}
	return pieces
}

// quantities gives the figures of a text that can be compared.
func quantities(text string) []corpus.Figure {
	return slices.DeleteFunc(corpus.Figures(text), func(f corpus.Figure) bool { return !comparable(f) })
}

// claimEnd ends what is claimed of one figure.
var claimEnd = regexp.MustCompile(`[，,、；;。？?]|而且|并且|还说|又说|也说|有人说`)

// claimNote compares what a claim says with the statements: its one figure with
// the figures of its unit; each of several with those of the statement that
// shares most words with its clause. The text says it, or what it says instead.
// "" where there is no claim or nothing to compare.
func claimNote(question string, statements []Drafted, lang string) string {
	if !claims.MatchString(question) {
		return ""
	}
	question = inFull(question)
	all := claimFigures(question)
	if len(all) == 1 {
		return verdict(question, all[0], statements, lang)
	}
	var notes []string
	compared := false
	for _, clause := range splitKeep(question, claimEnd) {
		figures := claimFigures(clause)
		if len(figures) != 1 {
			continue
		}
		note := verdict(clause, figures[0], about(clause, figures[0], statements), lang)
		compared = compared || note != ""
		if note == "" {
			note = msgClaimOpen.in(lang, figures[0].Text)
		}
		notes = append(notes, note)
	}
	if !compared || len(notes) != len(all) { // some figure stands beside another
		return ""
	}
	return strings.Join(notes, msgBetween.in(lang))
}

var (
	// oneThing is the numeral that stands for an article: 一项发明专利.
	oneThing = regexp.MustCompile(`^[一1](?:项|件|个|家|户|名|人|种|类|份|位|台|套|篇|部|款)$`)
	// ofMoney says that a claim is about money.
	ofMoney = regexp.MustCompile(`罚|奖|补|资助|扶持|支持|款|金|费|钱|收入|营收|投入|产值|税|额|贷|薪|工资`)
	// bareSum is a sum without its unit, before what can follow a sum.
	bareSum = regexp.MustCompile(`([\d.]+[万亿]|[一二两三四五六七八九十百千]+[万亿])($|[，。、；？?！!,;\s对是吗吧呢啊以之的左到至罚奖补资贷封就才有还又而并免减全都])`)
	// piece is what people call a yuan.
	piece = regexp.MustCompile(`([\d万千百亿])块钱?`)
)

// inFull writes out what a claim leaves to the hearer: sums in yuan, enterprises by their full name.
func inFull(question string) string {
	if ofMoney.MatchString(question) {
		question = bareSum.ReplaceAllString(piece.ReplaceAllString(question, "${1}元"), "${1}元$2")
	}
	return claimNames.Replace(question)
}

var claimNames = strings.NewReplacer("大企业", "大型企业", "国企", "国有企业", "民企", "民营企业", "私企", "民营企业", "外企", "外商投资企业", "高企", "高新技术企业")

// claimFigures gives the figures that a claim is about: beside another figure,
// 一项 names the thing that is counted, and 不满三年的 when the other applies.
func claimFigures(text string) []corpus.Figure {
	all := quantities(text)
	claimed := slices.DeleteFunc(slices.Clone(all), func(f corpus.Figure) bool {
		before, after := text[:f.Start], text[f.End:]
		return oneThing.MatchString(f.Text) || whichAfter.MatchString(after) && (conditionBefore.MatchString(before) || conditionAfter.MatchString(after))
	})
	if len(claimed) == 0 {
		return all
	}
	return claimed
}

// whichAfter follows a figure that says which of several things is meant.
var whichAfter = regexp.MustCompile(`^(?:及?以[上下内外])?的[^，,。？?对是吗罚奖补资贷]`)

// about gives the statement with a figure of that unit that shares most words
// with what a clause says of it, the first of equals; none where no word is shared.
func about(clause string, f corpus.Figure, statements []Drafted) []Drafted {
	words := pairsOf(strings.ReplaceAll(claims.ReplaceAllString(clause, " "), f.Text, " "))
	var best []Drafted
	most := 0
	for i, st := range statements {
		if !slices.ContainsFunc(quantities(st.Text), func(g corpus.Figure) bool { return g.Unit == f.Unit }) {
			continue
		}
		if n := shared(words, pairsOf(st.Text)); n > most {
			most, best = n, statements[i:i+1]
		}
	}
	return best
}

// comparable says whether a figure is a quantity with a unit, no day or number of an article.
func comparable(f corpus.Figure) bool {
	return f.Unit != "" && f.Unit != corpus.UnitDate && f.Unit != corpus.UnitDocNumber && !strings.HasPrefix(f.Unit, "第")
}
