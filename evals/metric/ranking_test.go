package metric_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/evals/metric"
)

func TestOrder(t *testing.T) {
	t.Parallel()
	// b and c are equal in single precision: the greater ID comes first.
	got := metric.Order(map[string]float64{"a": 2, "b": 1 + 1e-10, "c": 1, "d": -3})
	if diff := cmp.Diff([]string{"a", "c", "b", "d"}, got); diff != "" {
		t.Errorf("Order (-want +got):\n%s", diff)
	}
}

// The ranking of TestRankingMetrics: relevant at ranks 2 and 4 of 4, three in all.
func TestPrecisionAndAverage(t *testing.T) {
	t.Parallel()
	ranking := []string{"d3", "d1", "d9", "d2"}
	j := metric.Judgements{"d1": 2, "d2": 1, "d4": 3, "d3": 0}
	near(t, "P@2", metric.Precision(ranking, j, 2), 0.5)
	near(t, "P@10", metric.Precision(ranking, j, 10), 0.2)
	near(t, "P@0", metric.Precision(ranking, j, 0), 0)
	near(t, "AP", metric.AveragePrecision(ranking, j, 0), (1.0/2+2.0/4)/3)
	near(t, "AP@3", metric.AveragePrecision(ranking, j, 3), 0.5/3)
	near(t, "AP of nothing relevant", metric.AveragePrecision(ranking, metric.Judgements{"x": 0}, 0), 0)
	// Gains 3 at rank 2 and 1 at rank 4; ideal 7, 3, 1.
	dcg, ideal := 3/math.Log2(3)+1/math.Log2(5), 7+3/math.Log2(3)+0.5
	near(t, "nDCG with exponential gain", metric.NDCGExponential(ranking, j, 4), dcg/ideal)
}

func TestContext(t *testing.T) {
	t.Parallel()
	near(t, "context precision", metric.ContextPrecision([]bool{false, true, true}), (1.0/2+2.0/3)/2)
	near(t, "nothing relevant", metric.ContextPrecision([]bool{false}), 0)
	near(t, "id precision", metric.IDPrecision([]string{"a", "b", "a", "c"}, []string{"a", "x"}), 1.0/3)
	near(t, "id recall", metric.IDRecall([]string{"a", "b"}, []string{"a", "x", "x"}), 0.5)
	near(t, "nothing retrieved", metric.IDPrecision(nil, []string{"a"}), 0)
	near(t, "nothing wanted", metric.IDRecall([]string{"a"}, nil), 0)
	near(t, "F1", metric.F1(0.5, 1), 2.0/3)
	near(t, "F1 of none", metric.F1(0, 0), 0)
}
