package slackbot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	all := "app_mentions:read,chat:write,commands,im:history,reactions:write,channels:history,groups:history"
	for name, tt := range map[string]struct {
		scopes string
		edit   func(a *Access, s *slacktest.Server)
		want   []string
	}{
		"ready":         {all, nil, []string{"ok token", "ok scopes", "ok socket"}},
		"no history":    {strings.ReplaceAll(all, ",groups:history", ""), nil, []string{"ok token", "ok scopes", "ok socket"}},
		"no commands":   {strings.ReplaceAll(all, "commands,", ""), nil, []string{"ok token", "BAD scopes", "ok socket"}},
		"bad token":     {all, func(a *Access, _ *slacktest.Server) { a.BotToken = "xoxb-CANARY" }, []string{"BAD token", "ok socket"}},
		"bad app token": {all, func(a *Access, _ *slacktest.Server) { a.AppToken = "xapp-CANARY" }, []string{"ok token", "ok scopes", "BAD socket"}},
		"https":         {all, func(a *Access, _ *slacktest.Server) { a.AppToken, a.Signed = "", true }, []string{"ok token", "ok scopes", "ok https"}},
		"nothing":       {all, func(a *Access, _ *slacktest.Server) { *a = Access{} }, []string{"BAD token", "BAD socket"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newFakeSlack(t)
			server.Scopes(tt.scopes)
			a := Access{BotToken: testToken, AppToken: testAppToken, APIURL: server.URL()}
			if tt.edit != nil {
				tt.edit(&a, server)
			}
			var got []string
			Check(t.Context(), a, func(name, detail string, err error) {
				mark := "ok "
				if err != nil {
					mark = "BAD "
				}
				if text := fmt.Sprint(detail, err); strings.Contains(text, "CANARY") {
					t.Errorf("%s tells a token: %s", name, text)
				}
				got = append(got, mark+name)
			})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("checks (-want +got):\n%s", diff)
			}
		})
	}
}

// What is checked is what the manifest asks for.
func TestCheckedScopesAreTheManifests(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(scopesNeeded, scopesOptional) {
		if !strings.Contains(manifest, "      - "+s+" #") {
			t.Errorf("the manifest does not ask for %s", s)
		}
	}
	if got := strings.Count(manifest, "      - ") - 4; got != len(scopesNeeded)+len(scopesOptional) { // 4 events
		t.Errorf("%d scopes in the manifest, %d are checked", got, len(scopesNeeded)+len(scopesOptional))
	}
}
