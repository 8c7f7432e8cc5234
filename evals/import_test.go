package evals_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/evals/metric"
	"github.com/policybot/policybot/retrieval"
)

func TestImportBEIR(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("长", 40)
	b := &evals.BEIR{
		Documents: []evals.BEIRDocument{{ID: "d1", Title: "（虚构）一", Text: "甲"}, {ID: "a/b", Text: "乙"}, {ID: "..", Text: "丙"}, {ID: long, Text: "丁"}},
		Queries:   []evals.BEIRQuery{{ID: "q1", Text: "一"}, {ID: "q2", Text: "二"}, {ID: "q3", Text: "三"}},
		Qrels:     map[string]metric.Judgements{"q1": {"d1": 1, "a/b": 2, "..": 0}, "q2": {"d1": 0}, "q3": {long: 1, "..": 1}},
	}
	dir := filepath.Join(t.TempDir(), "new")
	if err := b.WriteTexts(dir); err != nil {
		t.Fatal(err)
	}
	cases := b.Cases()
	if len(cases) != 2 || cases[0].ID != "q1" || cases[1].ID != "q3" || !cases[0].Answerable {
		t.Fatalf("Cases = %+v, want q1 and q3: q2 has nothing relevant", cases)
	}
	want := []evals.Evidence{{File: "a%2Fb.md"}, {File: "d1.md"}}
	if diff := cmp.Diff(want, cases[0].Evidence); diff != "" {
		t.Errorf("evidence of q1 (-want +got):\n%s", diff)
	}
	for _, c := range cases {
		for _, e := range c.Evidence {
			if _, err := os.Stat(filepath.Join(dir, e.File)); err != nil || strings.HasPrefix(e.File, ".") || len(e.File) > 255 {
				t.Errorf("the file %s of %s: %v", e.File, c.ID, err)
			}
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "d1.md"))
	if err != nil || string(raw) != "# （虚构）一\n\n甲\n" {
		t.Errorf("d1.md = %q, %v", raw, err)
	}
	if err := b.WriteTexts(filepath.Join(dir, "d1.md")); err == nil {
		t.Error("WriteTexts(below a file) gave no error")
	}
}

// A file alone is judged whole: any words of it answer, and lint has nothing to say.
func TestWholeEvidence(t *testing.T) {
	t.Parallel()
	s := newStages()
	cases := []evals.Case{
		{ID: "w1", Kind: "beir", Question: "（虚构）星光补助每户多少", Answerable: true, Evidence: []evals.Evidence{{File: "docs/now.txt"}}},
		{ID: "w2", Kind: "beir", Question: "（虚构）月影奖励时限", Answerable: true, Evidence: []evals.Evidence{{File: "docs/old.txt"}}},
	}
	texts := bottest.NewFakeLibrary(s.read()...)
	if found, err := evals.Lint(t.Context(), cases, texts); err != nil || len(found) > 0 {
		t.Errorf("Lint = %v, %v, want nothing", found, err)
	}
	run, err := evals.RunSuite(t.Context(), cases, evals.SuiteConfig{Answerer: s, Retriever: s, Texts: texts, AsOf: "2026-01-02",
		Modes: []retrieval.Mode{retrieval.ModeHybrid}})
	if err != nil {
		t.Fatal(err)
	}
	if c := run.Cases[0]; !c.OK || c.Scores["answers/full"] != 1 || c.Scores["reading/evidence"] != 1 || c.Scores["retrieval.hybrid/hit@1"] != 1 {
		t.Errorf("w1 cites a sentence of the right text: %v, %v", c.Why, c.Scores)
	}
	if c := run.Cases[1]; c.OK || c.Scores["answers/full"] != 0 || c.Scores["retrieval.hybrid/recall@10"] != 0 {
		t.Errorf("w2 cites another text: %v", c.Scores)
	}
}
