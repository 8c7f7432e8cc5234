package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func (a *app) corpusCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check [ID...]",
		Short: "Say what a person should look at: gaps, missing or contradictory dates, what was left out",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error {
				ids := args
				sum := checkSum{dropped: make(map[string]int)}
				var err error
				if sum.copies, err = w.store.Duplicates(cmd.Context()); err != nil {
					return err
				}
				if len(ids) == 0 {
					for _, list := range []func(context.Context) ([]corpus.Document, error){w.store.Documents, w.store.TextMissing} {
						docs, err := list(cmd.Context())
						if err != nil {
							return err
						}
						for i := range docs {
							ids = append(ids, docs[i].ID)
						}
						if sum.twins == nil {
							sum.twins = sameEdition(docs)
						}
					}
				}
				for _, id := range ids {
					d, err := storedDocument(cmd.Context(), w, id)
					if err != nil {
						return err
					}
					sum.print(a.stdout, d)
				}
				sum.printTotal(a.stdout)
				return nil
			})
		},
	}
}

// checkSum adds up what was found in documents.
type checkSum struct {
	documents, noted, articles, gaps int
	dropped                          map[string]int
	copies                           []retrieval.Duplicate
	twins                            map[string]string
}

func (s *checkSum) print(w io.Writer, d *corpus.Document) {
	s.documents++
	label := ""
	for _, p := range d.Passages {
		if p.Kind == corpus.PassageArticle && p.Label != label {
			s.articles++
			label = p.Label
		}
	}
	for reason, n := range corpus.DroppedBy(d) {
		s.dropped[reason] += n
	}
	found := append(corpus.Check(d), copyFindings(d, s.copies)...)
	if twin := s.twins[d.ID]; twin != "" {
		found = append(found, fmt.Sprintf("it is of the same title, region and day as %s and its words differ: `policybot corpus diff %s %s` shows where; remove the worse one", twin, twin, d.ID))
	}
	if len(found) == 0 {
		return
	}
	s.noted++
	fmt.Fprintf(w, "%s  %s  (%s)\n", d.ID, d.Title, d.Source)
	for _, f := range found {
		if strings.HasPrefix(f, "articles ") {
			s.gaps++
		}
		fmt.Fprintf(w, "    %s\n", f)
	}
}

func (s *checkSum) printTotal(w io.Writer) {
	fmt.Fprintf(w, "%d documents, %d with something to look at; %d articles, %d gaps in their sequences\n", s.documents, s.noted, s.articles, s.gaps)
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(s.dropped)) {
		parts = append(parts, fmt.Sprintf("%s %d", reason, s.dropped[reason]))
	}
	if len(parts) > 0 {
		fmt.Fprintf(w, "characters left out of the passages: %s (corpus show ID lists them)\n", strings.Join(parts, ", "))
	}
}

func (a *app) corpusCoverage() *cobra.Command {
	return &cobra.Command{
		Use:   "coverage",
		Short: "Count documents by region, level, kind, validity and year; tell the newest",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error {
				docs, err := w.store.Documents(cmd.Context())
				if err != nil {
					return err
				}
				return printCoverage(a.stdout, docs, corpus.DateOf(w.now()))
			})
		},
	}
}

func printCoverage(w io.Writer, docs []corpus.Document, today corpus.Date) error {
	counts := map[string]map[string]int{"region": {}, "level": {}, "kind": {}, "validity": {}, "year": {}}
	newest := make(map[string]corpus.Date) // by region
	for i := range docs {
		d := &docs[i]
		day := cmp.Or(d.Adopted, d.Published, d.EffectiveFrom)
		region := cmp.Or(d.Region, "—")
		year := "—"
		if day.Known() {
			year = string(day[:4])
		}
		counts["region"][region]++
		counts["level"][cmp.Or(string(d.Level), "—")]++
		counts["kind"][string(d.Kind)]++
		counts["validity"][bot.StatusWord(d.StatusOn(today), "zh")]++
		counts["year"][year]++
		newest[region] = max(newest[region], corpus.Latest(docs[i:i+1]))
	}
	fmt.Fprintf(w, "%d documents\n", len(docs))
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, by := range []string{"level", "kind", "validity", "year", "region"} {
		fmt.Fprintf(out, "\nby %s\n", by)
		for _, key := range slices.Sorted(maps.Keys(counts[by])) {
			line := fmt.Sprintf("%s\t%d", key, counts[by][key])
			if by == "region" {
				line = fmt.Sprintf("%s\t%s\tnewest %s", line, dash(corpus.RegionCode(key)), dash(string(newest[key])))
			}
			fmt.Fprintln(out, "  "+line)
		}
	}
	return out.Flush()
}

func (a *app) corpusDiff() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "diff OLDER NEWER",
		Short: "Compare two documents article by article; width of brackets and spaces do not count",
		Args:  atLeast(2, "the IDs of two documents"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error {
				older, err := storedDocument(cmd.Context(), w, args[0])
				if err != nil {
					return err
				}
				newer, err := storedDocument(cmd.Context(), w, args[1])
				if err != nil {
					return err
				}
				printDiff(a.stdout, older, newer, all)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&all, "moved", false, "list articles that only have another number too")
	return cmd
}

func printDiff(w io.Writer, older, newer *corpus.Document, moved bool) {
	counts := make(map[corpus.DiffKind]int)
	for _, d := range corpus.Diff(older, newer) {
		counts[d.Kind]++
		label := d.Label
		if d.NewLabel != "" {
			label += " → " + d.NewLabel
		}
		switch {
		case d.Kind == corpus.DiffMoved && !moved:
		case d.Kind == corpus.DiffMoved:
			fmt.Fprintf(w, "%s %s\n", d.Kind, label)
		default:
			fmt.Fprintf(w, "%s %s\n", d.Kind, label)
			if d.Older != "" {
				fmt.Fprintf(w, "  - %s\n", d.Older)
			}
			if d.Newer != "" {
				fmt.Fprintf(w, "  + %s\n", d.Newer)
			}
		}
	}
	fmt.Fprintf(w, "%d changed, %d added, %d removed, %d only renumbered\n",
		counts[corpus.DiffChanged], counts[corpus.DiffAdded], counts[corpus.DiffRemoved], counts[corpus.DiffMoved])
}
