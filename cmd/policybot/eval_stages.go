package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
)

// evalMetadata and evalSpeed are runs of one stage; eval run does both too.
func (a *app) evalMetadata() *cobra.Command {
	f := suiteFlags{only: []string{"metadata"}}
	cmd := &cobra.Command{
		Use:   "metadata --labels TABLE.csv [--label-texts FOLDER] [--json]",
		Short: "Read labelled texts without manifest and file name and compare title, issuer, number, days, ... with the labels",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(f.labels) == 0 {
				return usageError{errors.New("--labels TABLE.csv is missing")}
			}
			return a.printRun(cmd.Context(), f)
		},
	}
	f.addLabels(cmd)
	dateVar(cmd.Flags(), &f.asOf, "as-of", "day of the status, YYYY-MM-DD; needed where the table holds a status")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print the run as one JSON document")
	return cmd
}

func (a *app) evalSpeed() *cobra.Command {
	f := suiteFlags{only: []string{"answers", "retrieval"}}
	cmd := &cobra.Command{
		Use:   "speed --cases FILE [--json]",
		Short: "Ask and search every case and print the times of each step",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, speed, err := a.runSuite(cmd.Context(), f)
			if err != nil {
				return err
			}
			if f.asJSON {
				return a.printJSON(speed)
			}
			printSpeed(a.stdout, speed.Steps)
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&f.cases, "cases", nil, "file of cases; may be given more than once")
	dateVar(cmd.Flags(), &f.asOf, "as-of", "day of the cases that name none, YYYY-MM-DD (default today)")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print one JSON document")
	return cmd
}

func (f *suiteFlags) addLabels(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.labels, "labels", nil, "table of labelled texts (CSV: file, title, issuer, ...); may be given more than once")
	cmd.Flags().StringVar(&f.labelTexts, "label-texts", "", "folder of the labelled texts (default: that of the table)")
}

// labelled gives the labelled texts of tables; a file stands once in all.
func (w *world) labelled(tables []string, folder string) (evals.Labels, error) {
	paths := map[string]string{}
	out := evals.Labels{}
	for _, table := range tables {
		list, err := evals.LoadLabels(table)
		if err != nil {
			return out, err
		}
		dir := folder
		if dir == "" {
			dir = filepath.Dir(table)
		}
		for _, l := range list {
			if paths[l.File] != "" {
				return out, fmt.Errorf("%s: %s stands in another table of labels too", table, l.File)
			}
			paths[l.File] = filepath.Join(dir, filepath.FromSlash(l.File))
		}
		out.List = append(out.List, list...)
	}
	readers := w.readers.Readers()
	out.Read = func(file string) (*corpus.Document, error) {
		sources, rejected, err := readers.Walk(paths[file])
		if err != nil {
			return nil, err
		}
		if len(rejected) > 0 {
			return nil, fmt.Errorf("%s: %s", file, rejected[0].Reason)
		}
		sources[0].Meta = corpus.Meta{Source: evals.NameUnknown + filepath.Ext(file)}
		return sources[0].Load()
	}
	return out, nil
}

// printRun makes a run and prints it.
func (a *app) printRun(ctx context.Context, f suiteFlags) error {
	s, speed, err := a.runSuite(ctx, f)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := writeJSON(f.out, s); err != nil {
			return err
		}
	}
	if f.speed != "" {
		if err := writeJSON(f.speed, speed); err != nil {
			return err
		}
	}
	if f.asJSON {
		return a.printJSON(s)
	}
	printSuite(a.stdout, s)
	if f.speed != "" {
		fmt.Fprintln(a.stdout)
		printSpeed(a.stdout, speed.Steps)
	}
	return nil
}

func printSpeed(w io.Writer, steps []evals.StepTime) {
	fmt.Fprintf(w, "%-38s %4s %9s %9s %9s\n", "time of a step, ms", "n", "p50", "p95", "longest")
	for _, s := range steps {
		fmt.Fprintf(w, "%-38s %4d %9.2f %9.2f %9.2f\n", s.Step, s.N, s.P50, s.P95, s.Max)
	}
}
