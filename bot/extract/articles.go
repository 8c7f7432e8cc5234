package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

// comparableLabel leaves 第一款 out: where an article has one 款 only, texts do not
// count it and people do.
func comparableLabel(l string) string {
	return strings.NewReplacer("第一款", "", "(", "（", ")", "）").Replace(l)
}

// laterParagraph says that the first 款 is asked for and a label is of a later one.
func laterParagraph(label, asked string) bool {
	return strings.Contains(asked, "第一款") && strings.Contains(label, "款") && !strings.Contains(label, "第一款")
}

// asksArticle asks what a named article says.
var asksArticle = regexp.MustCompile(`(第[\p{Nd}〇零一二三四五六七八九十百千两]+[条款项目].{0,6}){1,3}(是|有|讲|说|规定|写|的)?(了|的是|的)?(什么|啥|哪些|怎么(说|规定|写)|如何规定|内容|原文|全文)|适用.{0,24}第[\p{Nd}〇零一二三四五六七八九十百千两]+条.{0,4}[吗么嘛不]|(原文|全文|念一下|读一下|念念|读读).{0,12}第.{1,8}[条款项]`)

var (
	// labelWord is the number of an article, a 款 or a 项.
	labelWord = regexp.MustCompile(`第?\s*[(（]?[\p{Nd}〇零一二三四五六七八九十百千两]+[)）]?\s*[条款项](之[一二三四五六七八九十])?`)
	// besideArticle are words that say which version is meant and words that lead to or
	// end the naming of an article; they ask for nothing else.
	besideArticle = regexp.MustCompile(`[(（]?((19|20)\d\d年?|[〇零一二三四五六七八九]{4}年)(的|版|修订版?|修正版?|修改版?)*[)）]?|现行的?|最新的?|新版|旧版|老版|旧的?|老的?|修订前的?|修改前的?|原来?的|修订版?|修正版?|` +
		`请问|想问|麻烦|帮我|给我|看看|看一?下|查一?下|查查|说一?下|讲一?下|根据|按照|依据|依照|有没有|有无|原文|全文|条文|内容|文本|具体|是什么|是啥|什么|怎么|如何|规定|讲|说|写|的|了|呢|吗|啊|是|[\s，,。.？?！!：:、《》]`)
)

// onlyArticle says whether a part names an article and nothing else: what is left
// without its number, the year and the words that lead to it is the title.
func onlyArticle(part bot.Part) bool {
	if !labelWord.MatchString(part.Text) || part.Found == nil {
		return false
	}
	left := []rune(besideArticle.ReplaceAllString(labelWord.ReplaceAllString(part.Text, ""), ""))
	if len(left) == 0 {
		return false // no title: whose article it is was not said
	}
	return slices.ContainsFunc(part.Found.Understood.Refs, func(ref retrieval.Ref) bool {
		return ref.Title != "" && ref.Label != "" && inOrder(left, ref.Title)
	})
}

// inOrder says whether the characters stand in a title in their order: its short
// forms leave some out.
func inOrder(short []rune, title string) bool {
	for _, r := range title {
		if len(short) > 0 && r == short[0] {
			short = short[1:]
		}
	}
	return len(short) == 0
}

// maxNamed bounds the parts quoted of an article that was asked for by number.
const maxNamed = 12

// namedArticle gives the parts of the article that the words name, where they
// ask what it says; of a 款 or 项 that they name, that part alone.
func namedArticle(r reading) []sentence {
	if !asksArticle.MatchString(r.ask.part.Text) && !asksArticle.MatchString(r.ask.part.Topic) && !onlyArticle(r.ask.part) {
		return nil
	}
	label := labelAsked(r)
	var out, whole []sentence
	for _, s := range r.all {
		if !s.result.Exact {
			continue
		}
		whole = append(whole, s)
		if l := s.part().Label; l != "" && strings.Contains(comparableLabel(l), comparableLabel(label)) && !laterParagraph(l, label) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		out = whole
	}
	slices.SortStableFunc(out, func(x, y sentence) int { return x.part().Start - y.part().Start })
	return out[:min(maxNamed, len(out))]
}

// labelAsked gives the article, with its 款 and 项, that a part names.
func labelAsked(r reading) string {
	label := ""
	if r.ask.part.Found == nil {
		return ""
	}
	for _, ref := range r.ask.part.Found.Understood.Refs {
		if len(ref.Label) > len(label) {
			label = ref.Label
		}
	}
	return label
}

// lackingClause says that the article quoted has no such 款 or 项 as a part names, so
// that the whole of it is quoted; "" where it has, or where none is named.
func lackingClause(r reading, chosen []sentence, lang string) string {
	label := labelAsked(r)
	article, clause, ok := strings.Cut(label, "条")
	if !ok || !strings.ContainsAny(clause, "款项") || comparableLabel(label) == article+"条" || len(chosen) == 0 {
		return ""
	}
	article += "条"
	for _, s := range chosen {
		if !s.result.Exact || s.result.Passage.Label != article || strings.Contains(comparableLabel(s.part().Label), comparableLabel(label)) {
			return ""
		}
	}
	return bot.NoClause(chosen[0].result.Document.Title, article, label[len(article):], lang)
}
