package extract

import (
	"maps"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
)

// A period is reckoned from something and given for something else: 在提出实质审查请求时
// 以及收到通知书之日起的3个月内，可以主动提出修改 gives the time of a change, and none of the
// request. Who asks until when the request is made is not answered by it.

// reckonedFrom is what a time is reckoned from, in a text.
var reckonedFrom = regexp.MustCompile(`[在于自从][^，。；：]{2,60}?(?:时|之日起?|的?当日|当天|起)(?:的|以及|或者?|和|、)*|[\p{Han}（）]{2,24}(?:之后|以后|后)的?[，]?(?:\d|[一二三四五六七八九十两]+个?[年月日天工小])`)

// askedFrom is the same in a question: 递上去之后，最晚什么时候; 收到通知后多久.
var askedFrom = regexp.MustCompile(`[^，。？、]*(?:之后|以后|后|起|了|完|上去|上来|过去|到手)`)

// whenAsk asks for a time.
var whenAsk = regexp.MustCompile(`什么时候|啥时候|何时|哪天|几号|几月|多久|多长时间|多少天|几[天日年]|几个月|时限|期限|截止|最[晚迟]`)

// questionClauses end a clause of a question.
var questionClauses = regexp.MustCompile(`[，。？；！,?!]`)

// timedWords gives the words of a part that name what the time is asked of: those of
// the clause that asks for it, behind what it is reckoned from; "" for none.
func timedWords(p bot.Part) string {
	if p.Want != bot.WantTime {
		return ""
	}
	for _, clause := range questionClauses.Split(p.Text, -1) {
		if at := whenAsk.FindStringIndex(clause); at != nil {
			before := clause[:at[0]]
			if from := askedFrom.FindStringIndex(before); from != nil {
				before = before[from[1]:]
			}
			return before + " " + clause[at[1]:]
		}
	}
	return ""
}

// timedShare is the least share of the words that the time is asked of which a sentence
// must hold beside what its own time is reckoned from, of those it holds at all.
const timedShare = 0.5

// reckonsFromIt says that a sentence names what a time is asked of only as what another
// time is reckoned from. set holds the sentence's words, with context.
func (c *Composer) reckonsFromIt(a *ask, set map[string]bool, context, text string) bool {
	if len(a.timed) == 0 || !deadline.MatchString(text) { // 自颁发证书之日起有效期三年
		return false
	}
	beside := reckonedFrom.ReplaceAllString(text, " ")
	if beside == text {
		return false
	}
	rest := c.termSet(beside + "\n" + context)
	a.hear(rest, beside+"\n"+context)
	held, kept := 0.0, 0.0
	for _, t := range a.terms {
		if t.known && a.timed[t.word] && set[t.word] {
			held += t.weight
			if rest[t.word] {
				kept += t.weight
			}
		}
	}
	return held > 0 && kept < timedShare*held
}

// timedTerms gives the terms of what a time is asked of.
func (c *Composer) timedTerms(p bot.Part) map[string]bool {
	words := strings.TrimSpace(contentWords(timedWords(p)))
	if words == "" {
		return nil
	}
	out := c.termSet(words)
	pairs := maps.Clone(out)
	maps.DeleteFunc(pairs, func(t string, _ bool) bool { return utf8.RuneCountInString(t) < 2 })
	if len(pairs) > 0 {
		return pairs // 提 and 交 are everywhere
	}
	return out
}
