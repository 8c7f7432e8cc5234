package extract

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// The shapes of an answer by what is asked for, in normalised text.
var (
	shapes = map[bot.Want]*regexp.Regexp{
		bot.WantMoney:       regexp.MustCompile(`(\d|[一二三四五六七八九十百千两]).{0,3}(万|亿|千|百)?元([^件素器]|$)`),
		bot.WantPercent:     regexp.MustCompile(`\d+(\.\d+)?(%|‰)|百分之|万分之|千分之|[一二三四五六七八九十\d]分之[一二三四五六七八九十\d]|[一二三四五六七八九]成|减半|倍|个百分点|率为零|零税率`),
		bot.WantTime:        regexp.MustCompile(`(\d|[一二三四五六七八九十两]).{0,2}(个?工作日|日内?|天|个月|月|年|小时)|当年|次年|届满|之日`),
		bot.WantScore:       regexp.MustCompile(`(\d|[一二三四五六七八九十]+)分(?:[^之别为公部析支布行散工批期类]|$)|分值|满分`),
		bot.WantDocNumber:   regexp.MustCompile(`〔\d{4}〕|\d{4}年第\d+号|第\d+号|令第`),
		bot.WantDefinition:  regexp.MustCompile(`是指|，指|系指|所称|定义为|即为|是执行|包括`),
		bot.WantConsequence: regexp.MustCompile(`不予|视为|取消|撤销|罚款|责令|追缴|追究|处分|不得|不授予|无效|丧失|失效|撤回|停止|公示|收回|没收|承担|吊销|警告|失信|终止|补缴|处理`),
		bot.WantProcedure:   regexp.MustCompile(`应当|提交|申请|报送?|办理|登录|受理|审核|审查|批准|备案|公示|可以|向.{1,16}(提出|报告|申请)|由.{1,20}(负责|受理|审批)`),
		bot.WantEligibility: regexp.MustCompile(`应当|须|不得|可以|不予|条件|符合|满足|属于|视为|不低于|不超过|以上|以下|除外|不适用|不能|禁止|继续有效|不再|准予|允许|免征|无需`),
		bot.WantList:        regexp.MustCompile(`[：:]$|下列|以下|包括|（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\)|、`),
	}
	// relief is how tax law and shares of proceeds state an amount.
	relief    = regexp.MustCompile(`\d+(\.\d+)?%|百分之|万分之|千分之|减半|免征|免缴|倍|[一二三四五六七八九]成|等值|(\d|[一二三四五六七八九十半两])个月工资`)
	reliefAsk = regexp.MustCompile(`提|计入|按(多少|几成?)|税|免|减|抵|扣|罚|息|分|占|比|判|赔|工资|薪|报酬|补偿|担保|保证金|滞纳`)
	// strictPercent asks for a share in so many words; 占多少 may be an amount.
	strictPercent = regexp.MustCompile(`几个点|百分|比例|几成|几折|率|比重`)
	// strictly says what follows; 视为 or 不得 alone may state a rule.
	strictly  = regexp.MustCompile(`不予|取消|撤销|罚款|责令|追缴|追究|处分|不授予|无效|丧失|失效|撤回|停止|公示|收回|没收|吊销|警告|失信|终止|补缴|免除|违反`)
	anyFigure = regexp.MustCompile(`\d|百分之|万分之|千分之|[一二三四五六七八九十百千万亿两]+(元|天|日|月|年)|[一二三四五六七八九十百千万亿两]+(家|户|人|名|位|项|件|条|颗|所|种|类|篇|次|处|座|批|场|期|倍|番|块|个)`)
)

// defines is how a text defines a term; called how it gives one its name:
// （以下简称布图设计）. Group: the term.
var (
	defines = regexp.MustCompile(`([\p{Han}A-Za-z0-9“”（）]{2,20}?)(?:[(（][^()（）]{1,24}[)）])?[”"]?[，,]?(?:(?:是|系)?指[^定导示数派标向引]|(?:主要|具体)?包括)`)
	called  = regexp.MustCompile(`[(（]以下(?:简称|统称|称)为?[“"]?([\p{Han}A-Za-z0-9]{2,16})[”"]?[)）]`)
)

