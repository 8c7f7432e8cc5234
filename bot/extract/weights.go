package extract

// Weights turn the features of a sentence into its score (see featureNames), and say
// which score is enough to be quoted beside the best. All features are in 0 to 1 but the
// nearness of sentence and passage (-1 to 1) and the odds.
type Weights struct {
	Cosine, Passage, Told, Coverage, Context, Fits, Echoes, Year, Nearest, Fused, Title, Rarest, Length, Item, Leads, Local, Report, Known, Whole, Heavy, About, Tense, Odds float64

	// AlsoWithin is how far below the best score a further sentence of the same
	// document may lie, OtherWithin one of another document.
	AlsoWithin, OtherWithin float64
	// MaxSentences bounds the quotations for one part.
	MaxSentences int
}

// DefaultWeights stand half-way between weights chosen by hand and those learned pairwise
// (a sentence that holds judged evidence against the others found for its part) from 1,805
// parts, the odds of words learned without the case, scaled to the distances that the
// rules beside were made with: docs/benchmarks-answers-log.md says what they gain.
var DefaultWeights = Weights{
	Cosine: 0.85, Passage: 0.31, Told: 0.285, Coverage: -0.04, Context: 0.275, Fits: 0.215, Echoes: 0.17, Year: 0.14, Nearest: 0.335, Fused: 0.08,
	Title: -0.055, Rarest: -0.02, Length: -0.04, Item: -0.035, Leads: -0.085, Local: -0.2, Report: -0.03, Known: 0.06, Whole: 0.05, Heavy: 0.05,
	About: 0.02, Tense: 0.24, Odds: 0.085,
	AlsoWithin: 0.22, OtherWithin: 0.18, MaxSentences: 3,
}

func (w *Weights) score(s *sentence) float64 {
	return w.Cosine*s.cosine + w.Passage*s.passage + w.Told*s.told + w.Coverage*s.coverage + w.Context*s.context +
		w.Fits*s.fits + w.Echoes*s.echoes + w.Year*s.year + w.Nearest*s.nearest + w.Fused*s.fused + w.Title*s.title +
		w.Rarest*s.rarest + w.Length*s.length + w.Item*s.item + w.Leads*s.leads + w.Local*s.local + w.Report*s.report +
		w.Known*s.known + w.Whole*s.whole + w.Heavy*s.heavy + w.About*s.about + w.Tense*(s.tense-0.5) + w.Odds*s.odds
}
