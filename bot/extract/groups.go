package extract

import (
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
)

// groups are people for whom there are rules of their own, each by its names. What
// such a rule grants it grants to them alone.
var groups = [][]string{
	{"港澳青年", "港澳台青年", "港澳居民", "港澳人才", "港澳人士", "港澳大学生", "香港青年", "澳门青年", "香港、澳门"},
	{"台湾青年", "港澳台青年", "台湾居民", "台湾同胞", "台胞"},
	{"大学生", "高校毕业生", "高等学校毕业生", "高等院校毕业生", "应届毕业生", "应届生", "毕业生", "在校学生"},
	{"残疾人"},
	{"退役军人", "退伍军人", "复员军人", "转业军人", "退役士兵"},
	{"留学人员", "留学生", "留学回国", "海归"},
	{"农民工", "返乡人员", "返乡创业"},
	{"失业人员", "就业困难人员", "下岗职工", "下岗人员"},
}

// noGroup are names that hold a group's and are none.
var noGroup = strings.NewReplacer("残疾人联合会", "", "残疾人就业保障金", "", "大学生创新创业训练", "", "大学生创业园", "")

// groupsIn gives the indices of the groups that words name.
func groupsIn(words string) []int {
	words = noGroup.Replace(words)
	var out []int
	for i, names := range groups {
		if slices.ContainsFunc(names, func(name string) bool { return strings.Contains(words, name) }) {
			out = append(out, i)
		}
	}
	return out
}

// groupsOf gives the groups that a sentence is for: those named by it and what leads
// it in or, where they name none, by the title of its text.
func groupsOf(s *sentence) []int {
	if own := groupsIn(s.lead + s.text); len(own) > 0 {
		return own
	}
	return groupsIn(s.result.Document.Title)
}

// ofOtherGroup says that a sentence is for people other than those whom the question
// names; false where the question names nobody.
func (a *ask) ofOtherGroup(s *sentence) bool {
	if len(a.groups) == 0 {
		return false
	}
	of := groupsOf(s)
	return len(of) > 0 && !slices.ContainsFunc(of, func(g int) bool { return slices.Contains(a.groups, g) })
}

// forGroup gives a note where what is granted by the first of the sentences chosen is
// granted to a group that the question does not name; "" where there is nothing to say.
func forGroup(a ask, question string, chosen []sentence, lang string) string {
	s := &chosen[0]
	if len(a.groups) > 0 || len(groupsIn(question)) > 0 || !benefit.MatchString(s.lead+s.text) || isReport(s) {
		return ""
	}
	of := groupsOf(s)
	if len(of) == 0 {
		return ""
	}
	words := noGroup.Replace(s.lead + s.text + "\n" + s.result.Document.Title)
	for _, name := range groups[of[0]] {
		if strings.Contains(words, name) {
			return bot.ForGroup(name, lang)
		}
	}
	return ""
}
