package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/web"
	"github.com/policybot/policybot/retrieval"
)

func TestSearchContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	body := w.get(t, "/api/v1/search?q="+url.QueryEscape("研究开发费用")+"&k=2&mode=lexical&as_of=2025-01-01")
	var got struct {
		Results *[]struct {
			Rank                                 int
			Score                                *float64
			Passage                              *string `json:"passage_id"`
			Document                             string  `json:"document_id"`
			Source, Title, Locator, Text, Status *string
			Start, End                           int
		} `json:"results"`
		Timings map[string]float64 `json:"timings_ms"`
	}
	strict(t, body, &got)
	if got.Results == nil || len(*got.Results) != 2 {
		t.Fatalf("results: %s", body)
	}
	if _, ok := got.Timings["total"]; !ok {
		t.Errorf("no total time: %s", body)
	}
	for i, r := range *got.Results {
		if r.Rank != i+1 || *r.Text != w.docs[r.Document].Text[r.Start:r.End] || r.Score == nil || r.Status == nil || *r.Locator == "" {
			t.Errorf("result %d: %+v", i, r)
		}
	}
	if body := w.get(t, "/api/v1/search?q=zzzz"); !strings.Contains(body, `"results":[]`) {
		t.Errorf("no results: %s, want an empty list", body)
	}
	for path, code := range map[string]string{
		"":                                "empty_question",
		"?q=a&k=0":                        "bad_k",
		"?q=a&k=101":                      "bad_k",
		"?q=a&k=x":                        "bad_k",
		"?q=a&mode=magic":                 "bad_mode",
		"?q=a&as_of=yesterday":            "bad_date",
		"?q=a&limit=3":                    "unknown_field",
		"?q=" + strings.Repeat("a", 1001): "question_too_long",
	} {
		if res, body := w.do(t, "GET", "/api/v1/search"+path, ""); res.StatusCode != 400 || !strings.Contains(body, `"`+code+`"`) {
			t.Errorf("search%s = %d %s, want 400 %s", path, res.StatusCode, body, code)
		}
	}
	w.library.Fail(errors.New("geheim"))
	if res, body := w.do(t, "GET", "/api/v1/search?q=a", ""); res.StatusCode != 503 || strings.Contains(body, "geheim") {
		t.Errorf("store down: %d %s", res.StatusCode, body)
	}
}

func TestPassageAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, quote := range []string{"三年内没有严重失信记录🚀。", "在虚构市注册\n一年以上，并且按时报送\n统计数据；"} {
		c := cite(t, 1, w.docs[regulationID], quote)
		body := w.get(t, fmt.Sprintf("/api/v1/passages/%s?start=%d&end=%d", c.PassageID, c.Start, c.End))
		var p struct {
			Text string
			Runs []struct {
				Text string
				Mark bool
				Gap  string
			}
		}
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Fatal(err)
		}
		var all, marked string
		for _, r := range p.Runs {
			all += r.Text
			if r.Mark {
				marked += r.Text
			}
		}
		if all != p.Text || marked != quote {
			t.Errorf("runs give %q with %q marked, want %q with %q", all, marked, p.Text, quote)
		}
	}
	for path, status := range map[string]int{
		"/api/v1/passages/" + regulationID + ".9999":               404,
		"/api/v1/passages/nothing":                                 404,
		"/api/v1/passages/" + regulationID + ".0001?start=0&end=9": 400,
		"/api/v1/passages/" + regulationID + ".0001?start=a":       400,
	} {
		if res, body := w.do(t, "GET", path, ""); res.StatusCode != status || !strings.Contains(body, `"error"`) {
			t.Errorf("GET %s = %d %s, want %d", path, res.StatusCode, body, status)
		}
	}
	body := w.get(t, "/api/v1/passages/"+hostileID+".0001")
	if strings.Contains(body, `"url":"javascript`) {
		t.Errorf("a javascript: address is handed out: %s", body)
	}
}

func TestAnswersKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a, err := w.answerer.Answer(t.Context(), botQuestion(askPartial))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.records.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	var got contractAnswer
	strict(t, w.get(t, "/api/v1/answers/"+a.ID), &got)
	if page := w.get(t, "/answers/"+a.ID); !strings.Contains(page, "每家企业每年最高五十万元") || !strings.Contains(page, bot.Label) {
		t.Errorf("page of the answer:\n%s", page)
	}
	for _, path := range []string{"/answers/none", "/api/v1/answers/none", "/answers/%2e%2e"} {
		if res, _ := w.do(t, "GET", path, ""); res.StatusCode != 404 {
			t.Errorf("GET %s = %d, want 404", path, res.StatusCode)
		}
	}
	w.records.Fail(errors.New("geheim"))
	if res, body := w.do(t, "GET", "/answers/"+a.ID, ""); res.StatusCode != 503 || strings.Contains(body, "geheim") {
		t.Errorf("records down: %d", res.StatusCode)
	}
}

func TestSearchUnknownRegion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.Searcher = nowhere{} })
	res, body := w.do(t, "GET", "/api/v1/search?q=a&region=%E7%81%AB%E6%98%9F", "")
	if res.StatusCode != 400 || !strings.Contains(body, "bad_region") || !strings.Contains(body, "火星") {
		t.Errorf("search in a region that is none = %d %s, want 400 bad_region that names it", res.StatusCode, body)
	}
}

// nowhere knows no region.
type nowhere struct{}

func (nowhere) Search(_ context.Context, q retrieval.Query) (*retrieval.Results, error) {
	_, err := retrieval.ReadRegion(q.Filter.Regions[0], nil)
	return nil, err
}

func TestWithoutSearchAndRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.Searcher, c.Records = nil, nil })
	for _, path := range []string{"/api/v1/search?q=a", "/answers/ans-1", "/api/v1/answers/ans-1"} {
		if res, _ := w.do(t, "GET", path, ""); res.StatusCode != 404 {
			t.Errorf("GET %s = %d, want 404", path, res.StatusCode)
		}
	}
}
