package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strings"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/bot"
	botpg "github.com/policybot/policybot/bot/postgres"
	"github.com/policybot/policybot/bot/web"
)

func (a *app) widget() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "widget",
		Short: "Make, list and pause the question boxes that other sites embed",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command widget %q: use widget create, list, origins, pause or resume", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.widgetCreate(), a.widgetList(), a.widgetOrigins(), a.widgetPause(), a.widgetResume())
	return cmd
}

func (a *app) widgetCreate() *cobra.Command {
	var name string
	var origins []string
	var perDay, keepDays int
	cmd := &cobra.Command{
		Use:   "create --name NAME --origin https://SITE [--origin ...] [--per-day 2000] [--keep-days 30]",
		Short: "Make a widget and print the lines to put into the site's pages",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			widget, err := bot.NewWidget(name, origins, perDay)
			if err != nil {
				return badWidget(err)
			}
			if keepDays < 0 || keepDays > bot.MaxWidgetKeepDays {
				return usageError{fmt.Errorf("--keep-days must be 0 to %d, but it is %d", bot.MaxWidgetKeepDays, keepDays)}
			}
			widget.KeepDays = keepDays
			return a.withWidgets(cmd.Context(), func(ws *botpg.Widgets, publicURL string) error {
				if err := ws.Create(cmd.Context(), widget); err != nil {
					return err
				}
				fmt.Fprintf(a.stderr, "widget %s is made; put these lines before </body> of the pages of %s:\n", widget.ID, strings.Join(widget.Origins, ", "))
				fmt.Fprint(a.stdout, snippet(publicURL, widget.ID))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "what you call it")
	cmd.Flags().StringArrayVar(&origins, "origin", nil, "a site that may embed it, e.g. https://www.example.org; repeat for several")
	cmd.Flags().IntVar(&perDay, "per-day", bot.DefaultWidgetDayLimit, "questions a day over all visitors")
	cmd.Flags().IntVar(&keepDays, "keep-days", bot.DefaultWidgetKeepDays, "days that a visitor finds a conversation again; 0: nothing is kept")
	return cmd
}

// snippet is what a site embeds: the floating loader, the pinned one with its
// hash as a comment, and a link for readers without JavaScript.
func snippet(publicURL, id string) string {
	path, integrity := web.Loader()
	base, id := html.EscapeString(publicURL), html.EscapeString(id)
	return fmt.Sprintf(`<script async src="%[1]s/widget/v1.js" data-widget-id="%[2]s" data-lang="zh-CN"></script>
<noscript><a href="%[1]s/">政策问答</a></noscript>
<!-- The same, pinned to this version:
<script async src="%[1]s%[3]s" integrity="%[4]s" crossorigin="anonymous" data-widget-id="%[2]s" data-lang="zh-CN"></script>
-->
`, base, id, path, integrity)
}

func (a *app) widgetList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List all widgets: ID, state, questions a day, origins, name",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withWidgets(cmd.Context(), func(ws *botpg.Widgets, _ string) error {
				list, err := ws.List(cmd.Context())
				if err != nil {
					return err
				}
				for _, w := range list {
					state := "live"
					if w.Paused {
						state = "paused"
					}
					fmt.Fprintf(a.stdout, "%s  %s  %d  %s  %s\n", w.ID, state, w.DayLimit, strings.Join(w.Origins, ","), w.Name)
				}
				return nil
			})
		},
	}
}

func (a *app) widgetOrigins() *cobra.Command {
	return &cobra.Command{
		Use:   "origins ID https://SITE...",
		Short: "Replace the sites that may embed a widget; open ones get a new token",
		Args:  atLeast(2, "the ID of a widget and an origin"),
		RunE: func(cmd *cobra.Command, args []string) error {
			origins, err := bot.WidgetOrigins(args[1:])
			if err != nil {
				return badWidget(err)
			}
			return a.withWidgets(cmd.Context(), func(ws *botpg.Widgets, _ string) error {
				return noWidget(args[0], ws.SetOrigins(cmd.Context(), args[0], origins))
			})
		},
	}
}

func (a *app) widgetPause() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "pause ID | --all",
		Short: "Stop a widget, or all of them, within seconds",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) || len(args) > 1 {
				return usageError{errors.New("widget pause: give the ID of one widget, or --all alone")}
			}
			return a.withWidgets(cmd.Context(), func(ws *botpg.Widgets, _ string) error {
				if !all {
					return noWidget(args[0], ws.Pause(cmd.Context(), args[0], true))
				}
				n, err := ws.PauseAll(cmd.Context())
				if err == nil {
					fmt.Fprintf(a.stdout, "%d widgets are paused\n", n)
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "every widget")
	return cmd
}

func (a *app) widgetResume() *cobra.Command {
	return &cobra.Command{
		Use:   "resume ID",
		Short: "Let a paused widget answer again",
		Args:  atLeast(1, "the ID of a widget"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withWidgets(cmd.Context(), func(ws *botpg.Widgets, _ string) error {
				return noWidget(args[0], ws.Pause(cmd.Context(), args[0], false))
			})
		},
	}
}

// withWidgets opens the database alone and hands on its widgets.
func (a *app) withWidgets(ctx context.Context, do func(ws *botpg.Widgets, publicURL string) error) error {
	return a.withPool(ctx, func(w *world) error {
		publicURL := w.cfg.PublicURL
		if publicURL == "" {
			publicURL = "http://" + w.cfg.Listen
		}
		return do(botpg.NewWidgets(w.pool), publicURL)
	})
}

// badWidget makes an error about what was typed one of usage, without its mark.
func badWidget(err error) error {
	if errors.Is(err, bot.ErrBadWidget) {
		return usageError{errors.New(strings.TrimPrefix(err.Error(), bot.ErrBadWidget.Error()+": "))}
	}
	return err
}

// noWidget says what to do about an unknown id.
func noWidget(id string, err error) error {
	if errors.Is(err, bot.ErrNotFound) {
		return fmt.Errorf("there is no widget %s: see policybot widget list", id)
	}
	return err
}
