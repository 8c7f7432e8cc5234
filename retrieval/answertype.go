package retrieval

import "regexp"

// figure is a number as texts write it.
const figure = `[0-9零〇一二三四五六七八九十百千万两.,]+`

// answerTypes tell from a question what kind of thing its answer states, and
// whether a passage states one: who asks 几年 is not answered by a passage
// without any period. Several may apply to one question.
var answerTypes = []struct {
	name         string
	asks, states *regexp.Regexp
}{
	{
		"period",
		regexp.MustCompile(`几年|多少年|几个月|多少个月|多久|几天|多少天|多少个工作日|几个工作日|多长时间|什么时候|啥时候|何时|最晚|最迟|期限|有效期|时限|哪天|几日|几号`),
		regexp.MustCompile(figure + `(?:年|个月|月|日|天|个工作日|周)`),
	},
	{
		"share",
		regexp.MustCompile(`几个点|几成|百分之|比例|占.{0,8}多少|几折|费率|税率|利率|几倍|几番`),
		regexp.MustCompile(`百分之|[%％]|万分之|千分之|` + figure + `(?:倍|番)`),
	},
	{
		"amount",
		regexp.MustCompile(`多少钱|(?:奖|奖励|补|补贴|补助|罚|罚款|赔|赔偿|判|给|免|抵|减)多少|多少(?:万|元)|能(?:免|抵|减)|金额|额度|起征点|减除费用|最(?:高|多).{0,4}多少`),
		regexp.MustCompile(figure + `(?:万|亿)*元`),
	},
	{
		"definition",
		regexp.MustCompile(`什么是|什么叫|啥叫|啥是|是指|定义|什么意思|(?:怎么|如何)界定`),
		regexp.MustCompile(`是指|所称|[，,]指|系指`),
	},
	{
		"people",
		regexp.MustCompile(`(?:几|多少)(?:个人|名|位|人)`),
		regexp.MustCompile(figure + `(?:余|多)?(?:人|名|位)`),
	},
	{
		"enterprises",
		regexp.MustCompile(`(?:几|多少)(?:家|户|个企业)`),
		regexp.MustCompile(figure + `(?:余|多)?(?:家|户)`),
	},
	{
		"items",
		regexp.MustCompile(`(?:几|多少)(?:颗|件|项|条|所|座|个项目)`),
		regexp.MustCompile(figure + `(?:余|多)?(?:颗|件|项|条|所|座)`),
	},
}

// asked gives what states a thing of a kind that the question asks for; nil
// where it asks for none of the kinds.
func asked(question string) (states []*regexp.Regexp) {
	for _, t := range answerTypes {
		if t.asks.MatchString(question) {
			states = append(states, t.states)
		}
	}
	return states
}

// statesAny reports whether a passage states one of the things asked for.
func statesAny(states []*regexp.Regexp, passage string) bool {
	for _, re := range states {
		if re.MatchString(passage) {
			return true
		}
	}
	return false
}
