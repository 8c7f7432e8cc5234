package extract

import (
	"regexp"
	"strings"

	"github.com/policybot/policybot/bot"
)

// Who asks how many people got something in a year is answered by a text that names
// them, though it counts nobody: 授予甲院士、乙院士灯塔奖. A rule on how many may get it at
// most tells what is allowed, not what was done.

var (
	// awarded names people one after the other, each by a title, and what they got.
	awarded = regexp.MustCompile(`(?:授予|颁给|颁发给|奖给|授给)((?:[\p{Han}·]{2,10}?(?:院士|教授|研究员|工程师|同志|先生|女士|博士)[、和]?)+)([^，。；、]{2,30})`)
	// peopleAsked asks how many people there were.
	peopleAsked = regexp.MustCompile(`(?:多少|几)个?[人名位]|几个$`)
	// gotAsked asks of what was done.
	gotAsked = regexp.MustCompile(`了(?:多少|几)|(?:发|授|颁|奖)(?:给|予)?了|给了|评上|获奖|得奖`)
	// person is one of those named.
	person = regexp.MustCompile(`[\p{Han}·]{2,10}?(?:院士|教授|研究员|工程师|同志|先生|女士|博士)`)
)

// awardRunes is how many characters of what people got the question must name.
const awardRunes = 4

// namedIn gives the people whom a text names as those who got what a part asks of;
// nil where it asks for no number of people, or the text names none.
func namedIn(p bot.Part, text string) []string {
	if p.Want != bot.WantCount || !peopleAsked.MatchString(p.Text) || !gotAsked.MatchString(p.Text) {
		return nil
	}
	for _, m := range awarded.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(m[2], "等") && longestCommon([]rune(m[2]), []rune(p.Words)) >= awardRunes {
			return person.FindAllString(m[1], -1)
		}
	}
	return nil
}

// awardedFirst gives the index of the sentence to begin with where people of a year
// are counted: the first that names them and is of that year, where the one found
// first is not.
func awardedFirst(all []sentence, a ask, first int) int {
	if first < 0 || len(a.part.Years) == 0 || all[first].year == 1 {
		return first
	}
	for i := range all {
		if s := &all[i]; s.year == 1 && len(namedIn(a.part, s.text)) > 0 && answers(s, a) {
			return i
		}
	}
	return first
}

// countNamed gives a note that counts the people whom the first of the sentences
// chosen names; "" where it names none.
func countNamed(p bot.Part, chosen []sentence, lang string) string {
	if names := namedIn(p, chosen[0].text); len(names) > 0 {
		return bot.CountedNames(names, lang)
	}
	return ""
}
