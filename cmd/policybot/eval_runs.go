package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/policybot/policybot/evals"
	evalspg "github.com/policybot/policybot/evals/postgres"
)

func (a *app) evalRuns() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "runs [--json]",
		Short: "List the stored runs, newest first; compare, gate and report take their ids in place of a file",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withWorld(cmd.Context(), func(w *world) error {
				heads, err := evalspg.NewRuns(w.pool).List(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return a.printJSON(append([]evals.RunHead{}, heads...))
				}
				for _, h := range heads {
					fmt.Fprintf(a.stdout, "%s  %s  program %s  texts %s  cases %s  %s\n", h.ID, h.At.Format("2006-01-02 15:04"), h.Code, h.Corpus, h.CasesDigest, h.Name)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// runID is how the id of a stored run looks.
var runID = regexp.MustCompile(`^[0-9a-f]{12}$`)

// suite gives a run: from a file, or a stored one by its id.
func (a *app) suite(ctx context.Context, name string) (*evals.Suite, error) {
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) || !runID.MatchString(name) {
		return evals.LoadSuite(name)
	}
	var s *evals.Suite
	err := a.withWorld(ctx, func(w *world) error {
		var err error
		s, err = evalspg.NewRuns(w.pool).Get(ctx, name)
		return err
	})
	return s, err
}
