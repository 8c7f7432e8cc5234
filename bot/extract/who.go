package extract

import (
	"regexp"

	"github.com/policybot/policybot/bot"
)

// Whoever asks who decides, manages or grants something is answered by a text that
// names somebody with what he does.
var (
	whoAsk  = regexp.MustCompile(`(由|找|向|归|让|属于|是)谁|谁(来|负责|管|定|制定|制订|批|审|发|评|说了算|拍板|认定|监管|监督|主管|组织|收|征|裁|决定|任命|选|签|出|掏|承担|付|受理)|哪个(部门|单位|机关|机构|法院)|(什么|啥)(部门|单位|机关)|找哪`)
	offices = `(?:部门|机关|机构|单位|委员会|国务院|政府|法院|总署|总局|局|厅|主席|股东会|董事会|税务机关|海关|会议|领导小组)`
	doing   = `(?:负责|制定|制订|批准|发布|公布|认定|审批|审核|审查|颁发|核发|组织|管理|监督|裁决|决定|代征|征收|担任|行使|承担|确定|评审|受理|任命|选举|主管|签署|规定)`
	actor   = regexp.MustCompile(`由[^，。；]{2,40}?` + doing + `|` + offices + `[^，。；：]{0,24}?` + doing + `|由[^，。；]{2,24}?(?:担任|兼任|组成|承担|支付)|(?:向|到|报)[^，。；]{2,30}?(?:申请|提出|申报|报告|备案|投诉|举报|登记|办理|提交|起诉|请求)|归[^，。；]{2,16}?所有|属于|享有|` + subject)
	// subject is somebody of whom a text says what he does, or must do.
	subject = `(?:^|[，；。）：])[^，。；]{0,20}(?:人|者|方|政府|部门|机关|机构|单位|企业|公司|院|校|会|局|厅|组织|国家)(?:应当?|必须|可以|有权|负责|承担|支付|提供)`
)

// elseRuled says that other texts rule something: it names nobody who does it.
var elseRuled = regexp.MustCompile(`另有规定|从其规定`)

// Who asks whose something is is told by who has it, or bears it, and by nobody who does something.
var (
	asksOwner = regexp.MustCompile(`(?:归|属于?|算)谁(?:的|所有|家的?)?(?:[，。？?]|$)`)
	owned     = regexp.MustCompile(`归[^，。；]{2,20}(?:所有|共有|单位|个人|企业|各方|一方|人)?|共有|属于|所有权|享有|承担|负担|为[^，。；]{2,12}所有`)
)

// asksActor says whether a part asks who does something.
func asksActor(p bot.Part) bool {
	return (p.Want == bot.WantName || p.Want == bot.WantProcedure) && whoAsk.MatchString(p.Text) && !p.AsksWho()
}

// fitsActor is 1 where a text names who does something. Where it does not it is 0 for
// who asks for a name, and 0.5 for who asks whom to turn to, whom a text may tell by
// what is done; 0 where it only says what is not done. Who asks whose something is gets
// who has it.
func fitsActor(p bot.Part, text string) float64 {
	switch {
	case asksOwner.MatchString(p.Text):
		return truth(owned.MatchString(text) && !elseRuled.MatchString(text))
	case actor.MatchString(text) && !elseRuled.MatchString(text):
		return 1
	case p.Want == bot.WantName || declines.MatchString(text):
		return 0
	}
	return 0.5
}
