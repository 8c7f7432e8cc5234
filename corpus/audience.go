package corpus

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	applies      = regexp.MustCompile(`适用本(?:法|条例|规定|办法|细则|规则|措施|意见|政策|解释)(?:。|；|，|$)|本(?:法|条例|规定|办法|细则|规则|措施|意见|政策|解释|通知)(?:的规定)?适用于|应当遵守本(?:法|条例|规定|办法|细则)(?:。|$)|依照本(?:法|条例|规定|办法)(?:的)?规定缴纳`)
	appliesNot   = regexp.MustCompile(`不适用本`)
	salutation   = regexp.MustCompile(`^各位(?:代表|委员|同志|领导|来宾)`)
	addresseeEnd = regexp.MustCompile(`(?:政府|委员会|委|厅|局|办|部|会|单位|企业|机构|院|所|公司|个人|部门|组织|高校|学校|中心|街道|园区|同志)(?:[（(][^（）()]*[）)])?$`)
)

// scopeArticles is how many passages from the start a clause of application is
// looked for in.
const scopeArticles = 12

// audience gives the clause that says to whom or what the text applies
// (本条例适用于…), else the line of its addressees. A report has neither.
func (p *parser) audience() said {
	d := p.d
	if d.Kind == KindReport || d.Kind == KindDigest {
		return said{}
	}
	for i := range d.Passages[:min(scopeArticles, len(d.Passages))] {
		for _, pt := range d.Passages[i].Parts {
			s := Normalize(d.Text[pt.Start:pt.End])
			if applies.MatchString(s) && !appliesNot.MatchString(s) {
				return said{s, pt.Start, pt.End}
			}
		}
	}
	for i := range p.blocks {
		b := p.blocks[i]
		if b.reason != "" || b.row > 0 {
			continue
		}
		s := Normalize(b.text)
		name, ok := strings.CutSuffix(s, "：")
		if !ok {
			name, ok = strings.CutSuffix(s, ":")
		}
		if _, outline := scanOutline(s); !ok || outline || utf8.RuneCountInString(name) > 150 || strings.ContainsAny(name, "。；：《") ||
			salutation.MatchString(name) || !addresseeEnd.MatchString(name) {
			break // only the first block of the text can be the addressees
		}
		return said{name, b.start, b.end}
	}
	return said{}
}
