package corpus

import (
	"regexp"
	"sort"
	"strings"
)

var (
	titleYear  = regexp.MustCompile(`([12][0-9]{3})年`)
	anyYear    = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})年`)
	reviewHead = regexp.MustCompile(`([12][0-9]{3})年(?:度)?(?:的)?(?:主要)?(?:工作|成绩|情况|发展|经济|科技)[^。]{0,12}(?:回顾|总结|情况|成效|进展)`)
	figureKind = regexp.MustCompile(`报告|公报|情况|白皮书|统计|综述|成绩单|年鉴|[0-9]年[^（(]{0,12}工作`)
)

// minYearMentions is how often a year must be named to be the year of a report
// that says nothing clearer.
const minYearMentions = 3

// periodOf gives the year that a report or a digest of figures speaks of: that
// of its title, else of a heading that reviews a year, else the one named most
// often in the text, if it is named three times and as often as all others
// together. Plans name years too, so no rule or notice has one.
func (p *parser) periodOf() string {
	d := p.d
	if d.Kind != KindReport && !(d.Kind == KindDigest && figureKind.MatchString(d.Title)) {
		return ""
	}
	if m := titleYear.FindStringSubmatch(d.Title); m != nil {
		return m[1]
	}
	for _, ps := range d.Passages {
		for _, h := range ps.Path {
			if m := reviewHead.FindStringSubmatch(h); m != nil {
				return m[1]
			}
		}
	}
	var text strings.Builder
	for _, ps := range d.Passages {
		text.WriteString(ps.Norm + "\n")
	}
	counts := make(map[string]int)
	all := 0
	for _, m := range anyYear.FindAllStringSubmatch(text.String(), -1) {
		counts[m[1]]++
		all++
	}
	var years []string
	for y := range counts {
		years = append(years, y)
	}
	sort.Slice(years, func(i, j int) bool {
		if counts[years[i]] != counts[years[j]] {
			return counts[years[i]] > counts[years[j]]
		}
		return years[i] > years[j]
	})
	if len(years) == 0 || counts[years[0]] < minYearMentions || 2*counts[years[0]] < all {
		return ""
	}
	return years[0]
}
