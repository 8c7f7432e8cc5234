package extract

import (
	"regexp"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// ofOtherTax says that the question names a tax and the passage, with its headings,
// does not: the rate of another tax is no answer.
func (a *ask) ofOtherTax(s *sentence) bool {
	named := false
	for _, t := range a.things {
		if !strings.HasSuffix(t[0], "税") {
			continue
		}
		named = true
		if t.in(s.result.Document.Title + strings.Join(s.result.Passage.Path, " ") + s.result.Passage.Norm) {
			return false
		}
	}
	return named
}

// countedNoun is what a question asks the number of, behind the classifier.
var countedNoun = regexp.MustCompile(`(?:多少|几)[个名位]([\p{Han}]{2,4})$`)

// measures stand behind a classifier too and name nothing that is counted.
var measures = regexp.MustCompile(`^(百分点|点|工作日|自然日|月|小时|星期|季度|年度|方面|部分)`)

// nounCounted is what a part asks the number of behind a classifier; "" for none.
func nounCounted(p bot.Part) string {
	if p.Want != bot.WantCount || p.Unit != "" {
		return ""
	}
	m := countedNoun.FindStringSubmatch(strings.TrimRight(corpus.Normalize(p.Text), "?？吗呢"))
	if m == nil || measures.MatchString(m[1]) {
		return ""
	}
	return m[1]
}

// besideNoun says whether a sentence, with what leads it in, names what the question
// asks the number of (几个合伙人); true where that is not said behind a classifier.
func (a *ask) besideNoun(s *sentence) bool {
	noun, text := a.demands.noun, s.lead+s.text
	if len(noun) == 0 {
		return true
	}
	for i := 1; i < len(noun); i++ {
		if strings.Contains(text, string(noun[i-1:i+1])) {
			return true
		}
	}
	return false
}

// stages are what comes before a title: who is nursed to become one is none yet.
var stages = regexp.MustCompile(`^(培育库?|后备库?|储备库?|种子库?|入库)`)

// asksStage asks of such a stage, in whatever words.
var asksStage = regexp.MustCompile(`库|培育|后备|储备|种子|还不是|没评上|苗子`)

// ofStage says that the title of a text names a stage before the thing asked of
// (灯塔企业培育库 for 灯塔企业) which the question does not name: who may enter a list of
// candidates, and until when, is no answer.
func (a *ask) ofStage(s *sentence) bool {
	for _, t := range a.things {
		for _, name := range t {
			_, behind, ok := strings.Cut(s.result.Document.Title, name)
			if ok && stages.MatchString(behind) && !asksStage.MatchString(a.part.Text+a.part.Topic) {
				return true
			}
		}
	}
	return false
}
