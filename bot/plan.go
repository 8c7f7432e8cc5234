package bot

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/policybot/policybot/retrieval"
)

// Want is the kind of answer that a part of a question asks for.
type Want string

// Wants. WantFact is whatever no other names.
const (
	WantFact        Want = "fact"
	WantMoney       Want = "money"
	WantPercent     Want = "percent"
	WantTime        Want = "time"  // a period, a deadline, a date
	WantCount       Want = "count" // of things with a classifier: 家, 人, 项, ...
	WantScore       Want = "score" // points
	WantDocNumber   Want = "doc_number"
	WantArticle     Want = "article" // which article says it
	WantDefinition  Want = "definition"
	WantEligibility Want = "eligibility"
	WantProcedure   Want = "procedure"
	WantConsequence Want = "consequence"
	WantList        Want = "list"
	WantName        Want = "name" // who, which company
)

// Part is one thing asked, with what was found for it.
type Part struct {
	Text  string // the words of the part
	Words string // the same with everyday words as policy texts write them
	Topic string // the words that give it its topic: the whole question, or the part before
	// Context are the words of the question's first part, as Words, where this is
	// a later one; what a part leaves unsaid is said there.
	Context string
	// Leans says that a later part says too little to be understood alone.
	Leans bool
	// Alone is the embedding of the part's words without the first part's; nil
	// where the part is searched by itself.
	Alone []float32
	Want  Want
	Unit  string // WantCount: the classifier asked for; WantTime: 年, 月, 天 ... of a span, 号 for a day
	// Scope says for which region or version the part is answered (上海; 此前);
	// empty where the question makes no such difference.
	Scope string
	// Itself says that a text is asked from or until when it applies; Found holds
	// the clauses in which it says so.
	Itself bool
	// Latest asks for the newest text (现在, 最新).
	Latest bool
	Years  []int
	// Heading stands above what answers the part: the article that is asked for
	// beside others; empty for none.
	Heading string
	// Like is 1 + the index of the part that asks the same of another version;
	// 0 for none. The words that answer it are those that correspond.
	Like  int
	Found *retrieval.Results
	Sides []Side // the things that the part sets side by side, nil for none
}

