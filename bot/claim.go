package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// claims is how people ask whether something that they heard is so.
var claims = regexp.MustCompile(`有人说|听说|据说|网上说|都说|他们说|朋友说|中介说|人家说|我记得|我以为|对吗|对不对|对不|是真的吗|真的吗|真的假的|没错吧|是不是(?:[^，,。？?]{0,12})[\d一二三四五六七八九十百]`)

// claimNote compares the one figure that a claim holds with the figures of its
// unit in the first statement that has one: the text says it, or what it says
// instead. "" where there is no claim, or not one figure to compare.
func claimNote(question string, statements []Drafted, lang string) string {
	if !claims.MatchString(question) {
		return ""
	}
	var claimed []corpus.Figure
	for _, f := range corpus.Figures(question) {
		if comparable(f) {
			claimed = append(claimed, f)
		}
	}
	if len(claimed) != 1 {
		return ""
	}
	for _, st := range statements {
		var said []string
		holds := false
		for _, f := range corpus.Figures(st.Text) {
			if f.Unit != claimed[0].Unit || !comparable(f) {
				continue
			}
			holds = holds || f.Value == claimed[0].Value
			if quoted := "“" + f.Text + "”"; !slices.Contains(said, quoted) {
				said = append(said, quoted)
			}
		}
		switch {
		case holds && len(said) > 1:
			return msgClaimAmong.in(lang, claimed[0].Text, strings.Join(said, "、"))
		case holds:
			return msgClaimHolds.in(lang, claimed[0].Text)
		case len(said) > 0:
			return msgClaimFails.in(lang, claimed[0].Text, strings.Join(said, "、"))
		}
	}
	return ""
}

// comparable says whether a figure is a quantity with a unit, no day or number of an article.
func comparable(f corpus.Figure) bool {
	return f.Unit != "" && f.Unit != corpus.UnitDate && f.Unit != corpus.UnitDocNumber && !strings.HasPrefix(f.Unit, "第")
}
