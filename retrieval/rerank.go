package retrieval

import (
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// weightsJSON holds the weight of every feature, on the scale of the fusion
// whose best candidate has at most 1. `policybot eval train-ranker` writes it.
//
//go:embed weights.json
var weightsJSON []byte

// weights are in the order of features.
var weights = func() []float64 {
	w, err := readWeights(weightsJSON)
	if err != nil {
		panic("retrieval: weights.json: " + err.Error()) // embedded: cannot come from input
	}
	return w
}()

func readWeights(data []byte) ([]float64, error) {
	byName := map[string]float64{}
	if err := json.Unmarshal(data, &byName); err != nil {
		return nil, err
	}
	out := make([]float64, len(features))
	for i, f := range features {
		out[i] = byName[f.name]
	}
	return out, nil
}

// FeatureNames lists the features of the reranker, in the order of
// [Features.Values].
func FeatureNames() []string {
	out := make([]string, len(features))
	for i, f := range features {
		out[i] = f.name
	}
	return out
}

// Weights gives the weights in use, in the order of [FeatureNames].
func Weights() []float64 { return append([]float64(nil), weights...) }

// rerank values the features of candidates that have been inspected and orders
// them by the weighted sum, ties by passage ID.
func rerank(list []*fused, u *Understood, asOf corpus.Date, docs map[string]bool, l lists, rarity map[string]float64, seg Segmenter) {
	text := measure(list, u, l, rarity, seg)
	states, national, report := asked(u.Text), asksNational.MatchString(u.Words), asksReport.MatchString(u.Words)
	for i, f := range list {
		j := &judged{query: u, states: states, national: national, report: report, asOf: asOf, doc: f.doc, named: docs[f.doc.ID], exact: f.exact,
			norm: f.seen.Norm, path: strings.Join(f.seen.Path, " "), text: text[i]}
		f.values = make([]float64, len(features))
		f.features = map[string]float64{}
		f.score = 0
		for n, ft := range features {
			v := ft.value(j)
			f.values[n] = v
			if v*weights[n] != 0 {
				f.features[ft.name] = v * weights[n]
				f.score += v * weights[n]
			}
		}
	}
	sortFused(list)
}
