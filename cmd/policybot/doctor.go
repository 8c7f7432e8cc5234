package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/internal/deps"
)

// doctor checks the installation step by step and says what to do.
func (a *app) doctor() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check the installation and say what to do about what is wrong",
		Args:  none,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.runDoctor(cmd.Context()) },
	}
}

func (a *app) runDoctor(ctx context.Context) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	if err := cfg.Validate(); err != nil {
		return usageError{err}
	}
	failed := 0
	check := func(name string, detail string, err error) {
		mark := "ok  "
		if err != nil {
			mark, detail = "BAD ", err.Error()
			failed++
		}
		fmt.Fprintf(a.stdout, "%s %-10s %s\n", mark, name, detail)
	}
	paths, err := deps.Locate(cfg.Deps)
	check("parts", cfg.Deps, err)
	embeds := checkModels(ctx, cfg, check)
	switch {
	case err == nil && embeds:
		a.checkWorld(ctx, check, paths)
	case err == nil: // opening the whole would only say the same again
		fmt.Fprintf(a.stdout, "--   %-10s not checked before there are embeddings\n", "database")
	}
	switch {
	case cfg.SlackBotToken == "":
		check("slack", "off: POLICYBOT_SLACK_SIGNING_SECRET and POLICYBOT_SLACK_BOT_TOKEN are not set", nil)
	default:
		check("slack", "on", nil)
	}
	if failed > 0 {
		return reported{fmt.Errorf("%d checks failed", failed)}
	}
	return nil
}

func (a *app) checkWorld(ctx context.Context, check func(string, string, error), paths deps.Paths) {
	w, err := a.open(ctx, slog.LevelError)
	if err != nil {
		check("database", "", err)
		return
	}
	defer w.close()
	check("database", "reachable, schema up to date", nil)
	_, err = w.model.EmbedQuery(ctx, "高新技术企业")
	if err == nil {
		err = w.store.CheckModel(ctx)
	}
	check("model", w.model.Name(), err)
	docs, err := w.store.Documents(ctx)
	if err == nil && len(docs) == 0 {
		err = errEmpty
	}
	check("corpus", fmt.Sprintf("%d documents", len(docs)), err)
}
