package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/evals"
)

func (a *app) evalExport() *cobra.Command {
	var format, dir string
	cmd := &cobra.Command{
		Use:   "export RUN.json --format " + strings.Join(evals.Formats, "|") + " --out DIR",
		Short: "Write a run for another tool to score: TREC, Ragas, RAGChecker, nuggetizer, ALCE",
		Args:  exactly(1, "a run"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format == "" || dir == "" {
				return usageError{errors.New("--format and --out DIR are missing")}
			}
			s, err := a.suite(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			files, err := s.Export(format, dir)
			for _, f := range files {
				fmt.Fprintln(a.stdout, f)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "one of "+strings.Join(evals.Formats, ", "))
	cmd.Flags().StringVar(&dir, "out", "", "folder to write to")
	return cmd
}

func (a *app) evalBEIR() *cobra.Command {
	var paths []string
	var dir string
	cmd := &cobra.Command{
		Use:   "beir --cases FILE --out DIR",
		Short: "Write the corpus and the judged passages of cases as a BEIR folder",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				return usageError{errors.New("--out DIR is missing")}
			}
			cases, err := loadCases(paths)
			if err != nil {
				return err
			}
			return a.withWorld(cmd.Context(), func(w *world) error {
				return evals.WriteBEIR(cmd.Context(), dir, cases, w.store)
			})
		},
	}
	cmd.Flags().StringArrayVar(&paths, "cases", nil, "file of cases; may be given more than once")
	cmd.Flags().StringVar(&dir, "out", "", "folder to write to")
	return cmd
}

func (a *app) evalImport() *cobra.Command {
	return &cobra.Command{
		Use:   "import TABLE.csv",
		Short: "Print the cases of a CSV table as JSON lines",
		Args:  exactly(1, "a table"),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			cases, err := evals.ImportCSV(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			enc := json.NewEncoder(a.stdout)
			enc.SetEscapeHTML(false)
			for _, c := range cases {
				if err := enc.Encode(c); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
