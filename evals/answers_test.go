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
)

const (
	grantSource = "docs/invented-grant.txt"
	grantText   = "（虚构）星光补助办法\n第一条 企业可以申请星光补助，每户不超过30万元。\n第二条 申请应当在五日内提出。\n"
	grantFirst  = "企业可以申请星光补助，每户不超过30万元。"
	grantSecond = "申请应当在五日内提出。"
)

// document is an invented document of one text.
func document(source, text string) corpus.Document {
	return corpus.Document{ID: corpus.DocumentID(source), Source: source, Title: "（虚构）" + source, Text: text, Level: corpus.LevelNational, Region: corpus.Nationwide}
}

// cite is a citation of words of a text.
func cite(t *testing.T, n int, source, text, quote string) bot.Citation {
	t.Helper()
	start := strings.Index(text, quote)
	if start < 0 {
		t.Fatalf("the text does not hold %q", quote)
	}
	return bot.Citation{N: n, DocumentID: corpus.DocumentID(source), Source: source, Quote: quote, Start: start, End: start + len(quote)}
}

func grantCase() evals.Case {
	return evals.Case{ID: "g1", Kind: "single_fact", Question: "（虚构）补助多少？", Answerable: true,
		Evidence: []evals.Evidence{{File: grantSource, Article: "第一条", Quote: grantFirst}, {File: grantSource, Article: "第二条", Quote: grantSecond}},
		Facts:    []string{"30万元|三十万元", "5日"}}
}

func grantAnswer(t *testing.T) bot.Answer {
	return bot.Answer{Question: grantCase().Question, Status: bot.StatusAnswered,
		Statements: []bot.Statement{{Text: grantFirst, Citations: []int{1}}, {Text: grantSecond, Citations: []int{2}}},
		Citations:  []bot.Citation{cite(t, 1, grantSource, grantText, grantFirst), cite(t, 2, grantSource, grantText, grantSecond)}}
}

