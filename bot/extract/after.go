package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// How the sentences that answer the parts before bear on a later part.
const (
	// sameArticleGain and sameDocumentGain raise what stands beside them where
	// the part leans on those before (还不交咋办), and by laterShare of it where not.
	sameArticleGain  = 0.2
	sameDocumentGain = 0.1
	laterShare       = 0.25
	// statedLoss lowers a sentence that is stated already: another thing is asked.
	statedLoss = 0.12
	// leaningShare is the share of the threshold that is enough for a part which
	// leans on one that the same document answers.
	leaningShare = 0.5
)

// after gives the reading with its scores as they are after earlier parts were
// answered.
func (r reading) after(before []sentence) reading {
	if len(before) == 0 {
		return r
	}
	share := laterShare
	if r.ask.part.Leans {
		share = 1
	}
	r.all = slices.Clone(r.all)
	for i := range r.all {
		s := &r.all[i]
		switch {
		case stated(s, before):
			s.score -= statedLoss
			if r.ask.part.Leans && !r.ask.part.Latest && r.ask.tense == anyTense && asksFigure(r.ask.part.Want) && s.fits == 1 { // it may well say both
				s.score += sameArticleGain + statedLoss/2
			}
		case slices.ContainsFunc(before, func(b sentence) bool { return sameArticle(&b, s) }):
			s.score += share * sameArticleGain
		case sameDocument(s, before):
			s.score += share * sameDocumentGain
		}
	}
	slices.SortStableFunc(r.all, byScore)
	return r
}

// leaningWithin is how far below the sentence found first one of the text that answers
// the part before may lie, to be preferred by a part that leans on that.
const leaningWithin = 0.35

// namesText names a text of its own: 条例最多允许几个.
var namesText = regexp.MustCompile(`条例|办法|细则|规定|指引|标准|政策|法[里上中规]|报告`)

// namedBefore is how many characters in a row of the part before a sentence must hold,
// with its title and lead-in, to be on the same matter.
const namedBefore = 3

// leaningFirst gives the index of the sentence to begin with where a part leans on the
// one before it (股东会多久开一次？通知提前几天) and the one found first names nothing of
// that: the best of the text that answers the part before.
func leaningFirst(all []sentence, a ask, before []sentence, first int) int {
	if first < 0 || !a.part.Leans || namesText.MatchString(a.part.Text) || len(before) == 0 || sameDocument(&all[first], before) {
		return first
	}
	best := &all[first]
	if longestCommon([]rune(best.result.Document.Title+" "+best.lead+" "+best.text), []rune(contentWords(a.part.Context))) >= namedBefore {
		return first
	}
	for i := first + 1; i < len(all) && all[i].score >= best.score-leaningWithin; i++ {
		if s := &all[i]; sameDocument(s, before) && !stated(s, before) && s.fits >= best.fits && s.fits > 0 && answers(s, a) {
			return i
		}
	}
	return first
}

func stated(s *sentence, before []sentence) bool {
	return slices.ContainsFunc(before, func(b sentence) bool { return b.part() == s.part() && b.result.Document.ID == s.result.Document.ID })
}

func sameDocument(s *sentence, before []sentence) bool {
	return slices.ContainsFunc(before, func(b sentence) bool { return b.result.Document.ID == s.result.Document.ID })
}

var (
	// goesOn begins a sentence that qualifies the one before it; leansBack one
	// that cannot be read without it.
	goesOn    = regexp.MustCompile(`^(但是?|其中|逾期|超过|不足|未[作按缴付约]|特殊|有特殊|情节|当年不足|同时|同期|无异议|有异议|(?:协商|调解)不|拒不|(?:审[查核]|评审|检查|验收)?(?:不通过|未通过|不合格)|否则|(?:有效)?期满|届满|确需|奖励期满|其他|(公示|公告|处理|审核|办理|补贴|奖励|资助|宽限)(的)?(时间|时限|期限|期)[为是最自不]?)`)
	leansBack = regexp.MustCompile(`^(但是?|其中|逾期|超过|不足|未作?约定|情节|同时|该|上述|前述|否则|当年不足|此类)`)
)

// asksItself says whether a sentence is a question, of a text of questions and
// answers: what answers it stands behind it.
func asksItself(s *sentence) bool {
	return strings.HasSuffix(s.text, "？") || strings.HasSuffix(s.text, "?")
}

// withNeighbours adds to the first sentence the one before it in its paragraph
// where it cannot be read alone, and the ones behind it that qualify or answer it.
func withNeighbours(chosen, all []sentence) []sentence {
	first := chosen[0]
	label := first.part().Label
	have := map[corpus.Part]bool{}
	for _, s := range chosen {
		have[s.part()] = true
	}
	neighbour := func(step int) *sentence {
		for i := range all {
			s := &all[i]
			if s.result == first.result && s.index == first.index+step && s.part().Label == label && s.part().Kind == first.part().Kind && !have[s.part()] {
				return s
			}
		}
		return nil
	}
	out := []sentence{}
	if leansBack.MatchString(first.text) {
		if s := neighbour(-1); s != nil {
			out = append(out, *s)
		}
	}
	out = append(out, first)
	for step := 1; step <= 2; step++ {
		s := neighbour(step)
		if s == nil || !goesOn.MatchString(s.text) && !asksItself(&first) {
			break
		}
		out = append(out, *s)
	}
	return append(out, chosen[1:]...)
}
