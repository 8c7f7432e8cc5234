package evals

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// Example is one part of a question with its features and whether what was
// found answers it.
type Example struct {
	Case     string
	Answered bool
	X        []float64
	// Question tells the questions apart that a case is asked as: with its
	// evidence and without. Text is that of the part; parts of one text are the
	// same asked of several regions or versions.
	Question, Text string
	// Unclear is a part of an answerable case for which no judged evidence was
	// found: it teaches nothing, but the question is asked with it. X is nil where
	// nothing was found that could answer.
	Unclear bool
}

// Examples gives the parts of the cases as examples: a part of an answerable
// case whose judged evidence was found answers it; a part of a case that is not
// answerable, or whose evidence is left out (see [Without]), is not answered.
// considered gives the sentences of a part, best first; features its features,
// nil where nothing was found.
func Examples(ctx context.Context, cases []Case, p Planner, texts Texts, considered func(bot.Part) []Sentence, features func(bot.Part) []float64) ([]Example, error) {
	j, err := newJudge(ctx, texts)
	if err != nil {
		return nil, err
	}
	without, err := Without(ctx, cases, texts)
	if err != nil {
		return nil, err
	}
	var out []Example
	for n, c := range append(slices.Clone(cases), without...) {
		parts, err := p.Plan(ctx, c.ask())
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.ID, err)
		}
		spans, err := j.spans(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, part := range parts {
			x := features(part)
			out = append(out, Example{Case: c.ID, Answered: c.Answerable, X: x, Question: fmt.Sprintf("%d %s", n, c.ID), Text: part.Text,
				Unclear: x == nil || c.Answerable && evidenceAt(considered(part), spans) < 0})
		}
	}
	return out, nil
}

// evidenceDepth is how far down judged evidence counts as found.
const evidenceDepth = 12

// evidenceAt gives the index of the best sentence that holds judged evidence; -1 for none.
func evidenceAt(list []Sentence, spans map[string][][2]int) int {
	return slices.IndexFunc(list[:min(evidenceDepth, len(list))], func(s Sentence) bool {
		return overlaps(spans[s.DocumentID], s.Start, s.End)
	})
}

// Answering calls what for every part of an answerable case for which judged evidence
// was found, with the index of the best sentence that holds it; considered as for
// [Examples].
func Answering(ctx context.Context, cases []Case, p Planner, texts Texts, considered func(bot.Part) []Sentence, what func(c Case, part bot.Part, answer int)) error {
	j, err := newJudge(ctx, texts)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if !c.Answerable {
			continue
		}
		parts, err := p.Plan(ctx, c.ask())
		if err != nil {
			return fmt.Errorf("case %s: %w", c.ID, err)
		}
		spans, err := j.spans(ctx, c)
		if err != nil {
			return err
		}
		for _, part := range parts {
			if at := evidenceAt(considered(part), spans); at >= 0 {
				what(c, part, at)
			}
		}
	}
	return nil
}

// ask is the question of a case.
func (c *Case) ask() bot.Question {
	return bot.Question{Text: c.Question, Turns: c.Turns, AsOf: corpus.Date(c.AsOf), Region: c.Region, Exclude: c.Exclude}
}

// Folds numbers cases from 0 to n-1 in turn, by their order.
func Folds(cases []Case, n int) map[string]int {
	return folds(cases, n, func(c Case) string { return c.ID })
}

// folds numbers the cases that the items are of.
func folds[T any](items []T, n int, of func(T) string) map[string]int {
	out := map[string]int{}
	for _, item := range items {
		if _, ok := out[of(item)]; !ok {
			out[of(item)] = len(out) % n
		}
	}
	return out
}

// Clear gives the examples that teach something, with their scores; scores may
// be nil.
func Clear(examples []Example, scores []float64) ([]Example, []float64) {
	var out []Example
	var kept []float64
	for i, e := range examples {
		if e.Unclear {
			continue
		}
		out = append(out, e)
		if scores != nil {
			kept = append(kept, scores[i])
		}
	}
	return out, kept
}

// Questions gives one example for each question and its score: the mean of the
// probabilities of its parts, the best of those asked of several regions or
// versions, 0 for a part for which nothing was found.
func Questions(examples []Example, scores []float64) ([]Example, []float64) {
	type asked struct {
		best  map[string]float64
		first Example
	}
	var order []string
	by := map[string]*asked{}
	for i, e := range examples {
		q := by[e.Question]
		if q == nil {
			q = &asked{best: map[string]float64{}, first: e}
			by[e.Question] = q
			order = append(order, e.Question)
		}
		p := 0.0
		if e.X != nil {
			p = 1 / (1 + math.Exp(-scores[i]))
		}
		q.best[e.Text] = max(q.best[e.Text], p)
	}
	var out []Example
	var means []float64
	for _, id := range order {
		q := by[id]
		texts := make([]string, 0, len(q.best))
		for t := range q.best {
			texts = append(texts, t)
		}
		slices.Sort(texts) // the sum must not depend on the order of a map
		sum := 0.0
		for _, t := range texts {
			sum += q.best[t]
		}
		out = append(out, q.first)
		means = append(means, sum/float64(len(q.best)))
	}
	return out, means
}

// Logistic is a fitted logistic regression on standardised features.
type Logistic struct {
	Mean, Scale, Weights []float64
	Bias                 float64
}

// Z is the log-odds of x.
func (l *Logistic) Z(x []float64) float64 {
	z := l.Bias
	for i, v := range x {
		z += l.Weights[i] * (v - l.Mean[i]) / l.Scale[i]
	}
	return z
}

