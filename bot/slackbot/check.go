package slackbot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// Access is what an operator was given by Slack.
type Access struct {
	BotToken, AppToken string
	APIURL             string // as in [Config]
	Signed             bool   // a signing secret is set
}

// scopes are the rights in the manifest; the optional ones only make some
// things impossible.
var (
	scopesNeeded   = []string{"app_mentions:read", "chat:write", "commands", "im:history", "reactions:write"}
	scopesOptional = []string{"channels:history", "groups:history"}
)

// Check tries what an operator set, and reports each part: what was found, or
// what to do.
func Check(ctx context.Context, a Access, report func(name, detail string, err error)) {
	if a.BotToken == "" {
		report("token", "", errors.New("set POLICYBOT_SLACK_BOT_TOKEN (Install App, Bot User OAuth Token, xoxb-...)"))
	} else {
		checkToken(ctx, a, report)
	}
	switch {
	case a.AppToken != "":
		detail, err := checkSocket(ctx, a)
		report("socket", detail, err)
	case a.Signed:
		report("https", "requests are taken over HTTPS; Slack checks the address itself (Event Subscriptions, Retry)", nil)
	default:
		report("socket", "", errors.New("set POLICYBOT_SLACK_APP_TOKEN (Basic Information, App-Level Tokens, scope connections:write), or POLICYBOT_SLACK_SIGNING_SECRET for HTTPS"))
	}
}

// checkToken asks Slack who the token is and which rights it has.
func checkToken(ctx context.Context, a Access, report func(name, detail string, err error)) {
	var mu sync.Mutex
	granted := ""
	client := newAPI(a.BotToken, "", a.APIURL).client
	slack.OptionOnResponseHeaders(func(_ string, h http.Header) {
		mu.Lock()
		defer mu.Unlock()
		granted = h.Get("X-OAuth-Scopes")
	})(client)
	me, err := client.AuthTestContext(ctx)
	if err != nil {
		report("token", "", fmt.Errorf("the bot token is not accepted; install the app again and copy it anew (%w)", outcome("auth.test", err)))
		return
	}
	report("token", "workspace "+me.TeamID+", bot "+me.UserID, nil)
	mu.Lock()
	defer mu.Unlock()
	has := strings.FieldsFunc(granted, func(r rune) bool { return r == ',' || r == ' ' })
	missing := slices.DeleteFunc(slices.Clone(scopesNeeded), func(s string) bool { return slices.Contains(has, s) })
	optional := slices.DeleteFunc(slices.Clone(scopesOptional), func(s string) bool { return slices.Contains(has, s) })
	switch {
	case len(missing) > 0:
		report("scopes", "", fmt.Errorf("missing: %s; paste the manifest again (policybot slack manifest) and reinstall the app", strings.Join(missing, ", ")))
	case len(optional) > 0:
		report("scopes", "all that are needed; without "+strings.Join(optional, ", ")+" no follow-ups in channels", nil)
	default:
		report("scopes", "all", nil)
	}
}

// checkSocket connects by Socket Mode until Slack greets.
func checkSocket(ctx context.Context, a Access) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	client := socketmode.New(newAPI(a.BotToken, a.AppToken, a.APIURL).client)
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	var last error
	greeted, over := false, false
	for !greeted && !over {
		select {
		case event := <-client.Events:
			greeted = event.Type == socketmode.EventTypeHello
			if event.Type == socketmode.EventTypeConnectionError {
				last = connectionError(event)
				over = errors.Is(last, errRefused)
			}
		case last = <-ended:
			ended <- last
			over = true
		case <-ctx.Done():
			over = true
		}
	}
	cancel()
	<-ended
	if greeted {
		return "Slack greets", nil
	}
	return "", fmt.Errorf("no connection; check POLICYBOT_SLACK_APP_TOKEN (scope connections:write), that Socket Mode is on, and that wss-primary.slack.com:443 is open outward (%w)", outcome("apps.connections.open", last))
}
