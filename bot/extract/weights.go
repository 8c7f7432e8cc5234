package extract

// Weights turn the features of a sentence into its score, and say which score
// is enough to answer. All features are in 0 to 1 but cosine (-1 to 1).
type Weights struct {
	Cosine, Passage, Coverage, Context, Fits, Echoes, Year float64

	// Answer is the least score of the best sentence; below it the part is not
	// answered.
	Answer float64
	// AlsoShare is the least share of the best score for a further sentence of
	// the same article, OtherShare for one of another article.
	AlsoShare, OtherShare float64
	// MaxSentences bounds the quotations for one part.
	MaxSentences int
}

// DefaultWeights were chosen on the development questions and on the statute
// questions; docs/benchmarks.md has the table.
var DefaultWeights = Weights{
	Cosine: 1.0, Passage: 0.35, Coverage: 0.45, Context: 0.35, Fits: 0.25, Echoes: 0.2, Year: 0.2,
	Answer: 1.15, AlsoShare: 0.9, OtherShare: 0.95, MaxSentences: 3,
}

func (w *Weights) score(s *sentence) float64 {
	return w.Cosine*s.cosine + w.Passage*s.passage + w.Coverage*s.coverage + w.Context*s.context +
		w.Fits*s.fits + w.Echoes*s.echoes + w.Year*s.year
}
