package extract

import (
	"regexp"
	"slices"
	"strings"
)

// comparableLabel leaves 第一款 out: where an article has one 款 only, texts do not
// count it and people do.
func comparableLabel(l string) string {
	return strings.NewReplacer("第一款", "", "(", "（", ")", "）").Replace(l)
}

// asksArticle asks what a named article says.
var asksArticle = regexp.MustCompile(`(第[\p{Nd}〇零一二三四五六七八九十百千两]+[条款项目].{0,6}){1,3}(是|有|讲|说|规定|写|的)?(了|的是|的)?(什么|啥|哪些|怎么(说|规定|写)|如何规定|内容|原文|全文)|(原文|全文|念一下|读一下).{0,12}第.{1,8}[条款项]`)

// maxNamed bounds the parts quoted of an article that was asked for by number.
const maxNamed = 12

// namedArticle gives the parts of the article that the words name, where they
// ask what it says; of a 款 or 项 that they name, that part alone.
func namedArticle(r reading) []sentence {
	if !asksArticle.MatchString(r.ask.part.Text) && !asksArticle.MatchString(r.ask.part.Topic) {
		return nil
	}
	label := ""
	for _, ref := range r.ask.part.Found.Understood.Refs {
		if len(ref.Label) > len(label) {
			label = ref.Label
		}
	}
	var out, whole []sentence
	for _, s := range r.all {
		if !s.result.Exact {
			continue
		}
		whole = append(whole, s)
		if l := s.part().Label; l != "" && strings.Contains(comparableLabel(l), comparableLabel(label)) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		out = whole
	}
	slices.SortStableFunc(out, func(x, y sentence) int { return x.part().Start - y.part().Start })
	return out[:min(maxNamed, len(out))]
}
