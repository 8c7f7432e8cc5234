package extract

import (
	"regexp"

	"github.com/policybot/policybot/bot"
)

// Whoever asks what to do (拖欠工资怎么办) is answered by what he may or must do as
// well as by what follows for the other side.
var (
	remedyAsk = regexp.MustCompile(`(怎么|咋|如何)办(?:[^理他她它]|$)`)
	remedy    = regexp.MustCompile(`(可以|有权|应当?|须|必须|准予)[^，。；]{0,40}?(申请|提起|提出|请求|要求|投诉|举报|控告|检举|起诉|诉讼|复议|复审|质疑|申诉|仲裁|调解|协商|解除|报告|补办|补正|改正|变更|退还|返还|说明|告知|通知|办理|结转|扣除)`)
)

// fitsConsequence is 1 where a text, with what leads it in, says what follows; 0.5
// where it does so in words that may state a rule; 0 where it does not. A list of
// breaches says it in its lead-in.
func fitsConsequence(question, lead, text string) float64 {
	whole := lead + text
	if penaltyAsk.MatchString(question) {
		return truth(penalty.MatchString(whole))
	}
	follows := shapes[bot.WantConsequence].MatchString(whole)
	if remedyAsk.MatchString(question) && remedy.MatchString(whole) {
		return 1
	}
	if !follows {
		return 0
	}
	return 0.5 + 0.5*truth(strictly.MatchString(whole))
}
