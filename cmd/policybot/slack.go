package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot/slackbot"
)

// slackCheckTimeout bounds `policybot slack check`, connecting included.
const slackCheckTimeout = 30 * time.Second

// slackCommand groups what an operator does for the Slack app.
func (a *app) slackCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "slack COMMAND",
		Short: "Print the Slack app's manifest, or check its tokens",
		Args:  none,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var https string
	manifest := &cobra.Command{
		Use:   "manifest [--https https://HOST]",
		Short: "Print the manifest to paste into Slack: for Socket Mode, or for HTTPS",
		Args:  none,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(a.stdout, slackbot.Manifest(https))
			return err
		},
	}
	manifest.Flags().StringVar(&https, "https", "", "public address of the server, for requests over HTTPS")
	check := &cobra.Command{
		Use:   "check",
		Short: "Check tokens, scopes and the socket, and say what to do about what is wrong",
		Args:  none,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.runSlackCheck(cmd.Context()) },
	}
	cmd.AddCommand(manifest, check)
	return cmd
}

func (a *app) runSlackCheck(ctx context.Context) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, slackCheckTimeout)
	defer cancel()
	failed := 0
	slackbot.Check(ctx, slackbot.Access{
		BotToken: cfg.SlackBotToken.Reveal(), AppToken: cfg.SlackAppToken.Reveal(), APIURL: cfg.SlackAPIURL,
		Signed: cfg.SlackSigningSecret != "",
	}, func(name, detail string, err error) {
		mark := "ok  "
		if err != nil {
			mark, detail = "BAD ", err.Error()
			failed++
		}
		fmt.Fprintf(a.stdout, "%s %-10s %s\n", mark, name, detail)
	})
	if failed > 0 {
		return reported{errors.New("the Slack app is not ready")}
	}
	return nil
}
