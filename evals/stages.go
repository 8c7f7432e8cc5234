package evals

import (
	"fmt"
	"slices"
	"strings"
)

// Stages are what a run measures, in the order of the pipeline. retrieval stands
// for its three arms, each of which can be named alone.
var Stages = []string{"reading", "metadata", "retrieval", "retrieval.lexical", "retrieval.vector", "retrieval.hybrid",
	"rewrite", "routing", "abstention", "answers", "gates", "injection"}

// asking are the stages for which questions are put to the pipeline.
var asking = []string{"rewrite", "routing", "abstention", "answers", "gates", "injection"}

// CheckStages gives an error that names a stage that there is not.
func CheckStages(only []string) error {
	for _, s := range only {
		if !slices.Contains(Stages, s) {
			return fmt.Errorf("there is no stage %q: use %s", s, strings.Join(Stages, ", "))
		}
	}
	return nil
}

// measures says whether a stage (or one of its arms) is measured where only these
// are; none stands for all.
func measures(only []string, stage string) bool {
	if len(only) == 0 {
		return true
	}
	whole, _, _ := strings.Cut(stage, ".")
	for _, o := range only {
		if o == stage || o == whole || strings.HasPrefix(o, stage+".") {
			return true
		}
	}
	return false
}

// asks says whether questions are put at all.
func asks(only []string) bool {
	return slices.ContainsFunc(asking, func(s string) bool { return measures(only, s) })
}

// restrict leaves the scores of the stages alone, and says what is wrong in
// their words: what is below 1, but for the ranks of what was found in time.
func (run *CaseRun) restrict(only []string) {
	if len(only) == 0 {
		return
	}
	run.OK, run.Why = true, []string{}
	for _, m := range Metrics {
		v, scored := run.Scores[m.Name]
		if !scored {
			continue
		}
		if !measures(only, Stage(m.Name)) {
			delete(run.Scores, m.Name)
			continue
		}
		_, what, _ := strings.Cut(m.Name, "/")
		if v < 1 && !slices.Contains(graded, what) {
			run.OK = false
			run.Why = append(run.Why, fmt.Sprintf("%s %.2f", m.Name, v))
		}
	}
}

// graded are figures that need not be 1 in a good run.
var graded = []string{"mrr", "hit@1", "hit@5", "evidence_precision", "meteor", "bleu", "rouge_l"}
