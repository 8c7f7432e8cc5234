package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/evals"
)

func (a *app) evalReport() *cobra.Command {
	var html, csv, junit, markdown, lang, speed string
	var before []string
	cmd := &cobra.Command{
		Use:   "report RUN.json [--html FILE] [--csv FILE] [--junit FILE] [--markdown FILE]",
		Short: "Write a run for readers: one HTML file with charts and every failure, CSV, JUnit XML, Markdown",
		Args:  exactly(1, "a run"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if html+csv+junit+markdown == "" {
				return usageError{errors.New("say what to write: --html, --csv, --junit or --markdown FILE")}
			}
			if lang != "zh" && lang != "en" {
				return usageError{errors.New("--lang is zh or en")}
			}
			s, err := a.suite(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if speed != "" {
				times, err := evals.LoadSpeed(speed)
				if err != nil {
					return err
				}
				if err := s.SetSpeed(times); err != nil {
					return fmt.Errorf("%s: %w", speed, err)
				}
			}
			var earlier []*evals.Suite
			for _, path := range before {
				e, err := a.suite(cmd.Context(), path)
				if err != nil {
					return err
				}
				earlier = append(earlier, e)
			}
			for _, f := range []struct {
				path  string
				write func(io.Writer) error
			}{
				{html, func(w io.Writer) error { return s.WriteHTML(w, lang, earlier) }},
				{csv, s.WriteCSV}, {junit, s.WriteJUnit}, {markdown, s.WriteMarkdown},
			} {
				if f.path == "" {
					continue
				}
				if err := writeFile(f.path, f.write); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&html, "html", "", "write one HTML file that needs nothing else")
	f.StringVar(&csv, "csv", "", "write a line for each case")
	f.StringVar(&junit, "junit", "", "write JUnit XML")
	f.StringVar(&markdown, "markdown", "", "write Markdown")
	f.StringVar(&speed, "speed", "", "the times of the run, as eval run --speed wrote them")
	f.StringVar(&lang, "lang", "zh", "zh or en")
	f.StringArrayVar(&before, "before", nil, "an earlier run, for the trend, oldest first; may be given more than once")
	return cmd
}