// ErrOneClass reports examples of one kind alone.
var ErrOneClass = errors.New("the cases give examples of one kind alone, answered or not: add cases of the other kind")

// FitLogistic fits a logistic regression with ridge penalty by Newton's method
// to the examples that are not unclear;
// both classes weigh the same in sum. It is deterministic.
func FitLogistic(examples []Example, ridge float64) (*Logistic, error) {
	examples, _ = Clear(examples, nil)
	n := len(examples)
	yes := 0
	for _, e := range examples {
		yes += count(e.Answered)
	}
	if yes == 0 || yes == n {
		return nil, ErrOneClass
	}
	d := len(examples[0].X)
	l := &Logistic{Mean: make([]float64, d), Scale: make([]float64, d), Weights: make([]float64, d)}
	for i := range d {
		for _, e := range examples {
			l.Mean[i] += e.X[i] / float64(n)
		}
		for _, e := range examples {
			l.Scale[i] += (e.X[i] - l.Mean[i]) * (e.X[i] - l.Mean[i]) / float64(n)
		}
		if l.Scale[i] = math.Sqrt(l.Scale[i]); l.Scale[i] < 1e-9 {
			l.Scale[i] = 1
		}
	}
	for range 50 {
		step := l.newton(examples, ridge, float64(n)/(2*float64(yes)), float64(n)/(2*float64(n-yes)))
		if step < 1e-9 {
			break
		}
	}
	return l, nil
}

// newton does one step and gives its length.
func (l *Logistic) newton(examples []Example, ridge, weightYes, weightNo float64) float64 {
	d := len(l.Weights)
	gradient := make([]float64, d+1)
	hessian := make([][]float64, d+1)
	for i := range hessian {
		hessian[i] = make([]float64, d+1)
	}
	row := make([]float64, d+1)
	for _, e := range examples {
		for i, v := range e.X {
			row[i] = (v - l.Mean[i]) / l.Scale[i]
		}
		row[d] = 1
		p := 1 / (1 + math.Exp(-l.Z(e.X)))
		w, y := weightNo, 0.0
		if e.Answered {
			w, y = weightYes, 1
		}
		for i := range row {
			gradient[i] += w * (p - y) * row[i]
			for k := 0; k <= i; k++ {
				hessian[i][k] += w * p * (1 - p) * row[i] * row[k]
			}
		}
	}
	for i := range d {
		gradient[i] += ridge * l.Weights[i]
		hessian[i][i] += ridge
	}
	hessian[d][d] += 1e-9
	step := solve(hessian, gradient)
	length := 0.0
	for i := range d {
		l.Weights[i] -= step[i]
		length += step[i] * step[i]
	}
	l.Bias -= step[d]
	return math.Sqrt(length + step[d]*step[d])
}

// solve solves a x = b for a symmetric positive definite matrix given by its
// lower triangle (Cholesky).
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for i := range n {
		for k := 0; k <= i; k++ {
			s := a[i][k]
			for m := range k {
				s -= a[i][m] * a[k][m]
			}
			if i == k {
				a[i][i] = math.Sqrt(max(s, 1e-12))
			} else {
				a[i][k] = s / a[k][k]
			}
		}
	}
	x := slices.Clone(b)
	for i := range n {
		for m := range i {
			x[i] -= a[i][m] * x[m]
		}
		x[i] /= a[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for m := i + 1; m < n; m++ {
			x[i] -= a[m][i] * x[m]
		}
		x[i] /= a[i][i]
	}
	return x
}

// CrossFit gives the log-odds of each example by a model that did not see its
// case: the cases are dealt to the folds in order of first appearance.
func CrossFit(examples []Example, ridge float64, n int) ([]float64, error) {
	fold := folds(examples, n, func(e Example) string { return e.Case })
	out := make([]float64, len(examples))
	for f := range n {
		var train []Example
		for _, e := range examples {
			if fold[e.Case] != f {
				train = append(train, e)
			}
		}
		l, err := FitLogistic(train, ridge)
		if err != nil {
			return nil, err
		}
		for i, e := range examples {
			if fold[e.Case] == f && e.X != nil {
				out[i] = l.Z(e.X)
			}
		}
	}
	return out, nil
}

// AUC is the area under the ROC curve of scores (Mann-Whitney; ties count half).
func AUC(examples []Example, scores []float64) float64 {
	wins, pairs := 0.0, 0.0
	for i, a := range examples {
		if !a.Answered {
			continue
		}
		for k, b := range examples {
			if b.Answered {
				continue
			}
			pairs++
			switch {
			case scores[i] > scores[k]:
				wins++
			case scores[i] == scores[k]:
				wins += 0.5
			}
		}
	}
	if pairs == 0 {
		return 0
	}
	return wins / pairs
}

// ThresholdAt is the score below which the given share of the answered examples
// lies, and the share of the others that it rejects.
func ThresholdAt(examples []Example, scores []float64, refused float64) (threshold, rejected float64) {
	var yes, no []float64
	for i, e := range examples {
		if e.Answered {
			yes = append(yes, scores[i])
		} else {
			no = append(no, scores[i])
		}
	}
	if len(yes) == 0 || len(no) == 0 {
		return 0, 0
	}
	slices.Sort(yes)
	threshold = yes[min(int(refused*float64(len(yes))), len(yes)-1)]
	for _, s := range no {
		if s < threshold {
			rejected++
		}
	}
	return threshold, rejected / float64(len(no))
}
