package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	botpg "github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/internal/deps"
)

func (a *app) key() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Make, list and revoke the keys of programs that call the HTTP API",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command key %q: use key create, list or revoke", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.keyCreate(), a.keyList(), a.keyRevoke())
	return cmd
}

func (a *app) keyCreate() *cobra.Command {
	var name string
	var scopes []string
	var perMinute, perDay int
	cmd := &cobra.Command{
		Use:   "create --name NAME --scope ask [--scope search ...] [--per-minute 60] [--per-day 10000]",
		Short: "Make a key and print it; it cannot be shown again",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var list []bot.Scope
			for _, s := range scopes {
				list = append(list, bot.Scope(s))
			}
			k, secret, err := bot.NewAPIKey(name, list, perMinute, perDay)
			if err != nil {
				return badKey(err)
			}
			return a.withPool(cmd.Context(), func(w *world) error {
				if err := botpg.NewAPIKeys(w.pool).Create(cmd.Context(), k); err != nil {
					return err
				}
				fmt.Fprintf(a.stderr, "key %s is made; keep what follows, it cannot be shown again:\n", k.ID)
				fmt.Fprintln(a.stdout, secret)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "whose key it is")
	cmd.Flags().StringArrayVar(&scopes, "scope", nil, "what it may do: ask, search, documents or feedback; repeat for several")
	cmd.Flags().IntVar(&perMinute, "per-minute", bot.DefaultKeyPerMinute, "requests a minute")
	cmd.Flags().IntVar(&perDay, "per-day", bot.DefaultKeyPerDay, "requests a day")
	return cmd
}

func (a *app) keyList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List all keys: ID, state, scopes, requests a minute and a day, name",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withPool(cmd.Context(), func(w *world) error {
				list, err := botpg.NewAPIKeys(w.pool).List(cmd.Context())
				if err != nil {
					return err
				}
				for _, k := range list {
					state := "live"
					if k.Revoked {
						state = "revoked"
					}
					var scopes []string
					for _, s := range k.Scopes {
						scopes = append(scopes, string(s))
					}
					fmt.Fprintf(a.stdout, "%s  %s  %s  %d  %d  %s\n", k.ID, state, strings.Join(scopes, ","), k.PerMinute, k.PerDay, k.Name)
				}
				return nil
			})
		},
	}
}

func (a *app) keyRevoke() *cobra.Command {
	return &cobra.Command{
		Use:   "revoke ID",
		Short: "End a key for ever, within seconds",
		Args:  atLeast(1, "the ID of a key"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withPool(cmd.Context(), func(w *world) error {
				err := botpg.NewAPIKeys(w.pool).Revoke(cmd.Context(), args[0])
				if errors.Is(err, bot.ErrNotFound) {
					return fmt.Errorf("there is no key %s: see policybot key list", args[0])
				}
				return err
			})
		},
	}
}

// badKey makes an error about what was typed one of usage, without its mark.
func badKey(err error) error {
	if errors.Is(err, bot.ErrBadAPIKey) {
		return usageError{errors.New(strings.TrimPrefix(err.Error(), bot.ErrBadAPIKey.Error()+": "))}
	}
	return err
}

// withPool opens the database alone.
func (a *app) withPool(ctx context.Context, do func(w *world) error) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	lg, err := a.logger(cfg, slog.LevelWarn)
	if err != nil {
		return err
	}
	w := &world{cfg: cfg, lg: lg}
	defer w.close()
	var paths deps.Paths
	if cfg.DatabaseURL == "" {
		if paths, err = deps.Locate(cfg.Deps); err != nil {
			return err
		}
	}
	if err := w.openDatabase(ctx, paths); err != nil {
		return err
	}
	return do(w)
}
