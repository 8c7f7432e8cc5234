package slackbot

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/policybot/policybot/bot"
)

// words are the fixed words around an answer in one language.
type words struct {
	lang     string
	sources  string
	digest   string
	same     string // the document of the line above; short, see sourceLines
	cut      string // the answer goes on; followed by a link
	cutWhole string // the words of that link
	cutAsk   string // the answer goes on and there is no link
	noSource string
	resumed  string
	shared   string // in a channel shared with another organisation
}

var (
	wordsZH = words{
		lang:     "zh",
		sources:  "来源",
		digest:   "摘编",
		same:     "同上",
		cut:      "回答较长，以上不是全部：",
		cutWhole: "查看完整答案",
		cutAsk:   "回答较长，以上不是全部；请把问题问得更具体一些。",
		noSource: "没有找到可以引用的依据，因此不作回答。",
		resumed:  "（程序中断后重新发送，可能与上一条重复）",
		shared:   "本频道与其他单位共享：只用公开文件作答，请不要在这里提供内部或个人信息。",
	}
	wordsEN = words{
		lang:     "en",
		sources:  "Sources",
		digest:   "digest",
		same:     "ibid.",
		cut:      "This is not the whole answer:",
		cutWhole: "open the whole answer",
		cutAsk:   "This is not the whole answer; please ask a narrower question.",
		noSource: "Nothing was found that can be cited, so there is no answer.",
		resumed:  "(Sent again after an interruption; it may repeat the message above.)",
		shared:   "This channel is shared with another organisation: answers rest on public documents only; please post nothing internal or personal here.",
	}
)

// wordsOf gives the words of the language in which the answer is written.
func wordsOf(a *bot.Answer) words {
	if a.Label == bot.LabelEN {
		return wordsEN
	}
	return wordsZH
}

// failure stands where no answer could be made.
const failure = "抱歉，现在无法回答，请稍后再问。\nSorry, no answer can be given now; please ask again later."

// badQuestion stands where the question itself cannot be asked and nothing
// says why.
const badQuestion = "请写下要问的问题。\nPlease write a question."

// badQuestionText gives what the user is told about a question that cannot be
// asked: the words of the error without the sentinel's.
func badQuestionText(err error) string {
	text := strings.TrimPrefix(err.Error(), bot.ErrBadQuestion.Error())
	text = strings.TrimSpace(strings.TrimPrefix(text, ":"))
	if text == "" {
		return badQuestion
	}
	return text
}

// workingText is the first sign of life of a command.
const workingText = "正在查找依据，稍候在这里回答……"

const helpText = `问政策：/policy 研发费用加计扣除比例是多少？
按某一天有效的文本：/policy asof 2021-06-30 问题
按某地：/policy region 长春 问题
照读稿（约 30 秒，不超过 120 字）：/policy script 问题
选项可以合用：/policy script region 长春 问题
查看本频道的设置：/policy settings
默认地区：/policy set region 长春（取消：off）
话题内也要提及才回答：/policy set mention on 或 off
先只给提问人看，再由其分享到频道：/policy set private on 或 off
回答只有提问人看得到；按“分享到频道”后大家可见。也可以直接私信，或在频道里提及。`

// helpWords are messages that ask what the bot is for.
var helpWords = regexp.MustCompile(`(?i)^(?:help|帮助|怎么用|如何使用|怎么使用|使用说明|用法|你能做什么|你会什么|你是谁)?[?？!！。.~～\s吗呢啊呀]*$`)

// settingsText tells what a channel chose.
func settingsText(s bot.ChannelSettings) string {
	onOff := func(on bool) string {
		if on {
			return "开"
		}
		return "关"
	}
	region := s.Region
	if region == "" {
		region = "未设置"
	}
	return "本频道的设置\n默认地区（region）：" + region +
		"\n话题内也要提及才回答（mention）：" + onOff(s.MentionOnly) +
		"\n先私下回答，可分享到频道（private）：" + onOff(s.PrivateFirst)
}

// queueText tells where a question stands.
func queueText(place int) string {
	return fmt.Sprintf("已收到，正在排队：第 %d 位，答好后会回复在这里。", place)
}

// sharedBy says who shows a private answer.
func sharedBy(name string) string {
	if name == "" {
		return "由提问人分享"
	}
	return "由 " + name + " 分享"
}