// isTerm is how a text ends in the term that it defines: ……完成的发明创造为职务发明创造。 Group: the
// term.
var isTerm = regexp.MustCompile(`的[\p{Han}、]{0,14}，?(?:就是|都是|是|属于|为|称为|叫做?)([\p{Han}]{3,16})(?:[。；，]|$)`)

// fitsDefinition is 1 where a text defines a term that the question names, 0.5
// where it defines or includes something else, 0 where it does neither.
func fitsDefinition(question, text string) float64 {
	for _, m := range defines.FindAllStringSubmatch(text, -1) {
		term := []rune(strings.Trim(m[1], "“”"))
		for tail := range 3 { // 嵌入式软件 for 嵌入式软件产品
			if short := len(term) - tail; (tail == 0 || short >= 4) && endsIn(question, term[:max(0, short)]) {
				return 1
			}
		}
	}
	for _, m := range called.FindAllStringSubmatch(text, -1) {
		if strings.Contains(question, m[1]) {
			return 1
		}
	}
	for _, m := range isTerm.FindAllStringSubmatch(text, -1) {
		term := []rune(m[1]) // 职务发明 for 职务发明创造
		before, _, asked := strings.Cut(question, string(term[:max(3, len(term)-2)]))
		if last, _ := utf8.DecodeLastRuneInString(before); asked && (before == "" || strings.ContainsRune("是叫谓“\n", last)) {
			return 1 // 纳税人 is not 一般纳税人
		}
	}
	return 0.5 * truth(shapes[bot.WantDefinition].MatchString(text))
}

// endsIn says whether a question names what ends the words before 是指: four characters of
// it or more, or all.
func endsIn(question string, words []rune) bool {
	for n := min(len(words), 8); n >= 2; n-- {
		if (n >= 4 || n == len(words)) && strings.Contains(question, string(words[len(words)-n:])) {
			return true
		}
	}
	return false
}

// Whoever asks what is paid out is not answered by an amount of another kind: a
// turnover, say, that a class of enterprises stays below.
var (
	benefitAsk = regexp.MustCompile(`补贴|补助|奖励|奖金|奖补|奖多少|补多少|资助|贴息|津贴|安家费|扶持`)
	benefit    = regexp.MustCompile(`补|奖|资助|贴息|津贴|贴|扶持|给予|支持|拨付|支付|发放|资金|经费|安家费`)
	// spent is money that is no benefit to who asks, and words of a benefit in
	// what is none; fined is what is taken from who breaks a rule.
	spent = regexp.MustCompile(`给予?(行政)?(警告|处分|通报|批评|公告|处罚)|(研发|研究开发|研究与试验发展)(经费|资金|投入)(支出|投入|总额|占|强度|达|约)?|经费(支出|投入强度)`)
	fined = regexp.MustCompile(`罚款|罚金|没收违法所得`)
	// damages go to who was harmed.
	damages = regexp.MustCompile(`赔偿`)
)

// inAge is an age.
var inAge = regexp.MustCompile(`(\d|[一二三四五六七八九十])周?岁`)

// sameUnits are classifiers that count the same things.
var sameUnits = map[string]string{
	"家": "家户个所", "户": "家户个", "人": "人名位", "名": "人名位", "位": "人名位", "项": "项件个条",
	"件": "件项个份", "条": "条项个", "颗": "颗个", "所": "所家个", "番": "番倍", "倍": "倍番", "块": "块个方面部", "方面": "方面个",
	"部分": "部分方面个", "种": "种类个", "类": "类种个", "部": "部个", "份": "份件个",
}

// A fund is set up from which grants are paid; its size is none of them.
var (
	fund     = regexp.MustCompile(`^(设立|安排|建立|统筹|整合)[^，。；]{0,24}(资金|基金)`)
	asksFund = regexp.MustCompile(`资金|基金|规模|设立|财政|预算|总共|一共|盘子`)
)

