package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/bottest"
	"github.com/policybot/policybot/bot/web"
)

// The contract of POST /api/v1/ask, written out here on its own.
type contractAnswer struct {
	ID            *string              `json:"id"`
	Question      *string              `json:"question"`
	Status        *string              `json:"status"`
	Answer        *string              `json:"answer"`
	Label         *string              `json:"label"`
	Statements    *[]contractStatement `json:"statements"`
	Citations     *[]contractCitation  `json:"citations"`
	Missing       *[]string            `json:"missing"`
	Choices       *[]string            `json:"choices"`
	AsOf          *string              `json:"as_of"`
	CorpusVersion *string              `json:"corpus_version"`
	TimingsMS     *map[string]float64  `json:"timings_ms"`
	Composed      *bot.Composed        `json:"composed"` // absent without a language model
}

type contractStatement struct {
	Text      *string `json:"text"`
	Citations *[]int  `json:"citations"`
}

type contractCitation struct {
	N             *int    `json:"n"`
	DocumentID    *string `json:"document_id"`
	PassageID     *string `json:"passage_id"`
	Source        *string `json:"source"`
	Title         *string `json:"title"`
	DocNumber     *string `json:"doc_number"`
	Locator       *string `json:"locator"`
	Quote         *string `json:"quote"`
	Start         *int    `json:"start"`
	End           *int    `json:"end"`
	URL           *string `json:"url"`
	Status        *string `json:"status"`
	EffectiveFrom *string `json:"effective_from"`
	EffectiveTo   *string `json:"effective_to"`
	Region        *string `json:"region"`
	Level         *string `json:"level"`
	Digest        *bool   `json:"digest"`
	Page          *string `json:"page"`
}

// strict decodes JSON that may hold no field that v lacks.
func strict(t *testing.T, body string, v any) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		t.Fatalf("decode: %v\n%s", err, body)
	}
}

func question(q string) string {
	b, err := json.Marshal(map[string]string{"question": q})
	if err != nil {
		panic(err) // strings always encode
	}
	return string(b)
}

func TestAskContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, q := range []string{askConditions, askReport, askPartial, askVague, askNothing, askHostile} {
		res, body := w.ask(t, question(q))
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d: %s", q, res.StatusCode, body)
		}
		var a contractAnswer
		strict(t, body, &a)
		if a.ID == nil || a.Question == nil || a.Status == nil || a.Answer == nil || a.Label == nil || a.AsOf == nil ||
			a.CorpusVersion == nil || a.TimingsMS == nil || a.Statements == nil || a.Citations == nil || a.Missing == nil || a.Choices == nil {
			t.Errorf("%s: a field is missing or null: %s", q, body)
			continue
		}
		if *a.Question != q || *a.Label != bot.Label {
			t.Errorf("%s: question %q, label %q", q, *a.Question, *a.Label)
		}
		for _, c := range *a.Citations {
			if c.Quote == nil || c.Digest == nil || c.Level == nil || c.Region == nil || c.EffectiveTo == nil || c.PassageID == nil || c.URL == nil {
				t.Fatalf("%s: a field of a citation is missing: %s", q, body)
			}
			if text := w.docs[*c.DocumentID].Text[*c.Start:*c.End]; text != *c.Quote {
				t.Errorf("quote %q, stored %q", *c.Quote, text)
			}
		}
	}
}

func TestAskRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	long := strings.Repeat("问", bot.MaxQuestionRunes+1)
	tests := []struct {
		name, body, ctype string
		status            int
		code, says        string
	}{
		{"empty body", ``, "application/json", 400, "bad_json", "JSON"},
		{"not json", `question=x`, "application/json", 400, "bad_json", "JSON"},
		{"two values", question("a") + question("b"), "application/json", 400, "bad_json", "JSON"},
		{"unknown field", `{"question":"a","qestion":"b"}`, "application/json", 400, "unknown_field", "qestion"},
		{"wrong type", `{"question":7}`, "application/json", 400, "bad_request", "question"},
		{"form", `question=x`, "application/x-www-form-urlencoded", 415, "unsupported_media_type", "application/json"},
		{"no type", question("a"), "", 415, "unsupported_media_type", "application/json"},
		{"charset", question(askReport), "application/json; charset=utf-8", 200, "", ""},
		{"empty", question(""), "application/json", 400, "empty_question", "空"},
		{"blank", question(" \n\t　"), "application/json", 400, "empty_question", "空"},
		{"longest", question(long[:len(long)-3]), "application/json", 200, "", ""},
		{"too long", question(long), "application/json", 400, "question_too_long", "1001"},
		{"too big", question(strings.Repeat("a", 70<<10)), "application/json", 413, "too_large", "64"},
		{"bad date", `{"question":"a","as_of":"2024年"}`, "application/json", 400, "bad_date", "2026-01-31"},
		{"bad conversation", `{"question":"a","conversation":"../x"}`, "application/json", 400, "bad_conversation", "64"},
		{"long conversation", `{"question":"a","conversation":"` + strings.Repeat("x", 65) + `"}`, "application/json", 400, "bad_conversation", "64"},
		{"long region", `{"question":"a","region":"` + strings.Repeat("长", 41) + `"}`, "application/json", 400, "bad_region", "40"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := w.do(t, "POST", "/api/v1/ask", tt.body, "Content-Type", tt.ctype)
			if res.StatusCode != tt.status {
				t.Fatalf("status %d, want %d: %s", res.StatusCode, tt.status, body)
			}
			if tt.status == 200 {
				return
			}
			var e struct {
				Error struct{ Code, Message string }
			}
			strict(t, body, &e)
			if e.Error.Code != tt.code || !strings.Contains(e.Error.Message, tt.says) || strings.Contains(e.Error.Message, "%!") {
				t.Errorf("error %+v, want code %s and a message with %q", e.Error, tt.code, tt.says)
			}
		})
	}
}

