package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/evals"
)

func (a *app) evalSheet() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "sheet RUN.json [RUN.json]... --out DIR",
		Short: "Write a blind scoring sheet for people: sheet.xlsx and sheet.csv for them, key.json for you",
		Args:  atLeast(1, "RUN.json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if dir == "" {
				return usageError{errors.New("--out DIR is missing")}
			}
			runs, err := a.suites(cmd, args)
			if err != nil {
				return err
			}
			if err := evals.WriteSheet(dir, runs); err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "give each scorer a copy of %s/sheet.xlsx; keep %s/key.json\n", dir, dir)
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "out", "", "folder to write to")
	return cmd
}

func (a *app) suites(cmd *cobra.Command, names []string) ([]*evals.Suite, error) {
	var runs []*evals.Suite
	for _, name := range names {
		s, err := a.suite(cmd.Context(), name)
		if err != nil {
			return nil, err
		}
		runs = append(runs, s)
	}
	return runs, nil
}

func (a *app) evalAgree() *cobra.Command {
	var key string
	var runs []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "agree A.xlsx B.xlsx [--key key.json --run RUN.json...] [--json]",
		Short: "Check two filled sheets and say how far the scorers agree, and the metrics with them",
		Args:  exactly(2, "two filled sheets"),
		RunE: func(cmd *cobra.Command, args []string) error {
			first, err := evals.ReadScores(args[0])
			if err != nil {
				return err
			}
			second, err := evals.ReadScores(args[1])
			if err != nil {
				return err
			}
			g, err := evals.Agree(first, second)
			if err != nil {
				return err
			}
			if key != "" {
				k, err := evals.LoadKey(key)
				if err != nil {
					return err
				}
				suites, err := a.suites(cmd, runs)
				if err != nil {
					return err
				}
				if err := g.Correlate(first, second, k, suites); err != nil {
					return err
				}
			}
			if asJSON {
				return a.printJSON(g)
			}
			printAgreement(a.stdout, g)
			return nil
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the key of the sheet, for the metrics")
	cmd.Flags().StringArrayVar(&runs, "run", nil, "a run that the sheet was made of; may be given more than once")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func printAgreement(w io.Writer, g *evals.Agreement) {
	fmt.Fprintf(w, "%d answers scored by both\n\n%-14s %7s %7s %7s %7s %-16s %7s %s\n", g.Items, "rubric", "mean A", "mean B", "equal", "kappa", "95 %", "alpha", "95 %")
	for _, r := range g.Rubrics {
		fmt.Fprintf(w, "%-14s %7.2f %7.2f %7.3f %7s %-16s %7s %s\n", r.Rubric, r.MeanA, r.MeanB, r.Equal,
			orDash(r.Kappa), fromTo(r.Low, r.High), orDash(r.Alpha), fromTo(r.AlphaLow, r.AlphaHigh))
	}
	fmt.Fprintf(w, "\nto be talked about, more than a point apart: %d\n", len(g.Disagreed))
	for _, d := range g.Disagreed {
		fmt.Fprintf(w, "  %s %s: %d and %d\n", d.Item, d.Rubric, d.A, d.B)
	}
	for _, c := range g.Automatic {
		rho := "too few"
		switch {
		case c.Rho != nil:
			rho = fmt.Sprintf("%+.3f (95 %%: %s)", *c.Rho, fromTo(c.Low, c.High))
		case c.N >= 20:
			rho = "constant"
		}
		fmt.Fprintf(w, "%-38s n %4d  Spearman with people %s\n", c.Metric, c.N, rho)
	}
	for _, only := range []struct {
		name  string
		items []string
	}{{"A", g.OnlyA}, {"B", g.OnlyB}} {
		if len(only.items) > 0 {
			fmt.Fprintf(w, "scored by %s alone: %s\n", only.name, strings.Join(only.items, " "))
		}
	}
}

// fromTo writes an interval; nothing where there is none.
func fromTo(low, high *float64) string {
	if low == nil {
		return ""
	}
	return fmt.Sprintf("%.3f to %.3f", *low, *high)
}

func orDash(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *v)
}
