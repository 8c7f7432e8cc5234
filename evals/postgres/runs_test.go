package postgres_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/evals/postgres"
	"github.com/policybot/policybot/internal/pgtest"
)

// suite is an invented run.
func suite(id, name string) *evals.Suite {
	return &evals.Suite{ID: id, Name: name, Code: "1", Corpus: "c", CorpusVersion: "v", CasesDigest: "d", AsOf: "2026-01-02",
		Settings: map[string]string{"k": "v"}, Summary: []evals.Figure{{Metric: "gates/sound", N: 1, Mean: 1, Low: 0.2, High: 1}},
		Cases: []evals.CaseRun{{Case: evals.Case{ID: "s1", Question: "（虚构）问\n“<b>”"}, OK: true, Why: []string{}, Scores: map[string]float64{"gates/sound": 1.0 / 3},
			Answer: bot.Answer{Status: bot.StatusNoInformation}, Spans: []evals.Span{}, Relevant: []string{}, Retrieved: []evals.Retrieved{{PassageID: "p", Score: 0.1}},
			Ranks: map[string][]int{"hybrid": {3}}}}}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	runs := postgres.NewRuns(pgtest.Pool(t))
	if heads, err := runs.List(t.Context()); err != nil || len(heads) != 0 {
		t.Errorf("List(nothing stored) = %v, %v, want none", heads, err)
	}
	want := suite("aaaaaaaaaaaa", "first")
	for _, s := range []*evals.Suite{want, suite("aaaaaaaaaaaa", "again"), suite("bbbbbbbbbbbb", "second")} {
		if err := runs.Put(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	got, err := runs.Get(t.Context(), "aaaaaaaaaaaa")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Get after two Puts of one id (-want +got):\n%s", diff)
	}
	if _, err := runs.Get(t.Context(), "unknown"); !errors.Is(err, evals.ErrNoRun) {
		t.Errorf("Get(unknown) = %v, want ErrNoRun", err)
	}
	heads, err := runs.List(t.Context())
	if err != nil || len(heads) != 2 || heads[0].Name != "second" || heads[1].Name != "first" || heads[0].At.IsZero() {
		t.Errorf("List = %+v, %v, want second, first", heads, err)
	}
}
