package bot

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/retrieval"
)

// maxChoices bounds the choices of a question asked back.
const maxChoices = 4

// anyGrant are words that nearly every document on grants shares.
var anyGrant = regexp.MustCompile(`补贴|补助|奖励|奖金|资助|政策|优惠|扶持|资金|经费|项目|企业|公司|单位|我们|咱们|我司|我|你们|想|请问|咨询|一下|有关|相关|关于|享受|领取|领|申报|支持|条件|情况|这些|那些|这个|那个|个`)

// vague says whether a question names no policy, place, thing or figure to look
// for: 补贴怎么申请？
func vague(text string) bool {
	if bookTitle.MatchString(text) || len(retrieval.Years(text)) > 0 || namesAPlace(text) {
		return false
	}
	rest := anyGrant.ReplaceAllString(hollow.ReplaceAllString(withoutAsking(text), ""), "")
	return strings.TrimSpace(withoutAsking(rest)) == "" && asks.MatchString(text) && utf8.RuneCountInString(text) <= 2*aloneRunes
}

// grantWord is a kind of money that a question without a policy asks for.
var grantWord = regexp.MustCompile(`补贴|补助|资助|奖励|奖金|贴息|减免`)

// choices gives the question again for each of the documents that stand first,
// one for each title, at most [maxChoices]: asked again, a choice names what it
// is about.
func choices(text string, p *plan) []string {
	out := []string{}
	seen := map[string]bool{}
	for _, part := range p.parts {
		if part.Found == nil {
			continue
		}
		for _, r := range part.Found.Results {
			title := r.Document.Title
			if w := grantWord.FindString(text); w != "" && !strings.Contains(title+r.Passage.Norm, w) {
				continue
			}
			if title == "" || seen[title] || len(out) == maxChoices {
				continue
			}
			seen[title] = true
			out = append(out, "《"+title+"》："+text)
		}
	}
	return out
}

// askBack asks which of several policies a vague question means; false where it
// is not vague, or where there is nothing to choose from.
func askBack(a *Answer, q Question, p *plan, cat *catalogue) bool {
	if !vague(q.Text) {
		return false
	}
	list := choices(q.Text, p)
	if len(list) < 2 {
		return false
	}
	a.Status, a.Choices = StatusClarification, list
	a.Text = joinLines(msgWhich.in(q.Lang), cat.coverage(q.Lang))
	return true
}
