package evals_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

// Every metric belongs to a stage that can be run alone, and every stage has one.
func TestStages(t *testing.T) {
	t.Parallel()
	have := map[string]bool{"retrieval": true}
	for _, m := range evals.Metrics {
		have[evals.Stage(m.Name)] = true
	}
	for _, s := range evals.Stages {
		if !have[s] {
			t.Errorf("the stage %s has no metric", s)
		}
		delete(have, s)
	}
	for s := range have {
		t.Errorf("the stage %s cannot be run alone", s)
	}
	if err := evals.CheckStages([]string{"reading", "reeding"}); err == nil || !strings.Contains(err.Error(), "reeding") {
		t.Errorf("CheckStages(reeding) = %v, want an error that names it", err)
	}
}

// A stage run alone gives the figures that it has in the whole run, and no others.
func TestOnly(t *testing.T) {
	t.Parallel()
	whole, err := labelRun(t, readLabelled(nil), rightLabel)
	if err != nil {
		t.Fatal(err)
	}
	baseline := evals.NewBaseline(whole, 0)
	all := map[string]evals.Figure{}
	for _, f := range whole.Summary {
		all[f.Metric] = f
	}
	for _, only := range [][]string{{"reading"}, {"metadata"}, {"routing"}, {"abstention"}, {"answers", "gates"}} {
		s, err := labelRun(t, readLabelled(nil), rightLabel, only...)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, f := range s.Summary {
			if !slices.Contains(only, evals.Stage(f.Metric)) || f != all[f.Metric] {
				t.Errorf("--only %v: %+v, the whole run has %+v", only, f, all[f.Metric])
			}
			n++
		}
		for name := range all {
			if slices.Contains(only, evals.Stage(name)) {
				n--
			}
		}
		if n != 0 || len(s.Summary) == 0 {
			t.Errorf("--only %v gives %d figures, %d too many", only, len(s.Summary), n)
		}
		if found, err := evals.Gate(baseline, s); err != nil || len(found) > 0 {
			t.Errorf("Gate(--only %v) = %v, %v, want nothing", only, found, err)
		}
	}
}

// One arm can be searched alone; what it misses is said in the words of the stage.
func TestOnlyArm(t *testing.T) {
	t.Parallel()
	s := newStages()
	s.noArm = retrieval.ModeVector
	clock := evals.NewClock()
	run, err := evals.RunSuite(t.Context(), suiteCases(), evals.SuiteConfig{Answerer: s, Retriever: s, Texts: bottest.NewFakeLibrary(s.read()...),
		AsOf: "2026-01-02", Only: []string{"retrieval.vector"}, Clock: clock, Without: true,
		Modes: []retrieval.Mode{retrieval.ModeLexical, retrieval.ModeVector, retrieval.ModeHybrid}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range run.Summary {
		if evals.Stage(f.Metric) != "retrieval.vector" || f.Mean != 0 {
			t.Errorf("figure %+v, want those of the vector arm, 0", f)
		}
	}
	if why := run.Cases[0].Why; len(run.Summary) != 4 || run.Cases[0].OK || len(why) != 1 || why[0] != "retrieval.vector/recall@10 0.00" {
		t.Errorf("%d figures, case %+v, why %q", len(run.Summary), run.Cases[0].Scores, why)
	}
	for _, step := range clock.Speed(run).Steps {
		if step.Step != "search/vector" {
			t.Errorf("the step %s was taken", step.Step)
		}
	}
}

func TestSpeed(t *testing.T) {
	t.Parallel()
	s, clock := newStages(), evals.NewClock()
	run, err := evals.RunSuite(t.Context(), suiteCases(), evals.SuiteConfig{Answerer: s, Retriever: s, Texts: bottest.NewFakeLibrary(s.read()...),
		AsOf: "2026-01-02", Clock: clock, Modes: []retrieval.Mode{retrieval.ModeHybrid}})
	if err != nil {
		t.Fatal(err)
	}
	speed := clock.Speed(run)
	steps := map[string]evals.StepTime{}
	for _, st := range speed.Steps {
		steps[st.Step] = st
	}
	if want := (evals.StepTime{Step: "answer", N: 4, P50: 7, P95: 7, Max: 7}); steps["answer"] != want || steps["search/hybrid"].N != 4 || speed.Cases["s1"] != 7 {
		t.Errorf("speed = %+v, want %+v and four searches", speed, want)
	}
	if err := run.SetSpeed(speed); err != nil || run.Cases[0].MS != 7 {
		t.Errorf("SetSpeed = %v, time of the case %v, want 7", err, run.Cases[0].MS)
	}
	speed.Run = "other"
	if err := run.SetSpeed(speed); err == nil {
		t.Error("SetSpeed(times of another run) gave no error")
	}
}
