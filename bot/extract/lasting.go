package extract

import (
	"regexp"
	"strings"

	"github.com/policybot/policybot/bot"
)

// A rule gives a time for each of its steps: for examining, for publishing, for
// keeping papers. Who asks how long one of them takes is not answered by another.

// lastingBefore is what stands before the words that ask how long: what takes the
// time or lasts. Group: its last words.
var lastingBefore = regexp.MustCompile(`([\p{Han}]{2})(?:时间|期限?|要|得|需要?|应当?|须|是|为|有|最[长多短少晚迟]|至少|不超过|一般|大概|大约|持续|可以|能|会|的)*(?:多久|多长时间|几个?(?:年|月|天|日|工作日|小时)|多少个?(?:年|月|天|日|工作日|小时))`)

// lastingBehind is what is done within the time asked for: 多久答复, 几天内备案. Group: its first words.
var lastingBehind = regexp.MustCompile(`(?:多久|多长时间|几个?(?:年|月|天|日|工作日|小时)|多少个?(?:年|月|天|日|工作日|小时))(?:之内|以内|内|后|才|就|能|会|要|得|须|应当?|可以|必须|给|的|一次)*([\p{Han}]{2})`)

// notLasting are words that name nothing which takes time.
var notLasting = regexp.MustCompile(`办[下理好完成]|批下|以后|之后|之前|以前|后要|多长|时间|期限|一共|总共|连续|几天|部门|机关|公司|企业|单位|我们|他们|起来|下来|出来|就是|[了在到从给把被让]|^[的得要是有能可会都也还]`)

// lastingOf gives what a part asks the time of, two characters of it; "" for none.
func lastingOf(p bot.Part) string {
	if p.Want != bot.WantTime || filingAsk.MatchString(p.Text) {
		return ""
	}
	m := lastingBehind.FindStringSubmatch(p.Text)
	if m == nil {
		m = lastingBefore.FindStringSubmatch(p.Text)
	}
	if m == nil || notLasting.MatchString(m[1]) {
		return ""
	}
	return m[1]
}

// timeOf says whether words of a sentence that hold a time, up to the end of its
// clause, name what takes it.
func timeOf(lasting string, s *sentence) bool {
	for _, words := range statementMarks.Split(s.lead+s.text, -1) {
		at := spans.FindAllStringIndex(words, -1)
		if len(at) == 0 {
			continue
		}
		until := words
		last := at[len(at)-1][1]
		if end := strings.IndexAny(words[last:], "，："); end >= 0 {
			until = words[:last+end]
		}
		if strings.Contains(until, lasting) {
			return true
		}
	}
	return false
}

// statementMarks end a statement within a sentence.
var statementMarks = regexp.MustCompile(`[；。]`)

// spans is a length of time.
var spans = regexp.MustCompile(`(\d|[一二三四五六七八九十两])个?(工作日|自然日|日|天|月|年|小时|周年|季度)|半年`)

// timeWithin is how far below the sentence found first one may lie that gives the
// time of just what is asked.
const timeWithin = 0.2

// timeFirst gives the index of the sentence to begin with where a time is asked of
// something that the one found first does not name beside its own.
func timeFirst(all []sentence, a ask, lasting string, first int) int {
	if first < 0 || lasting == "" || timeOf(lasting, &all[first]) {
		return first
	}
	for i := first + 1; i < len(all) && all[i].score >= all[first].score-timeWithin; i++ {
		if s := &all[i]; s.fits >= all[first].fits && timeOf(lasting, s) && answers(s, a) {
			return i
		}
	}
	return first
}
