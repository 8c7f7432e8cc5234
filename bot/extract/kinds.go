package extract

import (
	"regexp"
	"strings"

	"github.com/policybot/policybot/bot"
)

// kindsOf are the classifiers of kinds, which a text may name without counting them.
var kindsOf = map[string]bool{"种": true, "类": true, "项": true}

// kindsNamed is a definition that names the kinds of a thing.
var kindsNamed = regexp.MustCompile(`([\p{Han}]{2,16})[，,]?(?:是指|包括|分为|分成)[^。；]{0,30}?[\p{Han}]{2,12}(?:、|和|或者|以及)[\p{Han}]{2,}`)

// enumerates says whether a text names the kinds of what a question asks how many
// kinds there are of: 灯塔，是指红灯塔、白灯塔和浮标.
func enumerates(question, text string) bool {
	for _, m := range kindsNamed.FindAllStringSubmatch(text, -1) {
		subject := []rune(m[1])
		for n := min(len(subject), 10); n >= 2; n-- {
			if term := string(subject[len(subject)-n:]); (n >= 4 || n == 2) && kindsAsked.MatchString(question) && strings.Contains(kindsAsked.FindStringSubmatch(question)[1], term) {
				return true
			}
		}
	}
	return false
}

// kindsLead leads a list of kinds: 国家设立下列灯塔：.
var kindsLead = regexp.MustCompile(`(?:设立|设置|设有|包括|分为|分成|采用|采取|有|为|是|指)(?:以下|下列|如下|下述)[^。；：:]{0,24}[：:]$|(?:范围|种类|类型|类别|项目|方式)[：:]$`)

// casesLead leads a list of cases in which something is so, and not of its kinds.
var casesLead = regexp.MustCompile(`情形|情况|行为|条件`)

// leadsKinds says whether a text leads a list of what a question asks the kinds of.
func leadsKinds(question, text string) bool {
	m := kindsAsked.FindStringSubmatch(question)
	if m == nil || !kindsLead.MatchString(text) || casesLead.MatchString(text) && !casesLead.MatchString(question) {
		return false
	}
	noun := []rune(m[1])
	return len(noun) >= 2 && strings.Contains(text, string(noun[max(0, len(noun)-4):]))
}

// asksKinds says whether a part asks how many kinds there are.
func asksKinds(p bot.Part) bool { return p.Want == bot.WantCount && kindsOf[p.Unit] }

// kindsAsked asks how many kinds there are. Group: of what.
var kindsAsked = regexp.MustCompile(`^(.*?)(?:一共|总共|都|共|分成|分|列出|列了|规定了|设了|包括)*(?:有|为)?(?:几|多少)(?:种|类|项)`)
