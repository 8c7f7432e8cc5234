package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/cmd/internal/trainrank"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

// Seed and folds of the cross-validation; the learning itself knows no chance.
const (
	trainSeed  = 20261123
	trainFolds = 5
	// caseWeight is how much a question over policy texts counts against one
	// over statutes, of which there are many more.
	caseWeight = 4
)

// judgedSets are the queries of every data set with the features of their candidates.
type judgedSets struct {
	Names []string // of the features
	BEIR  []evals.Judged
	Cases map[string][]evals.Judged // by file
	Check map[string][]evals.Judged // measured, never learned from
}

type trainOptions struct {
	beir, saved, out string
	cases, check     []string
}

func (a *app) trainRanker() *cobra.Command {
	var o trainOptions
	cmd := &cobra.Command{
		Use:   "train-ranker --beir DIR --cases FILE... [--check FILE...] [--features FILE] [--out FILE]",
		Short: "Learn the weights of the reranker, with cross-validation beside the arms and the untrained fusion",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sets, err := a.judgedSets(cmd.Context(), o)
			if err != nil {
				return err
			}
			weights := reportTraining(a.stdout, sets)
			if o.out == "" {
				return nil
			}
			return writeWeights(o.out, sets.Names, weights)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.beir, "beir", "", "BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv")
	f.StringSliceVar(&o.cases, "cases", nil, "files of cases over the corpus to learn from")
	f.StringSliceVar(&o.check, "check", nil, "files of cases to measure only")
	f.StringVar(&o.saved, "features", "", "keep the features of all candidates in this file, and read them from there when it exists")
	f.StringVar(&o.out, "out", "", "write the weights here (retrieval/weights.json)")
	return cmd
}

// judgedSets reads the saved features, or searches every question for them.
func (a *app) judgedSets(ctx context.Context, o trainOptions) (*judgedSets, error) {
	if data, err := os.ReadFile(o.saved); err == nil {
		sets := &judgedSets{}
		if err := json.Unmarshal(data, sets); err != nil {
			return nil, fmt.Errorf("%s: %w", o.saved, err)
		}
		return sets, nil
	}
	sets := &judgedSets{Names: retrieval.FeatureNames(), Cases: map[string][]evals.Judged{}, Check: map[string][]evals.Judged{}}
	for _, part := range []struct {
		files []string
		into  map[string][]evals.Judged
	}{{o.cases, sets.Cases}, {o.check, sets.Check}} {
		for _, path := range part.files {
			if err := a.withCases(ctx, path, func(w *world, cases []evals.Case) error {
				judged, err := evals.JudgeCases(ctx, cases, w.retrieval, w.store)
				part.into[path] = judged
				return err
			}); err != nil {
				return nil, err
			}
		}
	}
	if o.beir != "" {
		if err := a.judgeBEIR(ctx, o.beir, sets); err != nil {
			return nil, err
		}
	}
	if o.saved != "" {
		data, err := json.Marshal(sets)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(o.saved, data, 0o600); err != nil {
			return nil, fmt.Errorf("features: %w", err)
		}
	}
	return sets, nil
}

func (a *app) judgeBEIR(ctx context.Context, dir string, sets *judgedSets) error {
	return a.withBEIR(ctx, dir, retrieval.ModeHybrid, func(w *world, data *evals.BEIR) (err error) {
		sets.BEIR, err = evals.JudgeBEIR(ctx, data, w.retrieval)
		return err
	})
}