// wantRules are tried in order; the first that matches a part names its want.
var wantRules = []struct {
	want  Want
	match *regexp.Regexp
}{
	{WantScore, regexp.MustCompile(`多少分|几分[^之钟]|几分$|打.{0,3}分|总分|过线|分数|及格`)},
	{WantName, whoDecides},
	{WantTime, regexp.MustCompile(`几个?(年|月|天|日|小时|工作日)(之|以)?内|多少个?(年|月|天|日|小时|工作日)|(^|[^那这前近后过头十好])几个?(年|月|天|日|小时|工作日)|几号|哪(天|一天)|多久|多长时间`)},
	{WantDocNumber, regexp.MustCompile(`文号|发文字号|哪(个|份|一份|年发的)(文件|公告|通知)|哪个公告|什么文件`)},
	{WantArticle, regexp.MustCompile(`第几[条款项]|哪一?条(?:$|[^路道街巷线])`)},
	{WantPercent, regexp.MustCompile(`几个点|百分之几|百分之多少|多少个?百分点|几成|几折|多少比例|比例.{0,6}(多少|几|是|不低于|不高于|怎么)|(占比?|占.{1,14}的?)(多少|几)|(费率|利率|税率|征收率|退税率|扣除率|增速|增长率|比例|比重|占比|利息).{0,8}(多少|几|是|怎么|要)|什么利率|(税率|利率|费率|征收率|比例|比重)|抵多少|抵扣多少|加计扣除.{0,6}(多少|几)`)},
	{WantCount, peopleNumber},
	{WantCount, regexp.MustCompile(`多大(年纪|年龄|岁数)?|几岁|多少(周?岁|岁数)|年龄.{0,8}(多少|几|限制|要求|上限)`)},
	{WantPercent, regexp.MustCompile(`(?:降|涨|增长|提高|下降|降低|上调|下调|增加|减少)(?:了|到|至)?多少$`)},
	{WantFact, regexp.MustCompile(`一次(?:性)?[^，。？]{0,4}还是分`)},
	{WantProcedure, regexp.MustCompile(`哪几(个?步骤|步|道(程序|手续)|个?环节)|几步走|走几步|(分|走|有)(哪)?几个?步骤?.{0,3}$`)},
	{WantList, regexp.MustCompile(`哪几(个|项|种|类|样|条|方面|部分|门|份|块)|哪(两|三|四|五|六|七|八|九|十)(个|项|种|类|样|条|方面|部分|门|份|块)`)},
	{WantMoney, regexp.MustCompile(`值多少(?:万|钱|元)|(?:投|砸)(?:进去|资)?多少(?:$|[钱万亿元，才进够])|多少万元?以上|几[个十百千]亿|收几[百千万]|[金费款钱贴奖补][^，。？几]{0,6}几[万千百](?:$|[，。？])|几块钱`)},
	{WantCount, unitOf},
	{WantMoney, regexp.MustCompile(`(领|拿|奖|补|补贴|补助|用|发|罚|赔|给|收|交).{0,6}几(十|百)?万|多少钱|多少(资金|经费|元|万元|亿元)|几(万|千|百)块|(奖励?|补助?|补贴|资助|罚款?|罚|判|赔偿?|赔|分|收费?|交|缴|减免?|免|省|扣除?|扣|额度|标准|上限|下限|封顶|最高|最低|起征点|门槛|年费|费用|注册资本|投入|给|贷|发放?|退).{0,8}多少|多少.{0,4}(奖励|补贴|补助|资助|经费)|额度|金额`)},
	{WantTime, regexp.MustCompile(`多久|几天|多少天|几日|多长时间|多少年|什么时候|何时|啥时候|啥时|最晚|最迟|截止|期限|几个?工作日|多少个?工作日|有效期|几号|哪(天|年|月)|时限|多少个?(月|小时)|保护期`)},
	{WantDefinition, regexp.MustCompile(`^\S+ \S+ 有什么区别$|[跟和与](?:[^年版现旧新，]{2,12})(差在哪|有(什么|啥)(区别|不同|差别)|怎么区分|的区别)|什么是|什么叫|啥叫|啥是|是什么意思|指的?是?(什么|啥|哪些)|怎么定义|(?:怎么|如何)界定|什么样的?才?(?:算|叫)(?:是|做)?[^，。？]{2,14}$|如何定义|定义|何谓|啥意思|什么意思|(?i)what is|what does .* mean`)},
	{WantConsequence, regexp.MustCompile(`会怎(么)?样|会咋样|咋样|什么后果|啥后果|怎么罚|怎么处罚|处罚|会被|什么责任|怎么处理|(怎么|咋)办([^理].?)?$|不.{0,8}会怎|有什么影响`)},
	{WantEligibility, whoMay},
	{WantList, regexp.MustCompile(`哪些|(什么|啥)(条件|材料|要求|资料|情形|资格|范围|情况|内容|措施|权利|义务)|条件(是|有)|(^|[^没])有什么|包括什么|分几类|分别|[^，。？！够合足]条件$|(申请|申报|认定|提交|所需)材料$`)},
	{WantProcedure, regexp.MustCompile(`怎么(办理?|弄|申请|申报|走|报|做|提|认定|操作)|如何(办理?|申请|申报|认定|提出|操作)|流程|手续|步骤|程序|去哪|找谁|找哪|向谁|哪个部门|什么部门|谁(来)?(负责|批|管)|渠道`)},
	{WantEligibility, regexp.MustCompile(`[\p{Han}]不$|能.{0,24}(吗|么|嘛)|可以.{0,24}(吗|么|嘛)|能不能|可不可以|能否|可否|是否|算不算|算.{0,8}吗|是不是|属不属于|属于.{0,10}吗|行不行|符不符合|够不够|够.{0,6}吗|需不需要|需要.{0,12}吗|要不要|必须.{0,14}吗|有没有|有.{0,12}吗|吗$|没有?$`)},
	{WantName, regexp.MustCompile(`谁|哪家|哪位|哪个|哪一|哪里|哪儿|叫什么|什么名`)},
	{WantCount, regexp.MustCompile(`多少|几`)},
}

// notAsked are words that ask elsewhere and not here: of a time or of things that are told
// (护照被收走的这几天, 已经用上的那几家), of anybody and anything (谁都能用).
var notAsked = regexp.MustCompile(`[这那]几(?:个?(?:天|年|月|日|小时|周)|[家个位名项条件类种样批所户人])|(?:谁|什么|啥|哪里|哪儿|怎么)[^，。？]{0,2}[都也](?:能|可以|行|会|是|要|用|不|没|有|算)|(?:^|[^有])没(?:啥|什么)`)

