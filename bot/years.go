package bot

import (
	"context"
	"regexp"
	"strconv"
	"strings"

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

// yearBefore names a year by the one it is compared with: 2022年比头一年加了没有. Groups:
// the year, what stands between, the word that compares.
var yearBefore = regexp.MustCompile(`((?:19|20)\d\d)年([^，。？]{0,12}?)(比|跟|和|与|较|同)(?:它|他)?(?:的)?(?:头一年|上一?年|前一年)`)

// withYearBefore writes such a year out.
func withYearBefore(text string) string {
	return yearBefore.ReplaceAllStringFunc(text, func(said string) string {
		m := yearBefore.FindStringSubmatch(said)
		year, _ := strconv.Atoi(m[1]) // four digits by the pattern
		return m[1] + "年" + m[2] + m[3] + strconv.Itoa(year-1) + "年"
	})
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

// editionNamed names a text by the year of its edition: 2023年的公司法, 2018年修订版. A year
// beside something else is the time that is asked about.
var editionNamed = regexp.MustCompile(`\d{2,4}\s*年[^，。？]{0,10}?(?:修|版|出台|颁布|制定|公布|发布|通过|条例|办法|法|细则|规定|指引|意见|通知|老|旧|新)|(?:条例|办法|法|细则|规定|指引)[（(]?\d{4}`)

// versionsOfYears picks the versions adopted or effective in one of the years,
// or else in force at the end of it. Where no edition is named, what was adopted in
// a year and not in force at its end is none of it.
func versionsOfYears(lineage []string, years []int, named bool, cat *catalogue) []string {
	var out []string
	for _, y := range years {
		year := strconv.Itoa(y)
		inForce := func(id string) bool { return cat.byID[id].StatusOn(corpus.Date(year+"-12-31")) == corpus.StatusInForce }
		picked := ""
		for _, id := range lineage {
			d := cat.byID[id]
			if (strings.HasPrefix(string(d.Adopted), year) || strings.HasPrefix(string(d.EffectiveFrom), year)) && (named || inForce(id)) {
				picked = id
				break
			}
		}
		for _, id := range lineage {
			if picked == "" && inForce(id) {
				picked = id
			}
		}
		if picked != "" {
			out = appendMissing(out, picked)
		}
	}
	return out
}

// yearsCompared sets two years side by side.
var yearsCompared = regexp.MustCompile(`\d{4}年[^，。？]{0,14}(?:和|跟|与|、|比)[^，。？]{0,6}\d{4}年`)

// yearsLacking gives, for a question that sets editions of several years side by side,
// a part without anything found for each year of which no version is held.
func yearsLacking(text string, part Part, lineage []string, cat *catalogue) []Part {
	if len(part.Years) < 2 || !yearsCompared.MatchString(text) {
		return nil
	}
	var out []Part
	for _, y := range part.Years {
		if len(versionsOfYears(lineage, []int{y}, true, cat)) > 0 {
			continue
		}
		lacking := part
		lacking.Found, lacking.Scope = &retrieval.Results{}, cat.byID[lineage[0]].Title+"（"+strconv.Itoa(y)+"）"
		out = append(out, lacking)
	}
	return out
}
