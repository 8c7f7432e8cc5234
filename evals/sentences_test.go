package evals_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/evals"
)

const cmrc = `[{"context_id":"c","context_text":"（虚构）甲是县。乙是市；丙是省","title":"t","qas":[
{"query_id":"q1","query_text":"乙是什么","answers":["市","乙是市"]},{"query_id":"q2","query_text":"丙是什么","answers":["省"]}]}]`

func TestReadCMRC(t *testing.T) {
	t.Parallel()
	got, err := evals.ReadCMRC(strings.NewReader(cmrc))
	if err != nil || len(got) != 2 {
		t.Fatalf("ReadCMRC = %v, %v", got, err)
	}
	want := evals.SpanQuestion{ID: "q1", Title: "t", Question: "乙是什么", Paragraph: "（虚构）甲是县。乙是市；丙是省", Answers: []string{"市", "乙是市"}}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("first (-want +got):\n%s", diff)
	}
	for _, in := range []string{"{", "[]"} {
		if _, err := evals.ReadCMRC(strings.NewReader(in)); err == nil {
			t.Errorf("ReadCMRC(%s) gave no error", in)
		}
	}
}

func TestRankSentences(t *testing.T) {
	t.Parallel()
	questions, err := evals.ReadCMRC(strings.NewReader(cmrc))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"（虚构）甲是县。", "乙是市；", "丙是省"}
	got, err := evals.RankSentences(questions, func(_ evals.SpanQuestion, sentences []string) ([]int, error) {
		if diff := cmp.Diff(want, sentences); diff != "" {
			t.Errorf("Sentences (-want +got):\n%s", diff)
		}
		return []int{1, 0, 2}, nil // q1 is right at once, q2 in the third place
	})
	if err != nil || got.N != 2 || got.Hit1 != 0.5 || got.Hit3 != 1 || got.MRR != (1+1.0/3)/2 || len(got.Lost) != 0 {
		t.Errorf("RankSentences = %+v, %v", got, err)
	}
	down := errors.New("down")
	if _, err := evals.RankSentences(questions, func(evals.SpanQuestion, []string) ([]int, error) { return nil, down }); !errors.Is(err, down) {
		t.Errorf("RankSentences(rank fails) = %v, want the error", err)
	}
	if got, _ := evals.RankSentences(questions, func(evals.SpanQuestion, []string) ([]int, error) { return nil, nil }); len(got.Lost) != 2 || got.Hit3 != 0 {
		t.Errorf("RankSentences(nothing ranked) = %+v, want both lost", got)
	}
}
