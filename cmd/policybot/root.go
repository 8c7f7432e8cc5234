package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/cmd/internal/config"
)

// app is what all commands share.
type app struct {
	getenv         func(string) string
	stdout, stderr io.Writer
	data           string // --data
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "policybot [--data DIR] COMMAND",
		Short:         "Answers questions on innovation policy, every statement cited",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command %q%s", args[0], suggestion(cmd, args[0]))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVar(&a.data, "data", "", "folder of the private PostgreSQL (POLICYBOT_DATA); two folders are two worlds")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.serve(), a.ask(), a.search(), a.ingest(), a.corpus(), a.eval(), a.migrate(), a.doctor(), a.widget(), a.key(), a.slackCommand(), a.reindex(), a.answer())
	return root
}

func suggestion(cmd *cobra.Command, name string) string {
	if s := cmd.SuggestionsFor(name); len(s) > 0 {
		return fmt.Sprintf(" (did you mean %s?)", strings.Join(s, ", "))
	}
	return ""
}

// atLeast demands n arguments and says what they are.
func atLeast(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usageError{fmt.Errorf("%s: %s is missing: %s", cmd.Name(), what, usageLine(cmd))}
		}
		return nil
	}
}

// none demands that there are no arguments.
func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%s takes no argument, but there is %q", cmd.Name(), args[0])}
	}
	return nil
}

// config reads the environment and the flag --data.
func (a *app) config() (config.Config, error) {
	cfg, err := config.FromEnv(func(name string) string {
		if name == "POLICYBOT_DATA" && a.data != "" {
			return a.data
		}
		return a.getenv(name)
	})
	if err != nil {
		return cfg, usageError{err}
	}
	return cfg, nil
}

// logger writes to stderr from the given level up; POLICYBOT_LOG beats it.
func (a *app) logger(cfg config.Config, level slog.Level) (*slog.Logger, error) {
	if cfg.LogLevel != "" {
		if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
			return nil, usageError{fmt.Errorf("POLICYBOT_LOG: %q is none of debug, info, warn, error", cfg.LogLevel)}
		}
	}
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level})), nil
}

// printJSON writes one JSON document to stdout.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// usageLine is how a command is called, without the word that stands for flags.
func usageLine(cmd *cobra.Command) string { return strings.TrimSuffix(cmd.UseLine(), " [flags]") }