// share is how a text states what is paid out as a part of something else.
var share = regexp.MustCompile(`提取|比例|净收入|收益|收入|投资额|费用|总额|实际|成本|份额`)

// bareYear is a year that says of when a thing is, and not when something is due.
var bareYear = regexp.MustCompile(`(?:19|20)\d\d年度?(?:([^\d起前底末内以之至到后])|$)`)

// Whoever asks how something is punished is not answered by its being forbidden.
var (
	penaltyAsk = regexp.MustCompile(`(?:违反|违约|违规|违法)了?(?:规定|约定)?(?:怎么办|咋办|会怎)|怎么?罚|咋罚|处罚|罚什么|罚则|惩处|惩罚|什么责任|啥责任|法律责任|怎么追责|追究|处分`)
	penalty    = regexp.MustCompile(`罚款|处[^理置于在分罚]{0,20}(以上|以下)|责令|处分|没收|吊销|撤销|取消|追究|警告|通报批评|拘留|有期徒刑|赔偿|退回|收回|追回|追缴|补缴|失信|不予受理|不再|停止|承担[^，。；]{0,12}责任|违约金|滞纳金|逾期利息|约谈`)
)

// grants names who may, or gets, something.
var grants = regexp.MustCompile(`^[^，。；]{2,40}?(?:企业|公司|单位|机构|组织|个人|人员|公民|居民|纳税人|职工|毕业生|的人)[，,]?(?:可以|有权|减按|免征|减征|享受|准予)`)

// paidOut says that something is given, not that a share must be reached.
var paidOut = regexp.MustCompile(`提取|奖|补|资助|给予|返还|贴息|分给|分配|归`)

// Who asks by how much something is lowered is not answered by the limit up to which one
// may ask for it.
var (
	reducedAsk = regexp.MustCompile(`减[缴免征]?了?(?:[多少几]|.{0,6}(?:多少|几))`)
	mayAsk     = regexp.MustCompile(`可以(?:请求|申请|享受)`)
)

// Who asks for a fee is not answered by what is paid to who has paid one, nor by a fine.
var (
	asksFee = regexp.MustCompile(`(申请|注册|登记|代理|审查|检测|手续|服务|年|官|报名|考试|考务|工本|培训|评审|检验|公证|鉴定|评估|仓储|保管|运输|住宿|翻译|查新)费[^，。？]{0,6}(多少|几)|收费[^，。？]{0,4}(多少|几)|收[^，。？]{0,10}费[，,]?[^，。？]{0,8}(多少|几)`)
	// feeTold is how much a fee is, or that there is none.
	feeTold = regexp.MustCompile(`[\d一二三四五六七八九十百千万]+(?:\.\d+)?(?:万|亿|千|百)?元|%|‰|分之|免|不收|不得收|减|倍`)
	subsidy = regexp.MustCompile(`资助|补助|补贴|奖励|奖金`)
)