// bounds keep the weights of rare features where reason puts them: few
// questions of the data name an article, and none may learn that a digest of
// ours is the better text.
var bounds = map[string]struct{ prior, stay, least, most float64 }{
	"lexical":          {3.5, 0.0005, 0, 99},
	"vector":           {6.5, 0.0005, 0, 99},
	"article":          {20, 1, 0, 99},
	"named":            {3, 0.003, 0, 6},
	"kind_said":        {0.3, 0.003, 0, 3},
	"region":           {1.5, 0.003, 0, 5},
	"nationwide":       {1.2, 0.003, 0, 5},
	"local_city":       {-0.3, 0.003, -3, 0},
	"local_old":        {-1, 0.003, -3, 0},
	"report_asked":     {0, 0.003, 0, 3},
	"report_unasked":   {-0.5, 0.003, -3, 0},
	"year":             {0.8, 0.003, 0, 3},
	"year_relative":    {0.3, 0.003, 0, 2},
	"version_of_year":  {0.5, 0.003, 0, 3},
	"after_year":       {-0.5, 0.003, -3, 0},
	"ended":            {-1.5, 0.003, -4, 0},
	"digest":           {-0.5, 0.1, -1, 0},
	"short":            {-1, 0.01, -3, 0},
	"answer":           {1.4, 0.001, 0, 4},
	"coverage":         {1, 0.0005, 0, 99},
	"lexical_rank":     {0, 0.0005, 0, 99},
	"vector_rank":      {0, 0.0005, 0, 99},
	"passage_cosine":   {0, 0.0005, 0, 99},
	"best_cosine":      {0, 0.0005, 0, 99},
	"next_cosine":      {0, 0.0005, 0, 99},
	"coverage_pairs":   {0, 0.0005, 0, 99},
	"phrase":           {0, 0.0005, 0, 99},
	"title_said":       {0, 0.0005, 0, 99},
	"coverage_head":    {0, 0.0005, -99, 99},
	"bm25_text":        {0, 0.0005, 0, 99},
	"bm25_head":        {0, 0.0005, -99, 99},
	"length":           {0, 0.0005, -99, 99},
	"document":         {0, 0.0005, 0, 99},
	"both":             {0, 0.0005, 0, 99},
	"cosine_and_words": {0, 0.0005, 0, 99},
}

func learn(names []string, groups []trainrank.Group) []float64 {
	c := trainrank.Config{}
	for _, name := range names {
		b, ok := bounds[name]
		if !ok {
			b.stay, b.least, b.most = 0.0005, -99, 99
		}
		c.Prior, c.Stay = append(c.Prior, b.prior), append(c.Stay, b.stay)
		c.Least, c.Most = append(c.Least, b.least), append(c.Most, b.most)
	}
	return trainrank.Train(groups, c)
}

func groupsOf(list []evals.Judged, weight float64) []trainrank.Group {
	var out []trainrank.Group
	for _, q := range list {
		g := trainrank.Group{ID: q.ID, Weight: weight}
		for i, c := range q.Candidates {
			g.Features = append(g.Features, c.Values)
			gain := 0.0
			if q.Relevant[i] != "" {
				gain = 1
			}
			g.Gains = append(g.Gains, gain)
		}
		out = append(out, g)
	}
	return out
}

// reportTraining prints every data set under the untrained fusion, the weights
// in use, and learned weights that have not seen the query; it gives the
// weights learned from everything that may be learned from.
func reportTraining(w io.Writer, sets *judgedSets) []float64 {
	beir := groupsOf(sets.BEIR, 1)
	var ofCases []trainrank.Group
	for _, path := range sortedKeys(sets.Cases) {
		ofCases = append(ofCases, groupsOf(sets.Cases[path], caseWeight)...)
	}
	all := slices.Concat(beir, ofCases)
	bounded := func(seen []trainrank.Group) []float64 { return learn(sets.Names, seen) }
	final, crossed := bounded(all), crossFitted(all, trainSeed, bounded)

	fmt.Fprintf(w, "%-34s %-22s %5s %8s %8s %8s %8s\n", "data", "order", "n", "nDCG@10", "MRR@10", "R@10", "hit@5")
	current := retrieval.Weights()
	show := func(name string, list []evals.Judged, unseen func(*evals.Judged) []float64, label string) {
		if len(list) == 0 {
			return
		}
		fusion := measureAll(list, func(q *evals.Judged, i int) float64 { return q.Candidates[i].Fusion })
		printMeasures(w, name, "fusion, untrained", fusion)
		if len(current) == len(sets.Names) {
			printMeasures(w, name, "weights in use", measureAll(list, weighed(func(*evals.Judged) []float64 { return current })))
		}
		learned := measureAll(list, weighed(unseen))
		printMeasures(w, name, label, learned)
		fmt.Fprintf(w, "%-34s learned against fusion: nDCG@10 %+.4f, p = %.4f (paired randomisation)\n", name, meanNDCG(learned)-meanNDCG(fusion), randomisation(learned, fusion))
	}
	if len(sets.BEIR) > 0 {
		printArms(w, sets.BEIR)
	}
	show("beir", sets.BEIR, crossed, "learned, 5 folds")
	if len(sets.BEIR) > 0 {
		learned, fusion := textsLeftOut(sets.BEIR, func(seen []trainrank.Group) []float64 { return bounded(slices.Concat(seen, ofCases)) })
		printMeasures(w, "beir", "fusion, by text", fusion)
		printMeasures(w, "beir", "learned, texts left out", learned)
		reportRidge(w, sets.BEIR)
	}
	for _, path := range sortedKeys(sets.Cases) {
		show(path, sets.Cases[path], crossed, "learned, 5 folds")
		var others []trainrank.Group
		others = append(others, beir...)
		for _, other := range sortedKeys(sets.Cases) {
			if other != path {
				others = append(others, groupsOf(sets.Cases[other], caseWeight)...)
			}
		}
		without := learn(sets.Names, others)
		printMeasures(w, path, "learned without file", measureAll(sets.Cases[path], weighed(func(*evals.Judged) []float64 { return without })))
	}
	for _, path := range sortedKeys(sets.Check) {
		show(path, sets.Check[path], func(*evals.Judged) []float64 { return final }, "learned, all")
	}
	fmt.Fprintln(w)
	for i, name := range sets.Names {
		fmt.Fprintf(w, "%-18s %8.3f\n", name, final[i])
	}
	return final
}

