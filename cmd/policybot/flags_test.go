package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every flag of every command is of a kind that flagError has words for.
func TestFlagKinds(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{"string": true, "stringArray": true}
	seen := 0
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			seen++
			if form := formOf(f); form.example == "" && !texts[f.Value.Type()] {
				t.Errorf("%s --%s takes %s, for which formOf has no words", cmd.CommandPath(), f.Name, f.Value.Type())
			}
			if kind := f.Value.Type(); (kind == "int" || kind == shareType) && f.DefValue == "0" {
				t.Errorf("%s --%s: its preset, 0, is no good example", cmd.CommandPath(), f.Name)
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).root())
	if seen < 50 {
		t.Errorf("%d flags were looked at, want all of them", seen)
	}
}
