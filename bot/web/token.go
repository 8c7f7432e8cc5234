package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

const (
	tokenLife = 15 * time.Minute
	// renewal is how long after its end a token still says who the visitor is,
	// so that a new one is for the same visitor.
	renewal = time.Hour
	// tokenUse separates this use of the key from any other.
	tokenUse = "policybot.widget.token.v1\n"
)

// claims are what a visitor's token says. Nothing in it is secret, nothing in it
// can be changed without the key.
type claims struct {
	Widget     string `json:"w"`
	Generation int    `json:"g"`
	Visitor    string `json:"v"`
	Expires    int64  `json:"e"` // Unix seconds
}

// signer signs and reads tokens. It may be used from many goroutines.
type signer struct {
	key []byte
}

// newSigner gives a signer with the key, or with a key of its own where there is
// none: its tokens end with the process, and visitors get new ones unnoticed.
func newSigner(key []byte) *signer {
	if len(key) == 0 {
		key = make([]byte, 32)
		rand.Read(key) // never fails, by its contract
	}
	return &signer{key: key}
}

func (s *signer) sum(payload string) []byte {
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte(tokenUse + payload))
	return m.Sum(nil)
}

func (s *signer) sign(c claims) string {
	body, err := json.Marshal(c)
	if err != nil {
		return "" // strings and numbers always encode
	}
	payload := base64.RawURLEncoding.EncodeToString(body)
	return payload + "." + base64.RawURLEncoding.EncodeToString(s.sum(payload))
}

// read gives the claims of a token that we signed, whether it has ended or not.
func (s *signer) read(token string) (claims, bool) {
	var c claims
	payload, sum, ok := strings.Cut(token, ".")
	if !ok || len(token) > 1024 {
		return c, false
	}
	got, err := base64.RawURLEncoding.Strict().DecodeString(sum)
	if err != nil || !hmac.Equal(got, s.sum(payload)) {
		return c, false
	}
	body, err := base64.RawURLEncoding.Strict().DecodeString(payload)
	if err != nil || json.Unmarshal(body, &c) != nil {
		return c, false
	}
	return c, true
}
