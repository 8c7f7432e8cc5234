package extract

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
)

var (
	// leadsSteps is how a text begins the steps of a procedure.
	leadsSteps = regexp.MustCompile(`(?:程序|流程|步骤)(?:和要求)?(?:如下|为|包括|是)?[：:]$|(?:下列|以下)(?:程序|流程|步骤)`)
	// asksSteps asks for all of them.
	asksSteps = regexp.MustCompile(`流程|程序|步骤|怎么(?:走|办|弄|申请|申报|认定)|如何(?:办|申请|申报|认定)|手续`)
)

// stepsRunes is the length in characters up to which a procedure is quoted whole;
// of a longer one each step with its first sentence.
const stepsRunes = 900

// stepsWith gives the steps of the procedure that the first sentence is one of, in
// their order: from the last to the first they are read wrongly. nil where it is no
// step, or where the procedure is not asked for.
func stepsWith(chosen, all []sentence, a ask) []sentence {
	if a.part.Want != bot.WantProcedure || !asksSteps.MatchString(a.part.Text) {
		return nil
	}
	best := &chosen[0]
	parts := best.result.Passage.Parts
	root, depth := best.index, 0
	for parts[root].Lead != -1 {
		root, depth = parts[root].Lead, depth+1
	}
	lead := find(best, root, all)
	if depth == 0 || lead == nil || !leadsSteps.MatchString(lead.text) {
		return nil
	}
	below := map[int]int{root: 0} // part -> how far below the lead-in
	out := []sentence{*lead}
	length := 0
	for i := range parts {
		d, ok := below[parts[i].Lead]
		if !ok || parts[i].Lead == -1 {
			continue
		}
		below[i] = d + 1
		if s := find(best, i, all); s != nil {
			out = append(out, *s)
			length += utf8.RuneCountInString(s.text)
		}
	}
	if length > stepsRunes {
		first := map[int]bool{}
		out = slices.DeleteFunc(out, func(s sentence) bool {
			d, under := below[s.index], parts[s.index].Lead
			drop := d > 2 || d == 2 && first[under]
			first[under] = first[under] || d == 2
			return drop
		})
	}
	for _, s := range chosen { // what else was chosen goes on below
		if s.result != best.result {
			out = append(out, s)
		}
	}
	return out
}
