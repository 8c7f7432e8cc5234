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
	var texts string
	cmd := &cobra.Command{
		Use:   "import TABLE.csv | BEIR-FOLDER --texts FOLDER",
		Short: "Print the cases of a CSV table or of a BEIR folder as JSON lines; the texts of the latter are written as files to ingest",
		Args:  exactly(1, "a table or a BEIR folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			info, err := os.Stat(args[0])
			if err != nil {
				return err
			}
			if info.IsDir() {
				return a.importBEIR(args[0], texts)
			}
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			cases, err := evals.ImportCSV(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return a.printCases(cases)
		},
	}
	cmd.Flags().StringVar(&texts, "texts", "", "folder for the texts of a BEIR folder, one file each")
	return cmd
}

func (a *app) importBEIR(dir, texts string) error {
	if texts == "" {
		return usageError{errors.New("--texts FOLDER is missing: the texts of a BEIR folder are written there, to be ingested")}
	}
	data, err := evals.LoadBEIR(dir)
	if err != nil {
		return err
	}
	if err := data.WriteTexts(texts); err != nil {
		return err
	}
	cases := data.Cases()
	fmt.Fprintf(a.stderr, "%d cases; %d texts are in %s: ingest them, then lint the cases\n", len(cases), len(data.Documents), texts)
	return a.printCases(cases)
}

func (a *app) printCases(cases []evals.Case) error {
	enc := json.NewEncoder(a.stdout)
	enc.SetEscapeHTML(false)
	for _, c := range cases {
		if err := enc.Encode(c); err != nil {
			return err
		}
	}
	return nil
}
