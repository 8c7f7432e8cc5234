package slackbot

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/policybot/policybot/bot/bottest"
)

// counter collects outcomes.
type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) add(outcome string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[outcome]++
}

func (c *counter) of(outcome string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[outcome]
}

// deliverHTTP signs a body and sends it to the bot.
func deliverHTTP(b *Bot, body []byte, headers ...string) *httptest.ResponseRecorder {
	return deliverTo(b, "/slack/events", body, headers...)
}

// deliverTo signs a body and sends it to a path of the bot.
func deliverTo(b *Bot, path string, body []byte, headers ...string) *httptest.ResponseRecorder {
	if w, done := sendEnvelope(b, path, body); done {
		return w
	}
	at := strconv.FormatInt(time.Now().Unix(), 10)
	r := httptest.NewRequest("POST", path, strings.NewReader(string(body)))
	r.Header.Set("X-Slack-Request-Timestamp", at)
	r.Header.Set("X-Slack-Signature", signature(testSecret, at, body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w
}

const dm = `{"type":"message","channel_type":"im","user":"U1","text":"长春市2021年一共有多少家国家级高企？","channel":"D1","ts":"1700000000.000100"}`

func handlerBot(t *testing.T, m *memory, c *counter) *Bot {
	t.Helper()
	b, err := New(Config{
		SigningSecrets: []string{testSecret}, BotToken: testToken, APIURL: "http://127.0.0.1:1/api/",
		Answerer: bottest.NewFakeAnswerer(), Events: m, Records: bottest.NewFakeRecords(), Observe: c.add,
	})
	if err != nil {
		t.Fatal(err)
	}
	plugIn(t, b)
	return b
}

func TestURLVerification(t *testing.T) {
	httpOnly(t)
	t.Parallel()
	b := handlerBot(t, newMemory(), &counter{})
	w := deliverHTTP(b, []byte(`{"type":"url_verification","challenge":"<b>c-123","token":"x"}`))
	if w.Code != 200 || w.Body.String() != "<b>c-123" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("answer %d %q %q, want the challenge as plain text", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
}

func TestAcknowledged(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body, outcome string
		rows          int
	}{
		"question":         {string(envelope(dm)), "stored", 1},
		"ignored":          {string(envelope(`{"type":"message","subtype":"channel_join","user":"U1"}`)), "subtype", 0},
		"unknown event":    {string(envelope(`{"type":"telepathy"}`)), "unknown_event", 0},
		"null event":       {string(envelope(`null`)), "malformed", 0},
		"no event":         {`{"type":"event_callback","team_id":"T1","event_id":"Ev1"}`, "malformed", 0},
		"no event id":      {`{"type":"event_callback","team_id":"T1","event":` + dm + `}`, "malformed", 0},
		"unknown delivery": {`{"type":"postcard"}`, "unknown_delivery", 0},
		"limited":          {`{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1}`, "rate_limited", 0},
		"not JSON":         {`payload=1`, "malformed", 0},
		"empty":            {``, "malformed", 0},
		"null delivery":    {`null`, "unknown_delivery", 0},
	} {
		t.Run(name, func(t *testing.T) {
			m, c := newMemory(), &counter{}
			w := deliverHTTP(handlerBot(t, m, c), []byte(tt.body))
			if w.Code != 200 || w.Body.Len() != 0 {
				t.Errorf("answer %d %q, want 200 and no body", w.Code, w.Body)
			}
			if c.of(tt.outcome) != 1 || m.len() != tt.rows {
				t.Errorf("outcomes %v, %d events stored; want one %q, %d events", c.n, m.len(), tt.outcome, tt.rows)
			}
		})
	}
}

func TestOtherMethodsAndPaths(t *testing.T) {
	httpOnly(t)
	t.Parallel()
	b := handlerBot(t, newMemory(), &counter{})
	for path, want := range map[string]int{"GET /slack/events": 405, "POST /slack/other": 404} {
		method, target, _ := strings.Cut(path, " ")
		w := httptest.NewRecorder()
		b.Handler().ServeHTTP(w, httptest.NewRequest(method, target, nil))
		if w.Code != want {
			t.Errorf("%s = %d, want %d", path, w.Code, want)
		}
	}
}

// A retry whose first delivery never came is a question; one that came is not.
func TestRetryHeadersDecideNothing(t *testing.T) {
	t.Parallel()
	m, c := newMemory(), &counter{}
	b := handlerBot(t, m, c)
	for i := 1; i <= 3; i++ {
		w := deliverHTTP(b, envelope(dm), "X-Slack-Retry-Num", strconv.Itoa(i), "X-Slack-Retry-Reason", "http_timeout")
		if w.Code != 200 {
			t.Fatalf("delivery %d = %d, want 200", i, w.Code)
		}
	}
	if m.len() != 1 || c.of("stored") != 1 || c.of("duplicate") != 2 {
		t.Errorf("%d events, outcomes %v; want 1 stored, 2 duplicates", m.len(), c.n)
	}
}

func TestMessageAndMentionAreOneQuestion(t *testing.T) {
	t.Parallel()
	m, c := newMemory(), &counter{}
	b := handlerBot(t, m, c)
	deliverHTTP(b, envelope(dm))
	mention := strings.Replace(string(envelope(strings.Replace(dm, `"message"`, `"app_mention"`, 1))), "Ev1", "Ev2", 1)
	if w := deliverHTTP(b, []byte(mention)); w.Code != 200 || m.len() != 1 {
		t.Errorf("answer %d, %d events; want 200 and 1 event", w.Code, m.len())
	}
}

func TestStoreDown(t *testing.T) {
	t.Parallel()
	t.Run("fails", func(t *testing.T) {
		t.Parallel()
		m, c := newMemory(), &counter{}
		m.err = errors.New("no connection")
		b := handlerBot(t, m, c)
		if w := deliverHTTP(b, envelope(dm)); w.Code != http.StatusServiceUnavailable || w.Body.Len() != 0 {
			t.Errorf("answer %d %q, want 503 and no body", w.Code, w.Body)
		}
		m.err = nil // Slack sends it again
		if w := deliverHTTP(b, envelope(dm), "X-Slack-Retry-Num", "1"); w.Code != 200 || m.len() != 1 {
			t.Errorf("answer %d, %d events; want 200 and 1 event", w.Code, m.len())
		}
	})
	t.Run("hangs", func(t *testing.T) {
		t.Parallel()
		m, c := newMemory(), &counter{}
		m.hang = true // only the handler's own deadline ends this
		if w := deliverHTTP(handlerBot(t, m, c), envelope(dm)); w.Code != http.StatusServiceUnavailable {
			t.Errorf("answer %d, want 503", w.Code)
		}
		if putBudget >= 2*time.Second {
			t.Errorf("putBudget = %v, want under 2 s", putBudget)
		}
	})
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := Config{SigningSecrets: []string{testSecret}, BotToken: testToken,
		Answerer: bottest.NewFakeAnswerer(), Events: newMemory(), Records: bottest.NewFakeRecords()}
	if _, err := New(good); err != nil {
		t.Fatalf("New(good) = %v, want nil", err)
	}
	for want, edit := range map[string]func(*Config){
		"POLICYBOT_SLACK_APP_TOKEN": func(c *Config) { c.SigningSecrets = nil },
		"must begin with xapp-":     func(c *Config) { c.AppToken = "xoxb-CANARY-TOKEN-1234" },
		"POLICYBOT_SLACK_BOT_TOKEN": func(c *Config) { c.BotToken = "" },
		"must begin with xoxb-":     func(c *Config) { c.BotToken = "xapp-CANARY-TOKEN-1234" },
		"Config.Answerer":           func(c *Config) { c.Answerer = nil },
		"Config.Events":             func(c *Config) { c.Events = nil },
		"Config.Records":            func(c *Config) { c.Records = nil },
		"POLICYBOT_SLACK_API_URL":   func(c *Config) { c.APIURL = "slack.example" },
		"public address":            func(c *Config) { c.PublicURL = "ftp://x" },
	} {
		c := good
		edit(&c)
		_, err := New(c)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("New: error = %v, want one with %q and without secrets", err, want)
		}
	}
}
