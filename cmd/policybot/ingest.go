package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/policybot/policybot/retrieval"
)

func (a *app) ingest() *cobra.Command {
	var asJSON, dry bool
	cmd := &cobra.Command{
		Use:   "ingest [--json] [--dry-run] PATH...",
		Short: "Read files and folders into the corpus; unchanged documents cost nothing",
		Args:  atLeast(1, "a file or folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error { return a.runIngest(cmd.Context(), w, args, asJSON, dry) })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as one JSON document")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be stored and withdrawn, and do nothing")
	return cmd
}

func (a *app) runIngest(ctx context.Context, w *world, paths []string, asJSON, dry bool) error {
	report, err := a.ingestOrPlan(ctx, w, paths, dry)
	if err != nil {
		return err
	}
	failed := nothingRead(report)
	if asJSON {
		return errors.Join(a.printJSON(report), failed)
	}
	if failed != nil && len(report.Rejected) == 1 {
		return failed
	}
	for _, r := range report.Rejected {
		fmt.Fprintf(a.stderr, "not read: %s: %s\n", r.Source, r.Reason)
	}
	elsewhere := map[string]int{} // by the folder that the others are of
	for _, s := range report.SameAs {
		if s.Source == s.SameAs {
			elsewhere[s.Root]++
			continue
		}
		what := "same text"
		if s.Near {
			what = "same text in other print"
		}
		fmt.Fprintf(a.stderr, "%s: %s is stored as %s%s\n", what, s.Source, s.SameAs, ofFolder(s.Root))
	}
	for _, root := range slices.Sorted(maps.Keys(elsewhere)) {
		fmt.Fprintf(a.stderr, "stored already, under the same names from a folder of another path: %d; ingest that folder to update them: %s\n", elsewhere[root], root)
	}
	if dry {
		for _, c := range report.Changes {
			fmt.Fprintf(a.stdout, "would be %s: %s %s\n", c.What, c.Source, c.Title)
		}
	}
	d := report.Documents
	if report.Passages+len(report.Rejected)+len(report.SameAs) == 0 {
		fmt.Fprintln(a.stderr, "no document was found: give files or folders of text, Markdown, HTML, DOCX, PDF, XLSX, CSV or JSONL")
	}
	fmt.Fprintf(a.stdout, "documents: %d created, %d updated, %d unchanged, %d removed, %d rejected, %d duplicates (%.1f s)\n",
		d.Created, d.Updated, d.Unchanged, d.Removed, len(report.Rejected), len(report.SameAs), report.Seconds)
	if dry {
		fmt.Fprintln(a.stdout, "nothing was changed (--dry-run)")
		return failed
	}
	fmt.Fprintf(a.stdout, "%d passages embedded\n", report.Embedded)
	return failed
}

func (a *app) ingestOrPlan(ctx context.Context, w *world, paths []string, dry bool) (*retrieval.Report, error) {
	if dry {
		return w.indexer().Plan(ctx, paths)
	}
	report, err := w.indexer().Ingest(ctx, paths, a.progress())
	if err != nil {
		return nil, err
	}
	return report, w.store.Analyze(ctx)
}

// ofFolder names the folder that a file is of, where that is another one than its
// neighbour's in a message; "" for none.
func ofFolder(root string) string {
	if root == "" {
		return ""
	}
	return " of the folder " + root
}

// nothingRead is the error of an ingest of which every source was rejected.
func nothingRead(report *retrieval.Report) error {
	d := report.Documents
	read := d.Created + d.Updated + d.Unchanged + d.Removed + len(report.SameAs)
	switch n := len(report.Rejected); {
	case n == 0 || read > 0:
		return nil
	case n == 1:
		return fmt.Errorf("not read: %s: %s", report.Rejected[0].Source, report.Rejected[0].Reason)
	default:
		return fmt.Errorf("none of the %d files could be read: see their reasons", n)
	}
}

// progress shows how far an ingest is: a bar on a terminal, else a plain line
// from time to time.
func (a *app) progress() func(retrieval.Progress) {
	show := a.countProgress("passages")
	return func(p retrieval.Progress) { show(p.Passages, p.PassagesTotal) }
}

// countProgress shows done of total things on stderr.
func (a *app) countProgress(things string) func(done, total int) {
	if terminal(a.stderr) {
		var bar *progressbar.ProgressBar
		return func(done, total int) {
			if bar == nil {
				bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(a.stderr), progressbar.OptionSetDescription(things),
					progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
			}
			bar.ChangeMax(total)
			_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
		}
	}
	last := 0
	return func(done, total int) {
		if total == 0 || done*10/total == last && done != total || done*10/total < last {
			return
		}
		last = done * 10 / total
		fmt.Fprintf(a.stderr, "%d of %d %s\n", done, total, things)
	}
}
