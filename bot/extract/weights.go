package extract

// Weights turn the features of a sentence into its score, and say which score
// is enough to answer. All features are in 0 to 1 but cosine (-1 to 1) and
// the odds.
type Weights struct {
	Cosine, Passage, Coverage, Context, Fits, Echoes, Year, Local, Leads, Tense, Odds float64

	// AlsoWithin is how far below the best score a further sentence of the same
	// document may lie, OtherWithin one of another document.
	AlsoWithin, OtherWithin float64
	// MaxSentences bounds the quotations for one part.
	MaxSentences int
}

// DefaultWeights were chosen on the cases of the repository; a fit gave the same
// order of sentences (docs/benchmarks-answers-log.md).
var DefaultWeights = Weights{
	Cosine: 1.0, Passage: 0.35, Coverage: 0.45, Context: 0.35, Fits: 0.25, Echoes: 0.2, Year: 0.2, Local: -0.2, Leads: -0.1, Tense: 0.2, Odds: 0.06,
	AlsoWithin: 0.22, OtherWithin: 0.18, MaxSentences: 3,
}

func (w *Weights) score(s *sentence) float64 {
	return w.Cosine*s.cosine + w.Passage*s.passage + w.Coverage*s.told + w.Context*s.context +
		w.Fits*s.fits + w.Echoes*s.echoes + w.Year*s.year + w.Local*s.local + w.Leads*s.leads + w.Tense*(s.tense-0.5) + w.Odds*s.odds
}
