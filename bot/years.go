package bot

import (
	"context"
	"regexp"
	"strconv"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// maxYears bounds the years of a question that are answered one by one.
const maxYears = 4

// yearsApart sets years side by side: 2021年和2022年, 2021年、2022年, 2021到2024各年.
var yearsApart = regexp.MustCompile(`(?:19|20)\d\d年?(?:度|的)?(?:和|与|跟|及|、|，|,|比|还是|以及)(?:(?:19|20)\d\d)`)

// yearsBeside gives the years that a part sets side by side, where reports tell of
// them: each is a text of its own. None where rules answer, or one year is asked for.
func yearsBeside(part Part, text string) []int {
	years := retrieval.Years(text)
	if len(years) < 2 || len(years) > maxYears || !yearsApart.MatchString(text) || len(part.Found.Results) == 0 ||
		part.Found.Results[0].Document.Kind != corpus.KindReport {
		return nil
	}
	return years
}

// byYear answers a part for each of several years.
func (s *Service) byYear(ctx context.Context, p *plan, q Question, part Part, years []int) ([]Part, error) {
	var out []Part
	for _, year := range years {
		said := strconv.Itoa(year) + "年"
		scoped := part
		scoped.Scope, scoped.Years = said, []int{year}
		scoped.Topic = ofYear(part.Topic, said)
		scoped.Words = ofYear(part.Words, said)
		found, err := s.search(ctx, p, q, scoped.Topic, retrieval.Filter{})
		if err != nil {
			return nil, err
		}
		scoped.Found = found
		out = append(out, scoped)
	}
	return out, nil
}

// ofYear puts one year in the place of those set side by side.
func ofYear(text, year string) string {
	return joinsYears.ReplaceAllString(replaceFirst(text, fullYear, year), year)
}

var (
	fullYear = regexp.MustCompile(`(?:19|20)\d\d年?度?`)
	// joinsYears is what is left of years set side by side but one.
	joinsYears = regexp.MustCompile(`(?:19|20)\d\d年(?:的)?(?:和|与|跟|及|、|，|,|比|还是|以及)+`)
)
