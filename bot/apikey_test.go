package bot_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
)

func TestNewAPIKey(t *testing.T) {
	t.Parallel()
	k, secret, err := bot.NewAPIKey(" （虚构）热线 ", []bot.Scope{"search", "ask", "ask"}, 60, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := bot.APIKeyID(secret); !ok || id != k.ID {
		t.Errorf("APIKeyID(%q) = %q, %t, want %q", secret, id, ok, k.ID)
	}
	if !k.Opens(secret) || k.Opens(secret+"x") || k.Opens("") {
		t.Error("the key opens for something else than its secret")
	}
	if !k.May(bot.ScopeAsk) || k.May(bot.ScopeDocuments) || len(k.Scopes) != 2 || k.Name != "（虚构）热线" {
		t.Errorf("key = %+v", k)
	}
	if strings.Contains(string(k.Hash), secret) || len(k.Hash) != 32 {
		t.Error("the hash holds the secret")
	}
	_, other, err := bot.NewAPIKey("b", bot.Scopes, 1, 1)
	if err != nil || other == secret {
		t.Errorf("a second key is the first: %v", err)
	}
}

func TestBadAPIKeys(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		name        string
		scopes      []bot.Scope
		minute, day int
	}{
		"no name":   {" ", bot.Scopes, 1, 1},
		"long name": {strings.Repeat("长", 81), bot.Scopes, 1, 1},
		"no scope":  {"a", nil, 1, 1},
		"scope":     {"a", []bot.Scope{"write"}, 1, 1},
		"minute":    {"a", bot.Scopes, 0, 1},
		"day":       {"a", bot.Scopes, 1, -1},
	} {
		if _, secret, err := bot.NewAPIKey(tt.name, tt.scopes, tt.minute, tt.day); !errors.Is(err, bot.ErrBadAPIKey) || secret != "" {
			t.Errorf("%s: %v, want ErrBadAPIKey", name, err)
		}
	}
	for _, s := range []string{"", "pbk_", "pbk_short_x", "pbk_abcdefghijkl", "other_abcdefghijkl_x", "pbk_abcdefghijkl_" + strings.Repeat("x", 100)} {
		if id, ok := bot.APIKeyID(s); ok {
			t.Errorf("APIKeyID(%q) = %q, want none", s, id)
		}
	}
}
