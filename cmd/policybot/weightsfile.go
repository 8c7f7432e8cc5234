package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// textFeatures say what words and vectors make of a text;
// the weights are divided by the sum of theirs, so that scores
// stay on the scale of the fusion.
var textFeatures = []string{"lexical", "vector", "lexical_rank", "vector_rank", "passage_cosine", "best_cosine", "next_cosine",
	"bm25_text", "bm25_head", "coverage", "coverage_pairs", "both", "cosine_and_words"}

// writeWeights writes the weights by feature, rounded, one a line in order of names.
func writeWeights(path string, names []string, weights []float64) error {
	scale := 0.0
	for i, name := range names {
		if slices.Contains(textFeatures, name) && weights[i] > 0 {
			scale += weights[i]
		}
	}
	out := map[string]float64{}
	for i, name := range names {
		out[name] = math.Round(weights[i]/scale*1e4) / 1e4
	}
	data, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	return nil
}
