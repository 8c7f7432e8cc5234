package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
	evalspg "github.com/policybot/policybot/evals/postgres"
	"github.com/policybot/policybot/retrieval"
)

// evalSuite gives the commands over whole runs: run, compare, gate.
func (a *app) evalSuite() []*cobra.Command {
	return []*cobra.Command{a.evalRun(), a.evalRuns(), a.evalCompare(), a.evalGate(), a.evalReport(), a.evalLint(), a.evalImport(), a.evalExport(), a.evalBEIR(), a.evalSheet(), a.evalAgree(), a.evalSentences(), a.evalSimilarity(), a.evalMetadata(), a.evalSpeed()}
}

type suiteFlags struct {
	cases  []string
	out    string
	asOf   corpus.Date
	name   string
	times  bool
	quick  bool
	store  bool
	asJSON bool

	only       []string // stages
	speed      string   // file for the times
	labels     []string
	labelTexts string
}

func (a *app) evalRun() *cobra.Command {
	var f suiteFlags
	cmd := &cobra.Command{
		Use:   "run --cases FILE [--cases FILE]... [--labels TABLE.csv]... [--only STAGE]... [--out RUN.json]",
		Short: "Measure every stage, or one: reading, metadata, search by each arm, rewrite, routing, abstention, answers, gates, injection, speed",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.printRun(cmd.Context(), f)
		},
	}
	fl := cmd.Flags()
	fl.StringArrayVar(&f.cases, "cases", nil, "file of cases, one JSON object a line; may be given more than once")
	fl.StringVar(&f.out, "out", "", "write the run with every answer here, for compare, gate and report")
	dateVar(fl, &f.asOf, "as-of", "day of the cases that name none, YYYY-MM-DD (default today)")
	fl.StringVar(&f.name, "name", "", "what to call the run in comparisons and reports")
	fl.BoolVar(&f.times, "times", false, "keep times; two runs are then no longer equal byte for byte")
	fl.BoolVar(&f.quick, "quick", false, "answers alone: no single searches, no questions without their evidence")
	fl.StringSliceVar(&f.only, "only", nil, "measure this stage alone ("+strings.Join(evals.Stages, ", ")+"); may be given more than once")
	fl.StringVar(&f.speed, "speed", "", "write the times of every step here and print them; the run itself stays without times")
	f.addLabels(cmd)
	fl.BoolVar(&f.store, "store", false, "keep the run in the database; see eval runs")
	fl.BoolVar(&f.asJSON, "json", false, "print the run as one JSON document")
	return cmd
}

func (a *app) runSuite(ctx context.Context, f suiteFlags) (*evals.Suite, *evals.Speed, error) {
	if err := evals.CheckStages(f.only); err != nil {
		return nil, nil, usageError{err}
	}
	var cases []evals.Case
	var err error
	if len(f.cases) > 0 || len(f.labels) == 0 {
		if cases, err = loadCases(f.cases); err != nil {
			return nil, nil, err
		}
	}
	day := f.asOf // none: each case says, or today
	var s *evals.Suite
	clock := evals.NewClock()
	err = a.withWorld(ctx, func(w *world) error {
		docs, err := w.store.Documents(ctx)
		if err != nil {
			return err
		}
		if len(docs) == 0 && len(cases) > 0 {
			return errEmpty
		}
		if day.Known() { // the questions are asked on that day, not about it
			if err := w.setDay(day); err != nil {
				return err
			}
		}
		labels, err := w.labelled(f.labels, f.labelTexts)
		if err != nil {
			return err
		}
		traces := evals.NewTraces()
		answerer, err := w.answerer(traces)
		if err != nil {
			return err
		}
		cfg := evals.SuiteConfig{
			Answerer: answerer, Traces: traces, Texts: w.store, Words: evals.Words, AsOf: day, Times: f.times, Name: f.name, Code: version,
			Labels: labels, Only: f.only, Clock: clock,
			Settings: map[string]string{"model": w.model.Name(), "segmenter": w.segmenter.Version(), "composer": "extract"},
		}
		if w.wording != nil {
			cfg.Settings["composer"] = "llm"
		}
		if !f.quick {
			cfg.Retriever, cfg.Without = w.retrieval, true
			cfg.Modes = []retrieval.Mode{retrieval.ModeLexical, retrieval.ModeVector, retrieval.ModeHybrid}
		}
		if s, err = evals.RunSuite(ctx, cases, cfg); err != nil || !f.store {
			return err
		}
		return evalspg.NewRuns(w.pool).Put(ctx, s)
	})
	if err != nil {
		return nil, nil, err
	}
	return s, clock.Speed(s), nil
}

