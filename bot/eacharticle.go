package bot

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Some ask in one question what several articles say. Each is looked up and
// answered by itself: together they would be one search, and what one article
// says would stand for all.

// maxEach bounds the articles of a question that are answered one by one.
const maxEach = 6

const (
	oneOfEach  = `(?:第?` + labelNumber + `条(?:之[一二三四五六七八九十])?(?:第?` + labelNumber + `款)?(?:第?[(（]?` + labelNumber + `[)）]?项)?|第` + labelNumber + `款(?:第?[(（]?` + labelNumber + `[)）]?项)?)`
	betweenOf  = `(?:的?(?:、|，|,|和|与|及|跟|以及|还有|或者?)(?:《?[^、，,和与及跟《》第？?]{2,30}?(?:法|条例|办法|细则|规定|指引)》?的?)?)`
	rangeOf    = `(?:到|至|-|—|~|～)`
	asksOfEach = `(?:这?[两二三四五六几]条)?(?:都|分别|各自?|具体|主要|到底)*(?:是|有|讲|说|写|规定)?的?了?(?:些)?(?:什么|啥|哪些|怎么(?:规定|说|写|讲)的?|如何规定)?(?:内容|原文|全文|条文)?(?:是什么|是啥)?(?:呢|吗|啊)?[?？。！!]*`
)

var (
	severalOf = regexp.MustCompile(`^(.*?)(` + oneOfEach + `(?:(?:` + betweenOf + `|` + rangeOf + `)` + oneOfEach + `)+)(?:的)?` + asksOfEach + `$`)
	eachOf    = regexp.MustCompile(`(` + betweenOf + `|` + rangeOf + `)?(` + oneOfEach + `)`)
	namesRule = regexp.MustCompile(`《?([^、，,和与及跟《》]{2,30}(?:法|条例|办法|细则|规定|指引))》?`)
)

// articleAsked is one of several articles that a question asks for.
type articleAsked struct {
	text  string // the question for it alone
	label string // what it is called beside the others
}

// eachArticle writes a question that asks what several articles say (第十条和第十二条,
// 第九条到第十一条) out as one question for each; nil where it asks for one alone, for
// more than are answered one by one, or for something else of them.
func eachArticle(text string) []articleAsked {
	m := severalOf.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return nil
	}
	title, article, several := m[1], "", false
	var out []articleAsked
	for _, e := range eachOf.FindAllStringSubmatch(m[2], -1) {
		if named := namesRule.FindStringSubmatch(e[1]); named != nil {
			title, several = strings.TrimLeft(named[0], "还有以"), true
		}
		label := e[2]
		if !strings.HasPrefix(label, "第") {
			label = "第" + label
		}
		if at := strings.Index(label, "条"); at >= 0 {
			if isRange.MatchString(e[1]) {
				through, ok := articlesThrough(article, label[:at+len("条")])
				if !ok {
					return nil
				}
				for _, l := range through {
					out = append(out, articleAsked{title + l, title + l})
				}
			}
			article = articleLabel.FindString(label)
		} else { // 第一款和第二款 of one article
			label = article + label
		}
		out = append(out, articleAsked{title + label, title + label})
	}
	if len(out) < 2 || len(out) > maxEach {
		return nil
	}
	for i := range out {
		if !several {
			out[i].label = strings.TrimPrefix(out[i].label, m[1])
		}
		out[i].text += "怎么规定"
	}
	return slices.CompactFunc(out, func(a, b articleAsked) bool { return a.label == b.label })
}

var isRange = regexp.MustCompile(`^` + rangeOf + `$`)

// articlesThrough gives the articles between two; false where they are more than
// are answered, or no numbers.
func articlesThrough(from, to string) ([]string, bool) {
	low, _, ok := corpus.ArticleNumber(from)
	high, _, also := corpus.ArticleNumber(to)
	if !ok || !also || high <= low || high-low >= maxEach {
		return nil, false
	}
	var out []string
	for n := low + 1; n < high; n++ {
		out = append(out, "第"+strconv.Itoa(n)+"条")
	}
	return out, true
}

// partsOfArticles gives a part for each article asked for.
func partsOfArticles(each []articleAsked, text string) []Part {
	var parts []Part
	for _, a := range each {
		p := newPart(a.text, a.text)
		p.Heading, p.Latest, p.Years = a.label, latest.MatchString(text), retrieval.Years(text)
		parts = append(parts, p)
	}
	return parts
}

// headed names a part of several by its article as texts write it, and leaves
// nothing found where its text has no such article: another one's words would
// stand in its place.
func (s *Service) headed(ctx context.Context, p *plan, q Question, part *Part) error {
	stop, err := s.missingArticle(ctx, q, part.Found)
	if err != nil {
		return err
	}
	if stop != "" {
		p.notes = append(p.notes, planNote{beside: stop, alone: stop})
		part.Found = &retrieval.Results{}
		return nil
	}
	for _, ref := range part.Found.Understood.Refs {
		if ref.Label != "" && strings.HasPrefix(part.Heading, "第") {
			part.Heading = ref.Label
		}
	}
	return nil
}