// peopleNumber asks how many people something has.
var peopleNumber = regexp.MustCompile(`人数[^，。？]{0,10}(多少|几|限制|要求|上限|下限|分别)`)

// whoDecides asks who settles what is so much, and not how much it is.
var whoDecides = regexp.MustCompile(`(谁|哪个(部门|单位|机构))(说了算|拍板|来?(决定|确定|定)(的|吗|呢)?$)`)

// whoMay asks who meets the conditions, and tells nothing of the one who asks.
var whoMay = regexp.MustCompile(`(谁|哪些人|什么人|哪类人)才?(可以|能|有资格)[^，。？]{0,12}(申请|申报|享受|报名|参加|领|提名|报)|(什么样|啥样|哪类|哪种|哪些)的?(公司|企业|单位|机构|人|个人)[^，。？]{0,4}(可以|能|有资格|才)`)

// AsksWho says whether a part asks who may, of everybody.
func (p Part) AsksWho() bool { return whoMay.MatchString(p.Text) }

// units are what a number of is asked for: classifiers, measures of weight, land,
// length and power.
const units = `家|户|人|名|位|项|件|条|颗|所|种|类|篇|次|处|座|批|场|期|倍|番|块|方面|部分|门|支|台|套|款|步|轮|部|份|等|档|级|辆|架|艘|笔|株|头|间|栋|节|字|页|张|` +
	`课时|学时|学分|公斤|千克|斤|吨|亩|公顷|公里|平方公里|平方米|立方米|千瓦时|千瓦|度`

// unitOf asks for a number of something.
var unitOf = regexp.MustCompile(`(?:多少|(?:^|[^数没])几)(?:个|万|亿)?(` + units + `|[行栏列](?:$|[，。？]))`)

// someOf are a few people who do something together: not asked how many they are.
const someOf = `几个(?:人|朋友|同学|老乡|亲戚|股东|合伙人|兄弟)(?:一起|一块|合伙|凑|合着|搞|办|开|想|打算|准备)`

var partners = regexp.MustCompile(someOf)

var (
	// ages asks for an age; spanOf for a length of time in a unit; dateOf for a day.
	ages        = regexp.MustCompile(`多大(年纪|年龄|岁)|几岁|多少岁|岁数|年龄|周岁`)
	spanOf      = regexp.MustCompile(`几个?(年|月|天|日|小时|工作日)(?:之|以)?内|(?:多少|提前几|[^十好那这近前后数没]几|^几)个?(年|月|天|日|小时|工作日)(?:[^份]|$)`)
	monthAndDay = regexp.MustCompile(`几月(?:份)?几[号日]`)
	dateOf      = regexp.MustCompile(`几号|几月份|哪(天|一天|日|月|年)`)
	// noAsk is a clause that tells of a question and does not ask it.
	noAsk = regexp.MustCompile(`不愿|不肯|不知道|不清楚|没说|不说|忘了|不管|[算说搞弄讲]不[清出准]|` + someOf)
	asks  = regexp.MustCompile(`多少|提前几|多大|多高|[\p{Han}](不|没)$|(^|[^十好那这近前后数没])几([^乎]|$)|怎么|怎样|咋|如何|哪|什么|啥|何时|多久|多长|谁|吗|呢|能不能|能否|是否|可不可以|可否|算不算|是不是|属不属于|要不要|需不需要|有没有|行不行|定义|没有$|了没|还是|(?i)\b(what|how|when|who|which|where|why|is|are|can|may|do|does|must|should)\b`)
	// compares is a sentence that asks for nothing but a comparison of what the
	// part before it asks.
	compares = regexp.MustCompile(`^.{0,18}(比.{0,3}(哪个|哪边|谁|怎么样|高|低|多|少)|能.{0,3}直接比|可比|哪个(更)?(高|低|多|少|严|宽)|谁(更)?(高|低|多|少)|有(什么|啥|何)(区别|不同|差别)|一样吗).{0,3}$`)
	// asksBefore asks what the part before it was in an earlier version.
	asksBefore = regexp.MustCompile(`^(那|那么)?(以前|之前|从前|过去|原来|原先|旧版|老版|修订前|修改前|改之前|老法|旧法)(的|是)?(怎么(说|规定|写)的?)?呢?$`)
	// asksNow asks what the part before it is now; see asksBefore.
	asksNow = regexp.MustCompile(`^(那|那么)?(现在|目前|如今|新的|新版|新规|新条例|新法|现行)的?(又|都)?(改成|变成|改为|是|定了?|规定|要|有|还|改到)?.{0,5}(多少|几|啥|什么|怎么|咋).{0,5}$`)
	// sentenceEnd cuts a question into sentences.
	sentenceEnd = regexp.MustCompile(`[？?。！!；;]+\s*`)
	// clauseEnd may cut a sentence into parts, where both sides ask.
	clauseEnd = regexp.MustCompile(`[，,、]|还有|另外|以及`)
	latest    = regexp.MustCompile(`现在|目前|最新|现行|当前|如今|今年|眼下`)
)

