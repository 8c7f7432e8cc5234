package bot

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// resolve writes out what a follow-up leaves to the questions before it: the
// same for another year (那2020年呢), another place (那上海呢), another level
// (那市里的呢) or another thing (那外国人呢). It gives the question as it is where
// it stands by itself, and "" where it leans on a question that was not asked.
// The user's own words are in what it gives, but for 下一条, which it counts out.
func resolve(text string, turns []string) string {
	base, root := "", "" // root is the question that the last thing shifted to stands before
	for _, t := range turns {
		if routeOf(t) != RoutePolicy { // what was refused is no context
			continue
		}
		from := base
		if thingShiftedTo(t) == "" {
			root = ""
		} else if root != "" {
			from = root
		}
		if next := combine(from, t); next != "" {
			base, root = next, from
		}
	}
	if both := cmp.Or(setBeside(text, turns), versionsBeside(text, turns)); both != "" {
		return both
	}
	if root != "" && thingShiftedTo(text) != "" { // the third thing takes the place of the second
		base = root
	}
	return combine(base, text)
}

// thingShiftedTo gives what a follow-up shifts to where that is neither a time nor
// a place nor what else is asked: the 外观设计 of 外观设计呢; "" for none.
func thingShiftedTo(text string) string {
	kind, to := leaning(text)
	if kind != shifted || onlyMoment(to) || onlyYears.MatchString(to) || relative.MatchString(to) || nationwide.MatchString(to) ||
		onlyLevel.MatchString(to) || namesAPlace(to) || aspect.MatchString(to) || bareArticle.MatchString(text) {
		return ""
	}
	return to
}

// ShiftedTo gives the thing that a follow-up asks the same of as the question before
// it (个体户呢); "" where the question is no such follow-up.
func ShiftedTo(q Question) string {
	if len(q.Said) < 2 {
		return ""
	}
	return thingShiftedTo(q.Said[len(q.Said)-1])
}

// combine reads a question with the one before it, which stands by itself.
func combine(base, text string) string {
	if next, ok := nextArticle(base, text); ok {
		return next
	}
	kind, rest := leaning(text)
	if to := shiftedAgain(base, text); to != "" {
		kind, rest = shifted, to
	}
	switch {
	case kind == standing:
		return text
	case base == "" && kind == shifted:
		return ""
	case base == "": // what points back may still hold a topic of its own
		return text
	case kind == shifted:
		return shift(base, rest)
	}
	topic := topicOf(base)
	if kind == askedAlone && countsOf.MatchString(text) && listEnd.MatchString(topic) {
		return topic + text // 认定条件有几项: the clause asks of the list that the topic ends in
	}
	return topic + "，" + text
}

var (
	countsOf = regexp.MustCompile(`^(一共|总共|都|分别)?(是|有)?(几|多少|哪几?)(个|项|条|种|类|些)`)
	listEnd  = regexp.MustCompile(`(条件|要求|材料|情形|情况|程序|步骤|范围|标准|权利|义务|措施|种类|类型)$`)
)

// askedAgain shifts to something and asks once more what was asked before: 那2023年呢，又开了几件.
// Groups: what it shifts to, what it asks.
var askedAgain = regexp.MustCompile(`^(?:那么?|再)?[，,]?([^，。？]{2,14}?)呢[，,？](?:又|还|也|是)?([^，。？]{2,10})[？?。！! ]*$`)

// shiftedAgain gives the time or the place that such a follow-up shifts to, where it asks in
// the words of the question before; "" otherwise.
func shiftedAgain(base, text string) string {
	m := askedAgain.FindStringSubmatch(text)
	if m == nil || base == "" || !onlyMoment(m[1]) && !onlyYears.MatchString(m[1]) && !relative.MatchString(m[1]) && !onlyLevel.MatchString(m[1]) && !namesAPlace(m[1]) {
		return ""
	}
	own := ownTopic(m[2])
	if !asks.MatchString(m[2]) || utf8.RuneCountInString(own) > fewRunes || !strings.Contains(base, own) || newPart(m[2], m[2]).Want != newPart(base, base).Want {
		return ""
	}
	return m[1]
}

// lean says how a question leans on the one before it.
type lean int

const (
	standing   lean = iota // by itself
	shifted                // it asks the same of something else: 那2020年呢
	pointing               // it points back: 它的有效期是几年
	askedAlone             // it asks without saying of what: 要交什么材料
)

