//go:build peers

package metric_test

import (
	"slices"
	"testing"

	"github.com/policybot/policybot/evals/metric"
)

// TestPeersRanx compares with ranx, all runs in one call: it compiles itself
// for a minute at every start, so that only `make test-peers` runs it.
func TestPeersRanx(t *testing.T) {
	t.Parallel()
	all := ranked{"all", map[string]metric.Judgements{}, map[string]map[string]float64{}}
	for _, run := range slices.Concat([]ranked{generated()}, gradedRuns(t), statuteRun(t)) {
		for q := range run.qrels {
			all.qrels[run.name+" "+q], all.run[run.name+" "+q] = run.qrels[q], run.run[q]
		}
	}
	compareRun(t, "ranx", all)
}
