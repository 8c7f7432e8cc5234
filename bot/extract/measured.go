package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// Reports are full of figures, many of one kind in one sentence. Who asks how
// many high-tech enterprises a province has is not answered by the number of
// another kind of enterprise, nor by what was reached where a target is asked.

// measuredBefore is what stands directly before 多少 or 几: what is measured.
var measuredBefore = regexp.MustCompile(`([\p{Han}“”A-Za-z]{4,24}?)(?:一共|总共|总数|数量)?(?:有|是|为|达到?|共)?(?:多少|几)`)

const (
	measuredTail  = 6 // characters of what is measured that tell it
	measuredShare = 2 // one in so many of them must stand beside the figure
)

// aims are words of plans, which stand within what is measured (总值目标增长多少).
var aims = regexp.MustCompile(`目标|计划|预期|指标`)

// breaks ends what is measured: words that are no part of a noun, and years.
var breaks = regexp.MustCompile(`[的了把被让给跟和与在年月日那这各，,、：]|\d+|最后|最终|实际|完成|打算|预计|大概|到底|总共|一共|目前|现在|要到|新增|新认定|认定`)

// changes ends the words before 多少 and tells what becomes of what is measured: 要再降.
var changes = regexp.MustCompile(`(?:要|再|会|将|得|能|应)+(?:降低?|涨|增长?|增加|提高|下降|减少|压减?|上调|下调)$`)

// measuredOf gives what a part asks the number of, in the user's words and in
// those of policy texts; nothing where no noun stands before the question word, or the one
// that is counted behind it (配几个托位; see besideNoun).
func measuredOf(p bot.Part) []string {
	if !asksFigure(p.Want) || p.Want == bot.WantTime || nounCounted(p) != "" {
		return nil
	}
	var out []string
	for _, text := range []string{p.Text, p.Words} {
		for _, m := range measuredBefore.FindAllStringSubmatch(aims.ReplaceAllString(text, ""), -1) {
			words := breaks.Split(m[1], -1)
			noun := []rune(changes.ReplaceAllString(words[len(words)-1], ""))
			if len(noun) >= 4 {
				out = append(out, string(noun[max(0, len(noun)-measuredTail):]))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// clauseMarks end a clause within a sentence.
var clauseMarks = regexp.MustCompile(`[，；。：]`)

// besideFigure says whether a clause with a figure, or the one before it, names
// one of the things measured; true where none is asked for.
func besideFigure(measured []string, text string) bool {
	if len(measured) == 0 {
		return true
	}
	before := ""
	for _, clause := range clauseMarks.Split(text, -1) {
		if anyFigure.MatchString(clause) {
			for _, m := range measured {
				run := longestCommon([]rune(m), []rune(before+"\n"+clause))
				if run*measuredShare >= len([]rune(m)) {
					return true
				}
			}
		}
		before = clause
	}
	return false
}

// ofReport says whether a sentence of a report can answer: others always can.
func (d demands) ofReport(s *sentence) bool {
	if s.result.Document.Kind != corpus.KindReport {
		return true
	}
	return besideFigure(d.measured, s.text) && (!d.plan || s.tense > 0)
}

// rateAsked is a rate that is asked for by its name; Group: the name.
var rateAsked = regexp.MustCompile(`([\p{Han}]{2}率)`)

// rateFirst gives the index of the sentence to begin with where a rate is asked for by
// its name and the one found first states none: the first of its text that says what
// the rate is (征收率为百分之三), however little else of the question it holds. A rule
// names whom the rate is for in one place, and the rate in another.
func rateFirst(all []sentence, a ask, first int) int {
	m := rateAsked.FindStringSubmatch(a.part.Words)
	if first < 0 || a.part.Want != bot.WantPercent || m == nil || all[first].fits > 0 || isReport(&all[first]) || len(a.part.Years) > 0 {
		return first
	}
	for i := first + 1; i < len(all); i++ {
		s := &all[i]
		if _, after, ok := strings.Cut(s.text, m[1]); ok && s.result.Document.ID == all[first].result.Document.ID && statesRate.MatchString(after) && answers(s, a) {
			return i
		}
	}
	return first
}

// statesRate follows the name of a rate.
var statesRate = regexp.MustCompile(`^(为|是|按|：|:)?[^，。；]{0,6}(\d+(\.\d+)?[%‰]|百分之|万分之|千分之)`)
