// Package trainrank learns the weights of a linear ranking from judged lists:
// it lowers the cross-entropy between the judgements of each list and the
// softmax of its scores, plus a price for leaving the prior weights. It is
// deterministic: the whole data in every step, no chance anywhere.
package trainrank

import (
	"hash/fnv"
	"math"
)

// Group is the candidates of one query.
type Group struct {
	ID       string
	Weight   float64     // how much the query counts
	Features [][]float64 // of each candidate
	Gains    []float64   // of each candidate; 0 is not relevant
}

// Config says how to learn.
type Config struct {
	Prior []float64 // weights to stay near, on the scale of the scores that are learned
	Stay  []float64 // price of the squared distance from the prior, for each weight
	Least []float64 // least weight allowed; nil for no bounds
	Most  []float64 // greatest weight allowed; nil for no bounds
	Steps int       // 0 means 400
	Rate  float64   // of Adam; 0 means 0.05
}

// Train gives the weights. Groups without a relevant candidate teach nothing.
func Train(groups []Group, cfg Config) []float64 {
	if cfg.Steps == 0 {
		cfg.Steps = 400
	}
	if cfg.Rate == 0 {
		cfg.Rate = 0.05
	}
	w := append([]float64(nil), cfg.Prior...)
	n := len(w)
	mean, square := make([]float64, n), make([]float64, n)
	total := 0.0
	for _, g := range groups {
		total += g.Weight
	}
	for step := 1; step <= cfg.Steps; step++ {
		grad := make([]float64, n)
		for i := range w {
			grad[i] = 2 * cfg.Stay[i] * (w[i] - cfg.Prior[i])
		}
		for _, g := range groups {
			addGradient(grad, w, g, g.Weight/total)
		}
		rate := cfg.Rate * (1 - float64(step-1)/float64(cfg.Steps)) // falling to 0
		for i := range w {
			mean[i] = 0.9*mean[i] + 0.1*grad[i]
			square[i] = 0.999*square[i] + 0.001*grad[i]*grad[i]
			m := mean[i] / (1 - math.Pow(0.9, float64(step)))
			v := square[i] / (1 - math.Pow(0.999, float64(step)))
			w[i] -= rate * m / (math.Sqrt(v) + 1e-8)
			if cfg.Least != nil {
				w[i] = max(w[i], cfg.Least[i])
			}
			if cfg.Most != nil {
				w[i] = min(w[i], cfg.Most[i])
			}
		}
	}
	return w
}

// addGradient adds the gradient of one list's cross-entropy.
func addGradient(grad, w []float64, g Group, weight float64) {
	gains := 0.0
	for _, x := range g.Gains {
		gains += x
	}
	if gains == 0 {
		return
	}
	scores := make([]float64, len(g.Features))
	top := math.Inf(-1)
	for i, f := range g.Features {
		scores[i] = Score(w, f)
		top = max(top, scores[i])
	}
	sum := 0.0
	for i := range scores {
		scores[i] = math.Exp(scores[i] - top)
		sum += scores[i]
	}
	for i, f := range g.Features {
		d := weight * (scores[i]/sum - g.Gains[i]/gains)
		for k, v := range f {
			grad[k] += d * v
		}
	}
}

// Score is the weighted sum of features.
func Score(w, features []float64) float64 {
	s := 0.0
	for i, v := range features {
		s += w[i] * v
	}
	return s
}

// Fold gives the part, 0 to n-1, that a query falls into under a seed: always
// the same for the same id.
func Fold(id string, seed uint64, n int) int {
	h := fnv.New64a()
	var b [8]byte
	for i := range b {
		b[i] = byte(seed >> (8 * i))
	}
	h.Write(b[:])
	h.Write([]byte(id))
	x := h.Sum64()
	x ^= x >> 33 // the low bits of FNV alone mix badly
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return int(x % uint64(n))
}
