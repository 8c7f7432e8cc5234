package bot

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/policybot/policybot/retrieval"
)

// clean takes invisible and control characters out of a question and joins its
// white space, so that nobody smuggles text past a reader's eyes.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == '　':
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.IsControl(r),
			r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// guard cleans the question, writes traditional characters in simplified ones, and
// refuses what cannot be asked. The error wraps [ErrBadQuestion] and reads as a
// sentence for the user.
func guard(q Question) (Question, error) {
	q.Text = retrieval.Simplified(clean(q.Text))
	if q.Text == "" || !strings.ContainsFunc(q.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return q, fmt.Errorf("%w: 问题是空的，请输入要咨询的政策问题 (the question is empty)", ErrBadQuestion)
	}
	if n := utf8.RuneCountInString(q.Text); n > MaxQuestionRunes {
		return q, fmt.Errorf("%w: 问题有 %d 个字，最多 %d 个字，请缩短后再问 (the question has %d characters, the limit is %d)",
			ErrBadQuestion, n, MaxQuestionRunes, n, MaxQuestionRunes)
	}
	q.Region = retrieval.Simplified(clean(q.Region))
	turns := q.Turns[max(0, len(q.Turns)-maxTurns):]
	q.Turns = nil
	for _, t := range turns {
		if t = retrieval.Simplified(clean(t)); t != "" && utf8.RuneCountInString(t) <= MaxQuestionRunes {
			q.Turns = append(q.Turns, t)
		}
	}
	if q.Lang == "" {
		q.Lang = language(q.Text)
	}
	return q, nil
}

// maxTurns bounds the conversation that a question carries: older turns say
// nothing about a follow-up any more.
const maxTurns = 6

// language guesses the language of the fixed sentences: "zh" as soon as a
// question holds a Han character.
func language(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "zh"
	}
	return "en"
}
