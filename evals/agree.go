package evals

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/policybot/policybot/evals/metric"
)

// Agreement says how far two scorers agree.
type Agreement struct {
	Items     int               `json:"items"`   // scored by both
	OnlyA     []string          `json:"only_a"`  // items of the first scorer alone
	OnlyB     []string          `json:"only_b"`  // items of the second scorer alone
	Rubrics   []RubricAgreement `json:"rubrics"` // in the order of [Rubrics]
	Disagreed []Disagreement    `json:"disagreed"`
	// Automatic says how the metrics go with the mean human score, where the
	// key and the runs are given.
	Automatic []Correlation `json:"automatic"`
}

// RubricAgreement is the agreement on one rubric. Kappa and alpha are absent
// where both scorers always gave one and the same score: chance explains all.
type RubricAgreement struct {
	Rubric string   `json:"rubric"`
	MeanA  float64  `json:"mean_a"`
	MeanB  float64  `json:"mean_b"`
	Equal  float64  `json:"equal"` // share of equal scores
	Kappa  *float64 `json:"kappa"` // quadratic weights
	Low    *float64 `json:"low"`   // 95 % bootstrap interval of kappa
	High   *float64 `json:"high"`
	Alpha  *float64 `json:"alpha"` // Krippendorff's, ordinal

	AlphaLow  *float64 `json:"alpha_low"` // 95 % bootstrap interval of alpha
	AlphaHigh *float64 `json:"alpha_high"`
}

// Disagreement is an item to be talked about: scores more than a point apart.
type Disagreement struct {
	Item   string `json:"item"`
	Rubric string `json:"rubric"`
	A      int    `json:"a"`
	B      int    `json:"b"`
}

// Correlation is Spearman's between a metric and the mean human score.
type Correlation struct {
	Metric string   `json:"metric"`
	N      int      `json:"n"`
	Rho    *float64 `json:"rho"` // absent where there are too few, or one side is constant
	Low    *float64 `json:"low"` // 95 % bootstrap interval of rho
	High   *float64 `json:"high"`
}

// fewest is the least number of scored answers for a correlation: below it its
// interval is wider than one half either way.
const fewest = 20

// Agree compares two scorers over the items that both scored.
func Agree(a, b Scores) (*Agreement, error) {
	out := &Agreement{OnlyA: []string{}, OnlyB: []string{}, Disagreed: []Disagreement{}, Automatic: []Correlation{}}
	var items []string
	for _, item := range slices.Sorted(maps.Keys(a)) {
		if b[item] == nil {
			out.OnlyA = append(out.OnlyA, item)
			continue
		}
		items = append(items, item)
	}
	for _, item := range slices.Sorted(maps.Keys(b)) {
		if a[item] == nil {
			out.OnlyB = append(out.OnlyB, item)
		}
	}
	if len(items) == 0 {
		return nil, errors.New("the two sheets have no item in common")
	}
	out.Items = len(items)
	for i, r := range Rubrics {
		var x, y []int
		equal := 0
		for _, item := range items {
			p, q := a[item][i], b[item][i]
			x, y = append(x, p), append(y, q)
			equal += count(p == q)
			if p-q > 1 || q-p > 1 {
				out.Disagreed = append(out.Disagreed, Disagreement{item, r.Name, p, q})
			}
		}
		out.Rubrics = append(out.Rubrics, rubricAgreement(r.Name, x, y, float64(equal)/float64(len(items))))
	}
	return out, nil
}

func rubricAgreement(name string, x, y []int, equal float64) RubricAgreement {
	fx, fy := floats(x), floats(y)
	r := RubricAgreement{Rubric: name, MeanA: metric.Mean(fx), MeanB: metric.Mean(fy), Equal: equal,
		Kappa: known(metric.QuadraticKappa(x, y)), Alpha: known(metric.Alpha([][]float64{fx, fy}, metric.Ordinal))}
	sx, sy := make([]int, len(x)), make([]int, len(y))
	gx, gy := make([]float64, len(x)), make([]float64, len(y))
	draw := func(sample []int) {
		for i, at := range sample {
			sx[i], sy[i], gx[i], gy[i] = x[at], y[at], fx[at], fy[at]
		}
	}
	if r.Kappa != nil {
		r.Low, r.High = interval(len(x), func(sample []int) float64 { draw(sample); return metric.QuadraticKappa(sx, sy) })
	}
	if r.Alpha != nil {
		r.AlphaLow, r.AlphaHigh = interval(len(x), func(sample []int) float64 {
			draw(sample)
			return metric.Alpha([][]float64{gx, gy}, metric.Ordinal)
		})
	}
	return r
}

// resamples is how often answers are drawn anew for the interval of an agreement.
const resamples = 2000

func interval(n int, statistic func(sample []int) float64) (low, high *float64) {
	l, h := metric.BootstrapOf(n, resamples, statistic)
	return &l, &h
}

func floats(list []int) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = float64(v)
	}
	return out
}

// known is nil for NaN, which JSON cannot say.
func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// Correlate adds how each metric goes with the mean of all human scores of an answer.
func (g *Agreement) Correlate(a, b Scores, key *SheetKey, runs []*Suite) error {
	scores := map[SheetItem]map[string]float64{}
	for _, s := range runs {
		for _, c := range s.Cases {
			scores[SheetItem{s.ID, c.Case.ID}] = c.Scores
		}
	}
	type pair struct{ human, auto []float64 }
	pairs := map[string]*pair{}
	for _, item := range slices.Sorted(maps.Keys(a)) {
		if b[item] == nil {
			continue
		}
		at, ok := key.Items[item]
		if !ok {
			return fmt.Errorf("the key does not hold the item %s: it belongs to another sheet", item)
		}
		human := metric.Mean(floats(slices.Concat(a[item], b[item])))
		for name, v := range scores[at] {
			if pairs[name] == nil {
				pairs[name] = &pair{}
			}
			pairs[name].human, pairs[name].auto = append(pairs[name].human, human), append(pairs[name].auto, v)
		}
	}
	for _, m := range Metrics {
		p := pairs[m.Name]
		if p == nil {
			continue
		}
		c := Correlation{Metric: m.Name, N: len(p.human)}
		if c.N >= fewest {
			c.Rho = known(metric.Spearman(p.auto, p.human))
		}
		if c.Rho != nil {
			x, y := make([]float64, c.N), make([]float64, c.N)
			c.Low, c.High = interval(c.N, func(sample []int) float64 {
				for i, at := range sample {
					x[i], y[i] = p.auto[at], p.human[at]
				}
				return metric.Spearman(x, y)
			})
		}
		g.Automatic = append(g.Automatic, c)
	}
	return nil
}

// LoadKey reads the key of a sheet.
func LoadKey(path string) (*SheetKey, error) {
	k := &SheetKey{}
	if err := readJSON(path, k); err != nil {
		return nil, err
	}
	if len(k.Items) == 0 {
		return nil, fmt.Errorf("%s is not the key of a sheet: eval sheet writes it as key.json", path)
	}
	return k, nil
}
