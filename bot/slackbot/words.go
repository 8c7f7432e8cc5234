package slackbot

import (
	"strings"

	"github.com/policybot/policybot/bot"
)

// words are the fixed words around an answer in one language.
type words struct {
	lang     string
	sources  string
	from     string // before a date of effect
	digest   string
	cut      string // the answer goes on; followed by a link
	cutWhole string // the words of that link
	cutAsk   string // the answer goes on and there is no link
	noSource string
	resumed  string
}

var (
	wordsZH = words{
		lang:     "zh",
		sources:  "来源",
		from:     "起施行",
		digest:   "摘编",
		cut:      "回答较长，以上不是全部：",
		cutWhole: "查看完整答案",
		cutAsk:   "回答较长，以上不是全部；请把问题问得更具体一些。",
		noSource: "没有找到可以引用的依据，因此不作回答。",
		resumed:  "（程序中断后重新发送，可能与上一条重复）",
	}
	wordsEN = words{
		lang:     "en",
		sources:  "Sources",
		from:     "in effect from",
		digest:   "digest",
		cut:      "This is not the whole answer:",
		cutWhole: "open the whole answer",
		cutAsk:   "This is not the whole answer; please ask a narrower question.",
		noSource: "Nothing was found that can be cited, so there is no answer.",
		resumed:  "(Sent again after an interruption; it may repeat the message above.)",
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