var (
	openers = regexp.MustCompile(`(?i)^(那么?|还有|另外|然后|而|再|and |what about |how about |then )[，,]?`)
	closers = regexp.MustCompile(`(呢|吗|嘛|啊|呀|的)*[?？。！!]*$`)
	points  = regexp.MustCompile(`^(它|其[^他它余实次]|他们|她|这个|那个|这|该)|它(的|要|能|有|是|最|还|在)|^.{0,6}(这个|那个)(政策|办法|条例|规定|奖励|补贴|文件)|上述|刚才|上面(说|那|提)|前面(说|那|提)|(?i)\b(it|they|those)\b`)
	// hollow are words that ask without naming a topic.
	hollow = regexp.MustCompile(`材料|资料|手续|条件|时间|期限|时候|流程|要求|标准|费用|申请|办理|办|交|提交|准备|拿|给|罚|多长|多|长|钱|怎|哪|何|几|年|天|日|个|月|到|最|晚|早|最高|最低|封顶|上限|部门|电话|文件|依据|规定|具体|详细|有效期|截止|后果|超过|逾期|不|没|之前|以前`)
)

// stages are what every procedure goes through: 公示多久, 多久能批下来.
var stages = regexp.MustCompile(`公示|公布|公告|批准|审批|批|审核|受理|审|下来|出来|需要|要求|还要|又|得|久|兑现|到账|发放|领取|送|寄|报|网上|现场|纸质|这些|结果|出|管|有效|哪里|里`)

// topicless are words of what a rule does and of what becomes of who breaks it, which
// do not say whose rule: 违反了怎么罚, 保护多久, 逾期了怎么处理, 有几项.
var topicless = regexp.MustCompile(`违反|违法|违规|违约|处罚|惩罚|惩处|处理|处分|责任|承担|追究|赔偿?|保护期?|到期|过期|延期|延长|续展|续|撤销|取消|失效|无效|免税|减半|减免|减|征税|计算|算|额度|金额|数额|比例|税率|享受|适用|包括|包含|奖励?|补贴|补助|补|资助|退|项|条|种|类|如果|要是|万一|的话|应该|应当|一共|总共|分别|会|被|对|需|样|补缴|补交|补办|缴纳|缴|恢复|以内|之内|内`)

// headless is an attribute whose noun was named before: 涉外的可以延长多久. Group: the attribute.
var headless = regexp.MustCompile(`^(\p{Han}{2,4})的(?:可以|能|要|得|最多|最长|最短|最高|最少|又|则|怎么|多少|多久|几)`)

// choice asks which of two things it is, and not of what: 是免税还是减半.
var choice = regexp.MustCompile(`^(是|按|算|属于|要|分).{1,6}还是.{1,8}$`)

const (
	shiftRunes = 14 // most characters of what a bare follow-up shifts to
	pointRunes = 30 // most characters of a question that points back
	aloneRunes = 12 // most characters of a question that lacks its topic
)

// leaning tells how a question leans, and of a shift what it shifts to.
func leaning(text string) (lean, string) {
	n := utf8.RuneCountInString(text)
	opened := openers.MatchString(text)
	rest := strings.TrimSpace(closers.ReplaceAllString(openers.ReplaceAllString(text, ""), ""))
	asking := asks.MatchString(rest)
	bare := (strings.HasSuffix(strings.TrimRight(text, "?？。！! "), "呢") || opened) && !asking && !yesOrNoAsked(text, rest)
	switch {
	case rest == "":
		return pointing, ""
	case timeAsked.MatchString(rest):
		return shifted, timeAsked.FindStringSubmatch(rest)[1]
	case bare && utf8.RuneCountInString(rest) <= shiftRunes:
		return shifted, rest
	case n <= pointRunes && claims.MatchString(text) && lacksTopic(claimedFigure.ReplaceAllString(claims.ReplaceAllString(rest, ""), "")):
		return askedAlone, ""
	case n <= pointRunes && ruleBefore.MatchString(rest) && !bookTitle.MatchString(text):
		return pointing, ""
	case points.MatchString(text) && n <= pointRunes && !bookTitle.MatchString(text):
		return pointing, ""
	case opened && n <= aloneRunes+4 && utf8.RuneCountInString(ownTopic(rest)) < topicRunes:
		return pointing, ""
	case n <= aloneRunes+4 && editionAsked.MatchString(rest) && lacksTopic(editionAsked.ReplaceAllString(rest, "")):
		return askedAlone, ""
	case n <= aloneRunes && headless.MatchString(rest) && !namesAPlace(headless.FindStringSubmatch(rest)[1]) && lacksTopic(headless.ReplaceAllString(rest, "")):
		return pointing, ""
	case n <= aloneRunes && (choice.MatchString(rest) && !namesAPlace(rest) || lacksTopic(rest)):
		return askedAlone, ""
	}
	return standing, ""
}