// partsOf cuts a question into the things it asks, in order; there is at least
// one. Sentences and clauses that ask nothing give their words to the topic of
// the part they stand beside.
func partsOf(text string) []Part {
	if each := eachArticle(text); len(each) > 1 {
		return partsOfArticles(each, text)
	}
	var parts []Part
	before := "" // words that asked nothing yet
	after := ""  // words that compare what was asked
	for _, sentence := range splitKeep(questionEnd.ReplaceAllString(text, asked+"$0"), sentenceEnd) {
		sentence, marked := strings.CutSuffix(sentence, asked)
		if len(parts) > 0 && (compares.MatchString(sentence) || asksBefore.MatchString(sentence)) {
			after = "，" + sentence
			continue
		}
		if !marked && !asking(sentence) {
			before = strings.TrimSpace(before + " " + sentence)
			continue
		}
		clauses := claimed(sentence)
		if clauses == nil {
			clauses = askingClauses(sentence)
		}
		for _, clause := range clauses {
			if last := len(parts) - 1; last >= 0 && versionWords.MatchString(parts[last].Text) && asksNow.MatchString(clause) {
				parts[last].Text += "，" + clause
				continue
			}
			p := Part{Text: clause}
			if before != "" {
				p.Text, before = before+"，"+clause, ""
			}
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return []Part{newPart(text, text)}
	}
	for i := range parts {
		topic := text
		if len(parts) > 1 && i > 0 {
			topic = parts[0].Text + "，" + parts[i].Text
		} else if len(parts) > 1 {
			topic = parts[i].Text
		}
		parts[i] = newPart(parts[i].Text, topic)
		if i > 0 {
			parts[i].Context = parts[0].Words
			parts[i].Leans = saysLittle(parts[i].Text)
			if first := parts[0].Years; len(parts[i].Years) == 0 && len(first) == 1 && yearAfter.MatchString(parts[i].Text) {
				parts[i].Years = []int{first[0] + 1}
			} else if len(parts[i].Years) == 0 && !otherTime.MatchString(parts[i].Text) && !asksRule.MatchString(parts[i].Text) {
				parts[i].Years = parts[0].Years
			}
		}
	}
	if before != "" { // trailing words: 有人说30万有人说20万
		after += "，" + before
	}
	parts[len(parts)-1].Text += after
	return inherit(parts)
}

// yearAfter is the year after the one that the part before names.
var yearAfter = regexp.MustCompile(`第二年|次年|转年|下一年|隔年|来年`)

// asksRule asks what a rule allows, whatever year the part before it is of.
var asksRule = regexp.MustCompile(`^(?:那|而)?(?:条例|办法|细则|规定|法律|法[里上]|政策|文件)[^，。？]{0,8}(?:最多|最少|至少|允许|规定|要求|怎么|是)`)

// otherTime says that a part is of another time than the one before it.
var otherTime = regexp.MustCompile(`现在|目前|如今|眼下|现行|最新|新的|新版|新规|新条例|新法|后来|之后|以后|以前|之前|原来|老|旧`)

// leansRunes is the least number of characters, without those that only ask,
// of a part that can be understood without the first one.
const leansRunes = 6

// saysLittle says whether a part says too little to be understood without the first one.
func saysLittle(text string) bool { return utf8.RuneCountInString(withoutAsking(text)) < leansRunes }

// had tells what the asker has or did already: it is no matter of the question (专利都有了).
var had = regexp.MustCompile(`(^|，)[^，。？几多哪什吗]{1,10}(?:都|也|全|已经?)(?:有|齐|够|好|办|交|拿到|到位)(?:好|齐)?了，`)

// withoutHad takes that out of a part, where something else is left before and behind.
func withoutHad(text string) string {
	at := had.FindStringIndex(text)
	if at == nil || at[0] == 0 {
		return text
	}
	return text[:at[0]] + "，" + text[at[1]:]
}

func newPart(text, topic string) Part {
	p := Part{Text: text, Words: retrieval.Understand(withoutHad(text), nil, nil).Text, Topic: topic, Want: WantFact, Latest: latest.MatchString(text)}
	asked := notAsked.ReplaceAllString(partners.ReplaceAllString(askedFor(text), ""), "")
	if rest := told.ReplaceAllString(asked, ""); asks.MatchString(rest) || asksWhether(rest) {
		asked = rest
	}
	for _, r := range wantRules {
		if r.match.MatchString(asked) {
			p.Want = r.want
			break
		}
	}
	switch p.Want {
	case WantMoney, WantPercent, WantProcedure, WantScore:
		if (yesOrNo.MatchString(asked) || asksWhether(asked)) && !whichOne.MatchString(asked) {
			p.Want = WantEligibility
		}
	case WantCount, WantTime:
		if strings.Contains(asked, "几") && (inMa.MatchString(asked) || asksWhether(asked)) && !whichElse.MatchString(asked) {
			p.Want = WantEligibility
		}
	}
	if clauses := splitKeep(asked, clauseEnd); len(clauses) > 1 && countsIn.MatchString(clauses[len(clauses)-1]) { // of what stands before it, how much or how well
		p.Want = WantEligibility
	}
	if m := unitOf.FindStringSubmatch(asked); m != nil && p.Want == WantCount {
		p.Unit = m[1]
	} else if p.Want == WantCount && ages.MatchString(asked) {
		p.Unit = "岁"
	} else if p.Want == WantCount && peopleNumber.MatchString(asked) {
		p.Unit = "人"
	}
	if m := spanOf.FindStringSubmatch(asked); m != nil && p.Want == WantTime && !monthAndDay.MatchString(asked) {
		p.Unit = m[1] + m[2]
	} else if p.Want == WantTime && dateOf.MatchString(asked) {
		p.Unit = "号"
	}
	if want, unit := wantClaimed(text); want != "" && (p.Want == WantFact || p.Want == WantEligibility) {
		p.Want, p.Unit = want, unit
	}
	p.Years = retrieval.Years(text)
	return p
}

// asksWhich are the words by which one of many is asked for, but 几 that may count some.
const asksWhich = `多少|怎么|怎样|如何|咋|哪|谁|什么|啥|何|多久|多大|多高`

// yesOrNo asks whether something is so, and whichOne which of many: a question of the
// first kind that names an amount, a share or steps (占不占绩效工资额度) asks for none.
var (
	yesOrNo  = regexp.MustCompile(`会不会|用不用|要不要|需不需要|能不能|可不可以|能否|可否|是否|是不是|算不算|有没有|占不占|管不管|给不给|收不收|交不交|免不免|行不行|(吗|嘛)$|[\p{Han}]不$|还这样$`)
	whichOne = regexp.MustCompile(asksWhich + `|几|最[高低多少]|(率|比例|比重|标准)[？?]?$`)
)

// A question of that kind may name some days or things by 几: 能申请宽限几天吗, 名下的几件专利算不算数.
var (
	inMa      = regexp.MustCompile(`[吗嘛]$|[能行可算]\p{Han}{0,6}不$`)
	whichElse = regexp.MustCompile(asksWhich + `|多长|最[高低多少晚迟长]|几号|年龄|人数`)
)

// bareFollowUp is a part that only shifts the one before it: 现在呢, 那2021年呢, 以前呢.
var bareFollowUp = regexp.MustCompile(`^(那|那么)?.{0,8}呢$`)

// inherit gives a bare follow-up the want of the part before it.
func inherit(parts []Part) []Part {
	for i := 1; i < len(parts); i++ {
		if bareFollowUp.MatchString(parts[i].Text) {
			parts[i].Want, parts[i].Unit = parts[i-1].Want, parts[i-1].Unit
			parts[i].Topic = withoutYears(parts[i-1].Text) + "，" + parts[i].Text
		}
	}
	return parts
}

// asked marks the end of a sentence with a question mark.
const asked = "\x00"

// questionEnd ends a question.
var questionEnd = regexp.MustCompile(`[？?]+`)

// told are words that ask in other clauses: some time or some people (还想多待几天, 几家公司一起),
// a round number (开了几十年的铺子), what was not done (拿了没照承诺办), and what is settled or
// reported (谈好给多少, 弄得咋样的那份报告).
var told = regexp.MustCompile(`(?:想|再|打算|准备)[^，。？几]{0,3}几个?(?:天|年|月|周|小时)|过几个?(?:天|年|月|周)[^，。？]{1,8}[又再就还]` +
	`|^几[个家名位][^，。？几多哪什谁]{0,6}(?:跟|和|与|合|一起|想|都|凑|搭|联)` +
	`|[了着有好们这那过]几[十百千](?:号|年|多|来|个|家|名|人)` +
	`|[了过]没[^有，。？吗呢啊]{2,}` +
	`|(?:商量|谈好?|说好|讲好|约定|定)[^，。？几哪什谁费准家认]{0,4}[给赔拿付出]多少|请求[^，。？费]{0,4}赔多少` +
	`|没(?:写|定|讲|说|约定)[^，。？]{0,4}(?:谁|啥|什么|多少|怎么|还是)|还是没` +
	`|来[^，。？]{0,6}[住待玩]几天|^[^能可最要得应，。？]{0,6}[上买添招雇请]了?几[台套名位]` +
	`|(?:咋样|怎么样|怎样|如何|多少|什么样)的[那这][份个些笔种]`)

// asking says whether words ask for something.
func asking(s string) bool {
	s = told.ReplaceAllString(notAsked.ReplaceAllString(s, ""), "")
	return (asks.MatchString(s) || asksWhether(s)) && !noAsk.MatchString(s)
}

// countsIn asks whether what stands before it is counted in, or is for the asker to settle:
// 花了多少、成效咋样，算不算进去.
var countsIn = regexp.MustCompile(`^(?:也|都|还)?(?:算不算|计不计|看不看|列不列|纳不纳入|包不包括)(?:进去?|进来|在内|数|上)?$|^(?:我们?|自己)*(?:能不能|可不可以|能否)(?:自己)?(?:拍板|做主|说了算|定|决定)$|^(?:会不会|要不要|能不能|是不是)也?(?:算进|算到|计入|纳入|列入)[^，。？]{1,10}$`)

// asksWhether says whether words ask by a verb and what denies it: 动没动, 免不免, 算不算数.
func asksWhether(s string) bool {
	runes := []rune(s)
	for i := 1; i+1 < len(runes); i++ {
		if (runes[i] == '没' || runes[i] == '不') && runes[i-1] == runes[i+1] && unicode.Is(unicode.Han, runes[i-1]) {
			return true
		}
	}
	return false
}

// askingClauses cuts a sentence at commas where what stands on both sides asks.
func askingClauses(sentence string) []string {
	var out []string
	joint := "" // what parts a clause from the one before, where they stay together
	for from := 0; from < len(sentence); {
		to, next := len(sentence), len(sentence)
		if cut := clauseEnd.FindStringIndex(sentence[from:]); cut != nil {
			to, next = from+cut[0], from+cut[1]
		}
		clause, with := strings.TrimSpace(sentence[from:to]), joint
		joint = "，"
		if sentence[to:next] == "还有" {
			joint = "还有"
		}
		from = next
		if clause == "" { // ，还有
			joint = with + strings.TrimPrefix(joint, "，")
			continue
		}
		last := len(out) - 1
		if last >= 0 && (!asking(clause) || !asking(out[last]) || utf8.RuneCountInString(clause) < 3) {
			out[last] += with + clause
			continue
		}
		if last >= 0 && countsIn.MatchString(clause) {
			out = []string{strings.Join(append(out, clause), "，")}
			continue
		}
		out = append(out, clause)
	}
	return out
}

// splitKeep cuts s at the matches of re and drops empty pieces.
func splitKeep(s string, re *regexp.Regexp) []string {
	var out []string
	for _, p := range re.Split(s, -1) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

var yearWord = regexp.MustCompile(`(19[5-9]\d|20[0-4]\d)\s*(?:年|版|修)|(19[5-9]\d|20[0-4]\d)`)

// withoutYears takes the years out of a text.
func withoutYears(s string) string { return yearWord.ReplaceAllString(s, "") }
