package metric_test

import (
	"math"
	"testing"

	"github.com/policybot/policybot/evals/metric"
)

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("%s = %.7f, want %.7f", name, got, want)
	}
}

// The ranking d3 d1 d9 d2 with grades d1=2, d2=1, d4=3 is worked by hand: the
// relevant ones stand at ranks 2 and 4.
func TestRankingMetrics(t *testing.T) {
	t.Parallel()
	ranking := []string{"d3", "d1", "d9", "d2"}
	j := metric.Judgements{"d1": 2, "d2": 1, "d4": 3, "d3": 0}
	near(t, "Recall@2", metric.Recall(ranking, j, 2), 1.0/3)
	near(t, "Recall@10", metric.Recall(ranking, j, 10), 2.0/3)
	near(t, "Hit@1", metric.Hit(ranking, j, 1), 0)
	near(t, "Hit@2", metric.Hit(ranking, j, 2), 1)
	near(t, "RR", metric.ReciprocalRank(ranking, j, 0), 0.5)
	near(t, "RR@1", metric.ReciprocalRank(ranking, j, 1), 0)
	// DCG@4 = 2/log2(3) + 1/log2(5); ideal = 3/log2(2) + 2/log2(3) + 1/log2(4).
	dcg := 2/math.Log2(3) + 1/math.Log2(5)
	ideal := 3 + 2/math.Log2(3) + 0.5
	near(t, "NDCG@4", metric.NDCG(ranking, j, 4), dcg/ideal)
	near(t, "NDCG@4 by number", metric.NDCG(ranking, j, 4), 0.3554360)
}

func TestRankingMetricsEmpty(t *testing.T) {
	t.Parallel()
	near(t, "no ranking", metric.NDCG(nil, metric.Judgements{"a": 1}, 10), 0)
	near(t, "nothing relevant", metric.Recall([]string{"a"}, metric.Judgements{"a": 0}, 10), 0)
	near(t, "nothing relevant", metric.NDCG([]string{"a"}, metric.Judgements{"a": 0}, 10), 0)
	near(t, "no values", metric.Mean(nil), 0)
	near(t, "no values", metric.Percentile(nil, 0.5), 0)
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	values := []float64{40, 10, 30, 20}
	near(t, "p50", metric.Percentile(values, 0.5), 25)
	near(t, "p95", metric.Percentile(values, 0.95), 38.5)
	near(t, "p100", metric.Percentile(values, 1), 40)
	near(t, "one", metric.Percentile([]float64{7}, 0.95), 7)
}

// 8 of 10: the interval of Wilson's paper as printed in textbooks.
func TestWilson(t *testing.T) {
	t.Parallel()
	low, high := metric.Wilson(8, 10)
	near(t, "low", low, 0.4901625)
	near(t, "high", high, 0.9433178)
	low, high = metric.Wilson(0, 0)
	near(t, "low of none", low, 0)
	near(t, "high of none", high, 1)
}