// loadCases reads the cases of several files; an id stands once in all.
func loadCases(paths []string) ([]evals.Case, error) {
	if len(paths) == 0 {
		return nil, usageError{errors.New("--cases FILE is missing")}
	}
	var all []evals.Case
	from := map[string]string{}
	for _, path := range paths {
		cases, err := evals.LoadCases(path)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if other, twice := from[c.ID]; twice {
				return nil, fmt.Errorf("%s: the id %s stands in %s too", path, c.ID, other)
			}
			from[c.ID] = path
			all = append(all, c)
		}
	}
	return all, nil
}

func (a *app) evalCompare() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "compare A.json B.json [--json]",
		Short: "Say how run B differs from run A, whether it means anything, and which cases turned",
		Args:  exactly(2, "two runs"),
		RunE: func(cmd *cobra.Command, args []string) error {
			first, err := a.suite(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			second, err := a.suite(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			c := evals.Compare(first, second)
			if asJSON {
				return a.printJSON(c)
			}
			printComparison(a.stdout, c)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func (a *app) evalGate() *cobra.Command {
	var baseline string
	var update, skipOther bool
	var share float64
	cmd := &cobra.Command{
		Use:   "gate RUN.json [--baseline FILE] [--update [--tolerance SHARE]]",
		Short: "Fail where a run falls below the accepted figures, naming the stage and the cases",
		Args:  exactly(1, "a run"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.suite(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if update {
				return writeJSON(baseline, evals.NewBaseline(s, share))
			}
			b, err := evals.LoadBaseline(baseline)
			if err != nil {
				return err
			}
			findings, err := evals.Gate(b, s)
			if skipOther && errors.Is(err, evals.ErrOtherCorpus) {
				fmt.Fprintf(a.stdout, "not compared: %s was made over other texts (%s, these are %s)\n", baseline, b.Corpus, s.Corpus)
				return nil
			}
			if err != nil {
				return err
			}
			for _, f := range findings {
				fmt.Fprintln(a.stdout, f)
			}
			if len(findings) > 0 {
				return fmt.Errorf("%d figures fell below %s", len(findings), baseline)
			}
			fmt.Fprintf(a.stdout, "%d figures hold against %s\n", len(b.Metrics), baseline)
			return nil
		},
	}
	cmd.Flags().StringVar(&baseline, "baseline", "evals/baseline.json", "the accepted figures")
	cmd.Flags().BoolVar(&update, "update", false, "accept this run as the new baseline")
	cmd.Flags().BoolVar(&skipOther, "skip-other-texts", false, "where the baseline is of other texts, say so and succeed")
	shareVar(cmd.Flags(), &share, "tolerance", 0.02, "with --update: how far a figure may fall")
	return cmd
}

func (a *app) evalLint() *cobra.Command {
	var paths []string
	cmd := &cobra.Command{
		Use:   "lint --cases FILE [--cases FILE]...",
		Short: "Check cases: form, ids, dates, and that the corpus holds their evidence",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cases, err := loadCases(paths)
			if err != nil {
				return err
			}
			var findings []string
			err = a.withWorld(cmd.Context(), func(w *world) error {
				findings, err = evals.Lint(cmd.Context(), cases, w.store)
				return err
			})
			if err != nil {
				return err
			}
			for _, f := range findings {
				fmt.Fprintln(a.stdout, f)
			}
			if len(findings) > 0 {
				return fmt.Errorf("%d findings in %d cases", len(findings), len(cases))
			}
			fmt.Fprintf(a.stdout, "%d cases are in order; %d of them wait for a reviewer\n", len(cases), evals.Unreviewed(cases))
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&paths, "cases", nil, "file of cases; may be given more than once")
	return cmd
}

// exactly demands n arguments and says what they are.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{fmt.Errorf("%s takes %s: %s", cmd.Name(), what, usageLine(cmd))}
		}
		return nil
	}
}

// writeJSON writes one JSON document with a line for each value.
func writeJSON(path string, v any) error {
	return writeFile(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(v)
	})
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return fmt.Errorf("write %s: %w", path, err)
	}
	return f.Close()
}

