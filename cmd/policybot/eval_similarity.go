package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/evals"
)

func (a *app) evalSimilarity() *cobra.Command {
	var dir, answers, run string
	cmd := &cobra.Command{
		Use:   "similarity --beir DIR --answers FILE [--run RUN.trec]",
		Short: "Compare the first documents of a run, and the right documents, with written answers: METEOR, BLEU, ROUGE-L on characters",
		Args:  none,
		RunE: func(_ *cobra.Command, _ []string) error {
			if dir == "" || answers == "" {
				return usageError{errors.New("--beir DIR and --answers FILE are missing")}
			}
			data, err := evals.LoadBEIR(dir)
			if err != nil {
				return err
			}
			written, err := evals.LoadWritten(answers)
			if err != nil {
				return err
			}
			a.printSimilarity("right documents, whole", evals.Similarity(written, data.Judged(), evals.Words))
			if run == "" {
				return nil
			}
			f, err := os.Open(run)
			if err != nil {
				return err
			}
			defer f.Close()
			ranked, err := evals.ReadTREC(f)
			if err != nil {
				return fmt.Errorf("%s: %w", run, err)
			}
			a.printSimilarity("first document of the run", evals.Similarity(written, data.First(ranked), evals.Words))
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "beir", "", "BEIR folder")
	f.StringVar(&answers, "answers", "", "written answers, one JSON object a line: _id, question, answer, evidence")
	f.StringVar(&run, "run", "", "TREC run, as eval retrieval --run writes it")
	return cmd
}

func (a *app) printSimilarity(name string, r evals.SimilarityReport) {
	fmt.Fprintf(a.stdout, "%-26s n %d  METEOR %.4f  BLEU %.4f  ROUGE-L %.4f\n", name, r.N, r.METEOR, r.BLEU, r.RougeL)
}
