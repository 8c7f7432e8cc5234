package llm_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/llm"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// shelf holds the invented text: every search finds it.
type shelf struct {
	found *retrieval.Results

	mu    sync.Mutex
	asked []string
}

func (s *shelf) Search(_ context.Context, q retrieval.Query) (*retrieval.Results, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q.Text)
	out := *s.found
	out.Understood = retrieval.Understood{Text: q.Text}
	out.TimingsMS = map[string]float64{"total": 1}
	return &out, nil
}

func (s *shelf) Documents(context.Context) ([]corpus.Document, error) {
	return []corpus.Document{*s.found.Results[0].Document}, nil
}

func (s *shelf) Version(context.Context) (string, error) { return "v1", nil }

func (s *shelf) Articles(context.Context, string) (int, string, string, error) {
	return 5, "第一条", "第五条", nil
}

// TestFollowUpsReachTheModel asks the whole service: the model reads a follow-up
// and the questions before it as they were asked, for the search and for the
// wording, though the service itself has written the follow-up out before.
func TestFollowUpsReachTheModel(t *testing.T) {
	t.Parallel()
	const first, then, alone = "大型企业能拿多少补助？", "那小型企业呢？", "小型企业能拿多少补助资金？"
	s := serve(t, asks(alone), says(`{"statements":[],"missing":[1]}`))
	c := compose(t, llm.Config{URL: s.URL + "/v1"})
	lib := &shelf{found: results(t, invented)}
	service, err := bot.New(bot.Config{Retriever: c.Retriever(lib), Composer: c, Library: lib})
	if err != nil {
		t.Fatal(err)
	}
	a, err := service.Answer(t.Context(), bot.Question{Text: then, Turns: []string{first}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(lib.asked, alone) || slices.Index(lib.asked, alone) == 0 {
		t.Errorf("searched %q, want the user's words and then %q", lib.asked, alone)
	}
	if a.Composed == nil || a.Composed.Rewritten != alone {
		t.Errorf("Composed = %+v, want %q recorded", a.Composed, alone)
	}
	if s.calls() < 2 {
		t.Fatalf("%d calls, want one for the search and one for the wording", s.calls())
	}
	for i, want := range [][]string{{first, then}, {first}} {
		var sent struct{ Messages []struct{ Content string } }
		if err := json.Unmarshal([]byte(s.request(i)), &sent); err != nil {
			t.Fatal(err)
		}
		for _, said := range want {
			if last := sent.Messages[len(sent.Messages)-1].Content; !strings.Contains(last, said) {
				t.Errorf("call %d does not hold %q:\n%s", i+1, said, last)
			}
		}
	}
}
