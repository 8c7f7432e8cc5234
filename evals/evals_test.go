package evals_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/evals"
)

func TestReadCases(t *testing.T) {
	t.Parallel()
	in := "\ufeff" + `{"id":"x1","question":"（虚构）几天？","kind":"single_fact","turns":["（虚构）先前"],"as_of":"2020-01-02","region":"长春","answerable":true,"evidence":[{"file":"a.txt","article":"第一条","quote":"五日"}],"facts":["5日|五日"]}

{"id":"x2","question":"（虚构）别的？","expect_status":["refused"]}
`
	got, err := evals.ReadCases(strings.NewReader(in), "cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want := []evals.Case{
		{ID: "x1", Question: "（虚构）几天？", Kind: "single_fact", Turns: []string{"（虚构）先前"}, AsOf: "2020-01-02", Region: "长春", Answerable: true,
			Evidence: []evals.Evidence{{File: "a.txt", Article: "第一条", Quote: "五日"}}, Facts: []string{"5日|五日"}},
		{ID: "x2", Question: "（虚构）别的？", Expect: []string{"refused"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadCases (-want +got):\n%s", diff)
	}
}

func TestReadCasesErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"broken", "{\"id\":\"a\",\"question\":\"q\"}\n{", "f:2: not a case"},
		{"no id", `{"question":"q"}`, "f:1: a case needs id and question"},
		{"no question", `{"id":"a"}`, "f:1: a case needs id and question"},
		{"twice", "{\"id\":\"a\",\"question\":\"q\"}\n{\"id\":\"a\",\"question\":\"r\"}", "f:2: the id a stands twice"},
		{"type", `{"id":"a","question":"q","facts":"5"}`, "f:1: not a case"},
		{"too long", `{"id":"` + strings.Repeat("a", 2<<20) + `"}`, "f: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := evals.ReadCases(strings.NewReader(tt.in), "f")
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("ReadCases = %v, want %s", err, tt.want)
			}
		})
	}
	if _, err := evals.ReadCases(strings.NewReader("\n \n"), "f"); !errors.Is(err, evals.ErrNoCases) {
		t.Errorf("ReadCases(blank) = %v, want ErrNoCases", err)
	}
	if _, err := evals.LoadCases(filepath.Join(t.TempDir(), "none.jsonl")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("LoadCases(no file) = %v, want ErrNotExist", err)
	}
}

// TestOwnCases reads every file of cases, so that a broken line is found here.
func TestOwnCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("cases", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("Glob = %v, %v, want files of cases", files, err)
	}
	seen := map[string]string{}
	for _, f := range files {
		cases, err := evals.LoadCases(f)
		if err != nil {
			t.Error(err)
		}
		for _, c := range cases {
			if other := seen[c.ID]; other != "" {
				t.Errorf("%s: the id %s stands in %s too", f, c.ID, other)
			}
			seen[c.ID] = f
			if c.Kind == "" {
				t.Errorf("%s: case %s has no kind", f, c.ID)
			}
			if c.Answerable != (len(c.Evidence) > 0) {
				t.Errorf("%s: case %s: answerable %v with %d pieces of evidence", f, c.ID, c.Answerable, len(c.Evidence))
			}
			for _, e := range c.Evidence {
				if e.File == "" || e.Quote == "" && e.Start >= e.End {
					t.Errorf("%s: case %s: evidence %+v names no words", f, c.ID, e)
				}
			}
		}
	}
}
