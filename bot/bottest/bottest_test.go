package bottest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestFakeAnswerer(t *testing.T) {
	t.Parallel()
	f := bottest.NewFakeAnswerer()
	f.Set(bot.Answer{Question: "问", Status: bot.StatusAnswered, Statements: []bot.Statement{{Text: "答。", Citations: []int{1}}}})

	a, err := f.Answer(t.Context(), bot.Question{Text: " 问 ", AsOf: "2020-01-01"})
	if err != nil || a.Text != "答。" || a.AsOf != "2020-01-01" || a.Missing == nil || a.Label == "" {
		t.Fatalf("Answer(问) = %+v, %v", a, err)
	}
	a.Statements[0].Citations[0] = 9
	if b, err := f.Answer(t.Context(), bot.Question{Text: "问"}); err != nil || b.Statements[0].Citations[0] != 1 {
		t.Errorf("a caller changed the stored answer: %+v, %v", b, err)
	}
	if a, err := f.Answer(t.Context(), bot.Question{Text: "别的"}); err != nil || a.Status != bot.StatusNoInformation {
		t.Errorf("Answer(unknown) = %+v, %v, want no_information", a, err)
	}
	if _, err := f.Answer(t.Context(), bot.Question{Text: " "}); !errors.Is(err, bot.ErrBadQuestion) {
		t.Errorf("Answer(empty) error = %v, want ErrBadQuestion", err)
	}
	f.Fail(errors.New("down"))
	if _, err := f.Answer(t.Context(), bot.Question{Text: "问"}); err == nil {
		t.Error("Answer after Fail gave no error")
	}
	if n := len(f.Asked()); n != 5 {
		t.Errorf("Asked() has %d questions, want 5", n)
	}
	f.Delay = 1 << 40
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Answer(ctx, bot.Question{Text: "问"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Answer(cancelled) error = %v, want context.Canceled", err)
	}
}

func TestFakeRecords(t *testing.T) {
	t.Parallel()
	f := bottest.NewFakeRecords()
	a := &bot.Answer{ID: "a1", Missing: []string{"甲"}}
	if err := f.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	a.Missing[0] = "乙"
	got, err := f.Get(t.Context(), "a1")
	if err != nil || got.Missing[0] != "甲" {
		t.Errorf("Get(a1) = %+v, %v, want the answer as it was put", got, err)
	}
	if _, err := f.Get(t.Context(), "a2"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("Get(unknown) error = %v, want ErrNotFound", err)
	}
	if err := f.Put(t.Context(), &bot.Answer{}); err == nil || f.Len() != 1 {
		t.Errorf("Put(no id) = %v with %d stored, want an error and 1", err, f.Len())
	}
	f.Fail(errors.New("disk full"))
	if _, err := f.Get(t.Context(), "a1"); err == nil {
		t.Error("Get after Fail gave no error")
	}
}

func TestFakeLibrary(t *testing.T) {
	t.Parallel()
	f := bottest.NewFakeLibrary(
		corpus.Document{ID: "b", Title: "（虚构）乙", Level: corpus.LevelCity, Text: "条件。",
			Passages: []corpus.Passage{{ID: "b.0001", DocumentID: "b", Text: "条件。", End: 9}}},
		corpus.Document{ID: "a", Title: "（虚构）甲", Level: corpus.LevelNational})
	docs, err := f.Documents(t.Context())
	if err != nil || len(docs) != 2 || docs[0].ID != "a" || docs[1].Passages != nil {
		t.Errorf("Documents() = %+v, %v, want a then b without passages", docs, err)
	}
	if _, err := f.Document(t.Context(), "c"); !errors.Is(err, retrieval.ErrNotFound) {
		t.Errorf("Document(c) error = %v, want ErrNotFound", err)
	}
	ps, err := f.Passages(t.Context(), []string{"c.0001", "b.0001"})
	if err != nil || len(ps) != 1 || ps[0].Document.ID != "b" {
		t.Errorf("Passages = %+v, %v, want the one that is stored", ps, err)
	}
	res, err := f.Search(t.Context(), retrieval.Query{Text: "条件"})
	if err != nil || len(res.Results) != 1 || res.Results[0].Rank != 1 || res.Results[0].Score != 2 {
		t.Errorf("Search(条件) = %+v, %v", res, err)
	}
}
