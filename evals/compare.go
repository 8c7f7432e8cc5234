package evals

import (
	"math"
	"strings"

	"github.com/policybot/policybot/evals/metric"
)

// Figure is the mean of a metric over the cases that it applies to.
type Figure struct {
	Metric string  `json:"metric"`
	N      int     `json:"n"`
	Mean   float64 `json:"mean"`
	Low    float64 `json:"low"` // 95 % interval: Wilson for rates, bootstrap otherwise
	High   float64 `json:"high"`
}

// outcome is what came of a case or of a labelled text.
type outcome struct {
	id     string
	ok     bool
	why    []string
	scores map[string]float64
	said   string // status and words of the answer
}

// outcomes gives all that was judged, labelled texts first.
func (s *Suite) outcomes() []outcome {
	var out []outcome
	for _, l := range s.Labels {
		out = append(out, outcome{id: l.File, ok: l.OK, why: l.Why, scores: l.Scores})
	}
	for _, c := range s.Cases {
		out = append(out, outcome{c.Case.ID, c.OK, c.Why, c.Scores, string(c.Answer.Status) + "\x00" + c.Answer.Text})
	}
	return out
}

// Summarise gives the figures of cases in the order of [Metrics]; those that
// apply to no case are left out.
func Summarise(cases []CaseRun) []Figure { return (&Suite{Cases: cases}).summarise() }

func (s *Suite) summarise() []Figure {
	out := []Figure{}
	all := s.outcomes()
	for _, m := range Metrics {
		var values []float64
		for _, c := range all {
			if v, ok := c.scores[m.Name]; ok {
				values = append(values, v)
			}
		}
		if len(values) == 0 {
			continue
		}
		f := Figure{Metric: m.Name, N: len(values), Mean: metric.Mean(values)}
		if m.Rate {
			f.Low, f.High = metric.Wilson(int(math.Round(f.Mean*float64(f.N))), f.N)
		} else {
			f.Low, f.High = metric.Bootstrap(values, metric.Draws)
		}
		out = append(out, f)
	}
	return out
}

// Comparison says how run B differs from run A over the cases that both hold.
type Comparison struct {
	A          string       `json:"a"`
	B          string       `json:"b"`
	Cases      int          `json:"cases"`       // in both
	OnlyA      []string     `json:"only_a"`      // cases of A alone
	OnlyB      []string     `json:"only_b"`      // cases of B alone
	Notes      []string     `json:"notes"`       // why the runs may not be comparable
	Metrics    []Difference `json:"metrics"`     // in the order of [Metrics]
	Better     []Change     `json:"better"`      // cases that B gets right and A not
	Worse      []Change     `json:"worse"`       // cases that A gets right and B not
	OtherWords []string     `json:"other_words"` // cases judged alike whose answers differ
}

// Difference is the change of one metric from A to B.
type Difference struct {
	Metric   string  `json:"metric"`
	N        int     `json:"n"`
	A        float64 `json:"a"`
	B        float64 `json:"b"`
	Low      float64 `json:"low"` // 95 % bootstrap interval of B - A
	High     float64 `json:"high"`
	P        float64 `json:"p"`      // paired randomisation, two-sided
	PHolm    float64 `json:"p_holm"` // corrected for all metrics compared
	Decisive bool    `json:"decisive"`
	Better   int     `json:"better"` // cases
	Worse    int     `json:"worse"`
}

// Change is a case that turned.
type Change struct {
	ID  string   `json:"id"`
	Was []string `json:"was"` // what was wrong in A
	Is  []string `json:"is"`  // what is wrong in B
}

// level is the probability of a mistake that a decisive difference may have.
const level = 0.05

// Compare compares two runs case by case. A difference is decisive where its
// interval leaves out 0 and its p-value, corrected by Holm, is below 5 %.
func Compare(a, b *Suite) *Comparison {
	c := &Comparison{A: a.ID, B: b.ID, OnlyA: []string{}, OnlyB: []string{}, Notes: notes(a, b), Metrics: []Difference{}, Better: []Change{}, Worse: []Change{}, OtherWords: []string{}}
	inB := map[string]outcome{}
	for _, x := range b.outcomes() {
		inB[x.id] = x
	}
	var pairs [][2]outcome
	for _, x := range a.outcomes() {
		y, ok := inB[x.id]
		if !ok {
			c.OnlyA = append(c.OnlyA, x.id)
			continue
		}
		delete(inB, x.id)
		pairs = append(pairs, [2]outcome{x, y})
		c.turned(x, y)
	}
	for _, y := range b.outcomes() {
		if _, only := inB[y.id]; only {
			c.OnlyB = append(c.OnlyB, y.id)
		}
	}
	c.Cases = len(pairs)
	var ps []float64
	for _, m := range Metrics {
		if d, ok := difference(m.Name, pairs); ok {
			c.Metrics = append(c.Metrics, d)
			ps = append(ps, d.P)
		}
	}
	for i, p := range metric.Holm(ps) {
		d := &c.Metrics[i]
		d.PHolm = p
		d.Decisive = p < level && (d.Low > 0 || d.High < 0)
	}
	return c
}

func (c *Comparison) turned(x, y outcome) {
	change := Change{ID: x.id, Was: x.why, Is: y.why}
	switch {
	case y.ok && !x.ok:
		c.Better = append(c.Better, change)
	case x.ok && !y.ok:
		c.Worse = append(c.Worse, change)
	case x.said != y.said:
		c.OtherWords = append(c.OtherWords, x.id)
	}
}

// notes says why the runs may not be comparable.
func notes(a, b *Suite) []string {
	out := []string{}
	for _, d := range []struct{ what, a, b string }{
		{"the corpora differ", a.Corpus, b.Corpus}, {"the cases differ", a.CasesDigest, b.CasesDigest}, {"the days differ", string(a.AsOf), string(b.AsOf)},
		{"other stages were measured", strings.Join(a.Only, " "), strings.Join(b.Only, " ")},
	} {
		if d.a != d.b {
			out = append(out, d.what+": "+d.a+", "+d.b)
		}
	}
	return out
}

// difference compares a metric over the pairs that both have it; ok is false
// where there are none.
func difference(name string, pairs [][2]outcome) (d Difference, ok bool) {
	var x, y, deltas []float64
	for _, p := range pairs {
		va, inA := p[0].scores[name]
		vb, inB := p[1].scores[name]
		if !inA || !inB {
			continue
		}
		x, y, deltas = append(x, va), append(y, vb), append(deltas, vb-va)
		d.Better += count(vb > va)
		d.Worse += count(vb < va)
	}
	d.Metric, d.N, d.A, d.B = name, len(x), metric.Mean(x), metric.Mean(y)
	d.Low, d.High = metric.Bootstrap(deltas, metric.Draws)
	d.P = metric.PairedRandomisation(x, y, metric.Draws)
	return d, len(x) > 0
}
