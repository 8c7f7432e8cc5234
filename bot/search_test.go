package bot_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestNewSearchResponse(t *testing.T) {
	t.Parallel()
	doc := &corpus.Document{ID: "d1", Source: "a.md", Title: "（虚构）办法"}
	r := &retrieval.Results{
		Results: []retrieval.Result{
			{
				Stored: retrieval.Stored{Document: doc, Passage: corpus.Passage{
					ID: "d1.0002", DocumentID: "d1", Label: "第二条", Path: []string{"第一章"}, Start: 3, End: 9, Text: "条件"}},
				Rank: 1, Score: 0.5, Lexical: math.NaN(), Vector: 0.2, Status: corpus.StatusInForce,
			},
			{
				Stored: retrieval.Stored{Document: doc, Passage: corpus.Passage{
					ID: "d1.0003", DocumentID: "d1", Path: []string{"第一章", "一、总体"}}},
				Rank: 2, Score: math.Inf(1), Status: corpus.StatusUnknown,
			},
		},
		TimingsMS: map[string]float64{"embed": 4, "fuse": math.NaN(), "total": 99},
	}
	want := bot.SearchResponse{
		Results: []bot.SearchResult{
			{Rank: 1, Score: 0.5, PassageID: "d1.0002", DocumentID: "d1", Source: "a.md", Title: "（虚构）办法",
				Locator: "第二条", Text: "条件", Start: 3, End: 9, Status: corpus.StatusInForce},
			{Rank: 2, PassageID: "d1.0003", DocumentID: "d1", Source: "a.md", Title: "（虚构）办法",
				Locator: "第一章 · 一、总体", Status: corpus.StatusUnknown},
		},
		TimingsMS: map[string]float64{"total": 12.5, "embed": 4, "fuse": 0},
	}
	got := bot.NewSearchResponse(r, 12500*time.Microsecond)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("NewSearchResponse (-want +got):\n%s", diff)
	}
	if _, err := json.Marshal(got); err != nil {
		t.Errorf("the response has no JSON form: %v", err)
	}

	none, err := json.Marshal(bot.NewSearchResponse(nil, 0))
	if want := `{"results":[],"timings_ms":{"total":0}}`; err != nil || string(none) != want {
		t.Errorf("NewSearchResponse(nil) = %s, %v, want %s", none, err, want)
	}
}
