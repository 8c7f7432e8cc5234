package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// lacking says what is missing where nothing found answers: the years that the
// reports of the place reach to, that the place's documents are silent, that
// what was asked stands in an attachment, or that the nearest texts hold no
// figure of the kind asked for. None where nothing so precise can be said.
func lacking(q Question, p plan, cat *catalogue) []string {
	var out []string
	say := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, part := range p.parts {
		say(lackingYear(part, p, cat, q.Lang))
	}
	if len(out) == 0 {
		say(lackingPlace(p, cat, q.Lang))
	}
	for _, part := range p.parts {
		say(lackingSheet(part, q.Lang))
		say(lackingFigure(part, q.Lang))
	}
	return out
}

// lackingYear says of a question on a year's figures which years the reports of
// the place are of, where none is of that year.
func lackingYear(part Part, p plan, cat *catalogue, lang string) string {
	if len(part.Years) == 0 || part.Found == nil || len(part.Found.Results) == 0 || part.Found.Results[0].Document.Kind != corpus.KindReport {
		return ""
	}
	region := part.Found.Results[0].Document.Region
	var held []string
	for i := range cat.all {
		if d := &cat.all[i]; d.Kind == corpus.KindReport && d.Region == region && d.Period != "" && !slices.Contains(held, d.Period) {
			held = append(held, d.Period)
		}
	}
	slices.Sort(held)
	asked := part.Years[len(part.Years)-1]
	year := strconv.Itoa(asked)
	if len(held) == 0 || slices.Contains(held, year) || slices.Contains(held, strconv.Itoa(asked+1)) { // a report looks back on the year before
		return ""
	}
	if last := held[len(held)-1]; year > last {
		return msgOnlyUntil.in(lang, region, last, year)
	}
	return msgOtherYears.in(lang, region, strings.Join(held, "、"), year)
}

// lackingPlace says how many documents of the places named are held, none of
// which answers.
func lackingPlace(p plan, cat *catalogue, lang string) string {
	for _, region := range p.regions {
		if n := len(cat.inRegion(region)); n > 0 {
			return msgSilentPlace.in(lang, region, n)
		}
	}
	return ""
}

var (
	// sheetAsk asks of a form, a table or an attachment; sheetIn points to one.
	sheetAsk = regexp.MustCompile(`附件|附表|附录|申请表|税率表|清单|目录|名录`)
	sheetIn  = regexp.MustCompile(`附件|附表|附后|所附|见附`)
)

// lackingSheet says that what was asked may stand in an attachment that is not
// held: the nearest text points to one, or the words ask for it.
func lackingSheet(part Part, lang string) string {
	if part.Found == nil || len(part.Found.Results) == 0 {
		return ""
	}
	r := part.Found.Results[0]
	if !sheetAsk.MatchString(part.Text) && !(figureNames[part.Want].zh != "" && sheetIn.MatchString(r.Passage.Norm)) {
		return ""
	}
	for _, other := range part.Found.Results {
		if other.Document.ID == r.Document.ID && sheetIn.MatchString(strings.Join(other.Passage.Path, " ")) {
			return "" // its attachments are held
		}
	}
	return msgNoSheet.in(lang, r.Document.Title)
}

// figureNames are what wants of a figure are called, and the shapes of these figures.
var figureNames = map[Want]message{
	WantMoney: {"金额", "amount"}, WantPercent: {"比例", "share"}, WantTime: {"时间或期限", "date or period"}, WantScore: {"分数", "score"},
}

var figureShapes = map[Want]*regexp.Regexp{
	WantMoney:   regexp.MustCompile(`元`),
	WantPercent: regexp.MustCompile(`%|‰|分之|成`),
	WantTime:    regexp.MustCompile(`[\p{Nd}一二三四五六七八九十两](个)?(工作日|日|天|月|年|小时)`),
	WantScore:   regexp.MustCompile(`分`),
}

// lackingFigure says that the texts named as nearest hold no figure of the kind
// asked for.
func lackingFigure(part Part, lang string) string {
	shape := figureShapes[part.Want]
	if shape == nil || part.Found == nil || len(part.Found.Results) == 0 {
		return ""
	}
	for _, r := range part.Found.Results[:min(nearest, len(part.Found.Results))] {
		if shape.MatchString(r.Passage.Norm) {
			return ""
		}
	}
	return msgNoFigure.in(lang, figureNames[part.Want].in(lang))
}

// offices are whom to ask, by what a question is about; the first that matches.
var offices = []struct {
	about *regexp.Regexp
	who   message
}{
	{regexp.MustCompile(`税|抵扣|加计|发票`), message{"税务机关", "tax authority"}},
	{regexp.MustCompile(`外国人|老外|外籍|签证|工作许可|居留`), message{"外国人工作管理部门或移民管理机构", "office for foreigners' work or immigration"}},
	{regexp.MustCompile(`专利|商标|知识产权|著作权|集成电路布图`), message{"知识产权管理部门", "intellectual property office"}},
	{regexp.MustCompile(`落户|入户|户口|社保|职称|人才|博士|劳动|竞业`), message{"人力资源社会保障或人才工作部门", "human resources office"}},
	{regexp.MustCompile(`拖欠|欠款|账款|中小企业款项`), message{"中小企业主管部门", "office for small and medium enterprises"}},
	{regexp.MustCompile(`贷款|担保|贴息|融资`), message{"金融管理部门或经办银行", "financial office or the bank"}},
	{regexp.MustCompile(`高企|高新|研发|科技|成果|自然科学基金|孵化|创新`), message{"科技主管部门", "science and technology office"}},
}

// whomToAsk says in general terms who knows, by the words of the question.
func whomToAsk(text, lang string) string {
	for _, o := range offices {
		if o.about.MatchString(text) {
			return msgAskOffice.in(lang, o.who.in(lang))
		}
	}
	return msgAsk.in(lang)
}