// Who asks how many there are in all is not answered by how many one section has:
// （二）灯塔方面4项, 四、浮标方面（共6项）. Group: of what.
var (
	asksTotal    = regexp.MustCompile(`一共|总共|总计|合计|共有?(?:几|多少)`)
	sectionTotal = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])([\p{Han}]{2,16}?)(?:方面[（(]?共?|[（(]共?)\d+(?:项|条|个|类|种)`)
)

// ofSection says that a text counts a section which the question does not name.
func ofSection(question, text string) bool {
	m := sectionTotal.FindStringSubmatch(text)
	return m != nil && asksTotal.MatchString(question) && !strings.Contains(question, m[1])
}

// fits says whether a text holds the kind of thing a part asks for: 1 where it
// does, 0 where not, 0.5 where the part asks for nothing in particular. lead is
// what introduces the text, which may say what its figures are for.
func fits(p bot.Part, lead, text string) float64 {
	if p.Want == bot.WantCount && ofSection(p.Text, text) {
		return 0
	}
	if len(namedIn(p, text)) > 0 {
		return 1
	}
	if p.Want == bot.WantCount {
		if fits, ok := fitsPeople(p.Text, text); ok {
			return fits
		}
		return max(fitsCount(p.Unit, text), truth(asksKinds(p) && (enumerates(p.Text, text) || leadsKinds(p.Words, text))))
	}
	if p.Want == bot.WantTime && (p.Unit != "" || spanAsk.MatchString(p.Text)) && !filingAsk.MatchString(p.Text) {
		return fitsTime(p.Text, p.Unit, text)
	}
	if p.Want == bot.WantTime {
		if filingAsk.MatchString(p.Text) {
			return fitsFiling(text)
		}
		text = bareYear.ReplaceAllString(text, "$1") // that a thing is of a year is no time of it
		if latestAsk.MatchString(p.Text) && shapes[bot.WantTime].MatchString(text) && !deadline.MatchString(text) {
			return 0.5
		}
	}
	if p.Want == bot.WantConsequence {
		return fitsConsequence(p.Text, lead, text)
	}
	if asksActor(p) {
		return fitsActor(p, text)
	}
	if p.AsksWho() {
		return 0.5 + 0.5*truth(opens(text) || ofConditions.MatchString(lead+text) || grants.MatchString(text))
	}
	if p.Want == bot.WantDefinition {
		return fitsDefinition(p.Text+"\n"+p.Words+"\n"+p.Context, text)
	}
	if p.Want == bot.WantMoney && benefitAsk.MatchString(p.Text) {
		if fund.MatchString(text) && !asksFund.MatchString(p.Text) {
			return 0
		}
		if fined.MatchString(text) && !fined.MatchString(p.Text) || !benefit.MatchString(spent.ReplaceAllString(lead+text, "")) {
			return 0
		}
		if relief.MatchString(text) && share.MatchString(text) && paidOut.MatchString(lead+text) { // half of the proceeds
			return 1
		}
	}
	if p.Want == bot.WantMoney && reducedAsk.MatchString(p.Text) && mayAsk.MatchString(text) && !relief.MatchString(text) {
		return 0 // 收入不到3500元的可以请求减缴: who may, and not how much
	}
	if p.Want == bot.WantMoney && strings.Contains(p.Text, "罚款") && damages.MatchString(text) && !fined.MatchString(text) {
		return 0
	}
	if p.Want == bot.WantMoney && asksFee.MatchString(p.Text) && !feeTold.MatchString(text) {
		return 0
	}
	if p.Want == bot.WantMoney && asksFee.MatchString(p.Text) &&
		(subsidy.MatchString(text) && !subsidy.MatchString(p.Text) || fined.MatchString(text) && !fined.MatchString(p.Text)) {
		return 0
	}
	shape, ok := shapes[p.Want]
	if !ok {
		return fitsReckoning(p, text)
	}
	if p.Want == bot.WantPercent && !strictPercent.MatchString(p.Text) && (anyFigure.MatchString(text)) {
		return 1
	}
	if p.Want == bot.WantEligibility && !shape.MatchString(text) {
		return 0.5 // any statement may say yes or no
	}
	if p.Want == bot.WantList && asksConditions.MatchString(p.Text) && requires.MatchString(text) {
		return 1
	}
	if shape.MatchString(text) || p.Want == bot.WantMoney && reliefAsk.MatchString(p.Text+p.Words) && relief.MatchString(text) {
		return 1
	}
	return 0
}

// The shapes of times by the unit asked for. A span in another unit may still
// be the answer (几天: 二个月), a day is none.
var (
	inYears  = regexp.MustCompile(`(\d|[一二三四五六七八九十两])个?(年度|纳税年度|会计年度|年)(?:[^\d月]|$)|周年`)
	inMonths = regexp.MustCompile(`(\d|[一二三四五六七八九十两])个月|季度|半年`)
	inDays   = regexp.MustCompile(`(?:^|[^月\d一二三四五六七八九十])(\d+|[一二三四五六七八九十两]+)个?(工作日|自然日|日|天)|小时`)
	onDay    = regexp.MustCompile(`(\d|[一二三四五六七八九十])月(底|末|初|份)?|之日|当(日|天)|\d{4}年|即日`)
)

// lookBack is a time that something is reckoned over, and lasts for nothing: 近三个会计年度.
var lookBack = regexp.MustCompile(`(?:最?近|前|上)[一二三四五两\d]个?(?:会计|纳税)?年度?`)

// Who asks until when something must be done is not answered by how long something lasts.
var (
	latestAsk = regexp.MustCompile(`最[晚迟]|截止|限期|时限`)
	deadline  = regexp.MustCompile(`[年月日天号时](?:之|以)?[内前]|期满|逾期|截止|不迟于|不得晚于|为止|月(?:底|末)|(?:之|以)前(?:[，。；]|向|提|办|申|报|缴|完)`)
)

// How often something is done is no length of time: 每年召开一次年会 answers 多久一次 alone.
var (
	oftenAsk = regexp.MustCompile(`(?:多久|多长时间|几年|几个月|多少年)[^，。？]{0,8}(?:一次|一回|一遍)|(?:一次|一回)[^，。？]{0,4}(?:多久|几年)`)
	everySo  = regexp.MustCompile(`每[\p{Han}\d]{0,3}(?:年|季度|月|周|日|天)[^，。；]{0,12}次`)
	noSpan   = regexp.MustCompile(`每(?:年|季度|月|周|日|天)|[一两]次年会|年会|年检|年报`)
)

// spanAsk asks how long, in no unit.
var spanAsk = regexp.MustCompile(`多久|多长`)

// fitsTime is 1 where a text holds a time in the unit asked for, 0.5 where it
// holds one in another, 0 where it holds none.
func fitsTime(question, unit, text string) float64 {
	shape := inDays
	switch unit {
	case "年":
		shape = inYears
	case "月":
		shape = inMonths
	case "号":
		shape = onDay
	}
	text = lookBack.ReplaceAllString(text, "")
	if everySo.MatchString(text) && oftenAsk.MatchString(question) {
		return 1
	}
	text = noSpan.ReplaceAllString(text, "")
	if unit == "" {
		text = bareYear.ReplaceAllString(text, "$1")
	}
	switch {
	case unit == "" && (inYears.MatchString(text) || inMonths.MatchString(text)), shape.MatchString(text):
		return 1
	case unit != "号" && (inYears.MatchString(text) || inMonths.MatchString(text) || inDays.MatchString(text)):
		return 0.5
	case unit != "号" && shapes[bot.WantTime].MatchString(text):
		return 0.25
	}
	return 0
}

func fitsCount(unit, text string) float64 {
	if unit == "岁" {
		return truth(inAge.MatchString(text))
	}
	if unit == "" {
		if anyFigure.MatchString(text) {
			return 1
		}
		return 0
	}
	for _, f := range corpus.Figures(text) {
		if f.Unit != "" && (f.Unit == unit || strings.Contains(sameUnits[unit], f.Unit)) {
			return 1
		}
	}
	text = spanned.ReplaceAllString(text, "") // 六个月 counts no kinds
	if strings.Contains("级类种档等", unit) {
		text = oneOf.ReplaceAllString(text, "") // 降低一个等级 does not say how many there are
	}
	return truth(counted(unit).MatchString(text) || unit == "倍" && manyfold.MatchString(text))
}

// spanned is a length of time or a share with the classifier of things, or one thing
// of which nothing is counted (从一处取得).
var spanned = regexp.MustCompile(number + `个(?:月|工作日|自然日|小时|季度|年|百分点|(?:会计|纳税|财政)年度)|(?:从|在|同|另|任|某)一(?:个|处|种|项|家|类|人|方)`)

// oneOf is one of several.
var oneOf = regexp.MustCompile(`(^|[^十百千第])一(?:个)?(?:等级|级|类|种|档|等)`)

// manyfold is a multiple as a share: 300%, 百分之二百.
var manyfold = regexp.MustCompile(`[1-9]\d\d+(\.\d+)?%|百分之[一二三四五六七八九]百`)

// countShapes keeps the expressions that counted made, by unit.
var countShapes sync.Map

// counted matches a number of a unit or of one that counts the same things.
func counted(unit string) *regexp.Regexp {
	if kept, ok := countShapes.Load(unit); ok {
		return kept.(*regexp.Regexp)
	}
	match := regexp.QuoteMeta(unit)
	if same := sameUnits[unit]; same != "" {
		match = "[" + same + "]"
	}
	shape := regexp.MustCompile(`(?:^|[^第\d一二三四五六七八九十百千万亿两])[\d一二三四五六七八九十百千万亿两]+(余|多|个)?(大|等)?` + match)
	countShapes.Store(unit, shape)
	return shape
}

// anotherYear says that a text speaks of another year than the ones asked for:
// its document's title, headings or period name years, and none of these.
func anotherYear(years []int, r *retrieval.Result, text string) bool {
	if len(years) == 0 || yearFits(years, r, text) == 1 {
		return false
	}
	return titleYear.MatchString(r.Document.Title+strings.Join(r.Passage.Path, " ")) ||
		r.Document.Kind == corpus.KindReport && r.Document.Period != ""
}

// titleYear is a year as titles and headings name it.
var titleYear = regexp.MustCompile(`(19|20)\d\d年|〔(19|20)\d\d〕`)

// yearFits is 1 where a year asked for stands in the sentence, its document's
// title or its adoption date, 0.5 where no year is asked for.
func yearFits(years []int, r *retrieval.Result, text string) float64 {
	if len(years) == 0 {
		return 0.5
	}
	for _, y := range years {
		s := strconv.Itoa(y)
		if strings.Contains(text, s) || strings.Contains(r.Document.Title, s) || strings.Contains(strings.Join(r.Passage.Path, " "), s) || strings.HasPrefix(string(r.Document.Adopted), s) || r.Document.Period == s {
			return 1
		}
	}
	for _, y := range years {
		if strings.Contains(r.Passage.Norm, strconv.Itoa(y)) {
			return 0.5
		}
	}
	return 0
}

// functionWords carry no topic; they are taken out before the words of a
// question are compared with a text. Longest first within each alternative.
var functionWords = regexp.MustCompile(`第几[条款章项]|哪一?[条款](?:里|上)?|(?:多少|几)个?(?:种|类|项|样|名|位|人|级|档|次|成|倍|条|号|月|周|口)|多少|多久|多长时间|几个|几天|几年|几家|最[晚迟]|谁来?|什么时候|为什么|什么|怎么样|怎么|怎样|如何|哪些|哪个|哪家|哪里|哪儿|哪|` +
	`是不是|能不能|可不可以|要不要|有没有|算不算|属不属于|行不行|是否|能否|可否|请问|想问一下|想问|问一下|咨询一下|咨询|我们公司|我公司|我们|咱们|我司|我家|我想|他们|你们|大家|` +
	`那个|这个|那边|这边|这块|这种|那种|这里|那里|一下|一共|总共|到底|究竟|大概|大约|现在|目前|的话|时候|之后|以后|出来|下来|起来|` +
	`可以|能够|需要|必须|应该|得要|知道|告诉|听说|据说|有人说|啥时候|啥|咋样|咋|呢|吗|么|啊|呀|吧|嘛|了|的|地|得|就|都|也|还|又|才|只|把|被|让|给|跟|和|与|在|是|有|要|能|会|我|你|他|它|咱`)

// contentWords takes the function words out of a question; what stays apart
// stays apart, so that no bigram is made across a gap.
func contentWords(s string) string { return functionWords.ReplaceAllString(s, " ") }
