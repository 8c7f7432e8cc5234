package slackbot

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/policybot/policybot/bot/bottest"
)

// signatureCase is a request and the status it deserves. Its headers may be
// edited after they are set.
type signatureCase struct {
	at, signature, body string
	edit                func(http.Header)
	want                int
}

// signatureCases is the matrix of good and bad signatures at a time.
func signatureCases(now time.Time) map[string]signatureCase {
	const body = `{"type":"url_verification","challenge":"c"}`
	sign := func(secret string, skew int64, body string) (string, string) {
		at := strconv.FormatInt(now.Unix()+skew, 10)
		return at, signature(secret, at, []byte(body))
	}
	at, good := sign(testSecret, 0, body)
	tests := map[string]signatureCase{
		"valid":            {at: at, signature: good, want: 200},
		"no prefix":        {at: at, signature: good[3:], want: 401},
		"other version":    {at: at, signature: "v1" + good[2:], want: 401},
		"upper case":       {at: at, signature: "v0=" + strings.ToUpper(good[3:]), want: 401},
		"short":            {at: at, signature: good[:len(good)-2], want: 401},
		"long":             {at: at, signature: good + "00", want: 401},
		"not hex":          {at: at, signature: "v0=" + strings.Repeat("z", 64), want: 401},
		"no signature":     {at: at, want: 401},
		"no time":          {signature: good, want: 401},
		"time not number":  {at: "now", signature: good, want: 401},
		"time overflow":    {at: "-9223372036854775808", signature: signature(testSecret, "-9223372036854775808", []byte(body)), want: 401},
		"time far future":  {at: "9223372036854775807", signature: signature(testSecret, "9223372036854775807", []byte(body)), want: 401},
		"other body":       {at: at, signature: good, body: strings.Replace(body, "c\"", "d\"", 1), want: 401},
		"byte more":        {at: at, signature: good, body: body + " ", want: 401},
		"other time":       {at: strconv.FormatInt(now.Unix()+1, 10), signature: good, want: 401},
		"two signatures":   {at: at, signature: good, edit: func(h http.Header) { h.Add("X-Slack-Signature", good) }, want: 401},
		"two times":        {at: at, signature: good, edit: func(h http.Header) { h.Add("X-Slack-Request-Timestamp", at) }, want: 401},
		"body over bound":  {at: at, signature: good, body: strings.Repeat("x", maxBody+1), want: 413},
		"largest body":     {at: at, signature: signature(testSecret, at, []byte(strings.Repeat("x", maxBody))), body: strings.Repeat("x", maxBody), want: 200},
		"empty secret key": {at: at, signature: signature("", at, []byte(body)), want: 401},
	}
	for name, skew := range map[string]int64{"-300 s": -300, "-299 s": -299, "+299 s": 299, "+300 s": 300} {
		tt := tests["valid"]
		tt.at, tt.signature = sign(testSecret, skew, body)
		tests[name] = tt
	}
	for name, skew := range map[string]int64{"-301 s": -301, "+301 s": 301} {
		tt := tests["no prefix"]
		tt.at, tt.signature = sign(testSecret, skew, body)
		tests[name] = tt
	}
	for name, secret := range map[string]string{"wrong key": "other", "second secret": "old-secret"} {
		tt := tests["valid"]
		tt.at, tt.signature = sign(secret, 0, body)
		if secret == "other" {
			tt.want = 401
		}
		tests[name] = tt
	}
	for name, tt := range tests {
		if tt.body == "" {
			tt.body = body
			tests[name] = tt
		}
	}
	return tests
}

func TestSignatureMatrix(t *testing.T) {
	t.Parallel()
	now := time.Now().Truncate(time.Second)
	b := &Bot{Config: Config{SigningSecrets: []string{"old-secret", testSecret}, Now: func() time.Time { return now }}.withDefaults()}
	for name, tt := range signatureCases(now) {
		t.Run(name, func(t *testing.T) {
			var r *http.Request
			var w *httptest.ResponseRecorder
			for _, route := range []string{"/slack/events", "/slack/interactive", "/slack/commands"} {
				r = httptest.NewRequest("POST", route, strings.NewReader(tt.body))
				if tt.at != "" {
					r.Header.Set("X-Slack-Request-Timestamp", tt.at)
				}
				if tt.signature != "" {
					r.Header.Set("X-Slack-Signature", tt.signature)
				}
				if tt.edit != nil {
					tt.edit(r.Header)
				}
				w = httptest.NewRecorder()
				b.Handler().ServeHTTP(w, r)
				if w.Code != tt.want {
					t.Fatalf("%s: status = %d, want %d", route, w.Code, tt.want)
				}
				if tt.want != 200 && w.Body.Len() != 0 {
					t.Errorf("%s: refusal with body %q, want none", route, w.Body)
				}
			}
			// slack-go's own check, on the real clock, agrees wherever it is not laxer.
			v, err := slack.NewSecretsVerifier(r.Header, testSecret)
			if err == nil {
				_, _ = v.Write([]byte(tt.body))
				err = v.Ensure()
			}
			lax := name == "upper case" || strings.HasPrefix(name, "two ") || name == "body over bound"
			near := strings.HasSuffix(name, " s") // its clock moves on
			if accepts := err == nil; !lax && !near && name != "second secret" && accepts != (tt.want == 200) {
				t.Errorf("slack-go accepts = %v, we answer %d", accepts, w.Code)
			}
		})
	}
}

func TestEmptySecretNeverSigns(t *testing.T) {
	t.Parallel()
	c := Config{SigningSecrets: []string{"", " "}, BotToken: testToken, Answerer: bottest.NewFakeAnswerer(), Events: newMemory(), Records: bottest.NewFakeRecords()}
	if _, err := New(c); err == nil || !strings.Contains(err.Error(), "POLICYBOT_SLACK_SIGNING_SECRET") {
		t.Errorf("New with empty secrets: error = %v, want one that names the variable", err)
	}
}