func printSuite(w io.Writer, s *evals.Suite) {
	right := 0
	for _, c := range s.Cases {
		if c.OK {
			right++
			continue
		}
		fmt.Fprintf(w, "FAIL %-6s %-24s %-14s %s\n", c.Case.ID, c.Case.Kind, c.Answer.Status, strings.Join(c.Why, "; "))
	}
	read := 0
	for _, l := range s.Labels {
		if l.OK {
			read++
			continue
		}
		fmt.Fprintf(w, "FAIL %s  %s\n", l.File, strings.Join(l.Why, "; "))
	}
	if len(s.Labels) > 0 {
		fmt.Fprintf(w, "\n%d of %d labelled texts read rightly in every field", read, len(s.Labels))
	}
	if len(s.Cases) > 0 {
		fmt.Fprintf(w, "\n%d of %d cases right", right, len(s.Cases))
	}
	fmt.Fprintf(w, "\nrun %s, texts %s, cases %s\n\n", s.ID, s.Corpus, s.CasesDigest)
	fmt.Fprintf(w, "%-38s %4s %7s  %s\n", "figure", "n", "mean", "95 %")
	for _, f := range s.Summary {
		fmt.Fprintf(w, "%-38s %4d %7.4f  %.3f to %.3f\n", f.Metric, f.N, f.Mean, f.Low, f.High)
	}
}

func printComparison(w io.Writer, c *evals.Comparison) {
	for _, n := range c.Notes {
		fmt.Fprintln(w, "note:", n)
	}
	fmt.Fprintf(w, "%d cases in both runs (%s, %s)\n\n", c.Cases, c.A, c.B)
	fmt.Fprintf(w, "%-38s %4s %7s %7s %8s  %-18s %7s %7s  %s\n", "figure", "n", "A", "B", "B-A", "95 %", "p", "Holm", "")
	for _, d := range c.Metrics {
		verdict := "not decisive"
		switch {
		case d.A == d.B && d.Better+d.Worse == 0:
			verdict = "equal"
		case d.Decisive && d.B > d.A:
			verdict = "better"
		case d.Decisive:
			verdict = "worse"
		}
		fmt.Fprintf(w, "%-38s %4d %7.4f %7.4f %+8.4f  %+.4f to %+.4f %7.4f %7.4f  %s\n", d.Metric, d.N, d.A, d.B, d.B-d.A, d.Low, d.High, d.P, d.PHolm, verdict)
	}
	for _, list := range []struct {
		name  string
		cases []evals.Change
	}{{"better", c.Better}, {"worse", c.Worse}} {
		fmt.Fprintf(w, "\n%s: %d cases\n", list.name, len(list.cases))
		for _, x := range list.cases {
			fmt.Fprintf(w, "  %-6s was: %s; is: %s\n", x.ID, listed(x.Was), listed(x.Is))
		}
	}
	fmt.Fprintf(w, "\nother words, same judgement: %s\n", listed(c.OtherWords))
	if rest := slices.Concat(c.OnlyA, c.OnlyB); len(rest) > 0 {
		fmt.Fprintf(w, "in one run alone: %s\n", strings.Join(rest, " "))
	}
}

func listed(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}
