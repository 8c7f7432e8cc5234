package evals_test

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/evals"
)

type schema struct {
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	Enum       []string          `json:"enum"`
}

// TestSchema keeps the published schema of cases equal to the code.
func TestSchema(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("cases/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fields(evals.Case{}), slices.Sorted(maps.Keys(s.Properties))); diff != "" {
		t.Errorf("fields of a case (-code +schema):\n%s", diff)
	}
	if diff := cmp.Diff(fields(evals.Evidence{}), slices.Sorted(maps.Keys(s.Properties["evidence"].Items.Properties))); diff != "" {
		t.Errorf("fields of evidence (-code +schema):\n%s", diff)
	}
	for _, status := range s.Properties["expect_status"].Items.Enum {
		found, err := evals.Lint(t.Context(), []evals.Case{{ID: "a", Kind: "k", Question: "q", Expect: []string{status}}}, bottest.NewFakeLibrary())
		if err != nil || len(found) > 0 {
			t.Errorf("status %q of the schema: %v, %v", status, found, err)
		}
	}
}

// fields gives the JSON names of a struct, sorted.
func fields(v any) []string {
	var out []string
	for f := range reflect.TypeOf(v).Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
