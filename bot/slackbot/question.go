package slackbot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
)

// control is one of Slack's <...> sequences in the text of a message.
var control = regexp.MustCompile(`<([^<>]*)>`)

// unescape turns Slack's three entities back, in one pass.
var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// questionText gives the question in a message as plain text: mentions of the
// bot are dropped, links and channels give their words, entities their
// characters. It keeps one character more than a question may have, so that
// the answer to a longer one says that it is too long.
func questionText(text string, self []string) string {
	text = control.ReplaceAllStringFunc(text, func(s string) string {
		return controlText(s[1:len(s)-1], self)
	})
	text = strings.TrimSpace(clean(unescape.Replace(text)))
	if runes := []rune(text); len(runes) > bot.MaxQuestionRunes {
		return string(runes[:bot.MaxQuestionRunes+1])
	}
	return text
}

// controlText gives the words of the inside of one <...> sequence.
func controlText(inside string, self []string) string {
	target, label, labelled := strings.Cut(inside, "|")
	switch {
	case strings.HasPrefix(target, "@"):
		if slices.Contains(self, target[1:]) || !labelled {
			return " " // a bare id is no word of a question
		}
		return label
	case strings.HasPrefix(target, "!"), strings.HasPrefix(target, "#"):
		return label // empty where none is given
	case labelled:
		return label
	}
	return target
}
