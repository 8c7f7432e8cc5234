package bot

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Some ask which text a 文号 is of, or what that is about. No sentence of the text
// says it, and those that hold the 文号 are of other texts. It is told from what is
// stored of the text, above the sentence in which the text says what it is for.

var (
	// whichText is what is left of such a question without the 文号.
	whichText = regexp.MustCompile(`^(?:请问|想问|查一?下|看一?下|帮我|找一?下|这个|文号|文件|的|[《》\s，,：:])*(?:是|叫|讲|说|写|关于|属于|有)?的?(?:是|了)?(?:什么|啥|哪(?:个|份|一个|部))?(?:文件|通知|办法|规定|法规|条例|政策|内容|意思|名称|标题|方面的?)*的?(?:呢|吗|啊)?[?？。！!\s]*$`)
	// saysFor is how a text says what it is for.
	saysFor = regexp.MustCompile(`^(?:第一条)?\s*(?:为了?|根据|按照|依据|经.{2,20}(?:批准|同意)|现将|现就|国务院决定)`)
)

// numberMeant gives the 文号 that a question asks which text it is of; "" for none.
func numberMeant(text string, u retrieval.Understood) string {
	if len(u.Refs) != 1 || u.Refs[0].DocNumber == "" {
		return ""
	}
	left := corpus.DocNumberDigits(corpus.Normalize(text))
	at := numberSaid.FindStringIndex(left)
	if at == nil || !whichText.MatchString(left[:at[0]]+left[at[1]:]) {
		return ""
	}
	return u.Refs[0].DocNumber
}

// numberSaid is a 文号 in a question.
var numberSaid = regexp.MustCompile(`\p{Han}{1,12}[〔\[(（【]?\d{4}年?[〕\])）】]?第?\d{1,4}号令?|\p{Han}{2,12}(?:令|公告|通告)第?\d{1,4}号|\p{Han}{2,8}第?\d{1,4}号令`)

// numbered answers a question for the text of a 文号; false where none is asked for
// or held. It makes all that is stored of the text the passages found.
func (s *Service) numbered(ctx context.Context, p *plan, q Question, cat *catalogue) (Draft, bool, error) {
	if len(p.parts) != 1 || p.parts[0].Found == nil {
		return Draft{}, false, nil
	}
	number := numberMeant(q.Text, p.parts[0].Found.Understood)
	d := cat.withNumber(number, q.AsOf)
	if number == "" || d == nil {
		return Draft{}, false, nil
	}
	all, err := s.wholeText(ctx, q, d.ID)
	if err != nil || all == nil {
		return Draft{}, false, err
	}
	at, ok := purposeOf(all)
	if !ok {
		return Draft{}, false, nil
	}
	found := *p.parts[0].Found
	found.Results = all
	p.parts[0].Found = &found
	said := []string{msgNumberOf.in(q.Lang, number, d.Title)}
	for _, w := range []string{InForceSince(d.EffectiveFrom, at.result.Status, d.EffectiveBasis, q.Lang), StatusWord(at.result.Status, q.Lang)} {
		if w != "" {
			said = append(said, w)
		}
	}
	return Draft{
		Citations:  []Citation{NewCitation(1, at.result, at.span)},
		Statements: []Drafted{{Statement: Statement{Text: at.words(), Citations: []int{1}}, Intro: strings.Join(said, " · ") + "：\n"}},
	}, true, nil
}

// shortest is the least length in characters of a sentence that says what a text is.
const shortest = 16

// purposeOf gives the sentence in which a text says what it is for, the first long
// enough to say anything where none does; false where a text has neither.
func purposeOf(all []retrieval.Result) (place, bool) {
	var first *place
	for i := range all {
		for _, span := range all[i].Passage.Parts {
			at := place{&all[i], span}
			words := at.words()
			n := utf8.RuneCountInString(words)
			if n > MaxQuoteRunes || strings.HasSuffix(words, "：") || Foreign(words, all[i].Document.URL) {
				continue
			}
			if saysFor.MatchString(words) {
				return at, true
			}
			if first == nil && n >= shortest {
				first = &at
			}
		}
		if i == purposeDepth {
			break
		}
	}
	if first == nil {
		return place{}, false
	}
	return *first, true
}

// purposeDepth is how many passages from the beginning a text may say it in.
const purposeDepth = 3

// withNumber gives the text with a 文号: of several versions the one in force on a
// day, else the newest; nil where none is held, or where other texts have it too.
func (c *catalogue) withNumber(number string, day corpus.Date) *corpus.Document {
	var found *corpus.Document
	if number == "" {
		return nil
	}
	for i := range c.all {
		d := &c.all[i]
		held := false
		for _, key := range retrieval.NumberKeys(d.DocNumber) {
			held = held || key == number || strings.HasSuffix(number, key) && strings.Contains(key, "〔")
		}
		switch {
		case !held:
		case found == nil, c.newest(found.ID) == c.newest(d.ID) && (d.StatusOn(day) == corpus.StatusInForce || found.StatusOn(day) != corpus.StatusInForce && d.ID == c.newest(d.ID)):
			found = d
		case c.newest(found.ID) != c.newest(d.ID):
			return nil
		}
	}
	return found
}
