package metric_test

import (
	"math"
	"testing"

	"github.com/policybot/policybot/evals/metric"
)

// Five differences of one sign and size: of the 32 ways to flip signs two are as
// extreme, so that p is 1/16.
func TestPairedRandomisation(t *testing.T) {
	t.Parallel()
	a, b := []float64{0, 0, 0, 0, 0, 7}, []float64{0.1, 0.1, 0.1, 0.1, 0.1, 7}
	p := metric.PairedRandomisation(a, b, metric.Draws)
	if math.Abs(p-1.0/16) > 0.01 {
		t.Errorf("p = %.4f, want about 0.0625", p)
	}
	if q := metric.PairedRandomisation(a, b, metric.Draws); q != p {
		t.Errorf("a second call gives %v, the first %v", q, p)
	}
	near(t, "p of swapped lists", metric.PairedRandomisation(b, a, metric.Draws), p)
	near(t, "p of equal lists", metric.PairedRandomisation(a, a, metric.Draws), 1)
	// Differences that cancel out are as unremarkable as can be.
	near(t, "p of +1 and -1", metric.PairedRandomisation([]float64{0, 1}, []float64{1, 0}, metric.Draws), 1)
	// A hundred differences of one sign: no draw of ten thousand comes near.
	long := make([]float64, 100)
	ones := make([]float64, 100)
	for i := range ones {
		ones[i] = 1
	}
	near(t, "p of a hundred", metric.PairedRandomisation(long, ones, metric.Draws), 1.0/(metric.Draws+1))
}

// The mean of 50 zeros and 50 ones has standard error 0.05.
func TestBootstrap(t *testing.T) {
	t.Parallel()
	values := make([]float64, 100)
	for i := range values {
		values[i] = float64(i % 2)
	}
	low, high := metric.Bootstrap(values, metric.Draws)
	if math.Abs(low-0.402) > 0.011 || math.Abs(high-0.598) > 0.011 {
		t.Errorf("Bootstrap = %.3f to %.3f, want about 0.402 to 0.598", low, high)
	}
	again, _ := metric.Bootstrap(values, metric.Draws)
	near(t, "second call", again, low)
	low, high = metric.Bootstrap([]float64{3, 3}, 100)
	near(t, "low of constants", low, 3)
	near(t, "high of constants", high, 3)
	low, high = metric.Bootstrap(nil, 100)
	near(t, "low of none", low, 0)
	near(t, "high of none", high, 0)
}

func TestHolm(t *testing.T) {
	t.Parallel()
	got := metric.Holm([]float64{0.01, 0.04, 0.03, 0.5})
	// Rising: 0.01*4, 0.03*3, 0.04*2 (raised to the one before), 0.5*1.
	for i, want := range []float64{0.04, 0.09, 0.09, 0.5} {
		near(t, "Holm", got[i], want)
	}
	near(t, "Holm cut at 1", metric.Holm([]float64{0.6, 0.7})[1], 1)
	if got := metric.Holm(nil); len(got) != 0 {
		t.Errorf("Holm(nil) = %v, want none", got)
	}
}

// Automatic scores 0.5 and 0.7 unjudged, 0.6 and 0.8 judged with 0.5 and 0.9:
// mean of all 0.65, of the differences 0.
func TestPredictionPowered(t *testing.T) {
	t.Parallel()
	mean, low, high := metric.PredictionPowered([]float64{0.5, 0.7}, []float64{0.6, 0.8}, []float64{0.5, 0.9})
	near(t, "mean", mean, 0.65)
	// Variances: differences -0.1, 0.1: 0.02/2; all: 0.05/3/4.
	half := 1.959963984540054 * math.Sqrt(0.01+0.05/3/4)
	near(t, "low", low, 0.65-half)
	near(t, "high", high, 0.65+half)
	if mean, _, _ := metric.PredictionPowered([]float64{1}, nil, nil); !math.IsNaN(mean) {
		t.Errorf("nothing judged: %v, want NaN", mean)
	}
}

// BenchmarkTests is the cost of one metric over 1,000 questions: a randomisation
// test and an interval.
func BenchmarkTests(b *testing.B) {
	x, y := make([]float64, 1000), make([]float64, 1000)
	for i := range x {
		x[i], y[i] = float64(i%7)/7, float64(i%5)/5
	}
	for b.Loop() {
		metric.PairedRandomisation(x, y, metric.Draws)
		metric.Bootstrap(x, metric.Draws)
	}
}