// yesOrNoAsked says that a follow-up is a question of its own that ends in 吗: 那企业所得税有
// 优惠吗. 那上海有吗 and 那个体户也能吗 ask the same of something else.
func yesOrNoAsked(text, rest string) bool {
	return endsInMa.MatchString(text) && verbInside.MatchString(rest) && !strings.Contains(rest, "也")
}

var (
	endsInMa   = regexp.MustCompile(`[吗么][?？。！! ]*$`)
	verbInside = regexp.MustCompile(`(?:有|能|可以|会|要|得|算|需要|应该)\p{Han}{2,}`)
)

// ruleBefore is a rule that is named by nothing but its kind and its age: 之前的暂行条例还管用吗.
var ruleBefore = regexp.MustCompile(`^(?:那么?)?(?:之前|以前|原来|原先|过去|旧|老|新|现行)的?(?:那个|那部|那版)?(?:暂行|实施)?(?:条例|办法|细则|规定|政策|文件|法律?)`)

// claimedFigure is what a claim says of a topic that was named before: 是75%.
var claimedFigure = regexp.MustCompile(`(?:不低于|不超过|不高于|至少|最多|最高|最低|只有|应该|应当)?(?:[\d.,]+|[一二三四五六七八九十百千万亿两]+|百分之[一二三四五六七八九十百]+)(?:%|个百分点|个?工作日|个?月|[年天日元万亿倍家人名项条种类级等])*`)

// lacksTopic says whether words ask and name nothing that they ask of.
func lacksTopic(s string) bool { return ownTopic(s) == "" }

// ownTopic is what words name beside what asks and what every procedure has.
func ownTopic(s string) string {
	s = withoutAsking(s)
	for _, words := range []*regexp.Regexp{topicless, hollow, stages} {
		s = words.ReplaceAllString(s, "")
	}
	return strings.TrimSpace(withoutAsking(s))
}

// topicRunes is the least number of characters of a topic with which a question
// that goes on (那外国人来华工作需要什么材料) stands by itself.
const topicRunes = 6

// timeWord is another time than the one asked about before, without a year.
const timeWord = `现在|目前|如今|以前|之前|从前|修订前|修改前|修正前|修改之前|改之前|旧版|老版|新版|现行`

var (
	// timeAsked asks the same of another time: 现在是多少, 修订前是几年. Group: the time.
	timeAsked = regexp.MustCompile(`^(` + timeWord + `|(?:19|20)\d\d年?(?:的时候)?)(?:的)?(?:又|则)?(?:是|改成|改为|变成|定的是|规定是|规定)?了?(?:多少|几[\p{Han}]{0,2}|啥|什么样?|怎么(?:说|规定|定|样)?的?|多久|多长)(?:天|年|元|钱|万|家)?$`)
	// editionAsked names the old or the new text of a rule before what it asks of it: 旧公司法罚多少.
	editionAsked = regexp.MustCompile(`^(?:旧|老|新|原来的?|现行|修订前的?)的?(?:\p{Han}{0,8}(?:法|条例|办法|细则|规定|指引)|版)(?:里|的|中|上)?`)
)

var bookTitle = regexp.MustCompile(`《.+》`)

// askWords are what makes a question of words.
var askWords = regexp.MustCompile(`多少钱?|多久|多长时间|几个?(工作日|年|月|天|日|点|成|家|人|项|件|条)|什么时候|啥时候|什么|怎么办?|怎样|如何|哪些|哪个|哪里|哪|啥|咋办?|何时|谁|能不能|能否|是否|可不可以|可以|要不要|需不需要|有没有|行不行|最(高|低|多|少|晚|长)|(吗|呢|么|嘛|呀|啊|吧|了|的|是|有|要|能|会|就|都|也|还|在|给|把|和|与|跟|及|才)|[?？。！!，,、]`)

func withoutAsking(s string) string { return askWords.ReplaceAllString(s, "") }

