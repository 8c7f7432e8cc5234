package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Some ask after a text itself: from when it applies, until when, whether it
// still does. Every text says that of itself in one clause, in the same words
// everywhere, so that neither words nor meaning find the one of the text named.

const (
	ruleNoun = `(?:条例|办法|法|规定|细则|意见|通知|指引|措施|政策|规则|决定|新规|新版|旧版|老版|那版|版)`
	whenWord = `(?:什么时候|啥时候|啥时|何时|哪天|哪一天|哪年|哪一年|几号|多久|几年|几时|多少年)`
	endures  = `(?:施行|实施|生效|执行|管用|起效|到期|过期|失效|有效|废止|作废|为止|算数)`
)

var asksOfItself = regexp.MustCompile(ruleNoun + `[^，。？?证款]{0,6}?(?:从|自|是|到|会|还|新的)?` + whenWord + `[^，。？?]{0,4}(?:开始|起)?` + endures +
	`|` + ruleNoun + `[^，。？?证款]{0,4}?(?:的)?(?:有效期|(?:施行|实施|生效|执行)(?:日期|时间))` +
	`|` + ruleNoun + `[^，。？?证款]{0,8}?到` + whenWord + `(?:为止|结束)?` +
	`|[〕\])）】令告第]\s*\d{1,4}号(?:文件?|令)?[^，。？?证款]{0,6}?(?:` + whenWord + `[^，。？?]{0,4}` + endures + `|有效期|(?:施行|实施|生效|执行)(?:日期|时间))`)

// OfItself is the clause in which a text says from when or until when it applies.
var OfItself = regexp.MustCompile(`(?:^|[，,。；：\s])(?:本|该|此)` + anyRule + `[^，。；]{0,12}(?:自|从)[^，。；]{2,24}(?:施行|实施|生效|执行)` +
	`|(?:^|\s)自[^，。；]{2,24}(?:施行|实施|生效|执行)|(?:本|该|此)` + anyRule + `.{0,12}有效期|^有效期|(?:暂定|试行期?)[\d一二三四五六七八九十]+年`)

// takesEffect is how English asks for it.
var takesEffect = regexp.MustCompile(`(?i)\b(rules?|law|regulations?|measures|act|provisions|policy|notice)\b.{0,60}\b((take|takes|took|come|comes|came|enter|entered) (effect|into force)|effective|expires?)\b|\b(effective date|validity|expiry) of\b.{0,60}\b(rules?|law|regulations?|measures|act|provisions|policy|notice)\b`)

// anyRule is what a text calls itself.
const anyRule = `(?:法|条例|办法|实施办法|规定|细则|实施细则|意见|实施意见|政策|通知|决定|规则|措施|若干措施|指引|解释|公告|方案)`

// ownClause is what the clause is searched by.
const ownClause = "本办法自公布之日起施行 有效期 同时废止"

// leastNamed is the share of the character pairs of a question's words that a
// title must hold to be the one named.
const leastNamed = 0.4

// pointsAtText is a text that was spoken of before: 这个办法什么时候施行.
var pointsAtText = regexp.MustCompile(`(?:这个|这部|这份|该|那个|上述|此)` + anyRule)

// ofItself adds to what was found for a part that asks after a text itself the
// passages in which that text says it.
func (s *Service) ofItself(ctx context.Context, p *plan, q Question, part *Part) error {
	if !asksOfItself.MatchString(part.Text) && !takesEffect.MatchString(part.Text) || len(part.Found.Results) == 0 {
		return nil
	}
	named, most := "", leastNamed
	if numberSaid.MatchString(part.Text) {
		if i := slices.IndexFunc(part.Found.Results, func(r retrieval.Result) bool { return r.Exact }); i >= 0 {
			named, most = part.Found.Results[i].Document.ID, 1
		}
	}
	for i := range part.Found.Results {
		r := &part.Found.Results[i]
		name := r.Document.Region + " " + r.Document.Title
		share := max(sharedPairs(aboutText(part.Topic), name), sharedPairs(aboutText(part.Words), name))
		if share > most {
			named, most = r.Document.ID, share
		}
	}
	if named == "" && pointsAtText.MatchString(part.Text) { // the one that the words before it are of
		named = part.Found.Results[0].Document.ID
	}
	if named == "" {
		return nil
	}
	own, err := s.search(ctx, p, q, ownClause, retrieval.Filter{Documents: []string{named}, AllVersions: true})
	if err != nil {
		return err
	}
	found := *part.Found
	found.Results = nil
	for _, r := range own.Results {
		if slices.ContainsFunc(r.Passage.Parts, func(at corpus.Part) bool {
			return OfItself.MatchString(corpus.Normalize(QuoteOf(r.Passage, at)))
		}) {
			found.Results = append(found.Results, r)
		}
	}
	if len(found.Results) > 0 {
		part.Found, part.Want, part.Unit, part.Itself = &found, WantTime, "", true
	}
	return nil
}

// whenWords are taken out of a question to leave what names the text.
var whenWords = regexp.MustCompile(whenWord + `|` + endures + `|有效期|开始|日期|时间|[的是从到起还会吗呢，。？?]`)

func aboutText(text string) string { return whenWords.ReplaceAllString(text, " ") }

// sharedPairs is the share of the pairs of neighbouring characters of a that b
// holds, 0 to 1.
func sharedPairs(a, b string) float64 {
	held, all := 0, 0
	for word := range strings.FieldsSeq(a) {
		runes := []rune(word)
		for i := 1; i < len(runes); i++ {
			all++
			if strings.Contains(b, string(runes[i-1:i+1])) {
				held++
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(held) / float64(all)
}
