package evals_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals"
)

// onePart plans every question as one part.
type onePart struct{}

func (onePart) Plan(_ context.Context, q bot.Question) ([]bot.Part, error) {
	return []bot.Part{{Text: q.Text}}, nil
}

// considered gives the sentences of the grant: its second article first.
func considered(bot.Part) []evals.Sentence {
	id := corpus.DocumentID(grantSource)
	var out []evals.Sentence
	for _, quote := range []string{grantSecond, grantFirst} {
		c := bot.Citation{}
		for i := range grantText {
			if len(grantText[i:]) >= len(quote) && grantText[i:i+len(quote)] == quote {
				c.Start, c.End = i, i+len(quote)
			}
		}
		out = append(out, evals.Sentence{DocumentID: id, Start: c.Start, End: c.End})
	}
	return out
}

func TestAnswering(t *testing.T) {
	t.Parallel()
	first, second, none := grantCase(), grantCase(), grantCase()
	first.ID, first.Evidence = "first", first.Evidence[:1]
	second.ID, second.Evidence = "second", second.Evidence[1:]
	none.ID, none.Answerable, none.Evidence, none.Facts = "none", false, nil, nil
	got := map[string]int{}
	err := evals.Answering(t.Context(), []evals.Case{first, second, none}, onePart{}, bottest.NewFakeLibrary(document(grantSource, grantText)), considered,
		func(c evals.Case, part bot.Part, answer int) { got[c.ID+" "+part.Text] = answer })
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["first "+first.Question] != 1 || got["second "+first.Question] != 0 {
		t.Errorf("answers = %v, want the second sentence for the first article and the first for the second", got)
	}
}

func TestFolds(t *testing.T) {
	t.Parallel()
	got := evals.Folds([]evals.Case{{ID: "a"}, {ID: "b"}, {ID: "a"}, {ID: "c"}}, 2)
	if len(got) != 3 || got["a"] != 0 || got["b"] != 1 || got["c"] != 0 {
		t.Errorf("Folds = %v, want a and c in 0, b in 1", got)
	}
}

// One feature tells answered from not, the other is noise.
func TestFitLogistic(t *testing.T) {
	t.Parallel()
	var examples []evals.Example
	for i := range 80 {
		yes := i%2 == 0
		x := []float64{float64(i%7) / 7, float64(i%5) / 5}
		if yes {
			x[0] += 0.7
		}
		examples = append(examples, evals.Example{Case: fmt.Sprint(i), Question: fmt.Sprint(i), Answered: yes, X: x})
	}
	l, err := evals.FitLogistic(examples, 1)
	if err != nil {
		t.Fatal(err)
	}
	if l.Weights[0] < 5*math.Abs(l.Weights[1]) {
		t.Errorf("weights = %v, want the first far above the second", l.Weights)
	}
	scores, err := evals.CrossFit(examples, 1, 5)
	if err != nil {
		t.Fatal(err)
	}
	if auc := evals.AUC(examples, scores); auc < 0.9 {
		t.Errorf("area under the curve of those not seen = %.3f, want 0.9 or more", auc)
	}
	threshold, rejected := evals.ThresholdAt(examples, scores, 0.1)
	if rejected < 0.5 || math.IsNaN(threshold) {
		t.Errorf("a tenth refused rejects %.2f of the others", rejected)
	}
	if _, err := evals.FitLogistic(examples[:1], 1); !errors.Is(err, evals.ErrOneClass) {
		t.Errorf("one class: %v, want ErrOneClass", err)
	}
}
