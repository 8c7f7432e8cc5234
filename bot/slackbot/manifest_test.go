package slackbot

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// scopesOf says which rights a method of the Web API or a subscription needs.
var scopesOf = map[string][]string{
	"auth.test":             nil,
	"chat.postMessage":      {"chat:write"},
	"conversations.replies": {"im:history", "channels:history", "groups:history"},
	"reactions.add":         {"reactions:write"},
	"reactions.remove":      {"reactions:write"},
	"event app_mention":     {"app_mentions:read"},
	"event message.im":      {"im:history"},
}

// The manifest asks for what the code uses, and for nothing else.
func TestManifestMatchesTheCode(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var m slack.Manifest
	if err := yaml.UnmarshalWithOptions(raw, &m, yaml.Strict()); err != nil {
		t.Fatalf("manifest.yaml: %v", err)
	}

	// What the code uses: every method called on the way of a question that is
	// looked for and posted, and every kind of event that is answered.
	r := newRig(t)
	r.slack.next("chat.postMessage", step{status: 502})
	r.put(t)
	r.greet(context.Background())
	r.drain(t)
	used := map[string]bool{}
	for _, c := range r.slack.calls {
		used[c] = true
	}
	events := []string{}
	for _, inner := range []string{
		`{"type":"app_mention","user":"U1","channel":"C1","ts":"1.2","text":"x"}`,
		`{"type":"message","channel_type":"im","user":"U1","channel":"D1","ts":"1.2","text":"x"}`,
		`{"type":"message","channel_type":"channel","user":"U1","channel":"C1","ts":"1.2","text":"x"}`,
		`{"type":"message","channel_type":"group","user":"U1","channel":"C1","ts":"1.2","text":"x"}`,
		`{"type":"message","channel_type":"mpim","user":"U1","channel":"C1","ts":"1.2","text":"x"}`,
	} {
		d, err := parseDelivery(envelope(inner))
		if err != nil {
			t.Fatal(err)
		}
		if j, _ := jobOf(d); j == nil {
			continue
		}
		event := "app_mention"
		if !strings.Contains(inner, event) {
			event = "message.im"
		}
		events = append(events, event)
		used["event "+event] = true
	}
	scopes := map[string]bool{}
	for u := range used {
		needed, known := scopesOf[u]
		if !known {
			t.Errorf("%s is used, and this test does not know its scopes", u)
		}
		for _, s := range needed {
			scopes[s] = true
		}
	}
	want := slices.Sorted(maps.Keys(scopes))
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(m.OAuthConfig.Scopes.Bot))); diff != "" {
		t.Errorf("bot scopes (-used +manifest):\n%s", diff)
	}
	if len(m.OAuthConfig.Scopes.User) != 0 {
		t.Errorf("user scopes %v, want none", m.OAuthConfig.Scopes.User)
	}
	if diff := cmp.Diff(events, m.Settings.EventSubscriptions.BotEvents); diff != "" {
		t.Errorf("bot events (-answered +manifest):\n%s", diff)
	}
	if !strings.HasSuffix(m.Settings.EventSubscriptions.RequestUrl, "/slack/events") {
		t.Errorf("request address %q is not the handler's", m.Settings.EventSubscriptions.RequestUrl)
	}
	if m.Settings.SocketModeEnabled || m.Settings.Interactivity.IsEnabled || m.Features.AppHome.MessagesTabReadOnlyEnabled || !m.Features.AppHome.MessagesTabEnabled {
		t.Error("the manifest switches on what is not built, or direct messages off")
	}
}
