package metric_test

import (
	"math"
	"testing"

	"github.com/policybot/policybot/evals/metric"
)

// 20 times both yes, 15 times both no, 5 and 10 apart: observed 0.7, by chance
// 0.5*0.6 + 0.5*0.4 = 0.5.
func TestKappa(t *testing.T) {
	t.Parallel()
	var a, b []int
	for _, c := range []struct{ a, b, n int }{{1, 1, 20}, {1, 0, 5}, {0, 1, 10}, {0, 0, 15}} {
		for range c.n {
			a, b = append(a, c.a), append(b, c.b)
		}
	}
	near(t, "Kappa", metric.Kappa(a, b), 0.4)
	near(t, "Kappa(a, a)", metric.Kappa(a, a), 1)
	// One pair a step apart: observed 1; expected (4*2 + 1 + 2 + 4)/3 = 5.
	near(t, "QuadraticKappa", metric.QuadraticKappa([]int{1, 2, 3}, []int{1, 3, 3}), 0.8)
	// Linear: observed 1; expected (2*2 + 1 + 2 + 2)/3 = 3.
	near(t, "LinearKappa", metric.LinearKappa([]int{1, 2, 3}, []int{1, 3, 3}), 2.0/3)
	if k := metric.Kappa([]int{1, 1}, []int{1, 1}); !math.IsNaN(k) {
		t.Errorf("Kappa of constants = %v, want NaN", k)
	}
	if k := metric.Kappa[int](nil, nil); !math.IsNaN(k) {
		t.Errorf("Kappa of nothing = %v, want NaN", k)
	}
}

// Two items, three scorers: all agree on one, two of three on the other.
// Agreement (1 + 1/3)/2 = 2/3; shares 5/6 and 1/6, chance 26/36.
func TestFleissKappa(t *testing.T) {
	t.Parallel()
	near(t, "FleissKappa", metric.FleissKappa([][]int{{3, 0}, {2, 1}}), (2.0/3-26.0/36)/(1-26.0/36))
	if k := metric.FleissKappa(nil); !math.IsNaN(k) {
		t.Errorf("FleissKappa(nil) = %v, want NaN", k)
	}
}

// TestAlpha is Krippendorff's own example: four coders, twelve units, some
// values missing.
func TestAlpha(t *testing.T) {
	t.Parallel()
	no := math.NaN()
	scores := [][]float64{
		{1, 2, 3, 3, 2, 1, 4, 1, 2, no, no, no},
		{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, no, 3},
		{no, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, no},
		{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, no},
	}
	for _, tt := range []struct {
		name  string
		scale metric.Scale
		want  float64
	}{{"nominal", metric.Nominal, 0.743}, {"ordinal", metric.Ordinal, 0.815}, {"interval", metric.Interval, 0.849}} {
		if got := metric.Alpha(scores, tt.scale); math.Abs(got-tt.want) > 0.0005 {
			t.Errorf("Alpha(%s) = %.4f, want %.3f", tt.name, got, tt.want)
		}
	}
	if a := metric.Alpha([][]float64{{1, 2}, {no, no}}, metric.Nominal); !math.IsNaN(a) {
		t.Errorf("Alpha(nothing in pairs) = %v, want NaN", a)
	}
}

func TestCorrelation(t *testing.T) {
	t.Parallel()
	a, b := []float64{1, 2, 3, 4}, []float64{2, 4, 5, 5}
	// Covariances: 5 / sqrt(5 * 6).
	near(t, "Pearson", metric.Pearson(a, b), 5/math.Sqrt(30))
	// Ranks of b: 1, 2, 3.5, 3.5: 4.5 / sqrt(5 * 4.5).
	near(t, "Spearman", metric.Spearman(a, b), 4.5/math.Sqrt(22.5))
	// Five of six pairs concordant, one tied in b: 5 / sqrt(6 * 5).
	near(t, "Kendall", metric.Kendall(a, b), 5/math.Sqrt(30))
	if r := metric.Pearson(a, []float64{1, 1, 1, 1}); !math.IsNaN(r) {
		t.Errorf("Pearson(constant) = %v, want NaN", r)
	}
}
