package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// claims is how people ask whether something that they heard is so.
var claims = regexp.MustCompile(`有人说|听说|据说|网上说|都说|他们说|朋友说|中介说|人家说|我记得|我以为|对吗|对不对|对不|是真的吗|真的吗|真的假的|没错吧|是不是(?:[^，,。？?]{0,12})[\d一二三四五六七八九十百]`)

// alsoClaimed joins what is claimed beside each other.
var alsoClaimed = regexp.MustCompile(`[，,、；;]?(?:而且|并且|还说|又说|也说|另外|同时)[，,]?`)

// claimed cuts a claim of several figures into what is claimed of each; nil
// where it is no claim, or not one figure stands in each piece.
func claimed(sentence string) []string {
	if !claims.MatchString(sentence) {
		return nil
	}
	pieces := splitKeep(sentence, alsoClaimed)
	if len(pieces) < 2 {
		return nil
	}
	for _, piece := range pieces {
		if len(quantities(piece)) != 1 {
			return nil
		}
	}
	return pieces
}

// quantities gives the figures of a text that can be compared.
func quantities(text string) []corpus.Figure {
	return slices.DeleteFunc(corpus.Figures(text), func(f corpus.Figure) bool { return !comparable(f) })
}

// claimEnd ends what is claimed of one figure.
var claimEnd = regexp.MustCompile(`[，,、；;。？?]|而且|并且|还说|又说|也说|有人说`)

// claimNote compares what a claim says with the statements: its one figure with
// the figures of its unit in the first statement that has one; each of several
// with the statement that shares most words with its clause. The text says it,
// or what it says instead. "" where there is no claim or nothing to compare.
func claimNote(question string, statements []Drafted, lang string) string {
	if !claims.MatchString(question) {
		return ""
	}
	all := quantities(question)
	if len(all) == 1 {
		return verdict(all[0], statements, lang)
	}
	var notes []string
	compared := false
	for _, clause := range splitKeep(question, claimEnd) {
		figures := quantities(clause)
		if len(figures) != 1 {
			continue
		}
		note := verdict(figures[0], about(clause, figures[0], statements), lang)
		compared = compared || note != ""
		if note == "" {
			note = msgClaimOpen.in(lang, figures[0].Text)
		}
		notes = append(notes, note)
	}
	if !compared || len(notes) != len(all) { // some figure stands beside another
		return ""
	}
	return strings.Join(notes, msgBetween.in(lang))
}

// about gives the statement with a figure of that unit that shares most words
// with what a clause says of it, the first of equals; none where no word is shared.
func about(clause string, f corpus.Figure, statements []Drafted) []Drafted {
	words := pairsOf(strings.ReplaceAll(claims.ReplaceAllString(clause, " "), f.Text, " "))
	var best []Drafted
	most := 0
	for i, st := range statements {
		if !slices.ContainsFunc(quantities(st.Text), func(g corpus.Figure) bool { return g.Unit == f.Unit }) {
			continue
		}
		if n := shared(words, pairsOf(st.Text)); n > most {
			most, best = n, statements[i:i+1]
		}
	}
	return best
}

// verdict compares a figure with those of its unit in the first statement that
// has one; "" where none has.
func verdict(claim corpus.Figure, statements []Drafted, lang string) string {
	for _, st := range statements {
		var said []string
		holds := false
		for _, f := range quantities(st.Text) {
			if f.Unit != claim.Unit {
				continue
			}
			holds = holds || f.Value == claim.Value
			if quoted := "“" + f.Text + "”"; !slices.Contains(said, quoted) {
				said = append(said, quoted)
			}
		}
		switch {
		case holds && len(said) > 1:
			return msgClaimAmong.in(lang, claim.Text, strings.Join(said, "、"))
		case holds:
			return msgClaimHolds.in(lang, claim.Text)
		case len(said) > 0:
			return msgClaimFails.in(lang, claim.Text, strings.Join(said, "、"))
		}
	}
	return ""
}

// comparable says whether a figure is a quantity with a unit, no day or number of an article.
func comparable(f corpus.Figure) bool {
	return f.Unit != "" && f.Unit != corpus.UnitDate && f.Unit != corpus.UnitDocNumber && !strings.HasPrefix(f.Unit, "第")
}
