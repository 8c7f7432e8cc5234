package bot

import (
	"regexp"

	"github.com/policybot/policybot/retrieval"
)

// Route is what a question is about, as far as its treatment differs.
type Route string

// Routes. Policy questions go on to retrieval; the others are answered at once.
const (
	RoutePolicy     Route = "policy"
	RouteGreeting   Route = "greeting"
	RouteImproper   Route = "improper"     // asks to forge, evade or deceive
	RouteOutOfScope Route = "out_of_scope" // investment advice, foreign law, ...
	RouteAccount    Route = "account_data" // needs the asker's own file
	RouteFuture     Route = "future"       // asks what will be decided
	RouteComplaint  Route = "complaint"    // complains of somebody, or wants to talk to a person
	RouteUnclear    Route = "unclear"      // a follow-up to a question that was not asked
)

// A routeRule sends matching questions to a route; the first that matches wins.
type routeRule struct {
	route  Route
	match  *regexp.Regexp
	unless matcher // nil: no exception
}

// matcher finds what it looks for in a question.
type matcher interface{ MatchString(text string) bool }

// orHere matches what its expression does, and where the words name a place of this
// country: 一家日本的事务所想在北京设办事处.
type orHere struct{ *regexp.Regexp }

func (o orHere) MatchString(text string) bool {
	return o.Regexp.MatchString(text) || len(retrieval.PlacesIn(text)) > 0
}

// abroad names other countries whose law people ask about.
const abroad = `(?:美国|欧盟|欧洲|日本|韩国|朝鲜|英国|德国|法国|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|挪威|芬兰|丹麦|爱尔兰|波兰|俄罗斯|乌克兰|以色列|土耳其|沙特|阿联酋|印度|印尼|印度尼西亚|泰国|越南|马来西亚|菲律宾|新加坡|澳大利亚|澳洲|新西兰|加拿大|墨西哥|巴西|南非)`

// comesHere says that somebody of another country comes, or is asked, to work here.
const comesHere = `(?:请|聘|招|引进|邀请)[^，。？?]{0,4}` + abroad + `|` + abroad + `[^，。？?]{0,10}(?:人|专家|行家|工程师|博士|教授|学者|学生|老板|客户)[^，。？?]{0,4}(?:来|到)(?:我|咱|这|厂|公司|企业|学校|干|做|工作|上班|任职|讲)`

// ownFile names what an office keeps of one person or company.
const ownFile = `(?:我们?|我司|我家|我们?公司)的?[^，。？?多少]{0,4}(?:社保|公积金|个税|积分|档案|缴费|缴税|纳税记录|信用记录|申报材料|申请|工作许可|居住证|专利年费)`