// judged runs one case against one answer.
func judged(t *testing.T, c evals.Case, a bot.Answer) *evals.AnswerReport {
	t.Helper()
	answerer := bottest.NewFakeAnswerer()
	answerer.Set(a)
	texts := bottest.NewFakeLibrary(document(grantSource, grantText))
	r, err := evals.RunAnswers(t.Context(), []evals.Case{c}, answerer, texts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRunAnswersRight(t *testing.T) {
	t.Parallel()
	r := judged(t, grantCase(), grantAnswer(t))
	r.Cases[0].MS, r.P50MS, r.P95MS = 0, 0, 0
	want := &evals.AnswerReport{N: 1, Answerable: 1, Full: 1, Facts: 1, Statements: 2, Citations: 2, Recall: 1, Precision: 1,
		Cases: []evals.CaseReport{{ID: "g1", Kind: "single_fact", Status: "answered", OK: true, Why: []string{}, Cited: 2}}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("RunAnswers (-want +got):\n%s", diff)
	}
}

// TestRunAnswersWrong plants one mistake at a time; each must be found.
func TestRunAnswersWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		spoil func(c *evals.Case, a *bot.Answer)
		why   []string
		check func(r *evals.AnswerReport) bool
	}{
		{"quote altered", func(_ *evals.Case, a *bot.Answer) { a.Citations[0].Quote += "吗" },
			[]string{"1 quotes not in the text"}, func(r *evals.AnswerReport) bool { return r.BadQuotes == 1 && r.Full == 1 }},
		{"quote past the end", func(_ *evals.Case, a *bot.Answer) { a.Citations[1].End = len(grantText) + 1 },
			[]string{"1 quotes not in the text"}, func(r *evals.AnswerReport) bool { return r.BadQuotes == 1 }},
		{"quote before the start", func(_ *evals.Case, a *bot.Answer) { a.Citations[1].Start = -1 },
			[]string{"1 quotes not in the text"}, func(r *evals.AnswerReport) bool { return r.BadQuotes == 1 }},
		{"quote empty", func(_ *evals.Case, a *bot.Answer) {
			a.Citations = append(a.Citations, bot.Citation{N: 3, DocumentID: a.Citations[0].DocumentID})
		}, []string{"1 quotes not in the text"}, func(r *evals.AnswerReport) bool { return r.BadQuotes == 1 && r.Precision < 0.7 }},
		{"figure not in the quote", func(_ *evals.Case, a *bot.Answer) {
			a.Statements[0].Text = "（虚构）每户30万元，共80万元。"
		},
			[]string{"1 figures not in the quotes"}, func(r *evals.AnswerReport) bool { return r.BadFigures == 1 }},
		{"figure of the other quote", func(_ *evals.Case, a *bot.Answer) { a.Statements[1].Citations = []int{1} },
			[]string{"1 figures not in the quotes"}, func(r *evals.AnswerReport) bool { return r.BadFigures == 1 }},
		{"no citation", func(_ *evals.Case, a *bot.Answer) {
			a.Statements = append(a.Statements, bot.Statement{Text: "（虚构）企业都可以申请。"})
		}, []string{"1 uncited statements"}, func(r *evals.AnswerReport) bool { return r.Uncited == 1 && r.Statements == 3 }},
		{"evidence not cited", func(_ *evals.Case, a *bot.Answer) { a.Citations = a.Citations[:1] },
			[]string{"not cited: " + grantSource + " 第二条", "1 figures not in the quotes"},
			func(r *evals.AnswerReport) bool { return r.Full == 0 && r.Recall == 0.5 && r.Precision == 1 }},
		{"half of the evidence cited", func(_ *evals.Case, a *bot.Answer) {
			a.Citations[0].End = a.Citations[0].Start + len("企业可以申请星光补助")
			a.Citations[0].Quote = "企业可以申请星光补助"
			a.Statements[0].Text = "企业可以申请星光补助"
			a.Text = "30万元、5日"
		}, []string{"not cited: " + grantSource + " 第一条"}, func(r *evals.AnswerReport) bool { return r.Recall == 0.5 && r.Facts == 1 }},
		{"evidence of a file that is not held", func(c *evals.Case, _ *bot.Answer) { c.Evidence[0].File = "docs/none.txt" },
			[]string{"not cited: docs/none.txt 第一条"}, func(r *evals.AnswerReport) bool { return r.Full == 0 }},
		{"evidence that the file does not hold", func(c *evals.Case, _ *bot.Answer) { c.Evidence[0].Quote = "没有的话" },
			[]string{"not cited: " + grantSource + " 第一条"}, func(r *evals.AnswerReport) bool { return r.Full == 0 }},
		{"fact missing", func(c *evals.Case, _ *bot.Answer) { c.Facts = append(c.Facts, "80万元|八十万元") },
			[]string{"fact missing: 80万元|八十万元"}, func(r *evals.AnswerReport) bool { return r.Facts == 0 && r.Full == 1 }},
		{"not answered", func(_ *evals.Case, a *bot.Answer) {
			*a = bot.Answer{Question: a.Question, Status: bot.StatusNoInformation, Text: "（虚构）没有，30万元，5日。"}
		}, []string{"status no_information", "not cited: " + grantSource + " 第一条", "not cited: " + grantSource + " 第二条"},
			func(r *evals.AnswerReport) bool { return r.Refused == 1 && r.Full == 0 && r.Facts == 0 }},
		{"answered though not answerable", func(c *evals.Case, _ *bot.Answer) { c.Answerable, c.Evidence, c.Facts = false, nil, nil },
			[]string{"status answered"}, func(r *evals.AnswerReport) bool { return r.Answerable == 0 && r.Abstained == 0 }},
		{"another status expected", func(c *evals.Case, _ *bot.Answer) { c.Expect = []string{"clarification"} },
			[]string{"status answered"}, func(r *evals.AnswerReport) bool { return r.Full == 0 && r.Facts == 0 }},
		{"three at once, in a fixed order", func(_ *evals.Case, a *bot.Answer) {
			a.Citations[0].Quote += "80万元"
			a.Statements[1].Citations = nil
		}, []string{"1 uncited statements", "1 quotes not in the text", "1 figures not in the quotes"},
			func(r *evals.AnswerReport) bool { return r.Uncited == 1 && r.BadQuotes == 1 && r.BadFigures == 1 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, a := grantCase(), grantAnswer(t)
			tt.spoil(&c, &a)
			r := judged(t, c, a)
			if r.Cases[0].OK {
				t.Error("the case counts as right")
			}
			if diff := cmp.Diff(tt.why, r.Cases[0].Why); diff != "" {
				t.Errorf("Why (-want +got):\n%s", diff)
			}
			if !tt.check(r) {
				t.Errorf("figures = %+v", r)
			}
		})
	}
}

func TestRunAnswersAbstained(t *testing.T) {
	t.Parallel()
	c := evals.Case{ID: "n1", Question: "（虚构）没有的事？"}
	a := bot.Answer{Question: c.Question, Status: bot.StatusNoInformation, Text: "（虚构）没有。"}
	if r := judged(t, c, a); r.Abstained != 1 || !r.Cases[0].OK || r.Recall != 0 || r.Precision != 0 {
		t.Errorf("RunAnswers(no_information to an unanswerable case) = %+v, want abstained", r)
	}
	a.Status = bot.StatusRefused
	if r := judged(t, c, a); r.Abstained != 0 || r.Cases[0].OK {
		t.Errorf("RunAnswers(refused to an unanswerable case) = %+v, want a failure", r)
	}
}

