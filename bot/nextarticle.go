package bot

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/policybot/policybot/corpus"
)

const (
	labelNumber = `(?:\d{1,4}|[〇零一二三四五六七八九十百千两]{1,7})`
	articleWord = `第\s*` + labelNumber + `\s*条(?:之[一二三四五六七八九十])?`
	clauseWord  = `第\s*` + labelNumber + `\s*款`
	itemWord    = `第?\s*[(（]?\s*` + labelNumber + `\s*[)）]?\s*项`
)

var (
	// bareArticle names a part of a text without saying of which: 第七十一条, 第二款呢, 下一条怎么说.
	// Groups: article, 款, 项, step.
	bareArticle = regexp.MustCompile(`^(?:那么?|再|还有|看看|看一下|说说)?[，,]?(?:它的?|该法的?|这部法的?|本法的?)?` +
		`(?:(` + articleWord + `)?(` + clauseWord + `)?(` + itemWord + `)?|([上下前后]一?条))` +
		`的?(?:内容|原文|全文)?(?:是|有|讲|说|写|规定)?的?了?(?:什么|啥|哪些|怎么(?:规定|说|写)的?|如何规定)?(?:内容)?(?:呢|吗|啊)?[?？。！!]*$`)
	// namedBefore is what a question names: a title, its article, 款 and 项.
	namedBefore = regexp.MustCompile(`^(.*?)(` + articleWord + `)(` + clauseWord + `)?`)
	// titleBefore is the name of a rule in a question that names no article of it.
	titleBefore = regexp.MustCompile(`《[^《》]+》|\p{Han}{2,30}?(?:条例|办法|细则|规定|法)(?:实施(?:细则|条例|办法))?`)
	// leadsTo leads to the name of a rule.
	leadsTo = regexp.MustCompile(`^(?:请问|想问(?:一下)?|问(?:一下)?|根据|按照?|依据|依照|违反|查(?:一下)?|看(?:一下)?)+`)
)

// nextArticle writes out a follow-up that is nothing but an article, a 款 or a 项
// (第七十一条, 第二款呢, 下一条呢): of the rule, and the article, that the question
// before it named. It gives "" where nothing before names a rule; false where
// the words are no such follow-up.
func nextArticle(base, text string) (string, bool) {
	text = strings.TrimSpace(text)
	if several := severalOf.FindStringSubmatch(text); several != nil && emptyLead.MatchString(several[1]) {
		title := ruleNamed(base)
		if title == "" {
			return "", base == ""
		}
		return title + strings.TrimPrefix(text, several[1]), true
	}
	m := bareArticle.FindStringSubmatch(text)
	if m == nil || m[1]+m[2]+m[3]+m[4] == "" {
		return "", false
	}
	title, article, clause := ruleNamed(base), "", ""
	if b := namedBefore.FindStringSubmatch(base); b != nil {
		article, clause = b[2], b[3]
	}
	switch {
	case title == "" && base == "":
		return "", true
	case title == "":
		return topicOf(base) + "，" + text, true
	case m[4] != "":
		n, _, _ := corpus.ArticleNumber(article)
		if strings.HasPrefix(m[4], "上") || strings.HasPrefix(m[4], "前") {
			n -= 2
		}
		if n++; article == "" || n < 1 {
			return topicOf(base) + "，" + text, true
		}
		return fmt.Sprintf("%s第%d条", title, n), true
	case m[1] != "":
		return title + m[1] + m[2] + m[3], true
	case m[2] != "":
		return title + article + m[2] + m[3], true
	}
	return title + article + clause + m[3], true
}

// emptyLead leads to articles and names no rule.
var emptyLead = regexp.MustCompile(`^(?:那么?|再|还有|看看|看一下|说说|请|它的?|该法的?|这部法的?|本法的?|[，,的])*$`)

// ruleNamed gives the name of the rule that a question asks about; "" for none.
func ruleNamed(question string) string {
	title := titleBefore.FindString(question)
	if b := namedBefore.FindStringSubmatch(question); b != nil {
		title = b[1]
	}
	if at := strings.LastIndexAny(title, "，。；？！,;?! "); at >= 0 {
		title = strings.TrimLeft(title[at:], "，。；？！,;?! ")
	}
	return strings.TrimRight(leadsTo.ReplaceAllString(title, ""), "的里 ")
}