// routeRules are in the order of harm: a greeting that asks for a forged
// invoice is an improper request.
var routeRules = []routeRule{
	{ // Verbs of forging, with a thing that is filed. Asking about the penalty is a policy question.
		RouteImproper,
		regexp.MustCompile(`(帮|替|给|教|怎么|如何|想|能不能|可不可以|可以).{0,8}(伪造|编造|造假|虚构|虚开|代开|假的|做假|作假|凑够|凑到|凑足|补一套|编一套|编一份|倒签|挂靠|买几?个?专利充数|套取|骗取|钻空子|逃税|偷税|漏税|避开.{0,4}审|躲过.{0,4}(检查|核查|审计))`),
		regexp.MustCompile(ofPenalty + `|会被|怎么查|如何认定|算不算|情节|几年(?:内|之内)?不|不让再|取消资格|还能再?(?:报|申报|申请)吗`),
	},
	{ // A request to make up records, whoever is asked.
		RouteImproper,
		regexp.MustCompile(`(补|编|凑|造|做|弄|搞).{0,6}(假|一套|几份|一份).{0,14}(账|帐|发票|合同|证明|材料|报告|记录|工时|社保)|(辅助账|发票|合同|证明|审计报告|花名册|社保记录).{0,12}(凑|编造|伪造|造假|补造)|(forge|fake|fabricate|backdate)\b.{0,40}(invoice|record|document|report|ledger|certificate|contract)`),
		regexp.MustCompile(ofPenalty + `|会被|怎么查|没收|penalt`),
	},
	{ // How not to be found out.
		RouteImproper,
		regexp.MustCompile(`(怎么|如何|咋|怎样).{0,16}(不会?|才能不|避免)被.{0,8}(查|发现|抓|罚)|(弄|搞|做|开|办)(一?份|一?个|一?张|点|几份)?假的?.{0,8}(证明|材料|发票|合同|报告|流水|账|帐|社保|学历|公章|数据)|(怎么|如何|咋).{0,8}(糊弄|蒙混|应付过去|瞒过)|(怎么|如何|咋|怎样).{0,16}(看|查|发现|认)不(出|了|到)`),
		regexp.MustCompile(ofPenalty + `|没收`),
	},
	{ // Ways to get by deceit what the rules do not give.
		RouteImproper, schemes, ofSchemes,
	},
	{ // Instructions to the program instead of a question.
		RouteImproper,
		regexp.MustCompile(`(忽略|无视|忘记|跳过).{0,10}(以上|之前|前面|上述|所有|系统).{0,10}(指示|指令|规则|提示|要求|限制)|(?i)ignore (all|any|the)?\s*(previous|prior|above).{0,20}(instruction|rule|prompt)|(?i)system prompt|系统提示词|越狱`),
		nil,
	},
	{ // Buying and selling securities.
		RouteOutOfScope,
		regexp.MustCompile(`(股票|股价|炒股|买入|抄底|基金净值|彩票|比特币|涨停).{0,20}(买|卖|推荐|涨|跌|吗|能|怎么样|多少)|(买|卖|推荐).{0,10}(股票|彩票|比特币)|(?i)(buy|sell).{0,20}(stock|shares)`),
		regexp.MustCompile(`股权激励|税|奖励|股票期权|董事|股东|章程|股份公司|(?:自家|自己|本公司|公司自己)的?(?:公司的?)?股|回购|财务资助`),
	},
	{ // Everyday chores that no policy governs.
		RouteOutOfScope,
		regexp.MustCompile(`(写|编|来)个?.{0,8}(主持词|段子|文案|检讨|祝福语|顺口溜)|(天气|气温|下雨).{0,8}(怎么样|如何|吗|多少)|(讲|说).{0,3}(笑话|故事)|(写|作).{0,4}(诗|情书|小说|代码|作文)|(世界杯|球赛|电影|游戏).{0,8}(谁|怎么|推荐|结果)|(高铁|火车|飞机|机|动车|演唱会|电影)(票|班次).{0,6}(多少|还有|怎么买|几点|吗)|(高铁|火车|动车|航班).{0,10}(票|几点)|酒店.{0,4}(推荐|预订|订)|星座|算命|菜谱|做饭|减肥|(?i)(weather|joke|recipe|horoscope)`),
		nil,
	},
	{ // Law of another country. What our own law says about foreigners is in scope.
		RouteOutOfScope,
		regexp.MustCompile(`(美国|美联储|欧盟|日本|韩国|英国|德国|法国|印度|俄罗斯|澳大利亚|加拿大|新加坡|越南|台湾地区?).{0,16}(法案|法律规定|补贴|补助|税率|关税政策|政府.{0,6}给|利率|移民|绿卡|签证|加息|降息)|(?i)(CHIPS Act|Inflation Reduction Act|Horizon Europe)`),
		orHere{regexp.MustCompile(`来华|在华|中国境内|对华|我国|自贸|合作园|出口退税|税收协定|` + comesHere)},
	},
	{ // The same, of rights, companies and taxes there. What our law asks of those who go or come is in scope.
		RouteOutOfScope,
		regexp.MustCompile(abroad + `的?(?:联邦|国家|本国|本土|国内)?(?:发明|实用新型|外观设计|植物|企业|公司|个人|增值|消费|关|注册|小微|高新技术|研发){0,3}(?:专利|商标|著作权|版权|所得|税|保护期|公司(?:法|注册|成立|设立|要?交)|劳动法|反垄断法|民法|刑法|法(?:$|律|规|[，,。？?是怎如里对上中]))|` +
			`(?:专利|商标|著作权|版权|所得税|增值税|税率)[^，。？?]{0,8}在` + abroad + `(?:境内|那边)?[^，。？?]{0,6}(?:几|多少|多久|多长)`),
		orHere{regexp.MustCompile(`来华|在华|对华|中国|中方|我国|我们|我司|我厂|咱|我市|市里|区里|县里|省里|国内|境内|自贸|资助|奖|补|授权|申报|申请|认定|高企|算不?算|能算|抵|协定|转让|许可|引进|进口|出口|买|保密|服务器|数据`)},
	},
	{ // What holds for a factory or a shop over there.
		RouteOutOfScope,
		regexp.MustCompile(`在` + abroad + `[^，。？?]{0,8}(?:厂|公司|店|工地|项目部|办事处)[^。？?]{0,12}(?:辞退|裁|解雇|招|雇|加班|工资|工人|员工|社保|税|罚|赔)|` + abroad + `[^。？?]{0,20}(?:当地|那边的?)(?:工人|员工|雇员|人|税|法律|政府|社保)`),
		orHere{regexp.MustCompile(`来华|在华|国内|回国|境外投资|备案|补贴|补助|奖|抵|协定|派(?:出|去|到|往)|外派|汇回`)},
	},
	{ // The asker's own file.
		RouteAccount,
		regexp.MustCompile(`(查|看)(一下|下)?.{0,4}(我|我们|我司|我家|公司)的?.{0,8}(进度|到账|审批到哪|审核到哪|申请.{0,4}(到哪|状态|结果))|(我|我们|我司)(公司)?的?.{0,10}(申请|申报|材料|补贴|款).{0,8}(到哪一?步|审完了吗|批了吗|批(?:下来|了)没|下来没有?$|到账了吗|什么时候到账|通过了没|通过了吗)|(?i)(status of my|my application('s)? status)`),
		nil,
	},
	{ // The same: a look into it is asked for (帮我查查我社保断没断).
		RouteAccount,
		regexp.MustCompile(ownFile + `.{0,16}(?:帮|给|替)我们?(?:查|看)|(?:帮|给|替)我们?(?:查|看)(?:查|看|一下|下)?` + ownFile),
		regexp.MustCompile(`[看查]我们?(?:公司)?(?:能|可以|符合|够)`),
	},
	{ // The same, by how the asker's own case stands.
		RouteAccount, ownState, ofRules,
	},
	{ // Predictions: what will be decided is in no text.
		RouteFuture,
		regexp.MustCompile(`(明年|后年|未来|以后|下一步|下半年|将来|今后|接下来).{0,24}(会不会|会.{0,12}吗|会.{0,8}(取消|提高|降低|上调|下调|调整|改|涨|降)|还会|是否会|预测|打算|有没有可能)|(会不会|还会).{0,14}(取消|提高到|上调|下调|涨到|降到|延长到)`),
		regexp.MustCompile(`会被|会有什么后果|会怎么处理|计划|目标|规划|预期目标`),
	},
	{ // The same, with the year to come and any figure.
		RouteFuture,
		regexp.MustCompile(`(明年|后年|大后年|明后年).{0,24}(会|将).{0,10}(几|多少|吗|不会|么|定)|(?:明年|后年|大后年|明后年)[^，。？]{0,16}能(?:涨|降|升|跌|增|到|达|调|有)[^，。？]{0,8}(?:几|多少)|(以后|之后|到期后|年后).{0,16}(还续不续|续不续|还有没有|还会有|会延续|延续吗|还延长|会延长)`),
		regexp.MustCompile(`会被|会有什么后果|会怎么处理|计划|规划|预期目标|会议`),
	},
	{ // A complaint itself, or the wish for a person. How and where to complain is a policy question.
		RouteComplaint,
		regexp.MustCompile(`(转|找|要|接).{0,3}(人工|真人)(客服|服务|坐席)?$|人工客服|我(们)?(就)?(要|想|得)(投诉|举报)|(你们|客服|窗口|工作人员).{0,8}(态度.{0,4}(差|恶劣|不好)|不作为|推诿|踢皮球|太慢)|(回答|答)得?.{0,4}(太差|乱七八糟|驴唇不对马嘴|没用|什么玩意)|(?i)(talk|speak) to (a |an )?(human|person|agent)|i want to complain`),
		regexp.MustCompile(`怎么(办|投诉|举报)|如何(投诉|举报)|向谁|找谁|哪(里|儿|个)|什么(部门|时候|后果)|啥|多久|几天|规定|流程|欠|拖|材料`),
	},
	{
		RouteGreeting,
		regexp.MustCompile(`^(你好|您好|hello|hi|hey|在吗|在么|早上好|下午好|晚上好|谢谢|多谢|再见|你是谁|你能做什么|你会什么|(?i)(hello|hi|hey|thanks?|thank you|who are you|what can you do))[呀啊吗呢了的，,。.!！？?~ ]*$`),
		nil,
	},
}

// routeOf gives the route of a cleaned question. The set of routes is closed;
// whatever no rule names is a policy question.
func routeOf(text string) Route {
	for _, r := range routeRules {
		if r.match.MatchString(text) && (r.unless == nil || !r.unless.MatchString(text)) {
			return r.route
		}
	}
	return RoutePolicy
}
