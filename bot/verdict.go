package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// Where a text gives several figures for several cases, a claim is held against
// the figure of its own case: the one whose words are the claim's. Where none
// stands out, the reader is told that there are several, and never a plain yes.

// msgClaimElse says that the figure claimed is another case's.
var msgClaimElse = message{"核对：所引原文里“%s”说的不是这一种情形，与所问最接近的写的是%s，请看原文。", "Check: in the text quoted \"%s\" is said of another case; what is nearest to the question reads %s."}

// A valueSaid is a figure of a statement.
type valueSaid struct {
	figure    corpus.Figure
	words     string // the piece of the sentence that it stands in, its subject included
	condition bool   // it says when a rule applies, not what the rule is
	loose     bool   // its subject cannot be told from the order of the words
	least     bool   // the text gives it as a lower bound
	most      bool   // as an upper one
}

var (
	sentenceEnds = regexp.MustCompile(`[。；;]|\n`)
	pieceEnds    = regexp.MustCompile(`[，,：:、]`)
	inTurn       = regexp.MustCompile(`分别|依次`)
	// conditionEnd follows a figure that says when a rule applies.
	conditionEnd    = regexp.MustCompile(`^(?:及?以[上下内外]|之?内|的|不满|不足)?[^，,：:、]{0,14}?(?:的|时|后|之日起)$|^(?:及?以[上下内])?的(?:为|按|应|可|不得|由|处|给)`)
	conditionBefore = regexp.MustCompile(`(?:不满|不足|未满|已满|年满|满|超过|低于|少于|高于|小于|大于|达到|不低于|不少于)$`)
	conditionAfter  = regexp.MustCompile(`^(?:及?以[上下内外]|不满|不足)`)
	atMostSaid      = regexp.MustCompile(`最长|最高|最多|至多|顶多|不超过|不得超过|不能超过|上限|以下|以内`)
	atLeastSaid     = regexp.MustCompile(`最低|最少|最短|至少|起码|不少于|不低于|不得少于|不得低于|下限|以上`)
	// contrast is a pair of letters by which kinds of one thing differ.
	contrast = regexp.MustCompile(`^[一二三四五六特优甲乙丙ABCD大中小微国省市县区][等级类档型]$`)
)

// valuesOf gives the figures of a unit in a statement. A sentence is cut after
// every piece with such a figure, so that what stands before the figure, its
// subject, goes with it; a condition is a piece of its own.
func valuesOf(text, unit string) []valueSaid {
	var out []valueSaid
	for _, sentence := range splitKeep(text, sentenceEnds) {
		lead := ""
		loose := inTurn.MatchString(sentence)
		for _, piece := range piecesOf(sentence) {
			lead += " " + piece
			closed := false
			for _, f := range quantities(piece) {
				if unitOfFigure(f) != unit {
					continue
				}
				before, after := piece[:f.Start], piece[f.End:]
				v := valueSaid{figure: f, words: lead, loose: loose,
					least: atLeastSaid.MatchString(before) || strings.HasPrefix(after, "以上"),
					most:  atMostSaid.MatchString(before) || strings.HasPrefix(after, "以下") || strings.HasPrefix(after, "以内")}
				v.condition = conditionEnd.MatchString(after) && (conditionBefore.MatchString(before) || conditionAfter.MatchString(after))
				if v.condition {
					v.words = piece
				} else {
					closed = true
				}
				out = append(out, v)
			}
			if closed {
				lead = ""
			}
		}
	}
	return out
}

// piecesOf cuts a sentence at its commas, but for those within a number: 5,000.
func piecesOf(sentence string) []string {
	var out []string
	from := 0
	for _, at := range pieceEnds.FindAllStringIndex(sentence, -1) {
		if endsInDigit.MatchString(sentence[:at[0]]) && thousands.MatchString(sentence[at[1]:]) {
			continue
		}
		out = append(out, sentence[from:at[0]])
		from = at[1]
	}
	return append(out, sentence[from:])
}

var (
	endsInDigit = regexp.MustCompile(`[0-9]$`)
	thousands   = regexp.MustCompile(`^[0-9]{3}(?:[^0-9]|$)`)
)

// boundBy is by how much one case must share more of the claim's words than any other.
const boundBy = 2

// verdict compares the figure of a claim with those of its unit in the
// statements; "" where none has one.
func verdict(claim string, f corpus.Figure, statements []Drafted, lang string) string {
	var all, values []valueSaid
	for _, st := range statements {
		all = append(all, valuesOf(st.Text, unitOfFigure(f))...)
	}
	limit := atMostSaid.MatchString(claim)
	for _, v := range all {
		if !v.condition || !limit {
			values = append(values, v)
		}
	}
	if len(all) == 0 {
		return ""
	}
	equal := func(v valueSaid) bool { return v.figure.Value == f.Value }
	if len(values) == 0 { // conditions only
		if values = all; !slices.ContainsFunc(all, equal) {
			return msgClaimOpen.in(lang, f.Text)
		}
	}
	named, bound, shares := nearestValues(claim, f, values)
	switch {
	case !slices.ContainsFunc(all, equal):
		return msgClaimFails.in(lang, f.Text, quotedFigures(named))
	case bound && !slices.ContainsFunc(named, equal):
		return msgClaimElse.in(lang, f.Text, quotedFigures(named))
	case (bound || same(values)) && shares && same(named) && !opposed(claim, named) && !(limit && named[0].condition):
		return msgClaimHolds.in(lang, f.Text)
	}
	return msgClaimAmong.in(lang, f.Text, quotedFigures(all))
}

// nearestValues gives the figures whose words share most with a claim; bound
// says that no other comes near, shares that any word is shared. All are given
// where none stands out.
func nearestValues(claim string, f corpus.Figure, values []valueSaid) (named []valueSaid, bound, shares bool) {
	words := pairsOf(strings.ReplaceAll(claims.ReplaceAllString(claim, " "), f.Text, " "))
	most, second := 0, 0
	for _, v := range values {
		n, held := 0, pairsOf(v.words)
		for p := range words {
			switch {
			case !held[p]:
			case contrast.MatchString(p):
				n += boundBy
			default:
				n++
			}
		}
		switch {
		case n > most:
			most, second, named = n, most, []valueSaid{v}
		case n == most:
			named = append(named, v)
		default:
			second = max(second, n)
		}
	}
	bound = most > 0 && most-second >= boundBy && !slices.ContainsFunc(values, func(v valueSaid) bool { return v.loose })
	if !bound {
		named = values
	}
	return named, bound, most > 0
}

// same says whether figures are one value.
func same(values []valueSaid) bool {
	return !slices.ContainsFunc(values, func(v valueSaid) bool { return v.figure.Value != values[0].figure.Value })
}

// opposed says whether the claim takes for the most what the text gives as the least, or the other way.
func opposed(claim string, values []valueSaid) bool {
	most, least := atMostSaid.MatchString(claim), atLeastSaid.MatchString(claim)
	return slices.ContainsFunc(values, func(v valueSaid) bool {
		return most && !least && v.least && !v.most || least && !most && v.most && !v.least
	})
}

// quotedFigures writes different figures in quotation marks.
func quotedFigures(values []valueSaid) string {
	var said []string
	for _, v := range values {
		if quoted := "“" + v.figure.Text + "”"; !slices.Contains(said, quoted) {
			said = append(said, quoted)
		}
	}
	return strings.Join(said, "、")
}
