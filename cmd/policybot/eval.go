package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

func (a *app) eval() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure search and answers",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command eval %q: use eval run, eval answers or eval retrieval; policybot eval --help lists all", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.evalAnswers(), a.evalEvidence(), a.evalRetrieval(), a.evalFeatures(), a.evalFit(), a.trainRanker())
	cmd.AddCommand(a.evalSuite()...)
	return cmd
}

func (a *app) evalAnswers() *cobra.Command {
	var path string
	var asJSON, without bool
	cmd := &cobra.Command{
		Use:   "answers --cases FILE [--without-evidence] [--json]",
		Short: "Ask every case and judge the answers by their evidence and facts",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), path, func(w *world, cases []evals.Case) error {
				var err error
				if without {
					if cases, err = evals.Without(cmd.Context(), cases, w.store); err != nil {
						return err
					}
				}
				report, err := evals.RunAnswers(cmd.Context(), cases, w.bot, w.store)
				if err != nil {
					return err
				}
				if asJSON {
					return a.printJSON(report)
				}
				printAnswers(a.stdout, report)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&path, "cases", "", "file of cases, one JSON object a line")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	cmd.Flags().BoolVar(&without, "without-evidence", false, "leave the documents of the evidence out: nothing is answerable then")
	return cmd
}

func (a *app) evalEvidence() *cobra.Command {
	var path string
	var asJSON, ablations bool
	cmd := &cobra.Command{
		Use:   "evidence --cases FILE [--ablations] [--json]",
		Short: "Search every answerable case in each mode and say where its evidence ranks",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), path, func(w *world, cases []evals.Case) error {
				reports := []*evals.EvidenceReport{}
				run := func(mode retrieval.Mode, without retrieval.Step) error {
					r, err := evals.RunEvidence(cmd.Context(), cases, w.retrieval, w.store, mode, without)
					if err == nil {
						reports = append(reports, r)
					}
					return err
				}
				for _, mode := range []retrieval.Mode{retrieval.ModeLexical, retrieval.ModeVector, retrieval.ModeHybrid} {
					if err := run(mode, ""); err != nil {
						return err
					}
				}
				if ablations {
					for _, step := range retrieval.Steps() {
						if err := run(retrieval.ModeHybrid, step); err != nil {
							return err
						}
					}
				}
				if asJSON {
					return a.printJSON(reports)
				}
				printEvidence(a.stdout, reports)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&path, "cases", "", "file of cases, one JSON object a line")
	cmd.Flags().BoolVar(&ablations, "ablations", false, "also search without each step of the hybrid search in turn")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func (a *app) evalFeatures() *cobra.Command {
	var path string
	var depth int
	var without bool
	cmd := &cobra.Command{
		Use:   "features --cases FILE [--depth N]",
		Short: "Write the sentences considered for every case with their features, as JSON lines for learning weights",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCases(cmd.Context(), path, func(w *world, cases []evals.Case) error {
				if without {
					var err error
					if cases, err = evals.Without(cmd.Context(), cases, w.store); err != nil {
						return err
					}
				}
				return evals.WriteFeatures(cmd.Context(), a.stdout, cases, w.bot, w.sentences, w.store, depth)
			})
		},
	}
	cmd.Flags().StringVar(&path, "cases", "", "file of cases, one JSON object a line")
	cmd.Flags().IntVar(&depth, "depth", 40, "sentences of each part")
	cmd.Flags().BoolVar(&without, "without-evidence", false, "leave the documents of the evidence out")
	return cmd
}

// sentences gives what the composer considers for a part, best first.
func (w *world) sentences(part bot.Part) []evals.Sentence { return sentencesOf(w.composer, part) }

func sentencesOf(composer *extract.Composer, part bot.Part) []evals.Sentence {
	var out []evals.Sentence
	for _, f := range composer.Features(part) {
		s := evals.Sentence{DocumentID: f.DocumentID, Start: f.Start, End: f.End, Features: map[string]float64{}}
		for i, name := range f.Names {
			s.Features[name] = f.Values[i]
		}
		out = append(out, s)
	}
	return out
}

// withCases loads cases and opens the world for them.
func (a *app) withCases(ctx context.Context, path string, do func(*world, []evals.Case) error) error {
	if path == "" {
		return usageError{fmt.Errorf("--cases FILE is missing")}
	}
	cases, err := evals.LoadCases(path)
	if err != nil {
		return err
	}
	return a.withWorld(ctx, func(w *world) error {
		docs, err := w.store.Documents(ctx)
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			return errEmpty
		}
		return do(w, cases)
	})
}

func (a *app) evalRetrieval() *cobra.Command {
	var dir, mode, run string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "retrieval --beir DIR [--mode hybrid|lexical|vector] [--run FILE] [--json]",
		Short: "Index a BEIR folder apart from the corpus, rank its queries, print nDCG@10, recall@k, MRR",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				return usageError{fmt.Errorf("--beir DIR is missing")}
			}
			m, err := modeOf(mode)
			if err != nil {
				return err
			}
			return a.runBEIR(cmd.Context(), dir, m, run, asJSON)
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "beir", "", "BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv")
	f.StringVar(&mode, "mode", string(retrieval.ModeHybrid), "hybrid, lexical or vector")
	f.StringVar(&run, "run", "", "write the ranking here as a TREC run")
	f.BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// withBEIR indexes a BEIR folder in a database of its own and calls do with
