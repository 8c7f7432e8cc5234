package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// Bounds and defaults of a key.
const (
	MaxAPIKeyNameRunes  = 80
	DefaultKeyPerMinute = 60
	DefaultKeyPerDay    = 10_000
	apiKeyPrefix        = "pbk_"
	apiKeyIDLength      = 12
)

// ErrBadAPIKey reports a key that cannot be; the message says what to change.
var ErrBadAPIKey = errors.New("bad API key")

// Scope is what a key may do.
type Scope string

// Scopes.
const (
	ScopeAsk       Scope = "ask"       // ask questions, read and delete the conversations
	ScopeSearch    Scope = "search"    // search passages
	ScopeDocuments Scope = "documents" // list and read documents, coverage
	ScopeFeedback  Scope = "feedback"  // say whether an answer helped
)

// Scopes lists the scopes.
var Scopes = []Scope{ScopeAsk, ScopeSearch, ScopeDocuments, ScopeFeedback}

// APIKey is the key of a program that calls the HTTP API. What the program sends
// is pbk_ID_SECRET; only its hash is kept.
type APIKey struct {
	ID        string // 12 letters and digits
	Name      string // for the operator
	Hash      []byte // SHA-256 of all that the program sends
	Scopes    []Scope
	PerMinute int // requests
	PerDay    int // requests
	Revoked   bool
	CreatedAt time.Time
}

// APIKeys reads keys and counts their requests. Methods may be called from many
// goroutines.
type APIKeys interface {
	// APIKey gives a key; an unknown id gives an error wrapping [ErrNotFound].
	APIKey(ctx context.Context, id string) (APIKey, error)
	// Spend counts one request of the key on a day and reports whether it was
	// within the day's quota; past it nothing is counted.
	Spend(ctx context.Context, id string, day corpus.Date) (bool, error)
}

// NewAPIKey makes a key and gives what the program sends, which cannot be had
// again. Errors wrap [ErrBadAPIKey].
func NewAPIKey(name string, scopes []Scope, perMinute, perDay int) (k APIKey, secret string, err error) {
	k = APIKey{ID: strings.ToLower(rand.Text()[:apiKeyIDLength]), Name: strings.TrimSpace(name), PerMinute: perMinute, PerDay: perDay}
	k.Scopes = slices.Compact(slices.Sorted(slices.Values(scopes)))
	if n := utf8.RuneCountInString(k.Name); n == 0 || n > MaxAPIKeyNameRunes {
		return k, "", fmt.Errorf("%w: give a name (--name) of 1 to %d characters; it has %d", ErrBadAPIKey, MaxAPIKeyNameRunes, n)
	}
	if len(k.Scopes) == 0 {
		return k, "", fmt.Errorf("%w: it needs a scope: ask, search, documents or feedback", ErrBadAPIKey)
	}
	for _, s := range k.Scopes {
		if !slices.Contains(Scopes, s) {
			return k, "", fmt.Errorf("%w: there is no scope %q: use ask, search, documents or feedback", ErrBadAPIKey, s)
		}
	}
	if perMinute < 1 || perDay < 1 {
		return k, "", fmt.Errorf("%w: the limits must be at least 1, but they are %d a minute and %d a day", ErrBadAPIKey, perMinute, perDay)
	}
	secret = apiKeyPrefix + k.ID + "_" + strings.ToLower(rand.Text()+rand.Text()[:6])
	sum := sha256.Sum256([]byte(secret))
	k.Hash = sum[:]
	return k, secret, nil
}

// APIKeyID gives the id in what a program sends; false for anything that has not
// the form of a key.
func APIKeyID(secret string) (string, bool) {
	rest, ok := strings.CutPrefix(secret, apiKeyPrefix)
	if !ok || len(secret) > 100 {
		return "", false
	}
	id, _, ok := strings.Cut(rest, "_")
	return id, ok && len(id) == apiKeyIDLength
}

// Opens reports, in constant time, whether secret is this key.
func (k APIKey) Opens(secret string) bool {
	sum := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(sum[:], k.Hash) == 1
}

// May reports whether the key has the scope.
func (k APIKey) May(s Scope) bool { return slices.Contains(k.Scopes, s) }
