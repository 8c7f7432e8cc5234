package evals_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
	"github.com/policybot/policybot/retrieval"
)

// stages is an invented pipeline whose stages can be broken one by one.
type stages struct {
	lost       string // words of a passage that the reading lost
	noArm      retrieval.Mode
	noFilter   bool // the version filter is stale: old texts are found
	eager      bool // the threshold is too low: everything is answered
	brokenGate bool // the gate lets an altered quote pass
	docs       []corpus.Document
}

// invented gives a document with a passage for each line.
func invented(source string, lines ...string) corpus.Document {
	d := document(source, strings.Join(lines, "\n")+"\n")
	at := 0
	for i, l := range lines {
		d.Passages = append(d.Passages, corpus.Passage{ID: d.ID + "." + string(rune('1'+i)), DocumentID: d.ID, Ordinal: i + 1,
			Start: at, End: at + len(l), Text: l, Norm: corpus.Normalize(l)})
		at += len(l) + 1
	}
	return d
}

const (
	newLine = "（虚构）企业可以申请星光补助，每户不超过30万元。"
	oldLine = "（虚构）企业可以申请星光补助，每户不超过10万元。"
	tipLine = "（虚构）月影奖励由区里发放，时限为五日。"
)

func newStages() *stages {
	old := invented("docs/old.txt", oldLine)
	now := invented("docs/now.txt", newLine, tipLine)
	old.ReplacedBy = now.ID
	return &stages{docs: []corpus.Document{old, now}}
}

func suiteCases() []evals.Case {
	return []evals.Case{
		{ID: "s1", Kind: "single_fact", Question: "（虚构）星光补助每户多少", Answerable: true, Facts: []string{"30万元"}, Answer: newLine,
			Evidence: []evals.Evidence{{File: "docs/now.txt", Article: "一", Quote: newLine}}},
		{ID: "s2", Kind: "procedure", Question: "（虚构）月影奖励时限", Answerable: true, Facts: []string{"五日"}, MustNot: []string{"十日"},
			Evidence: []evals.Evidence{{File: "docs/now.txt", Article: "二", Quote: tipLine}}},
		{ID: "s3", Kind: "no_evidence", Question: "（虚构）税率"},
		{ID: "s4", Kind: "no_evidence", Question: "（虚构）利息", Expect: []string{"out_of_scope"}},
	}
}

// read gives the documents as the reading left them.
func (s *stages) read() []corpus.Document {
	var out []corpus.Document
	for _, d := range s.docs {
		d.Passages = slices.DeleteFunc(slices.Clone(d.Passages), func(p corpus.Passage) bool { return s.lost != "" && strings.Contains(p.Text, s.lost) })
		out = append(out, d)
	}
	return out
}

func (s *stages) Search(ctx context.Context, q retrieval.Query) (*retrieval.Results, error) {
	if s.noArm != "" && q.Mode == s.noArm {
		return &retrieval.Results{}, nil
	}
	docs := s.read()
	docs = slices.DeleteFunc(docs, func(d corpus.Document) bool {
		return d.ReplacedBy != "" && !s.noFilter || d.ReplacedBy == "" && s.noFilter || slices.Contains(q.Filter.Exclude, d.ID)
	})
	return bottest.NewFakeLibrary(docs...).Search(ctx, q)
}

// Answer cites the best passage that shares five characters with the question.
func (s *stages) Answer(ctx context.Context, q bot.Question) (*bot.Answer, error) {
	found, err := s.Search(ctx, retrieval.Query{Text: q.Text, K: 10, Filter: retrieval.Filter{Exclude: q.Exclude}})
	if err != nil {
		return nil, err
	}
	a := &bot.Answer{ID: "x", Question: q.Text, Status: bot.StatusNoInformation, Text: "（虚构）没有", CorpusVersion: "v", AsOf: q.AsOf,
		TimingsMS: map[string]float64{"total": 7}}
	if strings.Contains(q.Text, "利息") {
		a.Status, found.Results = bot.StatusOutOfScope, nil
	}
	for _, r := range found.Results {
		if shared(q.Text, r.Passage.Text) < 8 && !s.eager {
			continue
		}
		a.Status, a.Text = bot.StatusAnswered, r.Passage.Text
		a.Statements = []bot.Statement{{Text: r.Passage.Text, Citations: []int{1}}}
		a.Citations = []bot.Citation{{N: 1, DocumentID: r.Passage.DocumentID, Quote: r.Passage.Text, Start: r.Passage.Start, End: r.Passage.End}}
		if s.brokenGate {
			a.Citations[0].Quote = strings.Replace(a.Citations[0].Quote, "可以", "必须", 1)
			a.Citations[0].Quote = strings.Replace(a.Citations[0].Quote, "五日", "五天", 1)
		}
		break
	}
	return a, nil
}

