package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// missesKind says that a sentence is on the matter and does not say what is asked of
// it, by what is asked for: a period of months where years are, a mention of conditions
// where they are to be named.
func (a *ask) missesKind(s *sentence) bool {
	if delegates.MatchString(s.text) && !anyFigure.MatchString(s.text) && !asksWhere.MatchString(a.part.Text) {
		return true
	}
	switch a.part.Want {
	case bot.WantTime:
		return a.part.Unit == "年" && !spansYears(s.text) || filingAsk.MatchString(a.part.Text) && len(a.things) > 0 && s.about < 1
	case bot.WantPercent:
		return s.fits > 0 && rateAsk.MatchString(a.part.Text) && !rate.MatchString(s.lead+s.text) // others may lead to the rate, see rateFirst
	case bot.WantCount:
		return a.countsAnotherYear(s)
	case bot.WantDefinition:
		return s.fits < 1 && asksMeaning.MatchString(a.part.Text)
	case bot.WantName:
		return s.fits == 0 && asksActor(a.part)
	}
	return asksConditions.MatchString(a.part.Text) && !statesCondition(s)
}

// spansYears says whether a text holds a time that is told in years, or in as many
// months.
func spansYears(text string) bool {
	return inYears.MatchString(text) || yearsOfMonths.MatchString(text) || lastingOn.MatchString(text)
}

var (
	yearsOfMonths = regexp.MustCompile(`(?:[1-9]\d|十[二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?)个月`)
	lastingOn     = regexp.MustCompile(`永久|长期|终身|不受[^，。；]{0,12}限制|当年|次年|届满`)
)

// A text that leaves a thing to be ruled by others does not rule it.
var (
	delegates = regexp.MustCompile(`(办法|标准|细则|程序|数额|比例|范围|目录|指引|措施)[^。；]{0,10}由[^。；]{2,40}(规定|制定|确定|公布)。?$|另行(制定|规定)[^。；，]{0,30}。?$|应当符合[^。]{0,24}(有关|国家)[^。]{0,4}规定。?$`)
	asksWhere = regexp.MustCompile(`谁|哪个|哪里|哪份|部门|依据|文件|符合`)
)

// A rate is told as one: what is halved has none.
var (
	rateAsk = regexp.MustCompile(`税率|利率|费率|征收率|退税率`)
	rate    = regexp.MustCompile(`\d(%|‰)|百分之|千分之|万分之|分之|率为零|零税率`)
)

// ofOtherPayer says that a company's tax is asked of and the text rules the one of people,
// or the other way round.
func (a *ask) ofOtherPayer(s *sentence) bool {
	people, company := strings.Contains(s.result.Document.Title, "个人所得税"), strings.Contains(s.result.Document.Title, "企业所得税")
	words := a.part.Topic + a.part.Text + a.part.Words
	switch {
	case people == company:
		return false
	case people:
		return taxedCompany.MatchString(words) && !taxedPeople.MatchString(words)
	}
	return strings.Contains(words, "个人所得税") && !strings.Contains(words, "企业所得税")
}

var (
	taxedCompany = regexp.MustCompile(`公司|企业|厂`)
	taxedPeople  = regexp.MustCompile(`个人|个税|工资|员工|职工|老板|股东|人才|专家|老外|外籍|外国人|个体|稿酬|劳务|他|她|我(?:自己|本人)`)
)

// asksMeaning asks what a term means, and not for the difference of two.
var asksMeaning = regexp.MustCompile(`什么是|啥是|什么意思|啥意思|指的?是?(什么|啥|哪些)|怎么(定义|界定)|如何(定义|界定)|什么叫|啥叫|何谓|定义`)

// eventUnits count what happens in a year.
var eventUnits = regexp.MustCompile(`^[家户项件人名位个]?$`)

// countsAnotherYear says that how many there were in a year is asked, and that neither
// the sentence nor its text speaks of that year: 每次不超过2名 is so in all of them.
func (a *ask) countsAnotherYear(s *sentence) bool {
	return len(a.part.Years) > 0 && s.year == 0 && eventUnits.MatchString(a.part.Unit)
}

var (
	// leadsTo leads conditions in, or heads them.
	leadsTo = regexp.MustCompile(`(下列|以下|各项|如下)[^。，]{0,8}(条件|要求)|条件[：:]`)
	// requiresOf is how a text says what must be.
	requiresOf = regexp.MustCompile(`(应当?|必?须|需要?)(当|同时|依法)?(具备|具有|取得|有|符合|满足|是|为|达到|通过|经过|持有|无|没有|不)|具备[^，。；]{1,30}的|不[低少超高大][于过]|(年|元|人|岁|%|名)(（含）)?以[上下内]|可以(请求|申请|参加|报考|报名|担任|享受|从事)|方可|属于|注册`)
	// toBeWritten leads what is written down or paid.
	toBeWritten = regexp.MustCompile(`(写明|载明|注明|包括)下列|下列(费用|事项|收费)`)
	// mentioned are conditions that a sentence speaks of and does not name.
	mentioned = regexp.MustCompile(`(符合|具备|满足)[^，。；]{0,14}条件`)
)

// statesCondition says whether a sentence, with what leads and heads it, names a
// condition.
func statesCondition(s *sentence) bool {
	if p := s.result.Passage.Path; len(p) > 0 && strings.Contains(p[len(p)-1], "条件") {
		return true
	}
	text := s.lead + s.text
	if toBeWritten.MatchString(text) {
		return false
	}
	return leadsTo.MatchString(text) || requiresOf.MatchString(mentioned.ReplaceAllString(text, ""))
}

// ofInnerPlace says that what is asked of a place is told of a part of it: what a city
// grants is not what its province does. Lists, procedures and terms are mostly the same.
func (a *ask) ofInnerPlace(s *sentence) bool {
	if a.part.Found == nil || a.part.Want == bot.WantList || a.part.Want == bot.WantProcedure || a.part.Want == bot.WantDefinition {
		return false
	}
	regions, of := a.part.Found.Understood.Regions, s.result.Document.Region
	asked := a.part.Topic + a.part.Context + a.part.Text
	if strings.Contains(asked, retrieval.PlaceName(of)) {
		return false
	}
	if m := innerPlace.FindStringSubmatch(s.result.Document.Title); m != nil && strings.Contains(asked, m[1]) && !strings.Contains(asked, m[2]) {
		return true // by its title, where the place is none that the gazetteer knows
	}
	return slices.ContainsFunc(regions, func(r string) bool {
		outermost := !slices.ContainsFunc(regions, func(other string) bool { return other != r && strings.HasPrefix(r, other) })
		return outermost && of != r && strings.HasPrefix(of, r)
	})
}

// innerPlace is a title of a district of a city. Groups: the city, the district's name.
var innerPlace = regexp.MustCompile(`^(?:（[^）]*）)?([\p{Han}]{2,5}市)([\p{Han}]{2,5}?)[区县旗]`)

// ofOtherDistrict says that the question names districts and the sentence, with its
// lead-in and its title, others.
func (a *ask) ofOtherDistrict(s *sentence) bool {
	if len(a.districts) == 0 {
		return false
	}
	named := corpus.CountiesIn(s.result.Document.Title + "\n" + s.lead + "\n" + s.text)
	return len(named) > 0 && !slices.ContainsFunc(named, func(d string) bool { return slices.Contains(a.districts, d) })
}

// districtsIn gives the districts and counties that a question names.
func districtsIn(question string) []string {
	return append(corpus.CountiesIn(question), corpus.ShortCountiesIn(question)...)
}