func TestAskFailures(t *testing.T) {
	t.Parallel()
	const secret = "postgres://user:geheim@db/x"
	tests := []struct {
		name   string
		err    error
		status int
		code   string
	}{
		{"bad question", fmt.Errorf("%w: 只有标点", bot.ErrBadQuestion), 400, "bad_question"},
		{"deadline", fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), 504, "timeout"},
		{"down", errors.New("connect " + secret), 503, "unavailable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.answerer.Fail(tt.err)
			res, body := w.ask(t, question(askReport))
			if res.StatusCode != tt.status || !strings.Contains(body, `"code":"`+tt.code+`"`) || strings.Contains(body, "geheim") {
				t.Errorf("status %d: %s, want %d %s without internals", res.StatusCode, body, tt.status, tt.code)
			}
			if tt.status >= 500 && res.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			_, stream := w.do(t, "POST", "/api/v1/ask", question(askReport), "Content-Type", "application/json", "Accept", "text/event-stream")
			if !strings.Contains(stream, "event: error") || !strings.Contains(stream, tt.code) || strings.Contains(stream, "geheim") || strings.Contains(stream, "event: done") {
				t.Errorf("stream: %s", stream)
			}
			res, page := w.do(t, "GET", "/ask?q="+url.QueryEscape(askReport), "")
			if res.StatusCode != tt.status || strings.Contains(page, "geheim") || !strings.Contains(page, `role="alert"`) {
				t.Errorf("page: status %d\n%s", res.StatusCode, page)
			}
		})
	}
}

func TestAskPanic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.Answerer = panicking{} })
	res, body := w.ask(t, question(askReport))
	if res.StatusCode != 500 || !strings.Contains(body, `"internal"`) || strings.Contains(body, "geheim") {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	_, stream := w.do(t, "POST", "/api/v1/ask", question(askReport), "Content-Type", "application/json", "Accept", "text/event-stream")
	if !strings.Contains(stream, "event: error") || strings.Contains(stream, "geheim") {
		t.Errorf("stream: %s", stream)
	}
	w.get(t, "/livez") // the server lives
}

type panicking struct{}

func (panicking) Answer(context.Context, bot.Question) (*bot.Answer, error) { panic("geheim") }

type event struct{ id, name, data string }

func parseEvents(t *testing.T, stream string) (out []event) {
	t.Helper()
	for block := range strings.SplitSeq(strings.TrimSuffix(stream, "\n\n"), "\n\n") {
		if strings.HasPrefix(block, ":") {
			continue
		}
		var e event
		for line := range strings.SplitSeq(block, "\n") {
			name, value, ok := strings.Cut(line, ": ")
			if !ok {
				t.Fatalf("line %q in the stream", line)
			}
			switch name {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data = value
			}
		}
		out = append(out, e)
	}
	return out
}

func TestStreamSequence(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	res, stream := w.do(t, "POST", "/api/v1/ask", question(askPartial), "Content-Type", "application/json", "Accept", "text/html, text/event-stream;q=0.9")
	if ct := res.Header.Get("Content-Type"); !strings.HasPrefix(ct, "text/event-stream") {
		t.Fatalf("Content-Type %q: %s", ct, stream)
	}
	events := parseEvents(t, stream)
	var names []string
	for i, e := range events {
		names = append(names, e.name)
		if e.id != fmt.Sprint(i+1) {
			t.Errorf("event %d has id %s", i+1, e.id)
		}
	}
	want := []string{"status", "statement", "statement", "citation", "citation", "missing", "note", "done"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Fatalf("events (-want +got):\n%s", diff)
	}
	if got, want := events[6].data, `{"text":"第二条引自摘编，请以官方原文为准。"}`; got != want {
		t.Errorf("note %s, want %s", got, want)
	}
	var a contractAnswer
	strict(t, events[7].data, &a)
	var c contractCitation
	strict(t, events[3].data, &c)

	_, stream = w.do(t, "POST", "/api/v1/ask", question(askReport), "Content-Type", "application/json", "Accept", "text/event-stream")
	if e := parseEvents(t, stream)[1]; !strings.Contains(e.data, `"intro":"2024年："`) {
		t.Errorf("statement %s, want its intro", e.data)
	}
}

