package english

import (
	"regexp"
	"strings"
)

// ask is one way to ask. The first that matches a clause tells what it asks for.
type ask struct {
	match *regexp.Regexp
	drop  *regexp.Regexp // of the words, what only asks; nil: what matches
	asks  string         // how Chinese asks it, behind what is asked of
	front string         // what of it stands before; mostly nothing
}

func re(s string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + s) }

const (
	companies = `(?:[\w'&]+ ){0,3}?(?:enterprises|companies|firms|businesses|institutions|units|startups|incubators)`
	persons   = `(?:[\w'&]+ ){0,2}?(?:people|persons|experts|members|winners|foreigners|directors|supervisors|shareholders|academicians)`
	// measured are nouns that What is asks the measure of, and not the meaning.
	measured = `rates?|fines?|penalt(?:y|ies)|amounts?|deadlines?|limits?|conditions?|requirements?|criteria|periods?|procedures?|targets?|goals?|ages?|shares?|percentages?|proportions?|ratios?|maximum|minimum|highest|lowest|largest|longest|shortest|deductions?|costs?|fees?|numbers?|surcharges?|taxes|tax|subsid(?:y|ies)|rewards?|awards?|prizes?|bonus(?:es)?|terms?|standards?|wages?|salar(?:y|ies)|prices?|thresholds?|documents?|materials?|differences?|purposes?|scope|dates?|effects?|process(?:es)?|consequences?|punishments?|times?|duration|validity|growth|incomes?|budget|compensation|damages|allowances?|supports?|benefits?|incentives?|polic(?:y|ies)|rules?|dut(?:y|ies)|output|population|rights?|obligations?|refunds?|credits?|exemptions?|reductions?|levels?|quotas?|steps?|liabilit(?:y|ies)|pay|payments?|capital|turnover|revenue|name|contribution|interest|gdp`
	// sums are nouns of money after what.
	sums   = `\b(?:what|which) (?:is |are |was |were )?(?:the |a )?(?:[\w'&]+ ){0,3}?(?:amount|sum|subsidy|subsidies|reward|rewards|bonus|award|allowance|compensation|damages|fee|fees|cost|price|wage|salary|grant|funding|deposit|prize|payment|contribution|pay|duty|tax|taxes)\b`
	whatIs = `^(?:and |so |but )?what (?:is|are|was|were|would be|will be) (?:the |a |an |our |its |their )?`
)

