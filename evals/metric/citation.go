package metric

import "slices"

// CitedSentence is a sentence with the passages it cites, numbered from 0.
type CitedSentence struct{ Citations []int }

// Citation is citation recall and precision of one answer as ALCE defines them
// (Gao et al. 2023, section 3). passages is how many there are; supports says
// whether the given passages together say the sentence.
//
// Recall: a sentence counts where all it cites together support it; one without
// a citation, or with one out of range, does not; mean over sentences.
// Precision: a citation counts where its sentence is supported and it alone
// supports the sentence, or the others without it do not; over all citations of
// sentences whose citations are in range. No sentences, or no citations, give 0.
func Citation(sentences []CitedSentence, passages int, supports func(sentence int, cited []int) bool) (recall, precision float64) {
	supported, needed, total := 0, 0, 0
	for i, s := range sentences {
		if len(s.Citations) == 0 || slices.ContainsFunc(s.Citations, func(n int) bool { return n < 0 || n >= passages }) {
			continue
		}
		total += len(s.Citations)
		if !supports(i, s.Citations) {
			continue
		}
		supported++
		for at := range s.Citations {
			if needs(i, s.Citations, at, supports) {
				needed++
			}
		}
	}
	if len(sentences) > 0 {
		recall = float64(supported) / float64(len(sentences))
	}
	if total > 0 {
		precision = float64(needed) / float64(total)
	}
	return recall, precision
}

// needs says whether the citation at a place of a supported sentence counts.
func needs(sentence int, cited []int, at int, supports func(int, []int) bool) bool {
	if len(cited) == 1 || supports(sentence, cited[at:at+1]) {
		return true
	}
	first := slices.Index(cited, cited[at]) // ALCE takes out the first of equal citations
	return !supports(sentence, slices.Delete(slices.Clone(cited), first, first+1))
}

// Support is how far an answer says a nugget.
type Support int

// Degrees of support.
const (
	NotSupported Support = iota
	PartlySupported
	Supported
)

// Nugget is a fact that an answer should hold, and how far one does.
type Nugget struct {
	Vital   bool // otherwise it is okay: welcome, not needed
	Support Support
}

// NuggetScores are the four scores of the TREC RAG track (Pradeep et al. 2024):
// over vital nuggets or all, partial support as 0 (strict) or 0.5. No nuggets give 0.
type NuggetScores struct{ VitalStrict, AllStrict, Vital, All float64 }

// Nuggets scores the nuggets of one answer.
func Nuggets(nuggets []Nugget) NuggetScores {
	var s NuggetScores
	vital := 0
	for _, n := range nuggets {
		strict, lenient := 0.0, 0.0
		switch n.Support {
		case Supported:
			strict, lenient = 1, 1
		case PartlySupported:
			lenient = 0.5
		}
		s.AllStrict += strict
		s.All += lenient
		if n.Vital {
			vital++
			s.VitalStrict += strict
			s.Vital += lenient
		}
	}
	if vital > 0 {
		s.VitalStrict /= float64(vital)
		s.Vital /= float64(vital)
	}
	if len(nuggets) > 0 {
		s.AllStrict /= float64(len(nuggets))
		s.All /= float64(len(nuggets))
	}
	return s
}

// Figures compares the figures of an answer with those of its evidence and with
// those asked for, all in one normalised form. precision is the share of the
// answer's different figures that the evidence holds, 1 where it has none;
// recall the share of the wanted that the answer holds, 1 where none is wanted.
func Figures(answer, evidence, wanted []string) (precision, recall float64) {
	precision, recall = 1, 1
	if len(answer) > 0 {
		precision = shareIn(answer, evidence)
	}
	if len(wanted) > 0 {
		recall = shareIn(wanted, answer)
	}
	return precision, recall
}
