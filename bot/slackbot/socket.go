package slackbot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// reconnectEvery is the wait after a connection that Slack refused for good
// (a revoked token): an operator may put it right without a restart of Slack's.
const reconnectEvery = 30 * time.Second

// connect keeps a Socket Mode connection until ctx ends. Requests are handled
// by the same code as those over HTTPS; one that could not be stored is left
// without acknowledgement, so that Slack sends it again.
func (b *Bot) connect(ctx context.Context) {
	for ctx.Err() == nil {
		client := socketmode.New(b.api.client)
		var wg sync.WaitGroup
		inner, cancel := context.WithCancel(ctx)
		wg.Go(func() { b.readSocket(inner, client) })
		err := client.RunContext(inner)
		cancel()
		wg.Wait()
		if ctx.Err() != nil {
			return
		}
		b.Observe("socket_refused")
		b.Logger.ErrorContext(ctx, "slack refuses the socket; check POLICYBOT_SLACK_APP_TOKEN (scope connections:write) and that Socket Mode is on",
			"err", outcome("apps.connections.open", err))
		_ = sleep(ctx, reconnectEvery)
	}
}

// readSocket handles what comes over a connection, requests side by side.
func (b *Bot) readSocket(ctx context.Context, client *socketmode.Client) {
	var wg sync.WaitGroup
	defer wg.Wait()
	places := make(chan struct{}, 32) // as many requests at once
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-client.Events:
			switch event.Type {
			case socketmode.EventTypeConnected:
				b.Observe("socket_connected")
				b.Logger.InfoContext(ctx, "slack socket connected")
				continue
			case socketmode.EventTypeConnectionError:
				b.Observe("socket_lost")
				b.Logger.WarnContext(ctx, "slack socket cannot connect now", "err", connectionError(event))
				continue
			}
			kind, id, payload := envelopeOf(event)
			if id == "" {
				continue // a greeting, or one of the client's own
			}
			places <- struct{}{}
			wg.Go(func() {
				defer func() { <-places }()
				b.onEnvelope(ctx, client, kind, id, payload)
			})
		}
	}
}

// connectionError gives the cause without the address, which holds a ticket.
func connectionError(event socketmode.Event) error {
	failed, ok := event.Data.(*slack.ConnectionErrorEvent)
	if !ok {
		return errors.New("unknown")
	}
	return outcome("socket", failed.ErrorObj)
}

// envelopeOf gives the raw request in an event of the client. Requests that
// the client cannot read (kinds that are newer than it) come as errors with
// the raw message.
func envelopeOf(event socketmode.Event) (kind, id string, payload []byte) {
	if event.Request != nil {
		return event.Request.Type, event.Request.EnvelopeID, event.Request.Payload
	}
	bad, ok := event.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return "", "", nil
	}
	var request socketmode.Request
	if err := json.Unmarshal(bad.Message, &request); err != nil {
		return "", "", nil
	}
	return request.Type, request.EnvelopeID, request.Payload
}

// onEnvelope handles one request and acknowledges it.
func (b *Bot) onEnvelope(ctx context.Context, client *socketmode.Client, kind, id string, payload []byte) {
	var a ack
	switch kind {
	case "events_api":
		a = b.onEvent(ctx, payload)
	case "interactive":
		a = b.onInteraction(ctx, payload)
	case "slash_commands":
		a = b.onCommand(ctx, payload)
	default:
		b.Observe("unknown_delivery")
		a = taken
	}
	if a.status != http.StatusOK {
		return
	}
	var answer any
	if len(a.body) > 0 && !a.plain {
		answer = json.RawMessage(a.body)
	}
	if err := client.AckCtx(ctx, id, answer); err != nil && ctx.Err() == nil {
		b.Logger.WarnContext(ctx, "slack request not acknowledged", "err", err)
	}
}