// topicOf gives the words of a question without what asks, so that they no
// longer ask.
func topicOf(question string) string {
	var out []string
	for _, clause := range splitKeep(question, regexp.MustCompile(`[，,。；;？?！!]`)) {
		if asks.MatchString(clause) {
			if m := untilAsked.FindStringSubmatch(clause); m != nil {
				clause = m[1]
			}
			clause = asks.ReplaceAllString(strings.TrimRight(askPhrase.ReplaceAllString(clause, ""), "吗呢么"), "")
		}
		if clause = strings.TrimSpace(openers.ReplaceAllString(clause, "")); clause != "" {
			out = append(out, clause)
		}
	}
	return strings.Join(out, " ")
}

// untilAsked is a clause whose topic stands before what asks, behind which only what
// comes of it is said: 灯塔登记多久内不申请就不行了. Group: the topic.
var untilAsked = regexp.MustCompile(`^(\p{Han}{4,}?)(?:要|得|需)?(?:多久|几个?[天月年]|多少[天年]|多少个(?:月|工作日)|多长时间)(?:内|之内|以内)?(?:不|没|才|就|还能|能)\p{Han}{0,8}$`)

// askPhrase is what a clause asks with, whole.
var askPhrase = regexp.MustCompile(`(一年|每年|一个月|每月|最多|最少|最高|最低|至少|可以|能)+(领|拿|给|补|奖|用|报|享受)?|(一共|总共|大概|到底)?(有|是|要|能|给|得|为)?(多少(钱|家|人|项|件|万|亿|年|天|个)?|几个?(工作日|年|月|天|日|点|成|家|人|项|件|条|位|名)?(内|以内)?|什么时候|啥时候|多久|多长时间|怎么(办|弄|申请|走|认定|规定的?)?|如何|什么|哪些|哪个|啥|咋(办|弄)?)`)

var (
	onlyYears = regexp.MustCompile(`^(?:in )?((?:19|20)\d\d|\d\d)年?(度|底|末|初|版|以前|之前|以后|之后)?(的|那年|那版|的时候)?$`)
	levelWord = regexp.MustCompile(`(国家|全国|省|市|区|县|中央)(里|级|层面)?(的|那边)?`)
	onlyLevel = regexp.MustCompile(`^` + levelWord.String() + `$`)
	relative  = regexp.MustCompile(`^(今年|去年|前年|上一?年|` + timeWord + `)(的)?$`)
	anyYear   = regexp.MustCompile(`((?:19|20)\d\d)年?(度|底|末|初|那版|版)?|今年|去年|前年|现在|目前|如今|现行的?|修订前的?|修改前的?|旧版的?|新版的?`)
	// aspect is what else is asked of the same thing: 认定条件呢, 有效期呢.
	aspect = regexp.MustCompile(`^(\p{Han}{0,4}?)(条件|材料|资料|流程|程序|步骤|手续|期限|时限|有效期|保护期|处罚|罚则|法律责任|责任|依据|比例|额度|金额|标准)$`)
)

// aspectAsked is how an aspect is asked for.
var aspectAsked = map[string]string{
	"流程": "怎么走", "程序": "怎么走", "步骤": "怎么走", "手续": "怎么办", "期限": "多久", "时限": "多久", "有效期": "多久", "保护期": "多久",
	"处罚": "怎么处罚", "罚则": "怎么处罚", "责任": "是什么责任", "法律责任": "是什么责任", "依据": "是什么", "比例": "是多少", "额度": "是多少", "金额": "是多少", "标准": "是多少",
	"条件": "有哪些", "材料": "有哪些", "资料": "有哪些",
}

// askedBefore ends a topic with what the question before asked of it.
var askedBefore = regexp.MustCompile(`(的)?(适用|优惠|认定|申请|申报)?(的)?(税率|比例|额度|金额|标准|条件|材料|资料|流程|程序|步骤|期限|时限|有效期|保护期)$`)