func TestRunAnswersAlso(t *testing.T) {
	t.Parallel()
	c := evals.Case{ID: "n1", Question: grantCase().Question, Also: []evals.Evidence{{File: grantSource, Quote: grantSecond}}}
	a := grantAnswer(t)
	if r := judged(t, c, a); r.Also != 1 || r.Abstained != 0 {
		t.Errorf("RunAnswers(quotes what answers as well) = also %d, abstained %d, want 1, 0", r.Also, r.Abstained)
	}
	c.Also[0].Quote = "企业可以申请星光补助，每户不超过30万元。\n第二条"
	a.Citations, a.Statements = a.Citations[1:], a.Statements[1:]
	if r := judged(t, c, a); r.Also != 0 {
		t.Errorf("RunAnswers(quotes something else) = also %d, want 0", r.Also)
	}
	a.Status = bot.StatusNoInformation
	if r := judged(t, c, a); r.Also != 0 || r.Abstained != 1 {
		t.Errorf("RunAnswers(declined) = also %d, abstained %d, want 0, 1", r.Also, r.Abstained)
	}
}

// TestRunAnswersTwice proves that the report depends on its input alone.
func TestRunAnswersTwice(t *testing.T) {
	t.Parallel()
	c, a := grantCase(), grantAnswer(t)
	a.Citations[0].Quote += "80万元"
	a.Statements[1].Citations = nil
	first, err := json.Marshal(judged(t, c, a))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := json.Marshal(judged(t, c, a))
		if err != nil {
			t.Fatal(err)
		}
		if string(again) != string(first) {
			t.Fatalf("two runs differ:\n%s\n%s", first, again)
		}
	}
}

func TestRunAnswersErrors(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	answerer, texts := bottest.NewFakeAnswerer(), bottest.NewFakeLibrary(document(grantSource, grantText))
	answerer.Fail(down)
	if _, err := evals.RunAnswers(t.Context(), []evals.Case{grantCase()}, answerer, texts); !errors.Is(err, down) || !strings.Contains(err.Error(), "g1") {
		t.Errorf("RunAnswers(answerer down) = %v, want the error with the case", err)
	}
	answerer.Fail(nil)
	a := grantAnswer(t)
	a.Citations[0].DocumentID = "ffffffffffff"
	answerer.Set(a)
	if _, err := evals.RunAnswers(t.Context(), []evals.Case{grantCase()}, answerer, texts); err == nil || !strings.Contains(err.Error(), "g1") {
		t.Errorf("RunAnswers(citation of an unknown document) = %v, want an error with the case", err)
	}
	texts.Fail(down)
	if _, err := evals.RunAnswers(t.Context(), nil, answerer, texts); !errors.Is(err, down) {
		t.Errorf("RunAnswers(texts down) = %v, want the error", err)
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	old, now, other := document("docs/old.txt", "旧"), document("docs/now.txt", "新"), document("docs/other.txt", "别")
	old.ReplacedBy = now.ID
	texts := bottest.NewFakeLibrary(old, now, other)
	cases := []evals.Case{
		{ID: "a", Question: "（虚构）一", Answerable: true, Facts: []string{"1"}, Evidence: []evals.Evidence{{File: now.Source, Quote: "新"}, {File: now.Source, Quote: "新"}}},
		{ID: "b", Question: "（虚构）二"},
		{ID: "c", Question: "（虚构）三", Answerable: true},
	}
	got, err := evals.Without(context.Background(), cases, texts)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].ID != "a" || got[0].Answerable || got[0].Evidence != nil || got[0].Facts != nil {
		t.Fatalf("Without = %+v, want case a alone, not answerable", got)
	}
	exclude, want := slices.Sorted(slices.Values(got[0].Exclude)), slices.Sorted(slices.Values([]string{old.ID, now.ID}))
	if diff := cmp.Diff(want, exclude); diff != "" {
		t.Errorf("Exclude: both versions, once (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"no_information", "clarification"}, got[0].Expect); diff != "" {
		t.Errorf("Expect (-want +got):\n%s", diff)
	}
	if cases[0].Exclude != nil || !cases[0].Answerable {
		t.Error("Without changed the caller's cases")
	}
	texts.Fail(errors.New("down"))
	if _, err := evals.Without(t.Context(), cases, texts); err == nil {
		t.Error("Without(texts down) gave no error")
	}
}
