package evals_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/evals"
)

func TestMutants(t *testing.T) {
	t.Parallel()
	got := evals.Mutants("（虚构）每户不超过30万元，十户以上20万元。")
	want := []string{
		"（虚构）每户不超过40万元，十户以上20万元。", "（虚构）每户不超过30万元，十户以上30万元。",
		"（虚构）每户不超过20万元，十户以上30万元。",
		"（虚构）每户不少于30万元，十户以上20万元。", "（虚构）每户不超过30万元，十户以下20万元。",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Mutants (-want +got):\n%s", diff)
	}
	for _, same := range []string{"", "（虚构）没有数字的一句话。"} {
		if got := evals.Mutants(same); len(got) != 0 {
			t.Errorf("Mutants(%q) = %v, want none", same, got)
		}
	}
}

// TestMutantScore demands that the gate refuses a false figure and the metric
// says so.
func TestMutantScore(t *testing.T) {
	t.Parallel()
	const line = "（虚构）企业可以申请星光补助，每户不超过30万元。"
	d := invented("docs/a.txt", line)
	answer := &bot.Answer{ID: "x", Question: "q", Status: bot.StatusAnswered, Text: line, Statements: []bot.Statement{{Text: line, Citations: []int{1}}},
		Citations: []bot.Citation{{N: 1, DocumentID: d.ID, PassageID: d.Passages[0].ID, Quote: line, Start: 0, End: len(line)}}}
	answerer := bottest.NewFakeAnswerer()
	answerer.Set(*answer)
	s, err := evals.RunSuite(t.Context(), []evals.Case{{ID: "a", Kind: "k", Question: "q", Answerable: true}},
		evals.SuiteConfig{Answerer: answerer, Texts: bottest.NewFakeLibrary(d)})
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := s.Cases[0].Scores["gates/mutants"]; !ok || got != 1 {
		t.Errorf("gates/mutants = %v, %v, want 1: the gate refuses all three false statements", got, ok)
	}
}