// shift asks the question before again, of what a follow-up shifts to.
func shift(base, to string) string {
	if m := aspect.FindStringSubmatch(to); m != nil {
		if topic := askedBefore.ReplaceAllString(topicOf(base), ""); topic != "" {
			return topic + to + aspectAsked[m[2]]
		}
	}
	switch {
	case ordinal.MatchString(to) && ordinalIn(base, to) != "":
		return strings.Replace(base, ordinalIn(base, to), to, 1)
	case onlyMoment(to) || onlyYears.MatchString(to) || relative.MatchString(to):
		to = strings.TrimPrefix(to, "in ")
		if base = withoutMoment(base); onlyMoment(to) {
			return to + "，" + base
		}
		if anyYear.MatchString(base) {
			return replaceFirst(base, anyYear, to)
		}
		return to + base
	case nationwide.MatchString(to):
		if said := placeIn(base); said != "" {
			return strings.Replace(base, said, to, 1)
		}
		return to + base
	case onlyLevel.MatchString(to):
		for _, word := range []string{"国家", "省里", "市里", "区里", "县里", "省级", "市级", "省", "市"} {
			if strings.Contains(base, word) && !strings.HasPrefix(to, word) {
				return strings.Replace(base, word, to, 1)
			}
		}
		return to + base
	case namesAPlace(to):
		for i, county := range corpus.CountiesIn(base) { // of the place before, whose districts go with it
			with := ""
			if i == 0 && placeIn(base) == "" {
				with, to = to, ""
			}
			base = strings.Replace(base, county, with, 1)
		}
		if to == "" {
			return base
		}
		if said := placeIn(base); said != "" {
			return strings.Replace(base, said, to, 1)
		}
		return to + wholeCountry.ReplaceAllString(base, "")
	}
	return to + "，" + base
}

var (
	// nationwide shifts to the rule of the whole country: 那国家层面呢.
	nationwide = regexp.MustCompile(`^(国家|全国|中央)(里|级|层面|性)?(的|那边)?$`)
	// wholeCountry says that the question before was of the whole country.
	wholeCountry = regexp.MustCompile(`^(国家|全国|中央)(层面|级|性)?(的)?(规定|要求|法律|标准)?(的|对|里)?`)
)

// ordinal is one of several that are counted: 第一批. Group: of what.
var ordinal = regexp.MustCompile(`^第[一二三四五六七八九十\d]{1,3}([\p{Han}])$`)

// anyOrdinal is the same anywhere.
var anyOrdinal = regexp.MustCompile(`第[一二三四五六七八九十\d]{1,3}[\p{Han}]`)

// ordinalIn gives the one of the same kind that a question names before; "" for none.
func ordinalIn(base, to string) string {
	of := ordinal.FindStringSubmatch(to)[1]
	if of == "条" || of == "款" || of == "项" || of == "章" || of == "节" {
		return ""
	}
	for _, said := range anyOrdinal.FindAllString(base, -1) {
		if strings.HasSuffix(said, of) {
			return said
		}
	}
	return ""
}

// onlyMoment says whether words are a time and nothing else: 2021年3月的时候.
func onlyMoment(s string) bool {
	m, ok := momentIn(s, anyDay)
	return ok && m.start == 0 && m.end == len(s)
}

// withoutMoment takes the time out of a question that asks about one.
func withoutMoment(s string) string {
	m, ok := momentIn(s, anyDay)
	if !ok {
		return s
	}
	return strings.TrimSpace(strings.TrimLeft(s[:m.start]+s[m.end:], "，,的 "))
}

// anyDay stands for today where only the words of a time matter.
const anyDay corpus.Date = "2000-01-01"

// replaceFirst puts to in place of the first match and takes the others out, so
// that nothing is asked of both.
func replaceFirst(s string, re *regexp.Regexp, to string) string {
	first := true
	return re.ReplaceAllStringFunc(s, func(string) string {
		if first {
			first = false
			return to
		}
		return ""
	})
}

// namesAPlace says whether words are a place and little else.
func namesAPlace(s string) bool {
	said := placeIn(s)
	return said != "" && utf8.RuneCountInString(s)-utf8.RuneCountInString(said) <= 2 || bareDistrict.MatchString(s)
}

// bareDistrict is a place that no list of places holds.
var bareDistrict = regexp.MustCompile(`^[\p{Han}]{2,4}(省|市|区|县|州)的?$`)

// placeIn gives the first place named, as written with the word for its rank;
// "" for none.
func placeIn(s string) string {
	said := retrieval.Understand(s, nil, nil).UnknownRegion
	if said == "" {
		return ""
	}
	if at := strings.Index(s, said); at >= 0 {
		for _, rank := range []string{"省", "市", "区", "县"} {
			if strings.HasPrefix(s[at+len(said):], rank) {
				return said + rank
			}
		}
	}
	return said
}
