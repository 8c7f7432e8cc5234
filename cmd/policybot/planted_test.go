//go:build planted

package main

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/extract"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

// defects are the parts of the real pipeline that a test may break.
type defects struct {
	noArm     bool        // the vector arm finds nothing
	day       corpus.Date // the version filter takes every day for this one
	threshold float64     // of answering; 0: as it is
	slips     bool        // the composer adds a figure that no source has
	noGate    bool        // the gate lets everything pass
	noNumbers bool        // the reader loses the numbers of documents
}

// brokenStore is a store with a defect.
type brokenStore struct {
	retrieval.Store
	defects
}

func (s brokenStore) filter(f retrieval.Filter) retrieval.Filter {
	if s.day.Known() {
		f.AsOf = s.day
	}
	return f
}

func (s brokenStore) Lexical(ctx context.Context, terms []string, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	return s.Store.Lexical(ctx, terms, s.filter(f), k)
}

func (s brokenStore) Nearest(ctx context.Context, vector []float32, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	if s.noArm {
		return nil, nil
	}
	return s.Store.Nearest(ctx, vector, s.filter(f), k)
}

func (s brokenStore) Exact(ctx context.Context, ref retrieval.Ref, f retrieval.Filter, k int) ([]retrieval.Candidate, error) {
	return s.Store.Exact(ctx, ref, s.filter(f), k)
}

// slipping is a composer that adds a figure of its own to every statement.
type slipping struct{ bot.Composer }

func (c slipping) Compose(ctx context.Context, q bot.Question, parts []bot.Part) (bot.Draft, error) {
	d, err := c.Composer.Compose(ctx, q, parts)
	for i := range d.Statements {
		d.Statements[i].Text += "（另加77777元）"
	}
	return d, err
}

// run measures the cases on the pipeline of w with the defects.
func (d defects) run(t *testing.T, w *world, cases []evals.Case) *evals.Suite {
	t.Helper()
	search := retrieval.NewService(retrieval.Config{Store: brokenStore{w.store, d}, Library: w.store, Segmenter: w.segmenter,
		Embedder: w.embedder, Knowledge: w.store})
	composer, err := extract.New(extract.Config{Segmenter: w.segmenter, Threshold: d.threshold})
	if err != nil {
		t.Fatal(err)
	}
	cfg := bot.Config{Retriever: search, Composer: composer, Library: w.store}
	if d.slips {
		cfg.Composer = slipping{composer}
	}
	build := bot.New
	if d.noGate {
		build = bot.NewWithoutGate
	}
	answers, err := build(cfg)
	if err != nil {
		t.Fatal(err)
	}
	labels, err := w.labelled([]string{"../../evals/testdata/labelled/labels.csv", "../../evals/testdata/invented/labels.csv"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if read := labels.Read; d.noNumbers {
		labels.Read = func(file string) (*corpus.Document, error) {
			doc, err := read(file)
			if err == nil {
				doc.DocNumber = ""
			}
			return doc, err
		}
	}
	s, err := evals.RunSuite(t.Context(), cases, evals.SuiteConfig{Answerer: answers, Retriever: search, Texts: w.store, AsOf: "2026-11-23", Labels: labels,
		Modes: []retrieval.Mode{retrieval.ModeLexical, retrieval.ModeVector, retrieval.ModeHybrid}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPlanted breaks the real pipeline stage by stage: the gate of the
// evaluation must fail and name the stage that was broken before any later one.
func TestPlanted(t *testing.T) {
	needDeps(t)
	env := map[string]string{}
	for _, line := range environment(t.TempDir()) {
		name, value, _ := strings.Cut(line, "=")
		env[name] = value
	}
	a := &app{getenv: func(name string) string { return env[name] }, stdout: io.Discard, stderr: t.Output()}
	w, err := a.open(t.Context(), slog.LevelError)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	if _, err := w.indexer().Ingest(t.Context(), ownFolders, nil); err != nil {
		t.Fatal(err)
	}
	cases, err := evals.LoadCases("../../evals/cases/own.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	// What the invented texts answer, and what nothing answers.
	cases = slices.DeleteFunc(cases, func(c evals.Case) bool { return c.Answerable && c.Source != "invented" })
	sound := defects{}.run(t, w, cases)
	baseline := evals.NewBaseline(sound, 0.01)
	if found, err := evals.Gate(baseline, defects{}.run(t, w, cases)); err != nil || len(found) > 0 {
		t.Fatalf("Gate(nothing broken) = %v, %v, want nothing", found, err)
	}
	for _, tt := range []struct {
		name, stage string
		defects
	}{
		{"lost numbers", "metadata", defects{noNumbers: true}},
		{"dropped arm", "retrieval.vector", defects{noArm: true}},
		{"stale version filter", "retrieval.lexical", defects{day: "2023-01-01"}},
		{"threshold too low", "abstention", defects{threshold: 1e-9}},
		{"threshold too high", "abstention", defects{threshold: 0.999999}},
		{"broken gate", "gates", defects{slips: true, noGate: true}},
	} {
		t.Run(tt.name, func(t *testing.T) { failsAt(t, baseline, tt.run(t, w, cases), tt.stage) })
	}
	t.Run("the gate holds", func(t *testing.T) {
		for _, c := range (defects{slips: true}).run(t, w, cases).Cases {
			for _, st := range c.Answer.Statements {
				t.Errorf("case %s says %q", c.Case.ID, st.Text)
			}
		}
	})
	t.Run("lost paragraph", func(t *testing.T) { // last: it changes what is stored
		lose(t, w, "补助总额不超过150万元")
		failsAt(t, baseline, defects{}.run(t, w, cases), "reading")
	})
}

// failsAt demands findings, those of the stage first.
func failsAt(t *testing.T, b *evals.Baseline, s *evals.Suite, stage string) {
	t.Helper()
	found, err := evals.Gate(b, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Log(f)
	}
	if len(found) == 0 || found[0].Stage != stage || len(found[0].Cases) == 0 {
		t.Errorf("findings = %v, want stage %s with its cases first", found, stage)
	}
}

// lose stores the documents anew without the passages that hold the words, as a
// reader would that loses a paragraph.
func lose(t *testing.T, w *world, words string) {
	t.Helper()
	docs, err := w.store.Documents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, head := range docs {
		d, err := w.store.Document(t.Context(), head.ID)
		if err != nil {
			t.Fatal(err)
		}
		n := len(d.Passages)
		d.Passages = slices.DeleteFunc(d.Passages, func(p corpus.Passage) bool { return strings.Contains(p.Text, words) })
		if len(d.Passages) == n {
			continue
		}
		lost += n - len(d.Passages)
		if err := w.indexer().Add(t.Context(), []*corpus.Document{d}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if lost == 0 {
		t.Fatalf("no passage holds %s", words)
	}
}