var asks = []ask{
	{match: re(`\bdifferences? between\b|\bhow (?:do|does|are|is) .*\bdiffer(?:ent)?(?: from)?\b`),
		drop: re(whatIs + `|\b(?:main |key )?differences? between\b|\bhow (?:do|does|are|is)\b|\bdiffer(?:ent)?(?: from)?\b`), asks: "有什么区别"},
	{match: re(`\b(?:within |in |after |for )?how many (?:working|business) days\b`), asks: "多少个工作日"},
	{match: re(`\b(?:within |in |after |for )?how many (?:calendar )?days\b`), asks: "多少天"},
	{match: re(`\b(?:within |in |after |for )?how many months\b`), asks: "几个月"},
	{match: re(`\b(?:within |in |after |for )?how many years\b`), asks: "几年"},
	{match: re(`\b(?:within |in |after |for )?how many hours\b`), asks: "多少小时"},
	{match: re(`\bhow (?:old|young)\b|\b(?:age limit|(?:maximum|minimum|upper|lower) age|what age|at which age)\b`), drop: re(`\bhow (?:old|young)\b|\bage limit\b|\b(?:maximum|minimum|upper|lower|what|which) age\b|` + whatIs), asks: "年龄要求是多少岁"},
	{match: re(`\bhow many (?:points|marks)\b`), asks: "多少分"},
	{match: re(`\bhow many ` + companies + `\b`), drop: re(`\bhow many\b`), asks: "有多少家"},
	{match: re(`\bhow many ` + persons + `\b`), drop: re(`\bhow many\b`), asks: "多少人"},
	{match: re(`\bhow many (?:articles|articles and chapters|chapters and articles)\b`), drop: re(`\bhow many\b|\b(?:articles|and)\b|\bchapters\b`), asks: "有多少条"},
	{match: re(`\bhow many chapters\b`), asks: "有几章"},
	{match: re(`\bhow many times\b`), asks: "几倍"},
	{match: re(`\bhow many (?:square meters|square metres|sqm)\b`), asks: "多少平方米"},
	{match: re(`\b(?:by )?how many (?:percent|percentage points|per cent)\b`), asks: "百分之多少"},
	{match: re(`\bhow many (?:conditions|requirements|items|cases|things|categories|steps)\b`), drop: re(`\bhow many\b`), asks: "有几项"},
	{match: re(`\bhow many (?:kinds|types|sorts|categories)(?: of)?\b`), asks: "有几种"},
	{match: re(`\bhow many\b`), asks: "有多少"},
	{match: re(`\b(?:take|takes|took|come|comes|came|enter|entered|go|goes|went)(?: in)?(?:to)? (?:effect|force)\b|\beffective date\b|\bin force (?:since|from)\b|\bbecomes? effective\b`),
		drop: re(`\b(?:when|since when|from when) (?:did|does|do|will|has|have)?\b|\b(?:take|takes|took|come|comes|came|enter|entered|go|goes|went)(?: in)?(?:to)? (?:effect|force)\b|\beffective date\b|\bin force (?:since|from)\b|\bbecomes? effective\b|` + whatIs), asks: "什么时候施行生效"},
	{match: re(`\bhow long\b.*\b(?:valid|validity|last|good)\b|\b(?:valid|validity) (?:period|for how long)\b|\bhow long\b.*\bexpires?\b`), drop: re(`\bhow long\b|\bvalid(?:ity)?(?: period| for)?\b|\blasts?\b|\bgood for\b|` + whatIs), asks: "有效期多久"},
	{match: re(`\bhow long\b.*\bprotect(?:ed|ion)?\b|\b(?:term|period|duration) of protection\b|\bprotection (?:term|period)\b`), drop: re(`\bhow long\b|\bprotect(?:ed|ion)?\b|\b(?:term|period|duration) of\b|\b(?:term|period)\b|` + whatIs), asks: "保护期多久"},
	{match: re(`\bhow (?:soon|quickly|fast|early)\b|\bwithin what (?:time|period)\b`), asks: "多久之内"},
	{match: re(`\b(?:for )?how long\b|\b(?:for )?how much time\b`), asks: "多久"},
	{match: re(`\b(?:by when|by what (?:date|day|time)|(?:what|which) (?:is the )?deadline|deadline|time limit|at the latest|cut ?off date|due date)\b`), drop: re(`\b(?:by when|by what (?:date|day|time)|deadlines?|time limit|at the latest|cut ?off date|due date)\b|\b(?:what|which)\b`), asks: "最晚什么时候"},
	{match: re(`\b(?:what|which) is (?:the )?(?:latest|last|closing|final|due)(?: (?:date|day|time))?\b`), asks: "最晚什么时候"},
	{match: re(`^when\b.*\bpublished|\bpublication date\b`), drop: re(`^when (?:was|were|is|are)\b`), asks: "什么时候公布"},
	{match: re(`^(?:since |from )?(?:when|what date|which date|what day|on which day)\b`), asks: "什么时候"},
	{match: re(`\binterest rate\b`), drop: re(`\brate\b|\bwhat\b`), asks: "利率是多少"},
	{match: re(`\bgrowth rate\b|\bhow (?:fast|much) (?:did|does|will|has) .*\bgr[eo]w\b|\bgrow(?:th)?\b.*\bby how much\b`), drop: re(`\bgrowth rate\b|\bhow (?:fast|much)\b|\bgr[eo]wn?\b|\bby how much\b`), asks: "增长多少 增速是多少"},
	{match: re(`\bguarantee (?:fee )?rate\b`), drop: re(`\b(?:fee )?rates?\b`), asks: "费率是多少"},
	{match: re(`\b(?:tax|vat|iit|cit|eit|levy|withholding|duty|tariff)\b.*\brates?\b|\brates?\b.*\b(?:tax|vat|levy)\b`), drop: re(`\brates?\b|` + whatIs + `|\b(?:what|which)\b`), asks: "税率是多少"},
	{match: re(`\b(?:what|which|at what) [\w' ]{0,30}\brates?\b|` + whatIs + `[\w' ]{0,30}\brates?\b`), drop: re(`\brates?\b|` + whatIs + `|\b(?:what|which|at what)\b`), asks: "比例是多少"},
	{match: re(`\b(?:what|which|how (?:high|large|big)) (?:is |are |was |were )?(?:the |a )?(?:[\w']+ ){0,3}?(?:percent|percentage|proportion|share|ratio|per cent|fraction|part)\b(?: of)?|\bhow much of\b`),
		drop: re(`\b(?:what|which|how (?:high|large|big)|how much of)\b|\b(?:percent|percentage|proportion|share|ratio|per cent|fraction|part)\b(?: of)?`), asks: "比例是多少"},
	{match: re(`\b(?:what|how (?:much|high|large|big|heavy))\b.*\b(?:fines?|fined)\b`), drop: re(`\bhow (?:much|high|large|big|heavy)\b|\bfine[sd]?\b|\bwhat\b`), asks: "怎么处罚罚款多少"},
	{match: re(`\bsurcharges?\b`), drop: re(`\bwhat\b|\bhow (?:much|high)\b`), asks: "比例是多少"},
	{match: re(`\b(?:what|which)\b.*\b(?:penalt(?:y|ies)|punishments?|sanctions?|punished)\b|\bhow\b.*\b(?:punished|penalized|penalised|sanctioned)\b`), drop: re(`\b(?:penalt(?:y|ies)|punishments?|sanctions?|punished|penalized|penalised|sanctioned)\b|\b(?:what|which|how)\b`), asks: "怎么处罚"},
	{match: re(`\bhow much\b.*\b(?:deduct\w*|waived?|exempt\w*|reduc\w*|cut)\b|\b(?:deduct\w*|waived?|exempt\w*|reduc\w*)\b.*\bhow much\b|\bby how much\b`), drop: re(`\b(?:by )?how much\b`), asks: "多少"},
	{match: re(`\bwhat (?:must|does|do|should|shall|will|would|has|have) [\w' ]{1,40}\b(?:pay|owe)\b`), drop: re(`\bwhat\b|\b(?:pay|owe)\b`), asks: "给多少钱"},
	{match: re(`\bwhat is the (?:most|least|maximum|minimum)(?: amount| sum)? (?:that |which )?(?:a|an|we|i|one|the|you|my|our)\b`), drop: re(`\bwhat is the (?:most|least|maximum|minimum)(?: amount| sum)?\b`), asks: "多少钱"},
	{match: re(`\bhow (?:much|high|large|big)\b.*\b(?:pays?|paid|gives?|grants?|offers?|rewards?|provides?|get|receive)\b`), drop: re(`\bhow (?:much|high|large|big)\b|\b(?:pays?|paid|gives?|offers?|get|receive)\b`), asks: "给多少钱"},
	{match: re(`\bhow (?:much|high|large|big)\b|` + sums), drop: re(`\bhow (?:much|high|large|big)\b|\b(?:amount|sum)\b|` + whatIs + `|\b(?:what|which)\b`), asks: "多少钱"},
	{match: re(`\b(?:(?:what|which) [\w' ]{0,20})?deduction\b`), drop: re(`\b(?:what|which)\b`), asks: "扣除多少"},
	{match: re(`\b(?:document|reference) number\b`), drop: re(`\b(?:document|reference) number\b|` + whatIs), asks: "文号是什么"},
	{match: re(`\b(?:which|what|in which) (?:document|notice|circular|regulation|law|rule|policy)\b`), asks: "哪个文件"},
	{match: re(`\b(?:which|what|in which) article\b`), asks: "第几条"},
	{match: re(`\bhow (?:is|are|does|do|was|were)\b.*\b(?:defined?|definition)\b|\bwhat does\b.*\bmean\b|\b(?:meaning|definition) of\b|^define\b`), drop: re(`\bhow (?:is|are|does|do|was|were)\b|\bdefined?\b|\bdefinition(?: of)?\b|\bwhat does\b|\bmean\b|\bmeaning of\b|` + whatIs), front: "什么是"},
	{match: re(`\bwhat happens\b|\bconsequences?\b|\bwhat (?:if|follows)\b`), drop: re(`\bwhat (?:happens|if|follows)\b|\b(?:to|if|when)\b|` + whatIs + `|\bconsequences? of\b`), asks: "会怎么处理处罚"},
	{match: re(`\bwho (?:can|may|is eligible|qualifies|is entitled)\b|\b(?:what|which)(?: (?:kinds?|types?|sorts?) of)? (?:companies|enterprises|firms|people|persons|individuals|applicants|foreigners|businesses)\b.*\b(?:can|may|eligible|qualify|entitled|apply|enjoy)\b`),
		drop: re(`\bwho (?:can|may|is eligible(?: for)?|qualifies(?: for)?|is entitled(?: to)?)\b|\b(?:what|which)(?: (?:kinds?|types?|sorts?) of)? (?:companies|enterprises|firms|people|persons|individuals|applicants|businesses)\b|\b(?:can|may|eligible|qualify|entitled|apply)\b`), asks: "谁可以申请享受"},
	{match: re(`\b(?:what|which)(?: \w+)? (?:documents?|materials?|papers?|paperwork|forms?)\b`), drop: re(`\b(?:what|which)\b|\b(?:documents?|materials?|papers?|paperwork)\b`), asks: "要提交什么材料"},
	{match: re(`\b(?:what|which)(?: \w+){0,4} (?:conditions?|requirements?|criteria)\b|\bwhat (?:do|does|must|should) [\w' ]{1,30} (?:need|have|meet|fulfil)(?: to)?\b`), drop: re(`\b(?:what|which)\b|\b(?:conditions?|requirements?|criteria)\b|` + whatIs), asks: "需要符合什么条件"},
	{match: re(`\b(?:what|which)(?: \w+){0,2} (?:benefits?|incentives?|support|supports|preferences|tax breaks?)\b`), drop: re(`\b(?:what|which)\b`), asks: "有哪些"},
	{match: re(`\b(?:in|under) (?:what|which) (?:cases|circumstances|situations|conditions)\b|\bunder what conditions?\b|\bwhat (?:cases|circumstances|situations)\b`), asks: "有哪些情形"},
	{match: re(`\bwho (?:sets?|makes?|decides?|approves?|draws up|formulates?|issues?|pays?|handles?|reviews?|manages?|supervises?|organizes?)\b`), drop: re(`\bwho\b`), asks: "由谁负责"},
	{match: re(`\bhow (?:is|are|was|were) [\w' ]{2,60} (?:dealt with|treated|handled|punished)\b`), drop: re(`\bhow (?:is|are|was|were)\b|\b(?:dealt with|treated|handled|punished)\b`), asks: "怎么处理处罚"},
	{match: re(`\bwhose\b.*\brules?\b|\bby (?:what|which|whose) (?:standard|rule)s?\b`), drop: re(`\bwhose\b|\bby (?:what|which|whose)\b`), asks: "按什么规定"},
	{match: re(`^(?:is (?:that|this|it) (?:right|true|correct|so)|right|true|correct|am i right)\b`), drop: re(`\bis (?:that|this|it) (?:right|true|correct|so)\b|\b(?:right|true|correct)\b|\bthat\b`), asks: isItSo},
	{match: re(`\b(?:what|which) (?:kind|type|sort|category|class)s?(?: of)?\b`), asks: "是哪一种"},
	{match: re(`\bhow (?:is|are|do|does|can|should)\b.*\b(?:calculated?|computed?|determined?|reckoned)\b`), drop: re(`\bhow (?:is|are|do|does|can|should)\b|\b(?:calculated?|computed?|determined?|reckoned)\b`), asks: "怎么计算"},
	{match: re(`\bwho owns?\b|\bwhose property\b|\bto whom (?:does|do|did)\b.*\bbelong\b|\bwho (?:does|do)\b.*\bbelong to\b`), drop: re(`\bwho owns?\b|\bwhose property\b|\bto whom (?:does|do|did)\b|\bwho (?:does|do)\b|\bbelong(?: to)?\b`), asks: "归谁所有"},
	{match: re(`\b(?:to whom|with whom|whom|which (?:office|authority|department|agency|body|court)|what (?:office|authority|department|agency)|who (?:is|are) (?:responsible|in charge)|where (?:do|does|can|should|must|to))\b`), asks: "向哪个部门"},
	{match: re(`\bhow (?:do|does|can|to|should|must|may)\b|\bprocedures?\b|\bsteps\b|\bprocess\b|^how\b`), drop: re(`\bhow (?:do|does|can|to|should|must|may)\b|\b(?:procedures?|steps|process)(?: (?:for|of))?\b|` + whatIs + `|^how\b`), asks: "如何办理"},
	{match: re(whatIs + `(?:[\w'&]+ ){0,4}?(?:terms?|periods?|duration|validity|time|longest|shortest)\b`), drop: re(whatIs + `|\b(?:longest|shortest|maximum|minimum|duration|validity|time)\b`), asks: "最长多久"},
	{match: re(whatIs + `(?:[\w'&]+ ){0,4}?(?:` + measured + `)\b`), drop: re(whatIs), asks: "是多少"},
	{match: re(whatIs + `[\w'& ]{2,60}$`), drop: re(whatIs), front: "什么是"},
	{match: re(`^(?:and |so |but )?who\b`), drop: re(`\bwho(?:se)?\b`), asks: "是谁"},
	{match: re(`^(?:and |so |but )?(?:which|what)\b`), drop: re(`^(?:and |so |but )?(?:which|what)\b`), asks: "是什么"},
	{match: re(`\bwhy\b`), asks: "为什么"},
	{match: re(`^(?:and |so |but |if .{3,80}, ?)?(?:must|should|shall|need|(?:do|does|did) [\w' ]{1,40}(?:have to|need to|need)\b|(?:is|are) [\w' ]{1,60}\b(?:required|obliged|necessary)\b)`), drop: re(`\b(?:must|should|have to|need to|required|obliged|necessary)\b`), asks: "需要吗"},
	{match: re(`^(?:and |so |but |if .{3,80}, ?)?(?:can|could|may|am|(?:is|are) [\w' ]{1,60}\b(?:allowed|entitled|eligible|possible)\b)|\bqualify\b|\beligible\b`), drop: re(`\b(?:can|could|may|allowed|entitled|eligible|possible|qualify)\b`), asks: "可以吗"},
	{match: re(`^(?:and |so |but |if .{3,80}, ?)?(?:is there|are there)\b`), asks: "有吗"},
	{match: re(`^(?:and |so |but |if .{3,80}, ?)?(?:is|are|do|does|did|will|was|were|has|have)\b`), asks: "吗"},
}

// asked takes out of a clause what asks, and gives what Chinese asks it with.
func asked(text string) (left, front, behind string) {
	text = strings.TrimSpace(text)
	for _, a := range asks {
		if !a.match.MatchString(text) {
			continue
		}
		drop := a.drop
		if drop == nil {
			drop = a.match
		}
		return drop.ReplaceAllString(text, " "), a.front, a.asks
	}
	return text, "", ""
}

// asksAnything says whether words ask.
func asksAnything(text string) bool {
	_, front, behind := asked(writeFigures(straighten(text)))
	return front+behind != ""
}
