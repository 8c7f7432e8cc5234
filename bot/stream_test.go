package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// growing is a composer that says one statement after the other, of the first
// passages found.
type growing struct{ texts []string }

func (g growing) Compose(ctx context.Context, q bot.Question, parts []bot.Part) (bot.Draft, error) {
	return g.ComposeStream(ctx, q, parts, func(bot.Draft) {})
}

func (g growing) ComposeStream(_ context.Context, _ bot.Question, parts []bot.Part, show func(bot.Draft)) (bot.Draft, error) {
	var d bot.Draft
	for i, text := range g.texts {
		r := parts[0].Found.Results[i]
		d.Citations = append(d.Citations, bot.Citation{N: i + 1, DocumentID: r.Document.ID, PassageID: r.Passage.ID,
			Quote: r.Passage.Text, Start: r.Passage.Start, End: r.Passage.End})
		d.Statements = append(d.Statements, bot.Drafted{Statement: bot.Statement{Text: text, Citations: []int{i + 1}}})
		show(d)
	}
	return d, nil
}

// TestAnswerStream demands that what is shown is what the answer begins with,
// and that nothing is shown that the gate refuses.
func TestAnswerStream(t *testing.T) {
	t.Parallel()
	const text = "（虚构）青湖补助办法\n\n第一条 企业可以获得补助五十万元。\n\n第二条 申请期限为三十日。\n\n第三条 逾期不予受理。"
	d := document(t, "a.md", "青湖补助办法", text, func(*corpus.Document) {})
	for name, c := range map[string]struct {
		texts []string
		shown int
	}{
		"all true":     {[]string{"企业可以获得补助五十万元。", "申请期限为三十日。", "逾期不予受理。"}, 3},
		"one is wrong": {[]string{"企业可以获得补助五十万元。", "申请期限为六十日。", "逾期不予受理。"}, 1},
		"none is true": {[]string{"企业可以获得补助八十万元。"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := bot.New(bot.Config{Retriever: retriever{docs: []*corpus.Document{d}}, Composer: growing{c.texts},
				Library: library{docs: []corpus.Document{*d}}})
			if err != nil {
				t.Fatal(err)
			}
			var shown []bot.Statement
			var all []bot.Shown
			var cited []bot.Citation
			a, err := s.AnswerStream(t.Context(), bot.Question{Text: "企业补助多少？申请期限多久？"}, func(x bot.Shown) {
				shown, all = append(shown, x.Statement), append(all, x)
				cited = append(cited, x.Citations...)
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(shown) != c.shown {
				t.Errorf("%d statements shown early, want %d", len(shown), c.shown)
			}
			if diff := cmp.Diff(a.Statements[:min(len(shown), len(a.Statements))], shown, equateEmpty); diff != "" {
				t.Errorf("shown early (-answer +shown):\n%s", diff)
			}
			if diff := cmp.Diff(a.Citations[:min(len(cited), len(a.Citations))], cited, equateEmpty); diff != "" {
				t.Errorf("citations shown early (-answer +shown):\n%s", diff)
			}
			if opening := bot.Opening(all); !strings.HasPrefix(a.Text, opening) || (opening == "") != (c.shown == 0) {
				t.Errorf("Opening = %q, the answer is %q", opening, a.Text)
			}
			for _, st := range shown {
				for _, n := range st.Citations {
					if n > len(cited) {
						t.Errorf("%q is shown before its citation %d", st.Text, n)
					}
				}
			}
		})
	}
}

// equateEmpty takes nil for an empty list.
var equateEmpty = cmp.FilterValues(func(a, b any) bool { return lenOf(a) == 0 && lenOf(b) == 0 }, cmp.Comparer(func(any, any) bool { return true }))

func lenOf(v any) int {
	switch v := v.(type) {
	case []bot.Statement:
		return len(v)
	case []bot.Citation:
		return len(v)
	}
	return -1
}
