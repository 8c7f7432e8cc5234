package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
	"github.com/policybot/policybot/evals"
)

// Settings of the fit: chosen by cross-validation over the cases of the repository.
const (
	fitRidge = 10.0 // penalty on the squared weights of standardised features
	fitFolds = 10
	// oddsDepth is how many of the sentences found the words of a question are counted in.
	oddsDepth = 12
)

// evalFit learns when a part of a question is answered by what was found.
func (a *app) evalFit() *cobra.Command {
	var paths []string
	var out, odds string
	var refused float64
	cmd := &cobra.Command{
		Use:   "fit --cases FILE... [--refused SHARE] [--odds FILE] --out FILE",
		Short: "Learn from cases when what was found answers, and write the model (bot/extract/answerable.json)",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(paths) == 0 || out == "" {
				return usageError{fmt.Errorf("--cases FILE and --out FILE are needed")}
			}
			return a.runFit(cmd.Context(), paths, out, odds, refused)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&paths, "cases", nil, "file of cases; may stand several times")
	f.StringVar(&out, "out", "", "file to write the model to")
	f.StringVar(&odds, "odds", "", "file to write the odds of words to (bot/extract/termodds.csv), learned anew; without it those in use stay")
	shareVar(f, &refused, "refused", 0.15, "share of the answered questions that may be refused; sets the thresholds")
	return cmd
}

func (a *app) runFit(ctx context.Context, paths []string, out, odds string, refused float64) error {
	var cases []evals.Case
	for _, p := range paths {
		c, err := evals.LoadCases(p)
		if err != nil {
			return err
		}
		cases = append(cases, c...)
	}
	w, err := a.open(ctx, slog.LevelWarn)
	if err != nil {
		return err
	}
	defer w.close()
	if odds == "" {
		examples, err := evals.Examples(ctx, cases, w.bot, w.store, w.sentences, w.composer.PartFeatures)
		if err != nil {
			return err
		}
		return a.fitOn(examples, len(cases), out, refused)
	}
	examples, counted, err := examplesWithOdds(ctx, w, cases)
	if err != nil {
		return err
	}
	if err := a.fitOn(examples, len(cases), out, refused); err != nil {
		return err
	}
	return writeOdds(odds, counted)
}

// examplesWithOdds gives the odds of the words of the cases, and the examples of each
// fold with the odds of all the others: what is learned of a question's words must not
// be what the decision on it is learned from.
func examplesWithOdds(ctx context.Context, w *world, cases []evals.Case) ([]evals.Example, *extract.TermOdds, error) {
	fold := evals.Folds(cases, fitFolds)
	var all extract.OddsCounter
	but := make([]extract.OddsCounter, fitFolds) // the fold
	err := evals.Answering(ctx, cases, w.bot, w.store, w.sentences, func(c evals.Case, part bot.Part, answer int) {
		samples := w.composer.TermSamples(part, oddsDepth)
		all.Add(samples, answer)
		for f := range but {
			if f != fold[c.ID] {
				but[f].Add(samples, answer)
			}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	var out []evals.Example
	for f := range but {
		composer, err := extract.New(extract.Config{Segmenter: w.segmenter, Odds: but[f].Odds()})
		if err != nil {
			return nil, nil, err
		}
		of := slices.DeleteFunc(slices.Clone(cases), func(c evals.Case) bool { return fold[c.ID] != f })
		examples, err := evals.Examples(ctx, of, w.bot, w.store, func(part bot.Part) []evals.Sentence { return sentencesOf(composer, part) }, composer.PartFeatures)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, examples...)
	}
	return out, all.Odds(), nil
}

func writeOdds(path string, odds *extract.TermOdds) error {
	var b strings.Builder
	if err := odds.Write(&b); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

func (a *app) fitOn(examples []evals.Example, cases int, out string, refused float64) error {
	scores, err := evals.CrossFit(examples, fitRidge, fitFolds)
	if err != nil {
		return err
	}
	fitted, err := evals.FitLogistic(examples, fitRidge)
	if err != nil {
		return err
	}
	clear, ofParts := evals.Clear(examples, scores)
	a.printFit("parts", cases, clear, ofParts)
	questions, ofQuestions := evals.Questions(examples, scores)
	a.printFit("questions", cases, questions, ofQuestions)
	threshold, _ := evals.ThresholdAt(questions, ofQuestions, refused)
	return writeModel(out, &extract.Model{Names: extract.PartNames(), Mean: round(fitted.Mean), Scale: round(fitted.Scale),
		Weights: round(fitted.Weights), Bias: round([]float64{fitted.Bias})[0],
		Threshold: round([]float64{threshold / 2})[0], Question: round([]float64{threshold})[0]})
}

// printFit writes what the model does with examples that it was not fitted on.
func (a *app) printFit(what string, cases int, examples []evals.Example, scores []float64) {
	fmt.Fprintf(a.stdout, "%d %s of %d cases; AUC of those not seen %.3f\n", len(examples), what, cases, evals.AUC(examples, scores))
	for _, share := range []float64{0.02, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2} {
		threshold, rejected := evals.ThresholdAt(examples, scores, share)
		fmt.Fprintf(a.stdout, "  answered %s refused %4.1f %%: others rejected %5.1f %% (at %.3f)\n", what, 100*share, 100*rejected, threshold)
	}
}

// round keeps six significant digits: more would change with the machine.
func round(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		if v != 0 {
			unit := math.Pow(10, math.Floor(math.Log10(math.Abs(v)))-5)
			out[i] = math.Round(v/unit) * unit
		}
	}
	return out
}

func writeModel(path string, m *extract.Model) error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(raw, '\n'), 0o644)
}
