package slackbot

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// scopesOf says which rights a method of the Web API, a subscription or a
// command needs. Socket Mode has a token of its own.
var scopesOf = map[string][]string{
	"auth.test":              nil,
	"apps.connections.open":  nil,
	"views.open":             nil,
	"response":               nil,
	"chat.postMessage":       {"chat:write"},
	"chat.postEphemeral":     {"chat:write"},
	"chat.update":            {"chat:write"},
	"chat.startStream":       {"chat:write"},
	"chat.appendStream":      {"chat:write"},
	"chat.stopStream":        {"chat:write"},
	"conversations.replies":  {"im:history", "channels:history", "groups:history"},
	"reactions.add":          {"reactions:write"},
	"reactions.remove":       {"reactions:write"},
	"event app_mention":      {"app_mentions:read"},
	"event message.im":       {"im:history"},
	"event message.channels": {"channels:history"},
	"event message.groups":   {"groups:history"},
	"command /policy":        {"commands"},
}

// methodsCalled are the methods behind the calls of api.go and socket.go; the
// fake Slack of the tests knows no other.
var methodsCalled = []string{
	"auth.test", "apps.connections.open", "views.open", "chat.postMessage", "chat.postEphemeral", "chat.update",
	"chat.startStream", "chat.appendStream", "chat.stopStream", "conversations.replies", "reactions.add", "reactions.remove",
}

// The manifest asks for what the code uses, and for nothing else.
func TestManifestMatchesTheCode(t *testing.T) {
	t.Parallel()
	for _, https := range []string{"", "https://policy.example/"} {
		var m slack.Manifest
		if err := yaml.UnmarshalWithOptions([]byte(Manifest(https)), &m, yaml.Strict()); err != nil {
			t.Fatalf("manifest: %v", err)
		}
		checkScopes(t, &m)
		socket := https == ""
		urls := []string{m.Settings.EventSubscriptions.RequestUrl, m.Settings.Interactivity.RequestUrl, m.Features.SlashCommands[0].Url}
		want := []string{"", "", ""}
		if !socket {
			want = []string{"https://policy.example/slack/events", "https://policy.example/slack/interactive", "https://policy.example/slack/commands"}
		}
		if diff := cmp.Diff(want, urls); diff != "" || m.Settings.SocketModeEnabled != socket {
			t.Errorf("addresses, socket mode %v (-want +got):\n%s", m.Settings.SocketModeEnabled, diff)
		}
		if !m.Settings.Interactivity.IsEnabled || m.Features.AppHome.MessagesTabReadOnlyEnabled || !m.Features.AppHome.MessagesTabEnabled {
			t.Error("the manifest switches buttons or direct messages off")
		}
	}
}

func checkScopes(t *testing.T, m *slack.Manifest) {
	t.Helper()
	used := map[string]bool{"command /policy": true}
	for _, method := range methodsCalled {
		used[method] = true
	}
	events := map[string]bool{}
	const where = `"user":"U1","channel":"C1","ts":"1.2","thread_ts":"1.1","text":"x"}`
	for inner, event := range map[string]string{
		`{"type":"app_mention",` + where:                       "app_mention",
		`{"type":"message","channel_type":"im",` + where:       "message.im",
		`{"type":"message","channel_type":"channel",` + where:  "message.channels",
		`{"type":"message","channel_type":"group",` + where:    "message.groups",
		`{"type":"message","channel_type":"app_home",` + where: "message.app_home",
		`{"type":"reaction_added",` + where:                    "reaction_added",
		`{"type":"member_joined_channel",` + where:             "member_joined_channel",
	} {
		d, err := parseDelivery(envelope(inner))
		if err != nil {
			t.Fatal(err)
		}
		if j, _ := jobOf(d); j != nil {
			events[event], used["event "+event] = true, true
		}
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
	if diff := cmp.Diff(slices.Sorted(maps.Keys(scopes)), slices.Sorted(slices.Values(m.OAuthConfig.Scopes.Bot))); diff != "" {
		t.Errorf("bot scopes (-used +manifest):\n%s", diff)
	}
	if len(m.OAuthConfig.Scopes.User) != 0 {
		t.Errorf("user scopes %v, want none", m.OAuthConfig.Scopes.User)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(events)), m.Settings.EventSubscriptions.BotEvents); diff != "" {
		t.Errorf("bot events (-answered +manifest):\n%s", diff)
	}
}

// Every method called anywhere in these tests is one of the list above.
func TestNoOtherMethodIsCalled(t *testing.T) {
	t.Parallel()
	r := longRig(t)
	r.slack.Next("chat.startStream", step{Status: 502})
	r.put(t)
	r.greet(context.Background())
	r.drain(t)
	for _, c := range r.slack.Methods() {
		if !slices.Contains(methodsCalled, c) {
			t.Errorf("%s is called and not on the list", c)
		}
	}
	if !strings.Contains(strings.Join(r.slack.Methods(), " "), "conversations.replies") {
		t.Error("the way of a question that is looked for was not walked")
	}
}
