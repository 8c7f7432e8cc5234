package extract

import "regexp"

// tense tells plans from what was done: a report sets targets for its year and
// tells what became of those of the year before.
type tense int

const (
	anyTense tense = iota
	planned        // a target, a plan, an expectation is asked for
	done           // what was reached is asked for
)

var (
	asksPlan = regexp.MustCompile(`目标|计划|打算|安排|定的|定了|预期|准备.{0,6}(多少|几)|要(做|建|干|达)到|本来`)
	asksDone = regexp.MustCompile(`实际|最后|最终|完成(了)?|干成|实现(了)?|达到了|已经|去年|一共|回顾`)
	plans    = regexp.MustCompile(`目标|任务|工作安排|重点工作|总体要求|政策取向|工作部署|下一步|今年工作`)
	tells    = regexp.MustCompile(`回顾|过去(一|的|五)|(上|去)年工作|成就|成效|成果`)
	plansNow = regexp.MustCompile(`^今年发展主要预期目标|力争|计划|预期目标`)
)

// tenseOf reads what a part asks for.
func tenseOf(text string) tense {
	plan, fact := asksPlan.MatchString(text), asksDone.MatchString(text)
	switch {
	case plan && !fact:
		return planned
	case fact && !plan:
		return done
	}
	return anyTense
}

// fits says whether a sentence under a heading is of the tense: 1 or 0, 0.5
// where nothing tells.
func (t tense) fits(heading, text string) float64 {
	plan := plans.MatchString(heading) || plansNow.MatchString(text)
	told := tells.MatchString(heading) && !plansNow.MatchString(text)
	switch {
	case t == anyTense || plan == told:
		return 0.5
	case (t == planned) == plan:
		return 1
	}
	return 0
}
