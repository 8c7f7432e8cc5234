package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/retrieval"
)

// localModel is what --model says for the model that comes with the program.
const localModel = "local"

func (a *app) reindex() *cobra.Command {
	var model, url string
	cmd := &cobra.Command{
		Use:   "reindex [--model MODEL] [--url URL]",
		Short: "Exchange the vectors of the corpus for those of another embedding model",
		Long: `Makes the vectors of every stored document anew, beside the old ones, and puts them in
their place in one transaction. Questions are answered meanwhile; a run that is broken off
is taken up by the next. Without --model the model of the settings is used.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if url != "" && (model == "" || model == localModel) {
				return usageError{fmt.Errorf("--url is the address of an embedding server: name its model with --model")}
			}
			if model != "" && model != localModel && url == "" && a.getenv("POLICYBOT_EMBED_URL") == "" {
				return usageError{fmt.Errorf("--model %s: name the address of its server with --url or POLICYBOT_EMBED_URL, or give --model %s for the model that comes with the program", model, localModel)}
			}
			return a.withModel(model, url).runReindex(cmd.Context(), model != "")
		},
	}
	cmd.Flags().StringVar(&model, "model", "", `embedding model on the server, or "local" for the one that comes with the program; default: POLICYBOT_EMBED_MODEL`)
	cmd.Flags().StringVar(&url, "url", "", "address of its server; default: POLICYBOT_EMBED_URL")
	return cmd
}

// withModel gives the same program with another embedding model; "" keeps what
// is set.
func (a *app) withModel(model, url string) *app {
	if model == "" {
		return a
	}
	b := *a
	b.getenv = func(name string) string {
		switch {
		case name == "POLICYBOT_EMBED_MODEL" && model == localModel, name == "POLICYBOT_EMBED_URL" && model == localModel:
			return ""
		case name == "POLICYBOT_EMBED_MODEL":
			return model
		case name == "POLICYBOT_EMBED_URL" && url != "":
			return url
		}
		return a.getenv(name)
	}
	return &b
}

func (a *app) runReindex(ctx context.Context, flagged bool) error {
	w, err := a.open(ctx, slog.LevelWarn)
	if err != nil {
		return err
	}
	defer w.close()
	before, _, err := w.store.Model(ctx)
	switch {
	case err != nil:
		return err
	case before == "":
		return errEmpty
	case before == w.model.Name():
		fmt.Fprintf(a.stdout, "the vectors are those of %s already\n", before)
		return nil
	}
	count := a.countProgress("documents")
	report, err := w.indexer().Reindex(ctx, w.store.Rebuild(), w.model.Dimension(),
		func(p retrieval.Progress) { count(p.Documents, p.DocumentsTotal) })
	if err != nil {
		return fmt.Errorf("%w (the vectors of %s are in use as before; run reindex again to go on)", err, before)
	}
	if err := w.store.Analyze(ctx); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "vectors of %s in the place of those of %s: %d documents, %d passages embedded\n",
		w.model.Name(), before, report.Documents, report.Passages)
	if flagged && w.cfg.EmbedURL == "" {
		fmt.Fprintln(a.stdout, "unset POLICYBOT_EMBED_URL and POLICYBOT_EMBED_MODEL, and start running servers anew")
	} else if flagged {
		fmt.Fprintf(a.stdout, "set POLICYBOT_EMBED_URL=%s POLICYBOT_EMBED_MODEL=%s, and start running servers anew\n", w.cfg.EmbedURL, w.cfg.EmbedModel)
	} else {
		fmt.Fprintln(a.stdout, "start running servers anew: until then they answer by words alone")
	}
	return nil
}
