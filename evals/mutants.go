package evals

import (
	"context"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// turned are words that turn the sense of a statement, with what replaces them.
var turned = []struct{ from, to string }{
	{"不低于", "不高于"}, {"不超过", "不少于"}, {"以上", "以下"}, {"以下", "以上"}, {"不得", "可以"}, {"应当", "不必"}, {"可以", "不得"}, {"尚未", "已经"}, {"预计", "实际"},
}

// Mutants gives false statements made of a true one, each altered in one place:
// a figure of another value, two figures exchanged, a word that turns the sense.
func Mutants(statement string) []string {
	var out []string
	figures := corpus.Figures(statement)
	for _, f := range figures {
		if text := otherValue(f.Text); text != f.Text {
			out = append(out, statement[:f.Start]+text+statement[f.End:])
		}
	}
	for i, f := range figures {
		for _, g := range figures[i+1:] {
			if f.Unit == g.Unit && f.Value != g.Value && f.End <= g.Start {
				out = append(out, statement[:f.Start]+g.Text+statement[f.End:g.Start]+f.Text+statement[g.End:])
			}
		}
	}
	for _, w := range turned {
		if i := strings.Index(statement, w.from); i >= 0 {
			out = append(out, statement[:i]+w.to+statement[i+len(w.from):])
		}
	}
	return out
}

// otherValue alters the first digit or numeral of a figure.
func otherValue(figure string) string {
	const digits, others = "1234567890", "2345678911"
	numerals, next := []rune("一二三四五六七八九"), []rune("二三四五六七八九一")
	for i, r := range figure {
		if k := strings.IndexRune(digits, r); k >= 0 {
			return figure[:i] + others[k:k+1] + figure[i+1:]
		}
		for k, n := range numerals {
			if r == n {
				return figure[:i] + string(next[k]) + figure[i+len(string(r)):]
			}
		}
	}
	return figure
}

// mutants scores the gate on false statements: the share that it refuses of
// those made of the statements of an answer that pass it as they are. n is how
// many there were.
func (j *judge) mutants(ctx context.Context, a *bot.Answer) (share float64, n int, err error) {
	parts, err := j.foundFor(ctx, a)
	if err != nil {
		return 0, 0, err
	}
	refused := 0
	for _, st := range a.Statements {
		if rejects(st, st.Text, a, parts) {
			continue
		}
		for _, text := range Mutants(st.Text) {
			n++
			refused += count(rejects(st, text, a, parts))
		}
	}
	if n == 0 {
		return 0, 0, nil
	}
	return float64(refused) / float64(n), n, nil
}

// rejects asks the gate about a statement with another text.
func rejects(st bot.Statement, text string, a *bot.Answer, parts []bot.Part) bool {
	d := &bot.Draft{Statements: []bot.Drafted{{Statement: bot.Statement{Text: text, Citations: append([]int{}, st.Citations...)}}},
		Citations: append([]bot.Citation{}, a.Citations...)}
	return len(bot.Check(d, parts)) > 0
}

// foundFor gives the passages that an answer cites as what was found.
func (j *judge) foundFor(ctx context.Context, a *bot.Answer) ([]bot.Part, error) {
	found := &retrieval.Results{}
	seen := map[string]bool{}
	for _, c := range a.Citations {
		if seen[c.PassageID] {
			continue
		}
		seen[c.PassageID] = true
		d, err := j.document(ctx, c.DocumentID)
		if err != nil {
			return nil, err
		}
		for _, p := range d.Passages {
			if p.ID == c.PassageID {
				found.Results = append(found.Results, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: d}, Rank: len(found.Results) + 1})
			}
		}
	}
	return []bot.Part{{Found: found}}, nil
}
