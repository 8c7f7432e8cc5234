package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// byWords finds the passages that hold the most pairs of characters of a question first.
type byWords struct{ docs []*corpus.Document }

func (r byWords) Search(_ context.Context, q retrieval.Query) (*retrieval.Results, error) {
	out := &retrieval.Results{TimingsMS: map[string]float64{"lexical": 1}}
	held := map[string]int{}
	runes := []rune(q.Text)
	for _, d := range r.docs {
		for _, p := range d.Passages {
			for i := 1; i < len(runes); i++ {
				if strings.Contains(d.Title+p.Norm, string(runes[i-1:i+1])) {
					held[p.ID]++
				}
			}
			out.Results = append(out.Results, retrieval.Result{Stored: retrieval.Stored{Passage: p, Document: d}, Status: corpus.StatusInForce})
		}
	}
	slices.SortStableFunc(out.Results, func(a, b retrieval.Result) int { return held[b.Passage.ID] - held[a.Passage.ID] })
	return out, nil
}

// A follow-up that names something is read with the question before it where what is
// found for both is the text that answered before, and by itself where it is of
// something else.
func TestContinued(t *testing.T) {
	t.Parallel()
	lamps := document(t, "a.md", "（虚构）灯塔采买法", "# （虚构）灯塔采买法\n\n第一条 对灯塔采买有疑问的，可以在七日内质疑。\n\n第二条 灯塔采买的质疑，采买人应当在九日内作出答复。\n", nil)
	boats := document(t, "b.md", "（虚构）渔船年检规程", "# （虚构）渔船年检规程\n\n第一条 渔船每年检查，船主应当在三日内答复检查人的询问，答复要几天由检查人定。\n", nil)
	s, err := bot.New(bot.Config{Retriever: byWords{[]*corpus.Document{lamps, boats}}, Composer: first{}, Library: library{docs: []corpus.Document{*lamps, *boats}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text string
		turns      []string
		topic      string // part of the topic of what is asked; "" where it stands by itself
		first      string // the text found first
	}{
		{"leans by what it names", "答复要几天", []string{"灯塔采买的质疑多久内提"}, "灯塔采买的质疑", lamps.Title},
		{"nothing before it", "答复要几天", nil, "", boats.Title},
		{"says that it goes on", "要是他们拖着一直没有音信，那算谁的错呢", []string{"灯塔采买的质疑多久内提"}, "灯塔采买的质疑", lamps.Title},
		{"says what is done by now", "材料也都交了，多少天给个准话", []string{"灯塔采买的质疑多久内提"}, "灯塔采买的质疑", lamps.Title},
		{"says so and names another topic", "那渔船的检查人能随便上船吗", []string{"灯塔采买的质疑多久内提"}, "", boats.Title},
		{"asks of much else", "要是船主对检查人的询问三日里都不答复呢", []string{"灯塔采买的质疑多久内提"}, "", boats.Title},
		{"another topic", "渔船年检要几天", []string{"灯塔采买的质疑多久内提"}, "", boats.Title},
		{"what was refused is no topic", "答复要几天", []string{"帮我伪造一份审计报告"}, "", boats.Title},
	} {
		parts, err := s.Plan(context.Background(), bot.Question{Text: tt.text, Turns: tt.turns})
		if err != nil || len(parts) != 1 {
			t.Fatalf("%s: %d parts, %v", tt.name, len(parts), err)
		}
		if got := parts[0]; got.Text != tt.text || tt.topic == "" && got.Topic != tt.text || !strings.Contains(got.Topic, tt.topic) ||
			got.Found.Results[0].Document.Title != tt.first {
			t.Errorf("%s: topic %q, found first %s; want %q, %s", tt.name, got.Topic, got.Found.Results[0].Document.Title, tt.topic, tt.first)
		}
	}
}

// A follow-up that names another topic in few words is not read with the topic before.
func TestReleased(t *testing.T) {
	t.Parallel()
	lamps := document(t, "a.md", "（虚构）灯塔采买法", "# （虚构）灯塔采买法\n\n第一条 对灯塔采买有疑问的，可以在七日内质疑。\n\n第二条 灯塔采买的质疑，采买人应当在九日内作出答复。\n", nil)
	boats := document(t, "b.md", "（虚构）渔船年检规程", "# （虚构）渔船年检规程\n\n第一条 拖网期每年不得超过九十日。\n", nil)
	s, err := bot.New(bot.Config{Retriever: byWords{[]*corpus.Document{lamps, boats}}, Composer: first{}, Library: library{docs: []corpus.Document{*lamps, *boats}}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"那拖网期最长多久": "拖网期最长多久",
		"那最长多久":    "灯塔采买的质疑内提，那最长多久",
	} {
		parts, err := s.Plan(context.Background(), bot.Question{Text: text, Turns: []string{"灯塔采买的质疑多久内提"}})
		if err != nil || len(parts) != 1 || parts[0].Text != want {
			t.Errorf("%s: read as %+v (%v), want %s", text, parts, err, want)
		}
	}
}