func shared(a, b string) int {
	n := 0
	seen := map[rune]bool{}
	for _, r := range a {
		if !seen[r] && strings.ContainsRune(b, r) {
			n++
		}
		seen[r] = true
	}
	return n
}

func (s *stages) run(t *testing.T) *evals.Suite {
	t.Helper()
	suite, err := evals.RunSuite(t.Context(), suiteCases(), evals.SuiteConfig{
		Answerer: s, Retriever: s, Texts: bottest.NewFakeLibrary(s.read()...), Words: evals.Words, Without: true, AsOf: "2026-01-02",
		Modes: []retrieval.Mode{retrieval.ModeLexical, retrieval.ModeVector, retrieval.ModeHybrid}, Settings: map[string]string{"a": "1", "b": "2"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return suite
}

func TestRunSuite(t *testing.T) {
	t.Parallel()
	s := newStages().run(t)
	for _, c := range s.Cases {
		if !c.OK || len(c.Why) > 0 {
			t.Errorf("case %s: %v, %v; answer %+v", c.Case.ID, c.OK, c.Why, c.Answer)
		}
	}
	got := map[string]float64{}
	for _, f := range s.Summary {
		got[f.Metric] = f.Mean
		if f.Low > f.Mean || f.High < f.Mean {
			t.Errorf("%s = %v lies outside %v to %v", f.Metric, f.Mean, f.Low, f.High)
		}
	}
	for _, name := range []string{"reading/evidence", "retrieval.lexical/hit@1", "retrieval.hybrid/recall@10", "routing/status", "abstention/refused",
		"abstention/refused_without_evidence", "answers/full", "answers/facts", "answers/evidence_precision", "gates/sound", "gates/citation_recall", "answers/rouge_l"} {
		if got[name] != 1 {
			t.Errorf("%s = %v, want 1", name, got[name])
		}
	}
	if s.Cases[0].Answer.ID != "" || len(s.Cases[0].Answer.TimingsMS) > 0 || s.Cases[0].MS != 0 {
		t.Errorf("the run holds what differs between runs: %+v", s.Cases[0].Answer)
	}
	if len(s.Cases[0].Relevant) != 1 || len(s.Cases[0].Spans) != 1 || s.Cases[0].Spans[0].Text != newLine {
		t.Errorf("judged evidence = %+v, %+v", s.Cases[0].Relevant, s.Cases[0].Spans)
	}
}

// TestRunSuiteTwice proves that two runs are equal byte for byte.
func TestRunSuiteTwice(t *testing.T) {
	t.Parallel()
	first, err := json.Marshal(newStages().run(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := json.Marshal(newStages().run(t))
		if err != nil {
			t.Fatal(err)
		}
		if string(first) != string(again) {
			t.Fatalf("two runs differ:\n%s\n%s", first, again)
		}
	}
}

// TestGateNamesTheStage plants one defect in each stage: the gate must fail and
// name the stage first.
func TestGateNamesTheStage(t *testing.T) {
	t.Parallel()
	baseline := evals.NewBaseline(newStages().run(t), 0.01)
	for i := range baseline.Metrics { // few cases: one would hide below the tolerance of one case
		baseline.Metrics[i].Tolerance = 0
	}
	for _, tt := range []struct {
		name, stage string
		plant       func(*stages)
		cases       []string
	}{
		{"lost paragraph", "reading", func(s *stages) { s.lost = "月影" }, []string{"s2"}},
		{"dropped arm", "retrieval.vector", func(s *stages) { s.noArm = retrieval.ModeVector }, []string{"s1", "s2"}},
		{"stale version filter", "retrieval.lexical", func(s *stages) { s.noFilter = true }, []string{"s1", "s2"}},
		{"threshold", "abstention", func(s *stages) { s.eager = true }, []string{"s3"}},
		{"broken gate", "gates", func(s *stages) { s.brokenGate = true }, []string{"s1", "s2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStages()
			tt.plant(s)
			findings, err := evals.Gate(baseline, s.run(t))
			if err != nil {
				t.Fatal(err)
			}
			if len(findings) == 0 || findings[0].Stage != tt.stage || !cmp.Equal(findings[0].Cases, tt.cases) {
				t.Errorf("findings = %v, want stage %s and cases %v first", findings, tt.stage, tt.cases)
			}
		})
	}
	if findings, err := evals.Gate(baseline, newStages().run(t)); err != nil || len(findings) != 0 {
		t.Errorf("Gate(the same) = %v, %v, want nothing", findings, err)
	}
}

func TestGateOtherData(t *testing.T) {
	t.Parallel()
	s := newStages().run(t)
	b := evals.NewBaseline(s, 0.01)
	other := newStages()
	other.docs[0].Text += "（虚构）又一句。"
	if _, err := evals.Gate(b, other.run(t)); !errors.Is(err, evals.ErrOtherCorpus) {
		t.Errorf("Gate(other texts) = %v, want ErrOtherCorpus", err)
	}
	s.AsOf = "2020-01-01"
	if _, err := evals.Gate(b, s); !errors.Is(err, evals.ErrOtherCases) {
		t.Errorf("Gate(another day) = %v, want ErrOtherCases", err)
	}
	s.AsOf, s.Summary = b.AsOf, s.Summary[1:]
	findings, err := evals.Gate(b, s)
	if err != nil || len(findings) != 1 || findings[0].Metric != "reading/evidence" {
		t.Errorf("Gate(a metric missing) = %v, %v, want that metric", findings, err)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	a, s := newStages().run(t), newStages()
	s.eager = true
	b := s.run(t)
	b.Cases[1].Case.ID = "new"
	c := evals.Compare(a, b)
	if c.Cases != 3 || !cmp.Equal(c.OnlyA, []string{"s2"}) || !cmp.Equal(c.OnlyB, []string{"new"}) || len(c.Notes) != 0 {
		t.Errorf("Compare = %+v", c)
	}
	if len(c.Worse) != 1 || c.Worse[0].ID != "s3" || len(c.Worse[0].Is) == 0 || len(c.Better) != 0 {
		t.Errorf("worse = %+v, better = %+v, want s3 worse", c.Worse, c.Better)
	}
	for _, d := range c.Metrics {
		if d.Decisive {
			t.Errorf("%s is decisive over %d cases", d.Metric, d.N)
		}
		if d.Metric == "abstention/refused" && (d.A != 1 || d.B != 0 || d.Worse != 1 || d.N != 1) {
			t.Errorf("abstention = %+v, want 1 to 0", d)
		}
	}
	if back := evals.Compare(b, a); len(back.Better) != 1 || len(back.Worse) != 0 {
		t.Errorf("Compare the other way: better %v, worse %v", back.Better, back.Worse)
	}
	b.Corpus = "other"
	if c := evals.Compare(a, b); len(c.Notes) != 1 {
		t.Errorf("notes = %v, want one on the corpora", c.Notes)
	}
}

// TestCompareDecisive turns twelve cases of twelve.
func TestCompareDecisive(t *testing.T) {
	t.Parallel()
	a, b := &evals.Suite{}, &evals.Suite{}
	for i := range 12 {
		c := evals.Case{ID: string(rune('a' + i))}
		a.Cases = append(a.Cases, evals.CaseRun{Case: c, Scores: map[string]float64{"answers/full": 0, "gates/sound": 1}})
		b.Cases = append(b.Cases, evals.CaseRun{Case: c, Scores: map[string]float64{"answers/full": 1, "gates/sound": 1}})
	}
	c := evals.Compare(a, b)
	if len(c.Metrics) != 2 || !c.Metrics[0].Decisive || c.Metrics[0].PHolm < c.Metrics[0].P || c.Metrics[1].Decisive {
		t.Errorf("Compare = %+v, want the first decisive, the second not", c.Metrics)
	}
}

func TestLint(t *testing.T) {
	t.Parallel()
	texts := bottest.NewFakeLibrary(newStages().docs...)
	if got, err := evals.Lint(t.Context(), suiteCases(), texts); err != nil || len(got) != 0 {
		t.Errorf("Lint(cases in order) = %v, %v, want nothing", got, err)
	}
	got, err := evals.Lint(t.Context(), []evals.Case{
		{ID: "l1", AsOf: "2020", Expect: []string{"maybe"}, Answerable: true},
		{ID: "l2", Kind: "k", Facts: []string{"1"}},
		{ID: "l3", Kind: "k", Answerable: true, Evidence: []evals.Evidence{{File: "none"}, {File: "docs/now.txt", Quote: "没有"}}},
	}, texts)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"case l1: kind is empty", `case l1: as_of: date "2020" is not of the form YYYY-MM-DD`, `case l1: expect_status "maybe" is no status`,
		"case l1: answerable, but without evidence", "case l2: not answerable, but with evidence or facts",
		"case l3: the corpus does not hold the file none", `case l3: docs/now.txt does not hold the quote "没有"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Lint (-want +got):\n%s", diff)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	got := evals.Words("每户30万元，Tax！")
	if diff := cmp.Diff([]string{"每", "户", "30", "万", "元", "，", "tax", "！"}, got); diff != "" {
		t.Errorf("Words (-want +got):\n%s", diff)
	}
}