// what searches there. A mode that searches by words alone gets a database
// without vectors: they take most of the time.
func (a *app) withBEIR(ctx context.Context, dir string, mode retrieval.Mode, do func(*world, *evals.BEIR) error) error {
	data, err := evals.LoadBEIR(dir)
	if err != nil {
		return err
	}
	w, err := a.open(ctx, slog.LevelWarn)
	if err != nil {
		return err
	}
	defer w.close()
	name, embedder := data.Digest(), retrieval.Embedder(w.embedder)
	if mode == retrieval.ModeLexical {
		name, embedder = name+"_words", noVectors(w.model.Dimension())
	}
	pool, err := w.apart(ctx, name)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := w.wire(pool, "eval"); err != nil {
		return err
	}
	index := retrieval.NewIndexer(retrieval.IndexerConfig{Index: w.store, Library: w.store, Embedder: embedder, Segmenter: w.segmenter, Logger: w.lg})
	if err := evals.IndexBEIR(ctx, data, index, w.store, a.countProgress("passages")); err != nil {
		return err
	}
	if err := w.store.Analyze(ctx); err != nil {
		return err
	}
	return do(w, data)
}

func (a *app) runBEIR(ctx context.Context, dir string, mode retrieval.Mode, run string, asJSON bool) error {
	return a.withBEIR(ctx, dir, mode, func(w *world, data *evals.BEIR) error {
		ranked, times, err := evals.RankBEIR(ctx, data, w.retrieval, mode)
		if err != nil {
			return err
		}
		if run != "" {
			if err := writeRun(run, ranked, mode); err != nil {
				return err
			}
		}
		report := data.Score(ranked)
		report.SetTimes(times)
		if asJSON {
			return a.printJSON(report)
		}
		fmt.Fprintf(a.stdout, "%s, %d queries, %d passages\nnDCG@10 %.4f  MRR@10 %.4f  recall@10 %.4f  recall@100 %.4f  p50 %.1f ms  p95 %.1f ms\n",
			mode, report.Queries, len(data.Documents), report.NDCG10, report.MRR10, report.Recall10, report.Recall100, report.P50MS, report.P95MS)
		return nil
	})
}

func writeRun(path string, run evals.Run, mode retrieval.Mode) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("run file: %w", err)
	}
	if err := run.WriteTREC(f, "policybot-"+string(mode)); err != nil {
		f.Close()
		return fmt.Errorf("run file: %w", err)
	}
	return f.Close()
}

func printAnswers(w io.Writer, r *evals.AnswerReport) {
	for _, c := range r.Cases {
		mark := "ok  "
		if !c.OK {
			mark = "FAIL"
		}
		fmt.Fprintf(w, "%s %-6s %-22s %-14s %7.1f ms  %s\n", mark, c.ID, c.Kind, c.Status, c.MS, strings.Join(c.Why, "; "))
	}
	rest := r.N - r.Answerable
	fmt.Fprintf(w, "\n%-34s %s\n", "answerable: all evidence cited", rate(r.Full, r.Answerable))
	fmt.Fprintf(w, "%-34s %s\n", "answerable: all facts", rate(r.Facts, r.Answerable))
	fmt.Fprintf(w, "%-34s %s\n", "answerable: not answered", rate(r.Refused, r.Answerable))
	fmt.Fprintf(w, "%-34s %s\n", "not answerable: status as expected", rate(r.Abstained, rest))
	if r.Also > 0 {
		fmt.Fprintf(w, "%-34s %d of %d\n", "  others: quoted what answers too", r.Also, rest-r.Abstained)
	}
	fmt.Fprintf(w, "%-34s %.3f / %.3f\n", "evidence recall / precision", r.Recall, r.Precision)
	fmt.Fprintf(w, "%-34s %d, %d, %d\n", "uncited, bad quotes, bad figures", r.Uncited, r.BadQuotes, r.BadFigures)
	fmt.Fprintf(w, "%-34s %d in %d cases\n", "statements", r.Statements, r.N)
	fmt.Fprintf(w, "%-34s %.1f / %.1f ms\n", "p50 / p95", r.P50MS, r.P95MS)
}

// rate writes k of n with the 95 % interval.
func rate(k, n int) string {
	low, high := evals.Interval(k, n)
	share := 0.0
	if n > 0 {
		share = 100 * float64(k) / float64(n)
	}
	return fmt.Sprintf("%3d of %3d = %5.1f %% (95 %%: %.0f to %.0f)", k, n, share, 100*low, 100*high)
}

func printEvidence(w io.Writer, reports []*evals.EvidenceReport) {
	fmt.Fprintf(w, "%-23s %4s %6s %-12s %6s %6s %6s %10s %-12s %8s %8s\n", "mode", "n", "MRR", "95 %", "hit@1", "hit@5", "hit@10", "recall@10", "95 %", "p50 ms", "p95 ms")
	name := func(r *evals.EvidenceReport) string {
		if r.Without == "" {
			return string(r.Mode)
		}
		return "without " + string(r.Without)
	}
	for _, r := range reports {
		fmt.Fprintf(w, "%-23s %4d %6.3f %.3f-%.3f  %6.3f %6.3f %6.3f %10.3f %.3f-%.3f  %8.1f %8.1f\n", name(r), r.N, r.MRR, r.MRRLow, r.MRRHigh, r.Hit1, r.Hit5, r.Hit10, r.Recall10, r.R10Low, r.R10High, r.P50MS, r.P95MS)
	}
	for _, r := range reports {
		fmt.Fprintf(w, "%s: evidence outside the first ten: %s\n", name(r), strings.Join(r.Lost, " "))
	}
}
