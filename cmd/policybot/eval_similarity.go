package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/evals/metric"
)

func (a *app) evalSimilarity() *cobra.Command {
	var dir, answers, run, out string
	cmd := &cobra.Command{
		Use:   "similarity --beir DIR --answers FILE [--run RUN.trec [--out FILE]]",
		Short: "Compare quotations from a run, its first documents and the right documents with written answers: METEOR, BLEU, ROUGE-L on characters",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" || answers == "" {
				return usageError{errors.New("--beir DIR and --answers FILE are missing")}
			}
			if out != "" && run == "" {
				return usageError{errors.New("--out FILE writes what is quoted from a run: name it with --run RUN.trec")}
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
			return a.quotedFrom(cmd.Context(), data, written, ranked, out)
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "beir", "", "BEIR folder")
	f.StringVar(&answers, "answers", "", "written answers, one JSON object a line: _id, question, answer, evidence")
	f.StringVar(&run, "run", "", "TREC run, as eval retrieval --run writes it")
	f.StringVar(&out, "out", "", "file to write the answers set aside to, with what is quoted for them, one JSON object a line: _id, answer, quoted, first, right")
	return cmd
}

// quotations are the lengths tried.
var quotations = func() []evals.Quotation {
	var out []evals.Quotation
	for _, documents := range []int{1, 2, 3, 5} {
		for _, characters := range []int{40, 80, 120, 160, 200, 250, 300, 400} {
			out = append(out, evals.Quotation{Documents: documents, Characters: characters})
		}
	}
	return out
}()

// quotedFrom measures what the composer would quote from the first documents of a run,
// on the answers set aside, at the length chosen on the rest.
func (a *app) quotedFrom(ctx context.Context, data *evals.BEIR, written []evals.WrittenAnswer, run map[string]map[string]float64, out string) error {
	rest, aside := evals.SetAside(written)
	if len(aside) == 0 {
		return nil
	}
	var quotable map[string][]evals.Quotable
	err := a.withWorld(ctx, func(w *world) (err error) {
		quotable, err = w.quotable(ctx, data, written, run)
		return err
	})
	if err != nil {
		return err
	}
	first, right := data.First(run), data.Judged() // each over all texts
	ranked := func(a evals.WrittenAnswer) []evals.Quotable { return quotable[a.ID] }
	chosen := evals.ChooseQuotation(rest, ranked, quotations, evals.Words)
	quoted := func(a evals.WrittenAnswer) string { return chosen.Quote(ranked(a)) }
	fmt.Fprintf(a.stdout, "chosen on %d answers: sentences of %d documents up to %d characters; on the %d set aside:\n", len(rest), chosen.Documents, chosen.Characters, len(aside))
	a.printSimilarity("quoted by the composer", evals.Similarity(aside, quoted, evals.Words))
	a.printSimilarity("first document of the run", evals.Similarity(aside, first, evals.Words))
	a.printSimilarity("right documents, whole", evals.Similarity(aside, right, evals.Words))
	if out == "" {
		return nil
	}
	var lines strings.Builder
	encode := json.NewEncoder(&lines)
	encode.SetEscapeHTML(false)
	for _, one := range aside {
		if err := encode.Encode(map[string]string{"_id": one.ID, "answer": one.Answer, "quoted": quoted(one), "first": first(one), "right": right(one)}); err != nil {
			return err
		}
	}
	return os.WriteFile(out, []byte(lines.String()), 0o644)
}

// quotable gives the sentences of the first documents of a run for each answer, in the
// order in which the composer takes them.
func (w *world) quotable(ctx context.Context, data *evals.BEIR, written []evals.WrittenAnswer, run map[string]map[string]float64) (map[string][]evals.Quotable, error) {
	byID := map[string]evals.BEIRDocument{}
	var all []string
	for _, d := range data.Documents {
		byID[d.ID] = d
		all = append(all, d.Text)
	}
	rarity := w.rarity(all)
	out := map[string][]evals.Quotable{}
	for _, answer := range written {
		order := metric.Order(run[answer.ID])
		var texts []quotedText
		for _, id := range order[:min(len(order), quotations[len(quotations)-1].Documents)] {
			if d := byID[id]; strings.TrimSpace(d.Text) != "" {
				texts = append(texts, quotedText{id, d.Title, evals.Sentences(d.Text)})
			}
		}
		if len(texts) == 0 {
			continue
		}
		found, err := w.foundOf(ctx, answer.Question, corpus.KindRegulation, texts)
		if err != nil {
			return nil, err
		}
		found.Rarity = rarity
		part, err := w.partOf(ctx, answer.Question, found)
		if err != nil {
			return nil, err
		}
		for _, f := range w.composer.Features(part) {
			i := slices.IndexFunc(texts, func(t quotedText) bool { return t.id == f.DocumentID })
			passage := found.Results[i].Passage
			at := slices.IndexFunc(passage.Parts, func(p corpus.Part) bool { return p.Start == f.Start })
			out[answer.ID] = append(out[answer.ID], evals.Quotable{Document: i, At: at, Title: texts[i].title, Text: strings.TrimSpace(texts[i].sentences[at])})
		}
	}
	return out, nil
}

func (a *app) printSimilarity(name string, r evals.SimilarityReport) {
	fmt.Fprintf(a.stdout, "%-26s n %d  METEOR %.4f  BLEU %.4f  ROUGE-L %.4f\n", name, r.N, r.METEOR, r.BLEU, r.RougeL)
}
