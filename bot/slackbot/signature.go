package slackbot

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

const (
	// maxBody bounds a request of Slack in bytes; theirs are a few kilobytes.
	maxBody = 1 << 20
	// maxSkew is how far a signature's time may be from ours, in seconds. A
	// signed request taken from the wire can be replayed that long, which
	// de-duplication makes harmless.
	maxSkew = 300
)

// signed passes on requests that Slack signed, with the body restored. Others
// get 401 and an empty body: nothing tells a stranger what was wrong.
func (b *Bot) signed(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			b.Observe("too_large")
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if !validSignature(r.Header, body, b.SigningSecrets, b.Now()) {
			b.Observe("bad_signature")
			b.Logger.WarnContext(r.Context(), "slack signature refused", "bytes", len(body))
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next(w, r)
	}
}

// validSignature reports whether the headers carry exactly one signature of
// exactly these bytes, made now with one of the secrets. It takes the same
// time whichever byte differs.
func validSignature(h http.Header, body []byte, secrets []string, now time.Time) bool {
	signatures, times := h.Values("X-Slack-Signature"), h.Values("X-Slack-Request-Timestamp")
	if len(signatures) != 1 || len(times) != 1 {
		return false
	}
	at, err := strconv.ParseInt(times[0], 10, 64)
	if err != nil || at < now.Unix()-maxSkew || at > now.Unix()+maxSkew {
		return false
	}
	valid := false
	for _, secret := range secrets {
		if hmac.Equal([]byte(signatures[0]), []byte(signature(secret, times[0], body))) {
			valid = true
		}
	}
	return valid
}

// signature gives the value of X-Slack-Signature for a body sent at a time.
func signature(secret, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + at + ":"))
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}
