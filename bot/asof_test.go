package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// inForce finds only what is in force on the day asked for, as a store does.
type inForce struct{ retriever }

func (r inForce) Search(ctx context.Context, q retrieval.Query) (*retrieval.Results, error) {
	out, err := r.retriever.Search(ctx, q)
	if !q.Filter.AllVersions {
		out.Results = slices.DeleteFunc(out.Results, func(x retrieval.Result) bool { return x.Status != corpus.StatusInForce })
	}
	return out, err
}

// A question about a time in the past is answered from the text in force then.
func TestAnswerOfAMoment(t *testing.T) {
	t.Parallel()
	older := document(t, "old.md", "（虚构）灯塔办法", "# （虚构）灯塔办法\n\n第一条 灯塔的有效期为三年。\n", func(d *corpus.Document) {
		d.Region, d.Adopted, d.EffectiveFrom, d.EffectiveTo, d.EndReason = "全国", "2019-05-01", "2019-06-01", "2024-06-30", corpus.StatusSuperseded
	})
	newer := document(t, "new.md", "（虚构）灯塔办法", "# （虚构）灯塔办法\n\n第一条 灯塔的有效期为五年。\n", func(d *corpus.Document) {
		d.Region, d.Adopted, d.EffectiveFrom = "全国", "2024-05-01", "2024-07-01"
	})
	older.ReplacedBy = newer.ID
	s, err := bot.New(bot.Config{Retriever: inForce{retriever{docs: []*corpus.Document{newer, older}}}, Composer: first{},
		Library: library{docs: []corpus.Document{*newer, *older}}, Now: func() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text string
		turn string
		day  corpus.Date
		want []string
		not  string
	}{
		{"2024年3月的时候，灯塔的有效期是几年？", "", "2024-03-31", []string{"三年", "以上按 2024-03-31 有效", "现行文本自 2024-07-01 起施行"}, "五年"},
		{"2025年底灯塔的有效期是几年？", "", "2025-12-31", []string{"五年"}, "三年"},
		{"那2024年3月的时候呢？", "灯塔的有效期是几年？", "2024-03-31", []string{"三年"}, "五年"},
		{"2024年的时候灯塔的有效期是几年？", "", "2026-11-01", []string{"三年", "五年"}, ""}, // it changed in that year
		{"2020年的时候灯塔的有效期是几年？", "", "2026-11-01", []string{"三年"}, "五年"},
		{"灯塔的有效期是几年？", "", "2026-11-01", []string{"五年"}, "三年"},
	} {
		q := bot.Question{Text: tt.text}
		if tt.turn != "" {
			q.Turns = []string{tt.turn}
		}
		a := ask(t, s, q)
		if a.AsOf != tt.day {
			t.Errorf("%s: as of %s, want %s", tt.text, a.AsOf, tt.day)
		}
		for _, want := range tt.want {
			if !strings.Contains(a.Text, want) {
				t.Errorf("%s: answer %q, want %q in it", tt.text, a.Text, want)
			}
		}
		if tt.not != "" && strings.Contains(a.Text, tt.not) {
			t.Errorf("%s: answer %q holds %q of another version", tt.text, a.Text, tt.not)
		}
	}
}

// Of a text whose validity is unknown the answer for another day says first that
// nothing held is known to have been in force then, and does not say that it was.
func TestAnswerOfADayNoneHeld(t *testing.T) {
	t.Parallel()
	older := document(t, "old.md", "（虚构）灯塔办法", "# （虚构）灯塔办法\n\n第一条 灯塔的有效期为三年。\n", func(d *corpus.Document) { d.Region = "全国" })
	newer := document(t, "new.md", "（虚构）灯塔办法", "# （虚构）灯塔办法\n\n第一条 灯塔的有效期为五年。\n", func(d *corpus.Document) {
		d.Region, d.Adopted, d.EffectiveFrom = "全国", "2023-02-01", "2023-02-08"
	})
	older.ReplacedBy, older.EffectiveFrom, older.EffectiveTo = newer.ID, "", ""
	s, err := bot.New(bot.Config{Retriever: retriever{docs: []*corpus.Document{newer, older}}, Composer: first{},
		Library: library{docs: []corpus.Document{*newer, *older}}, Now: func() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	a := ask(t, s, bot.Question{Text: "按旧的灯塔办法，有效期是几年？", AsOf: "2020-01-01"})
	if !strings.HasPrefix(a.Text, "库内没有能确认在 2020-01-01 有效的规定") || !strings.Contains(a.Text, "三年") || strings.Contains(a.Text, "五年") ||
		strings.Contains(a.Text, "以上按 2020-01-01 有效的文本回答") {
		t.Errorf("answer of the old text for 2020-01-01 = %q, want it alone, and first that its validity is not known", a.Text)
	}
}
