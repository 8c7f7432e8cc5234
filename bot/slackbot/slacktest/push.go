package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Sign gives the two headers with which Slack signs a body.
func Sign(secret string, at time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":" + string(body)))
	return http.Header{
		"X-Slack-Request-Timestamp": {stamp},
		"X-Slack-Signature":         {"v0=" + hex.EncodeToString(mac.Sum(nil))},
	}
}

// Pusher delivers signed requests as Slack does: up to four times, at once,
// at once again, after a minute and after five, until one is answered with 2xx.
type Pusher struct {
	Secret string
	// Wait waits between deliveries; nil: not at all.
	Wait func(time.Duration)
	// All makes it deliver four times whatever the answers are.
	All    bool
	Client *http.Client // nil: http.DefaultClient
}

// Push delivers a body to an address and gives the statuses of the deliveries;
// 0 stands for one without an answer within three seconds.
func (p Pusher) Push(ctx context.Context, address, contentType string, body []byte) []int {
	client := p.Client
	if client == nil {
		client = http.DefaultClient
	}
	var statuses []int
	reason := ""
	for retry, wait := range []time.Duration{0, 0, time.Minute, 5 * time.Minute} {
		if p.Wait != nil && wait > 0 {
			p.Wait(wait)
		}
		status := p.deliver(ctx, client, address, contentType, body, retry, reason)
		statuses = append(statuses, status)
		if status/100 == 2 && !p.All {
			break
		}
		reason = "http_error"
		if status == 0 {
			reason = "http_timeout"
		}
	}
	return statuses
}

func (p Pusher) deliver(ctx context.Context, client *http.Client, address, contentType string, body []byte, retry int, reason string) int {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	r.Header = Sign(p.Secret, time.Now(), body)
	r.Header.Set("Content-Type", contentType)
	if retry > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(retry))
		r.Header.Set("X-Slack-Retry-Reason", reason)
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}
