package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

func (a *app) evalSentences() *cobra.Command {
	var path string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sentences --cmrc FILE [--json]",
		Short: "Measure the choice of the sentence that answers, on paragraphs of a CMRC file",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if path == "" {
				return usageError{errors.New("--cmrc FILE is missing")}
			}
			f, err := os.Open(path)
			if err != nil {
				return err
			}
			defer f.Close()
			questions, err := evals.ReadCMRC(f)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			var report *evals.SentenceReport
			err = a.withWorld(cmd.Context(), func(w *world) error {
				report, err = w.rankSentences(cmd.Context(), questions)
				return err
			})
			if err != nil {
				return err
			}
			if asJSON {
				return a.printJSON(report)
			}
			fmt.Fprintf(a.stdout, "%d questions: the sentence that answers is first %.4f (95 %%: %.3f to %.3f), among three %.4f, MRR %.4f\n",
				report.N, report.Hit1, report.Low, report.High, report.Hit3, report.MRR)
			return nil
		},
	}
	cmd.Flags().StringVar(&path, "cmrc", "", "CMRC 2018 file, such as cmrc_trial.json")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// rankSentences lets the composer choose among the sentences of each paragraph,
// as if the paragraph were what the search had found.
func (w *world) rankSentences(ctx context.Context, questions []evals.SpanQuestion) (*evals.SentenceReport, error) {
	var paragraphs []string
	for _, q := range questions {
		paragraphs = append(paragraphs, q.Paragraph)
	}
	rarity := w.rarity(paragraphs)
	return evals.RankSentences(questions, func(q evals.SpanQuestion, sentences []string) ([]int, error) {
		found, err := w.paragraph(ctx, q, sentences)
		if err != nil {
			return nil, err
		}
		found.Rarity = rarity
		part, err := w.partOf(ctx, q.Question, found)
		if err != nil {
			return nil, err
		}
		features := w.composer.Features(part)
		spans := found.Results[0].Passage.Parts
		var order []int
		for _, f := range features {
			order = append(order, slices.IndexFunc(spans, func(p corpus.Part) bool { return p.Start == f.Start }))
		}
		return order, nil
	})
}

// partOf plans a question over what was found. One that the planner would not
// look up (it is not about policy) stays a plain question for a fact.
func (w *world) partOf(ctx context.Context, question string, found *retrieval.Results) (bot.Part, error) {
	only := onlyFound{found}
	planner, err := bot.New(bot.Config{Retriever: only, Composer: w.composer, Library: only})
	if err != nil {
		return bot.Part{}, err
	}
	parts, err := planner.Plan(ctx, bot.Question{Text: question})
	if err != nil && !errors.Is(err, bot.ErrBadQuestion) {
		return bot.Part{}, err
	}
	if len(parts) == 0 {
		return bot.Part{Text: question, Words: found.Understood.Text, Topic: question, Want: bot.WantFact, Found: found}, nil
	}
	parts[0].Found = found
	return parts[0], nil
}

// onlyFound finds the same for every question, in a corpus of nothing else.
type onlyFound struct{ found *retrieval.Results }

func (o onlyFound) Search(context.Context, retrieval.Query) (*retrieval.Results, error) {
	return o.found, nil
}

func (o onlyFound) Documents(context.Context) ([]corpus.Document, error) {
	var out []corpus.Document
	for i := range o.found.Results {
		out = append(out, *o.found.Results[i].Document)
	}
	return out, nil
}

func (o onlyFound) Version(context.Context) (string, error) { return "cmrc", nil }

func (o onlyFound) Articles(context.Context, string) (count int, first, last string, err error) {
	return 0, "", "", nil
}

// quotedText is a text, cut into sentences, that a search is said to have found.
type quotedText struct {
	id, title string
	sentences []string
}

// paragraph is what a search would have found: one passage of these sentences.
func (w *world) paragraph(ctx context.Context, q evals.SpanQuestion, sentences []string) (*retrieval.Results, error) {
	return w.foundOf(ctx, q.Question, corpus.KindReport, []quotedText{{"cmrc", q.Title, sentences}})
}

// foundOf is what a search would have found: these texts in their order, each a document
// of one passage.
func (w *world) foundOf(ctx context.Context, question string, kind corpus.Kind, texts []quotedText) (*retrieval.Results, error) {
	u, err := w.retrieval.Understand(ctx, question, nil)
	if err != nil {
		return nil, err
	}
	found := &retrieval.Results{Understood: u}
	if found.Vector, err = w.embedder.EmbedQuery(ctx, u.Text); err != nil {
		return nil, err
	}
	for i, text := range texts {
		vectors, err := w.embedder.EmbedDocuments(ctx, text.sentences)
		if err != nil {
			return nil, err
		}
		p := corpus.Passage{ID: text.id + ".0001", DocumentID: text.id, Ordinal: 1, Kind: corpus.PassageParagraph}
		for _, s := range text.sentences {
			p.Parts = append(p.Parts, corpus.Part{Kind: corpus.PartSentence, Start: len(p.Text), End: len(p.Text) + len(s), Lead: -1})
			p.Text += s
		}
		p.End, p.Norm = len(p.Text), corpus.Normalize(p.Text)
		doc := &corpus.Document{ID: text.id, Title: text.title, Kind: kind, Region: corpus.Nationwide, Level: corpus.LevelNational}
		found.Results = append(found.Results, retrieval.Result{
			Stored: retrieval.Stored{Passage: p, Document: doc, PartVectors: vectors}, Rank: i + 1, Score: 1 / float64(i+1), Lexical: 1, Vector: math.NaN(), Status: corpus.StatusNotApplicable,
		})
	}
	return found, nil
}

// rarity is the inverse document frequency of the terms over all sentences.
func (w *world) rarity(texts []string) map[string]float64 {
	seen, df, n := map[string]bool{}, map[string]float64{}, 0.0
	for _, text := range texts {
		if seen[text] {
			continue
		}
		seen[text] = true
		for _, s := range evals.Sentences(text) {
			n++
			for _, t := range slices.Compact(slices.Sorted(slices.Values(w.segmenter.Terms(corpus.Normalize(s))))) {
				df[t]++
			}
		}
	}
	out := map[string]float64{}
	for t, f := range df {
		out[t] = math.Log(1 + (n-f+0.5)/(f+0.5))
	}
	return out
}
