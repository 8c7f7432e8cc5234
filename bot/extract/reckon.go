package extract

import (
	"regexp"

	"github.com/policybot/policybot/bot"
)

// Whoever asks how something is reckoned (违法辞退怎么赔) is answered by a figure, or by
// what the amount goes by.
var (
	reckonAsk = regexp.MustCompile(`(怎么|咋|如何)(赔|补偿|分|奖|扣|算|计算|收)`)
	reckons   = regexp.MustCompile(`元|百分之|\d%|分之|倍|减按|(数额|标准|金额|比例|利息|利率|滞纳金|所得额|收入额)[^，。；]{0,24}(按|依照|确定|计算)|(按照?|依照)[^，。；]{0,30}(数额|标准|比例|倍|利率|计算)|个月工资|按[^，。；]{0,24}(年限|支付)|余额为`)
)

// amountAsk asks what an amount is or how it is reckoned, so that nothing else answers.
var amountAsk = regexp.MustCompile(`(怎么|咋|如何)(赔|补偿|分|扣)|(金|息|税|费|款|所得|工资|报酬|补偿|赔偿)(要|该|应该|应当)?(怎么|咋|如何)(算|计)`)

// Who is paid for harm does not get what is fined.
var (
	harmAsk = regexp.MustCompile(`(怎么|咋|如何)(赔|补偿)`)
	harm    = regexp.MustCompile(`赔|补偿|加付|支付[^，。；]{0,24}(工资|报酬|费用|利息)`)
)

// asksReckoning says whether a part asks how an amount is reckoned.
func asksReckoning(p bot.Part) bool { return p.Want == bot.WantFact && amountAsk.MatchString(p.Text) }

// fitsReckoning is 1 where a text gives an amount, or what it goes by; 0.5 where it does
// not and a rule of another kind may be asked for, else 0.
func fitsReckoning(p bot.Part, text string) float64 {
	fits := truth(reckonAsk.MatchString(p.Text) && reckons.MatchString(text) && (!harmAsk.MatchString(p.Text) || harm.MatchString(text)))
	if asksReckoning(p) {
		return fits
	}
	return 0.5 + 0.5*fits
}
