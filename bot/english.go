package bot

import (
	"slices"

	"github.com/policybot/policybot/retrieval"
)

// inChinese writes a question in English, and the turns before it, as Chinese
// asks them, so that one set of rules reads both languages.
func inChinese(q Question) Question {
	q.Turns = slices.Clone(q.Turns)
	for i, t := range q.Turns {
		if r, ok := retrieval.InChinese(t); ok {
			q.Turns[i] = r.Text
		}
	}
	if r, ok := retrieval.InChinese(q.Text); ok {
		q.English, q.Text = &r, r.Text
	}
	return q
}

// asAsked gives the words of a part as the user asked them.
func (q Question) asAsked(part string) string {
	if q.English == nil {
		return part
	}
	for _, c := range q.English.Clauses {
		if c.Chinese == part {
			return c.English
		}
	}
	return part
}

// askedFor gives the words of a part by which its want is read: those of a
// question in English as Chinese asks, others as they are.
func askedFor(text string) string {
	if r, ok := retrieval.InChinese(text); ok {
		return r.Text
	}
	return text
}
