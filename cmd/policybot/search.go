package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func (a *app) search() *cobra.Command {
	var asJSON, explain bool
	var mode string
	q := retrieval.Query{}
	cmd := &cobra.Command{
		Use:   "search [--json] [--explain] [--k N] [--mode hybrid|lexical|vector] [--as-of DATE] QUERY",
		Short: "List the passages found for a query",
		Args:  atLeast(1, "the query"),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Text = strings.Join(args, " ")
			m, err := modeOf(mode)
			if err != nil {
				return err
			}
			q.Mode = m
			if q.K < 1 || q.K > retrieval.MaxK {
				return usageError{fmt.Errorf("--k: %d is not between 1 and %d", q.K, retrieval.MaxK)}
			}
			return a.runSearch(cmd.Context(), q, asJSON, explain)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&asJSON, "json", false, "print one JSON document")
	f.BoolVar(&explain, "explain", false, "say how the query was understood and what ranked each passage")
	f.IntVar(&q.K, "k", retrieval.DefaultK, "number of passages")
	f.StringVar(&mode, "mode", string(retrieval.ModeHybrid), "hybrid, lexical or vector")
	dateVar(f, &q.Filter.AsOf, "as-of", "search the text in force on this date (YYYY-MM-DD)")
	return cmd
}

// modeOf reads a mode of search.
func modeOf(s string) (retrieval.Mode, error) {
	switch m := retrieval.Mode(s); m {
	case retrieval.ModeHybrid, retrieval.ModeLexical, retrieval.ModeVector:
		return m, nil
	}
	return "", usageError{fmt.Errorf("--mode: %q is none of hybrid, lexical, vector", s)}
}

func (a *app) runSearch(ctx context.Context, q retrieval.Query, asJSON, explain bool) error {
	if strings.TrimSpace(q.Text) == "" {
		return fmt.Errorf("the query is empty; give the words to search for")
	}
	w, err := a.open(ctx, slog.LevelWarn)
	if err != nil {
		return err
	}
	defer w.close()
	began := time.Now()
	found, err := w.retrieval.Search(ctx, q)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	response := bot.NewSearchResponse(found, time.Since(began))
	switch {
	case asJSON && explain:
		return a.printJSON(explainedResponse{response, newExplanation(found)})
	case asJSON:
		return a.printJSON(response)
	case explain:
		printUnderstood(a.stdout, newExplanation(found))
	}
	for i, r := range response.Results {
		fmt.Fprintf(a.stdout, "%2d. %.3f 《%s》 %s（%s）%s@%d-%d\n    %s\n", r.Rank, r.Score, r.Title, r.Locator,
			bot.StatusWord(r.Status, "zh"), r.Source, r.Start, r.End, shorten(corpus.Normalize(r.Text), 160))
		if explain {
			printReasons(a.stdout, explainResult(&found.Results[i]))
		}
	}
	if explain {
		printTimings(a.stdout, response.TimingsMS)
	}
	if len(response.Results) == 0 {
		w.sayIfEmpty(ctx, a.stderr)
		fmt.Fprintln(a.stdout, "没有找到相符的段落 (no passage found)")
	}
	return nil
}

// shorten cuts a text after n characters.
func shorten(s string, n int) string {
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n]) + "…"
}

// printTimings writes the milliseconds of each stage.
func printTimings(w io.Writer, ms map[string]float64) {
	for _, stage := range slices.Sorted(maps.Keys(ms)) {
		fmt.Fprintf(w, "%-24s %8.1f ms\n", stage, ms[stage])
	}
}
