package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func (a *app) corpus() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "corpus",
		Short: "List and show stored documents",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command corpus %q: use corpus list or corpus show", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.corpusList(), a.corpusShow())
	return cmd
}

func (a *app) corpusList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List all documents: ID, validity, region, date, title",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error {
				docs, err := w.store.Documents(cmd.Context())
				if err != nil {
					return err
				}
				today := corpus.DateOf(w.now())
				for i := range docs {
					d := &docs[i]
					fmt.Fprintf(a.stdout, "%s  %s  %s  %s  %s  %s\n", d.ID, bot.StatusWord(d.StatusOn(today), "zh"),
						dash(d.Region), dash(string(d.Adopted)), d.Title, d.DocNumber)
				}
				return nil
			})
		},
	}
}

func (a *app) corpusShow() *cobra.Command {
	var raw bool
	cmd := &cobra.Command{
		Use:   "show [--raw] ID",
		Short: "Show one document; --raw prints its stored text alone, byte for byte",
		Args:  atLeast(1, "the document's ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error {
				d, err := w.store.Document(cmd.Context(), args[0])
				if errors.Is(err, retrieval.ErrNotFound) {
					return fmt.Errorf("there is no document %q: `policybot corpus list` shows the IDs", args[0])
				}
				if err != nil {
					return err
				}
				if raw {
					_, err = io.WriteString(a.stdout, d.Text)
					return err
				}
				printDocument(a.stdout, d, corpus.DateOf(w.now()))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "print the stored text alone; citation offsets count in its bytes")
	return cmd
}

// withWorld opens the world for one command.
func (a *app) withWorld(ctx context.Context, do func(*world) error) error {
	w, err := a.open(ctx, slog.LevelWarn)
	if err != nil {
		return err
	}
	defer w.close()
	return do(w)
}

func printDocument(w io.Writer, d *corpus.Document, today corpus.Date) {
	for _, line := range [][2]string{
		{"标题", d.Title}, {"文号", d.DocNumber}, {"发布机关", d.Issuer}, {"层级", string(d.Level)}, {"地区", d.Region},
		{"通过", string(d.Adopted)}, {"公布", string(d.Published)}, {"施行", string(d.EffectiveFrom) + basisNote(d.EffectiveBasis)}, {"有效至", string(d.EffectiveTo)},
		{"效力", bot.StatusWord(d.StatusOn(today), "zh")}, {"效力说明", d.StatusNote}, {"适用", d.Audience}, {"来源", d.URL}, {"文件", d.Source},
	} {
		fmt.Fprintf(w, "%s：%s\n", line[0], dash(line[1]))
	}
	for _, f := range d.Findings {
		fmt.Fprintf(w, "注意：%s\n", f)
	}
	for _, p := range d.Passages {
		fmt.Fprintf(w, "\n[%s] %s %s\n%s\n", p.ID, strings.Join(p.Path, " > "), p.Label, p.Norm)
	}
	for _, x := range d.Dropped {
		fmt.Fprintf(w, "\n（%s，不作依据）%s\n", x.Reason, shorten(d.Text[x.Start:x.End], 60))
	}
}

// basisNote says what a first day in force is where it is not stated.
func basisNote(b corpus.Basis) string {
	switch b {
	case corpus.BasisDecision:
		return "（修改决定之日；正文所载为初版施行日）"
	case corpus.BasisIssue:
		return "（发布之日）"
	}
	return ""
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
