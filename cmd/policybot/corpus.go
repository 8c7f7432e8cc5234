package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func (a *app) corpus() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "corpus",
		Short: "Look into the stored documents: list, show, check, coverage, diff",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command corpus %q: use corpus list, show, check, coverage or diff", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.corpusList(), a.corpusShow(), a.corpusCheck(), a.corpusCoverage(), a.corpusDiff())
	return cmd
}

// listFilter keeps documents by what the flags of corpus list say.
type listFilter struct {
	region, level, kind, status, title string
	withdrawn, missing, duplicates     bool
	asJSON                             bool
}

func (f listFilter) keeps(d *corpus.Document, today corpus.Date) bool {
	region := corpus.NormalizeRegion(f.region)
	return (region == "" || d.Region == region || region != corpus.Nationwide && strings.HasPrefix(d.Region, region)) &&
		(f.level == "" || string(d.Level) == f.level) &&
		(f.kind == "" || string(d.Kind) == f.kind) &&
		(f.status == "" || string(d.StatusOn(today)) == f.status) &&
		(f.title == "" || strings.Contains(d.Title, f.title) || strings.Contains(d.DocNumber, corpus.NormalizeDocNumber(f.title)))
}

func (a *app) corpusList() *cobra.Command {
	var f listFilter
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List documents: ID, validity, region, date, title",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error {
				if f.duplicates {
					return a.listDuplicates(cmd.Context(), w, f.asJSON)
				}
				list := w.store.Documents
				switch {
				case f.withdrawn:
					list = w.store.Withdrawn
				case f.missing:
					list = w.store.TextMissing
				}
				docs, err := list(cmd.Context())
				if err != nil {
					return err
				}
				today := corpus.DateOf(w.now())
				docs = slices.DeleteFunc(docs, func(d corpus.Document) bool { return !f.keeps(&d, today) })
				if f.asJSON {
					return a.printJSON(entriesOf(docs, today))
				}
				for i := range docs {
					fmt.Fprintln(a.stdout, listLine(&docs[i], today))
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&f.region, "region", "", "a region and what lies in it: 吉林, 吉林长春, 全国")
	cmd.Flags().StringVar(&f.level, "level", "", "国家, 部委, 省 or 市")
	cmd.Flags().StringVar(&f.kind, "kind", "", "regulation, notice, report or digest")
	cmd.Flags().StringVar(&f.status, "status", "", "in_force, not_yet_in_force, superseded, repealed, expired, unknown or not_applicable")
	cmd.Flags().StringVar(&f.title, "title", "", "part of the title or of the 文号")
	cmd.Flags().BoolVar(&f.withdrawn, "withdrawn", false, "documents whose file is gone instead")
	cmd.Flags().BoolVar(&f.duplicates, "duplicates", false, "files that hold the text of a stored document instead, with that document")
	cmd.Flags().BoolVar(&f.missing, "missing", false, "documents of which only the title is known instead")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print one JSON document: a list")
	return cmd
}

// listEntry is a document in `corpus list --json`. Of what is not known a field is empty.
type listEntry struct {
	ID             string        `json:"id"`
	Source         string        `json:"source"` // path below its root
	Root           string        `json:"root"`   // folder that was ingested
	Title          string        `json:"title"`
	Issuer         string        `json:"issuer"`
	DocNumber      string        `json:"doc_number"`
	Kind           corpus.Kind   `json:"kind"`
	Level          corpus.Level  `json:"level"`
	Region         string        `json:"region"`
	Status         corpus.Status `json:"status"` // today
	Adopted        corpus.Date   `json:"adopted"`
	EffectiveFrom  corpus.Date   `json:"effective_from"`
	EffectiveTo    corpus.Date   `json:"effective_to"`
	EffectiveBasis string        `json:"effective_basis"`
	Withdrawn      corpus.Date   `json:"withdrawn"`
	TextMissing    bool          `json:"text_missing"`
}

func entriesOf(docs []corpus.Document, today corpus.Date) []listEntry {
	out := make([]listEntry, 0, len(docs))
	for i := range docs {
		d := &docs[i]
		out = append(out, listEntry{ID: d.ID, Source: d.Source, Root: d.Root, Title: d.Title, Issuer: d.Issuer, DocNumber: d.DocNumber,
			Kind: d.Kind, Level: d.Level, Region: d.Region, Status: d.StatusOn(today), Adopted: d.Adopted, EffectiveFrom: d.EffectiveFrom,
			EffectiveTo: d.EffectiveTo, EffectiveBasis: string(d.EffectiveBasis), Withdrawn: d.Withdrawn, TextMissing: d.TextMissing()})
	}
	return out
}

func listLine(d *corpus.Document, today corpus.Date) string {
	line := fmt.Sprintf("%s  %s  %s  %s  %s  %s", d.ID, bot.StatusWord(d.StatusOn(today), "zh"),
		dash(d.Region), dash(string(d.Adopted)), d.Title, d.DocNumber)
	if d.EffectiveBasis == corpus.BasisDecision {
		line += "  施行日按修改决定之日 " + string(d.EffectiveFrom)
	}
	if d.Withdrawn.Known() {
		line += "  已撤下 " + string(d.Withdrawn)
	}
	if d.TextMissing() {
		line += "  正文缺失"
	}
	return strings.TrimRight(line, " ")
}

func (a *app) corpusShow() *cobra.Command {
	var raw, outline bool
	var article string
	cmd := &cobra.Command{
		Use:   "show [--outline | --article 第十条 | --raw] ID",
		Short: "Show one document, its outline, one article, or its stored text byte for byte",
		Args:  atLeast(1, "the document's ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error {
				d, err := storedDocument(cmd.Context(), w, args[0])
				switch {
				case err != nil:
					return err
				case raw:
					_, err = io.WriteString(a.stdout, d.Text)
					return err
				case article != "":
					return printArticle(a.stdout, d, article)
				case outline:
					printOutline(a.stdout, d)
				default:
					printDocument(a.stdout, d, corpus.DateOf(w.now()))
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "print the stored text alone; citation offsets count in its bytes")
	cmd.Flags().BoolVar(&outline, "outline", false, "print headings and articles with their first words")
	cmd.Flags().StringVar(&article, "article", "", "print one article: 第十条, 第10条 or 10")
	cmd.MarkFlagsMutuallyExclusive("raw", "outline", "article")
	return cmd
}

// storedDocument gives a document by its ID; the error says how to find IDs.
func storedDocument(ctx context.Context, w *world, id string) (*corpus.Document, error) {
	d, err := w.store.Document(ctx, id)
	if errors.Is(err, retrieval.ErrNotFound) {
		return nil, fmt.Errorf("there is no document %q: `policybot corpus list` shows the IDs", id)
	}
	return d, err
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

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
