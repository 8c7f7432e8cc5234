package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

func newFeedbackWorld(t *testing.T) (*world, *bottest.FakeFeedbacks) {
	t.Helper()
	f := &bottest.FakeFeedbacks{}
	w := newWorld(t, func(c *web.Config) { c.Feedbacks = f; f.Records = c.Records })
	if err := w.records.Put(t.Context(), &bot.Answer{ID: "ans-1", Question: askReport, Status: bot.StatusAnswered}); err != nil {
		t.Fatal(err)
	}
	return w, f
}

func TestFeedback(t *testing.T) {
	t.Parallel()
	w, f := newFeedbackWorld(t)
	rate := func(body string) (*http.Response, string) {
		return w.do(t, "POST", "/api/v1/feedback", body, "Content-Type", "application/json")
	}
	if res, body := rate(`{"answer_id":"ans-1","verdict":"up"}`); res.StatusCode != http.StatusNoContent {
		t.Fatalf("feedback: %d %s", res.StatusCode, body)
	}
	if res, body := rate(`{"answer_id":"ans-1","verdict":"down","reason":"outdated","comment":" （虚构）旧了 "}`); res.StatusCode != http.StatusNoContent {
		t.Fatalf("changed feedback: %d %s", res.StatusCode, body)
	}
	got := f.Of("ans-1")
	if len(got) != 1 || got[0].Verdict != bot.VerdictDown || got[0].Reason != bot.ReasonOutdated || got[0].Comment != "（虚构）旧了" {
		t.Errorf("stored %+v, want the second one alone", got)
	}
	if rater := got[0].Rater; len(rater) != 24 || strings.Contains(rater, "127.0.0.1") {
		t.Errorf("rater = %q, want a hash", rater)
	}
	if res, _ := rate(`{"answer_id":"ans-1","verdict":"up","reason":"other"}`); res.StatusCode != http.StatusNoContent || f.Of("ans-1")[0].Reason != "" {
		t.Errorf("a reason with up: %d, %+v, want it dropped", res.StatusCode, f.Of("ans-1"))
	}
	for name, tt := range map[string]struct {
		body   string
		status int
	}{
		"no answer":      {`{"answer_id":"ans-9","verdict":"up"}`, 404},
		"no verdict":     {`{"answer_id":"ans-1"}`, 400},
		"unknown reason": {`{"answer_id":"ans-1","verdict":"down","reason":"bored"}`, 400},
		"long comment":   {`{"answer_id":"ans-1","verdict":"down","comment":"` + strings.Repeat("长", bot.MaxCommentRunes+1) + `"}`, 400},
		"bad id":         {`{"answer_id":"../x","verdict":"up"}`, 400},
		"unknown field":  {`{"answer_id":"ans-1","verdict":"up","x":1}`, 400},
	} {
		if res, body := rate(tt.body); res.StatusCode != tt.status {
			t.Errorf("%s: %d %s, want %d", name, res.StatusCode, body, tt.status)
		}
	}
}

func TestFeedbackForm(t *testing.T) {
	t.Parallel()
	w, f := newFeedbackWorld(t)
	page := w.get(t, "/answers/ans-1")
	if !strings.Contains(page, `action="/feedback"`) || !strings.Contains(page, `value="off_topic"`) {
		t.Error("the answer's page has no form for feedback")
	}
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	res, _ := w.do(t, "POST", "/feedback", "answer_id=ans-1&verdict=down&reason=incomplete&lang=en", form...)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/answers/ans-1?thanks=1&lang=en" {
		t.Errorf("form: %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	if got := f.Of("ans-1"); len(got) != 1 || got[0].Reason != bot.ReasonIncomplete {
		t.Errorf("stored %+v", got)
	}
	if page := w.get(t, "/answers/ans-1?thanks=1"); !strings.Contains(page, `class="thanks"`) || strings.Contains(page, `action="/feedback"`) {
		t.Error("after the form the page does not thank")
	}
	if res, _ := w.do(t, "POST", "/feedback", "answer_id=ans-1&verdict=up", append(form, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")...); res.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site: %d, want 403", res.StatusCode)
	}
	if res, _ := w.do(t, "POST", "/feedback", "answer_id=ans-1", form...); res.StatusCode != http.StatusBadRequest {
		t.Errorf("a form without verdict: %d, want 400", res.StatusCode)
	}
}
