package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/policybot/policybot/cmd/internal/trainrank"
	"github.com/policybot/policybot/evals"
)

const (
	// ridgeSplits is how many splits into folds the ridge is measured over: one
	// split of the 988 questions moves nDCG@10 by 0.002 either way.
	ridgeSplits = 5
	ridgePrice  = 0.005
)

// reportRidge prints the statute questions under weights that are learned from
// statute questions alone, without the priors and bounds that policy questions
// ask for: how far the features reach. The mean is over several splits into
// folds of questions, each question under weights that have not seen it.
func reportRidge(w io.Writer, list []evals.Judged) {
	ridge := func(seen []trainrank.Group) []float64 { return trainrank.Ridge(seen, ridgePrice) }
	groups := groupsOf(list, 1)
	var all []evals.Measures
	for split := range uint64(ridgeSplits) {
		measures := measureAll(list, weighed(crossFitted(groups, trainSeed+split, ridge)))
		printMeasures(w, "beir", fmt.Sprintf("ridge, split %d", split+1), measures)
		all = append(all, measures...)
	}
	printMeasures(w, "beir", "ridge, mean of splits", all)
	apart, _ := textsLeftOut(list, ridge)
	printMeasures(w, "beir", "ridge, texts left out", apart)
}

// crossFitted gives each question the weights learned from the other folds of a split.
func crossFitted(groups []trainrank.Group, seed uint64, learn func(seen []trainrank.Group) []float64) func(*evals.Judged) []float64 {
	weights := make([][]float64, trainFolds)
	for fold := range weights {
		var seen []trainrank.Group
		for _, g := range groups {
			if trainrank.Fold(g.ID, seed, trainFolds) != fold {
				seen = append(seen, g)
			}
		}
		weights[fold] = learn(seen)
	}
	return func(q *evals.Judged) []float64 { return weights[trainrank.Fold(q.ID, seed, trainFolds)] }
}

// textsLeftOut measures the statute questions, each under weights learned without
// any question of the fold of its texts, and under the untrained fusion: weights
// that know which law is asked about most gain by folds of questions, not here. A
// question whose texts are of several folds is measured in each.
func textsLeftOut(list []evals.Judged, learn func(seen []trainrank.Group) []float64) (learned, fusion []evals.Measures) {
	labels := make([][]string, len(list))
	for i, q := range list {
		labels[i] = q.Texts
	}
	touched := trainrank.Apart(labels, trainFolds)
	groups := groupsOf(list, 1)
	for fold := range trainFolds {
		var seen []trainrank.Group
		var tested []evals.Judged
		for i, q := range list {
			if slices.Contains(touched[i], fold) {
				tested = append(tested, q)
			} else {
				seen = append(seen, groups[i])
			}
		}
		weights := learn(seen)
		learned = append(learned, measureAll(tested, weighed(func(*evals.Judged) []float64 { return weights }))...)
		fusion = append(fusion, measureAll(tested, func(q *evals.Judged, i int) float64 { return q.Candidates[i].Fusion })...)
	}
	return learned, fusion
}
