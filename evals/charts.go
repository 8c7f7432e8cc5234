package evals

import (
	"fmt"
	"slices"
	"strings"

	"github.com/policybot/policybot/evals/metric"
)

// colours can be told apart in print and by the colour-blind.
var colours = []string{"#0072b2", "#d55e00", "#009e73"}

// points writes a line of an SVG in a square of 240 units, y upwards.
func points(xs, ys []float64) string {
	var out []string
	for i := range xs {
		out = append(out, fmt.Sprintf("%.1f,%.1f", 240*xs[i], 240*(1-ys[i])))
	}
	return strings.Join(out, " ")
}

// tick is a mark of the horizontal axis.
type tick struct {
	At   float64
	Name string
}

// ticks spreads names evenly over the axis; of more than nine every second is left out.
func ticks(names []string) []tick {
	var out []tick
	step := 1 + len(names)/10
	for i := 0; i < len(names); i += step {
		out = append(out, tick{240 * float64(i) / float64(max(1, len(names)-1)), names[i]})
	}
	return out
}

func (s *Suite) recallChart() chart {
	c := chart{Title: "recall"}
	xs := make([]float64, len(Cutoffs))
	for i, k := range Cutoffs {
		xs[i] = float64(i) / float64(len(Cutoffs)-1)
		c.X = append(c.X, fmt.Sprint(k))
	}
	for i, mode := range []string{"lexical", "vector", "hybrid"} {
		if ys := s.Recalls(mode); ys != nil {
			c.Lines = append(c.Lines, line{mode, points(xs, ys), colours[i]})
		}
	}
	return c
}

func (s *Suite) abstentionChart() chart {
	curve, refused, mistaken := s.Abstention()
	c := chart{Title: "abstention", X: []string{"0", "100"}}
	var xs, ys []float64
	for _, p := range curve {
		xs, ys = append(xs, p.Mistaken), append(ys, p.Refused)
	}
	c.Lines = []line{{"score", points(xs, ys), colours[0]}}
	c.Points = []line{{"pipeline", points([]float64{mistaken}, []float64{refused}), colours[1]}}
	return c
}

// trended are the figures whose course over runs is drawn; the table below the
// charts holds all.
var trended = []string{"retrieval.hybrid/recall@10", "answers/full", "abstention/refused"}

// trendChart draws figures over runs, oldest first; without lines where there is
// one run alone.
func trendChart(runs []*Suite) chart {
	if len(runs) < 2 {
		return chart{}
	}
	c := chart{Title: "trend"}
	for _, s := range runs {
		c.X = append(c.X, s.label())
	}
	for i, name := range trended {
		var xs, ys []float64
		for k, s := range runs {
			if f := s.figure(name); f.N > 0 {
				xs, ys = append(xs, float64(k)/float64(len(runs)-1)), append(ys, f.Mean)
			}
		}
		if len(xs) > 0 {
			c.Lines = append(c.Lines, line{name, points(xs, ys), colours[i]})
		}
	}
	return c
}

// label is what a run is called: its name, else its id.
func (s *Suite) label() string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

// latencyChart is the distribution of times; without lines where the run keeps none.
func (s *Suite) latencyChart() chart {
	var ms []float64
	for _, x := range s.Cases {
		if x.MS > 0 {
			ms = append(ms, x.MS)
		}
	}
	if len(ms) == 0 {
		return chart{}
	}
	slices.Sort(ms)
	longest := ms[len(ms)-1]
	c := chart{Title: "latency", X: []string{"0", fmt.Sprintf("%.0f ms", longest)}}
	var xs, ys []float64
	for i, m := range ms {
		xs, ys = append(xs, m/longest), append(ys, float64(i+1)/float64(len(ms)))
	}
	name := fmt.Sprintf("p50 %.0f ms, p95 %.0f ms", metric.Percentile(ms, 0.5), metric.Percentile(ms, 0.95))
	c.Lines = []line{{name, points(xs, ys), colours[0]}}
	return c
}
