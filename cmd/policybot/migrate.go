package main

import (
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/internal/deps"
	"github.com/policybot/policybot/internal/pgdb"
	"github.com/policybot/policybot/internal/pgserver"
)

func (a *app) migrate() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the schema of the database up to date (needed with DATABASE_URL; the private one does it itself)",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			lg, err := a.logger(cfg, slog.LevelWarn)
			if err != nil {
				return err
			}
			url := cfg.DatabaseURL.Reveal()
			if url == "" {
				paths, err := deps.Locate(cfg.Deps)
				if err != nil {
					return err
				}
				server, err := pgserver.Start(cmd.Context(), pgserver.Config{Dist: paths.Postgres, Dir: filepath.Join(cfg.Data, "postgres"), Logger: lg})
				if err != nil {
					return err
				}
				defer server.Close()
				url = server.URL()
			}
			if err := pgdb.Migrate(cmd.Context(), url); err != nil {
				return err
			}
			fmt.Fprintln(a.stdout, "the schema is up to date")
			return nil
		},
	}
}
