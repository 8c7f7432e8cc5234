package openai

import (
	"context"
	_ "embed"
	"math"
	"strings"
)

// probes are invented questions, each with the passage that answers it.
//
//go:embed probes.tsv
var probes string

const (
	// background is the mean cosine that the local model gives a probe's question
	// and the passage of another probe; what the program takes for near and for
	// far was fitted to it.
	background = 0.4156
	// calibration names the way of calibrating; vectors of another one are those
	// of another model.
	calibration = "+centred1"
)

// calibrated says how the vectors of a model are changed so that texts that have
// nothing to do with each other are as far apart as with the local model. Models
// differ most in that: their vectors share a direction, more of it or less
// (anisotropy). Where they share more, a part of it is taken out (mean centring;
// Mu and Viswanath 2018), which hardly changes the order of what is found; where
// they share less, all get one number more, the same, which does not change it.
type calibrated struct {
	questions, passages []float64 // taken from every vector of unit norm; nil: nothing
	more                float64   // the number more, before the norm is one again; 0: none
}

// calibrate measures the model with the probes.
func (e *Embedder) calibrate(ctx context.Context) error {
	var questions, passages []string
	for line := range strings.Lines(probes) {
		if q, p, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			questions, passages = append(questions, q), append(passages, p)
		}
	}
	asked, err := e.embed(ctx, e.query, e.cfg.QueryPrefix, questions)
	if err != nil {
		return err
	}
	told, err := e.embed(ctx, e.documents, e.cfg.DocumentPrefix, passages)
	if err != nil {
		return err
	}
	switch c := unrelated(asked, told, 0); {
	case c > background:
		share := fitShare(asked, told)
		e.change = calibrated{questions: scaled(meanOf(asked), share), passages: scaled(meanOf(told), share)}
	default: // (c + k) / (1 + k) = background
		e.change.more = math.Sqrt((background - c) / (1 - background))
		e.dimension++
	}
	e.name += calibration
	return nil
}

// mostShare bounds the share of the mean that is taken out: what is left of
// vectors that are all alike is noise.
const mostShare = 0.99

// fitShare gives the share of the means with which unrelated probes have the
// background's cosine, which falls as the share grows; mostShare where none has.
func fitShare(asked, told [][]float32) float64 {
	low, high := 0.0, mostShare
	for range 60 {
		if share := (low + high) / 2; unrelated(asked, told, share) > background {
			low = share
		} else {
			high = share
		}
	}
	return high
}

// unrelated is the mean cosine of questions and the passages of other ones, when
// a share of the means is taken out.
func unrelated(asked, told [][]float32, share float64) float64 {
	c := calibrated{questions: scaled(meanOf(asked), share), passages: scaled(meanOf(told), share)}
	sum, n := 0.0, 0
	for i := range asked {
		q := c.of(asked[i], c.questions)
		for j := range told {
			if i == j {
				continue
			}
			p := c.of(told[j], c.passages)
			for k := range q {
				sum += float64(q[k]) * float64(p[k])
			}
			n++
		}
	}
	return sum / float64(n)
}

func meanOf(vectors [][]float32) []float64 {
	mean := make([]float64, len(vectors[0]))
	for _, v := range vectors {
		for i, x := range v {
			mean[i] += float64(x) / float64(len(vectors))
		}
	}
	return mean
}

func scaled(v []float64, by float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = x * by
	}
	return out
}

// of changes a vector of unit norm, of which mean is taken, and gives it unit
// norm again; what would have none stays as it is.
func (c calibrated) of(v []float32, mean []float64) []float32 {
	if mean == nil && c.more == 0 {
		return v
	}
	out := append([]float32{}, v...)
	if c.more > 0 {
		out = append(out, float32(c.more))
	}
	for i := range mean {
		out[i] = float32(float64(v[i]) - mean[i])
	}
	sum := 0.0
	for _, x := range out {
		sum += float64(x) * float64(x)
	}
	if sum < 1e-12 {
		return v
	}
	for i := range out {
		out[i] = float32(float64(out[i]) / math.Sqrt(sum))
	}
	return out
}