// The first event comes while the answer is still being made, a heartbeat
// follows, and a client that leaves ends the work.
func TestStreamLiveAndCancelled(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	w := newWorld(t, func(c *web.Config) {
		c.Answerer = waiting{ended}
		c.Heartbeat = 10 * time.Millisecond
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", w.server.URL+"/api/v1/ask", strings.NewReader(question(askReport)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var lines []string
	for in := bufio.NewScanner(res.Body); len(lines) < 5 && in.Scan(); {
		lines = append(lines, in.Text())
	}
	want := []string{"id: 1", "event: status", `data: {"stage":"searching"}`, "", ": alive"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("stream (-want +got):\n%s", diff)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the answer ended with %v, want context.Canceled", err)
	}
}

// waiting answers when its context ends, never before.
type waiting struct{ ended chan<- error }

func (w waiting) Answer(ctx context.Context, _ bot.Question) (*bot.Answer, error) {
	<-ctx.Done()
	w.ended <- ctx.Err()
	return nil, ctx.Err()
}

func TestAnswerBudget(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	w := newWorld(t, func(c *web.Config) { c.Answerer = waiting{ended}; c.AnswerBudget = time.Millisecond })
	res, body := w.ask(t, question(askReport))
	if res.StatusCode != http.StatusGatewayTimeout || !strings.Contains(body, `"timeout"`) {
		t.Errorf("status %d: %s, want 504 timeout", res.StatusCode, body)
	}
}

func TestConversation(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
	w := newWorld(t, func(c *web.Config) { c.Now = func() time.Time { return now } })
	w.answerer.Set(bot.Answer{Question: "骂人", Status: bot.StatusRefused, Text: "不能回答。"})
	turnsOf := func(conversation, q string) []string {
		t.Helper()
		body, err := json.Marshal(map[string]string{"question": q, "conversation": conversation, "region": " 长春 ", "as_of": "2024-02-03"})
		if err != nil {
			t.Fatal(err)
		}
		if res, text := w.ask(t, string(body)); res.StatusCode != 200 {
			t.Fatalf("status %d: %s", res.StatusCode, text)
		}
		asked := w.answerer.Asked()
		last := asked[len(asked)-1]
		if last.Region != "长春" || last.AsOf != "2024-02-03" || last.Text != q {
			t.Errorf("question %+v", last)
		}
		return last.Turns
	}
	if got := turnsOf("c1", "一"); len(got) != 0 {
		t.Errorf("first question has turns %q", got)
	}
	turnsOf("c1", "骂人")
	if got := turnsOf("c1", "二"); !slices.Equal(got, []string{"一"}) {
		t.Errorf("turns %q, want the first question and not the refused one", got)
	}
	if got := turnsOf("c2", "甲"); len(got) != 0 {
		t.Errorf("another conversation has turns %q", got)
	}
	if got := turnsOf("", "乙"); len(got) != 0 {
		t.Errorf("no conversation has turns %q", got)
	}
	for i := range 15 {
		turnsOf("c1", fmt.Sprintf("第%d问", i))
	}
	if got := turnsOf("c1", "末"); len(got) != 10 || got[0] != "第5问" || got[9] != "第14问" {
		t.Errorf("turns %q, want the last ten", got)
	}
	now = now.Add(31 * time.Minute)
	if got := turnsOf("c1", "后来"); len(got) != 0 {
		t.Errorf("after 31 minutes there are turns %q", got)
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.QuestionsPerMinute = 3 })
	for i := range 3 {
		if res, body := w.ask(t, question(askReport)); res.StatusCode != 200 {
			t.Fatalf("question %d: status %d: %s", i+1, res.StatusCode, body)
		}
	}
	// A header that a client can write buys nothing.
	res, body := w.do(t, "POST", "/api/v1/ask", question(askReport), "Content-Type", "application/json", "X-Forwarded-For", "203.0.113.9")
	if res.StatusCode != 429 || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "稍等") {
		t.Errorf("status %d, Retry-After %q: %s", res.StatusCode, res.Header.Get("Retry-After"), body)
	}
	for _, path := range []string{"/ask?q=x", "/api/v1/search?q=x"} {
		if res, _ := w.do(t, "GET", path, ""); res.StatusCode != 429 {
			t.Errorf("GET %s = %d, want 429", path, res.StatusCode)
		}
	}
	w.get(t, "/documents") // reading is not limited
}

func TestRetrievalAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.Answerer = nil })
	if res, _ := w.ask(t, question(askReport)); res.StatusCode != 404 {
		t.Errorf("POST /api/v1/ask = %d, want 404", res.StatusCode)
	}
	if res, _ := w.do(t, "GET", "/", ""); res.StatusCode != 302 || res.Header.Get("Location") != "/documents" {
		t.Errorf("GET / = %d to %q, want /documents", res.StatusCode, res.Header.Get("Location"))
	}
	for _, path := range []string{"/documents", "/documents/" + reportID, "/api/v1/search?q=a", "/readyz"} {
		w.get(t, path)
	}
}

func TestNewWantsALibrary(t *testing.T) {
	t.Parallel()
	defer func() {
		if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "Library") {
			t.Errorf("New without a Library: %v, want a panic that names it", p)
		}
	}()
	web.New(web.Config{Answerer: bottest.NewFakeAnswerer()})
}