// printArms prints the arms alone and how the untrained fusion compares.
func printArms(w io.Writer, list []evals.Judged) {
	var lexical, vector []evals.Measures
	for _, q := range list {
		lexical, vector = append(lexical, q.Lexical), append(vector, q.Vector)
	}
	fusion := measureAll(list, func(q *evals.Judged, i int) float64 { return q.Candidates[i].Fusion })
	for _, arm := range []struct {
		name string
		m    []evals.Measures
	}{{"lexical", lexical}, {"vector", vector}} {
		printMeasures(w, "beir", arm.name, arm.m)
		fmt.Fprintf(w, "%-34s fusion against %s: nDCG@10 %+.4f, p = %.4f (paired randomisation)\n", "beir", arm.name, meanNDCG(fusion)-meanNDCG(arm.m), randomisation(fusion, arm.m))
	}
}

func weighed(of func(*evals.Judged) []float64) func(*evals.Judged, int) float64 {
	return func(q *evals.Judged, i int) float64 { return trainrank.Score(of(q), q.Candidates[i].Values) }
}

func measureAll(list []evals.Judged, score func(*evals.Judged, int) float64) []evals.Measures {
	out := make([]evals.Measures, len(list))
	for n := range list {
		q := &list[n]
		scores := make([]float64, len(q.Candidates))
		for i := range scores {
			scores[i] = score(q, i)
		}
		out[n] = q.Order(scores)
	}
	return out
}

func printMeasures(w io.Writer, name, order string, list []evals.Measures) {
	var m evals.Measures
	for _, x := range list {
		m.NDCG10, m.MRR10, m.Recall10, m.Hit5 = m.NDCG10+x.NDCG10, m.MRR10+x.MRR10, m.Recall10+x.Recall10, m.Hit5+x.Hit5
	}
	n := float64(len(list))
	fmt.Fprintf(w, "%-34s %-22s %5d %8.4f %8.4f %8.4f %8.4f\n", name, order, len(list), m.NDCG10/n, m.MRR10/n, m.Recall10/n, m.Hit5/n)
}

func meanNDCG(list []evals.Measures) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x.NDCG10
	}
	return sum / float64(len(list))
}

// randomisation gives how often swapping the two orders' outcomes of queries by
// chance makes a difference of means as great as theirs: 10,000 times, fixed seed.
func randomisation(a, b []evals.Measures) float64 {
	const times = 10000
	r := rand.New(rand.NewPCG(trainSeed, 1))
	seen := math.Abs(meanNDCG(a)-meanNDCG(b)) * float64(len(a))
	count := 0
	for range times {
		sum := 0.0
		for i := range a {
			d := a[i].NDCG10 - b[i].NDCG10
			if r.Uint64()&1 == 0 {
				d = -d
			}
			sum += d
		}
		if math.Abs(sum) >= seen-1e-12 {
			count++
		}
	}
	return float64(count+1) / (times + 1)
}
