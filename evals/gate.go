package evals

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/policybot/policybot/corpus"
)

// Baseline is what a run must not fall below: the figures of an accepted run,
// pinned to its texts and cases, with a tolerance for each. It holds scores and
// ids, no texts.
type Baseline struct {
	Corpus      string                        `json:"corpus"`
	CasesDigest string                        `json:"cases_digest"`
	AsOf        corpus.Date                   `json:"as_of"`
	Metrics     []Threshold                   `json:"metrics"`
	Cases       map[string]map[string]float64 `json:"cases"` // scores below 1 by case and metric, to name what fell
}

// Threshold is the accepted mean of a metric.
type Threshold struct {
	Metric    string  `json:"metric"`
	N         int     `json:"n"`
	Mean      float64 `json:"mean"`
	Tolerance float64 `json:"tolerance"` // how far the mean may fall
}

// Finding is a metric that fell too far.
type Finding struct {
	Stage  string   `json:"stage"`
	Metric string   `json:"metric"`
	Was    float64  `json:"was"`
	Is     float64  `json:"is"`
	Cases  []string `json:"cases"` // those that got worse
}

// String is the finding as one line.
func (f Finding) String() string {
	return fmt.Sprintf("stage %s: %s fell from %.4f to %.4f; worse: %v", f.Stage, f.Metric, f.Was, f.Is, f.Cases)
}

// ErrOtherCorpus and ErrOtherCases report a baseline of other data: nothing can be compared.
var (
	ErrOtherCorpus = fmt.Errorf("the baseline was made over other texts: look at the run, then write a new baseline with --update")
	ErrOtherCases  = fmt.Errorf("the baseline was made over other cases or another day: look at the run, then write a new baseline with --update")
)

// tolerance is how far a metric may fall: figures that must hold always not at
// all, the others by the given share, or by one case where that is more.
func tolerance(f Figure, share float64) float64 {
	if f.Metric == "gates/sound" || f.Metric == "gates/figures" {
		return 0
	}
	return math.Max(share, 1/float64(f.N))
}

// NewBaseline accepts a run. share is the general tolerance, such as 0.01.
func NewBaseline(s *Suite, share float64) *Baseline {
	b := &Baseline{Corpus: s.Corpus, CasesDigest: s.CasesDigest, AsOf: s.AsOf, Metrics: []Threshold{}, Cases: map[string]map[string]float64{}}
	for _, f := range s.Summary {
		b.Metrics = append(b.Metrics, Threshold{Metric: f.Metric, N: f.N, Mean: round(f.Mean), Tolerance: round(tolerance(f, share))})
	}
	for _, c := range s.outcomes() {
		for name, v := range c.scores {
			if v < 1 {
				if b.Cases[c.id] == nil {
					b.Cases[c.id] = map[string]float64{}
				}
				b.Cases[c.id][name] = round(v)
			}
		}
	}
	return b
}

// round keeps four decimals: enough to compare, few enough to read.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// Gate compares a run with the baseline: the findings by stage in the order of
// the pipeline, none where it holds. A metric that the run lacks is a finding,
// unless the run measured certain stages alone: those are compared.
func Gate(b *Baseline, s *Suite) ([]Finding, error) {
	if b.Corpus != s.Corpus {
		return nil, ErrOtherCorpus
	}
	if b.CasesDigest != s.CasesDigest || b.AsOf != s.AsOf {
		return nil, ErrOtherCases
	}
	is := map[string]Figure{}
	for _, f := range s.Summary {
		is[f.Metric] = f
	}
	var out []Finding
	for _, t := range b.Metrics {
		f := is[t.Metric]
		if !measures(s.Only, Stage(t.Metric)) || f.N > 0 && f.Mean >= t.Mean-t.Tolerance-0.0001 {
			continue
		}
		out = append(out, Finding{Stage: Stage(t.Metric), Metric: t.Metric, Was: t.Mean, Is: f.Mean, Cases: b.fell(t.Metric, s)})
	}
	return out, nil
}

// fell gives the cases of a run that score below the baseline.
func (b *Baseline) fell(name string, s *Suite) []string {
	out := []string{}
	for _, c := range s.outcomes() {
		was, below := b.Cases[c.id][name]
		if !below {
			was = 1
		}
		if v, ok := c.scores[name]; ok && round(v) < was {
			out = append(out, c.id)
		}
	}
	slices.Sort(out)
	return out
}

// LoadBaseline reads a baseline.
func LoadBaseline(path string) (*Baseline, error) {
	b := &Baseline{}
	return b, readJSON(path, b)
}

// LoadSuite reads a run.
func LoadSuite(path string) (*Suite, error) {
	s := &Suite{}
	if err := readJSON(path, s); err != nil {
		return nil, err
	}
	if len(s.Cases)+len(s.Labels) == 0 || s.ID == "" {
		return nil, fmt.Errorf("%s is not a run: write one with policybot eval run --out FILE", path)
	}
	return s, nil
}

func readJSON(path string, into any) error {
	f, err := open(path, "give a file that eval run or eval gate wrote")
	if err != nil {
		return err
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
