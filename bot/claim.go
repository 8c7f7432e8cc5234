package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// claims is how people ask whether something that they heard is so.
var claims = regexp.MustCompile(`有人说|听说|据说|网上说|都说|他们说|朋友说|中介说|人家说|我记得|我以为|网传|传言|(?:客户|企业|同事|群众|老板|对方|来电的?人?|市民|会计|别人|代理|他|她)(?:跟我|和我|来|都)?(?:说|讲|称|问我说|告诉我)|对吗|对么|对不对|对不|是真的吗|真的吗|真的假的|没错吧|属实吗|是(?:这样|这么回事|这么规定|这么写|这么说)的?[吗么嘛]|说得对|准确吗|是不是(?:[^，,。？?]{0,12})[\d一二三四五六七八九十百]|为(?:什么|啥|何)[^，,。？?]{0,20}(?:定成|定为|定在|定到|规定|改成|写成)[^，,。？?]{0,6}[\d一二三四五六七八九十百]`)

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
	ofMoney = regexp.MustCompile(`罚|奖|补|投|拨|花|资助|扶持|支持|款|金|费|钱|收入|营收|投入|产值|税|额|贷|薪|工资`)
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
	return claimNames.Replace(persons.ReplaceAllString(question, "${1}人"))
}

// persons are people counted as things: 3个人.
var persons = regexp.MustCompile(`([\d一二三四五六七八九十两百]+)个人`)

// saysSo is somebody who says what stands behind.
var saysSo = regexp.MustCompile(`^.{6,}?[^，。？听据都]{1,4}说我们?`)

// wantClaimed gives what a claim's one figure must be held against, and its unit;
// "" where the words claim nothing of the kind.
func wantClaimed(text string) (Want, string) {
	if !claims.MatchString(text) {
		return "", ""
	}
	said := text
	if at := saysSo.FindStringIndex(text); at != nil { // 开张两年，代理说…: what stands before is told of oneself
		said = text[at[1]:]
	}
	figures := claimFigures(inFull(said))
	if len(figures) != 1 {
		return "", ""
	}
	switch unit := figures[0].Unit; unit {
	case "年", "天", "日", "小时":
		return WantTime, unit
	case "个月":
		return WantTime, "月"
	case "个工作日", "工作日":
		return WantTime, "工作日"
	case "%", "‰":
		return WantPercent, ""
	case "元":
		return WantMoney, ""
	}
	return "", ""
}

var claimNames = strings.NewReplacer("大企业", "大型企业", "国企", "国有企业", "民企", "民营企业", "私企", "民营企业", "外企", "外商投资企业", "高企", "高新技术企业")

// claimFigures gives the figures that a claim is about: beside another figure,
// 一项 names the thing that is counted, and 不满三年的 when the other applies.
func claimFigures(text string) []corpus.Figure {
	years := retrieval.Years(text)
	all := slices.DeleteFunc(quantities(text), func(f corpus.Figure) bool { return isYear(f, years) })
	claimed := slices.DeleteFunc(slices.Clone(all), func(f corpus.Figure) bool {
		before, after := text[:f.Start], text[f.End:]
		return oneThing.MatchString(f.Text) || whichAfter.MatchString(after) && (conditionBefore.MatchString(before) || conditionAfter.MatchString(after))
	})
	if len(claimed) == 0 {
		return all
	}
	return claimed
}

// isYear says whether a figure is one of the years named, be it by two digits: 15年那会儿.
func isYear(f corpus.Figure, years []int) bool {
	n, err := strconv.Atoi(f.Value)
	return err == nil && f.Unit == "年" && (slices.Contains(years, n) || n < 100 && (slices.Contains(years, 1900+n) || slices.Contains(years, 2000+n)))
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
		if !slices.ContainsFunc(quantities(st.Text), func(g corpus.Figure) bool { return unitOfFigure(g) == unitOfFigure(f) }) {
			continue
		}
		if n := shared(words, pairsOf(st.Text)); n > most {
			most, best = n, statements[i:i+1]
		}
	}
	return best
}

// sameThings are classifiers by which the same things are counted.
var sameThings = map[string]string{"名": "人", "位": "人", "天": "日", "类": "种", "户": "家"}

// unitOfFigure gives the unit by which a figure is compared.
func unitOfFigure(f corpus.Figure) string {
	if same := sameThings[f.Unit]; same != "" {
		return same
	}
	return f.Unit
}

// comparable says whether a figure is a quantity with a unit, no day or number of an article.
func comparable(f corpus.Figure) bool {
	if f.Unit == "年" && len(f.Value) == 4 && (strings.HasPrefix(f.Value, "19") || strings.HasPrefix(f.Value, "20")) { // of the calendar
		return false
	}
	return f.Unit != "" && f.Unit != corpus.UnitDate && f.Unit != corpus.UnitDocNumber && !strings.HasPrefix(f.Unit, "第")
}
