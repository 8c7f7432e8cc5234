package slackbot

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/policybot/policybot/bot"
)

// putBudget is how long a message may take to be stored. Slack waits 3 s; past
// 2 s a 503 makes it try again, while silence would count against us.
const putBudget = 1800 * time.Millisecond

// receive answers one signed delivery. Whatever cannot be understood is
// acknowledged and counted: a repetition would not make it clearer. Only a
// message that could not be stored is refused, so that Slack sends it again.
func (b *Bot) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body) // in memory already
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	d, err := parseDelivery(body)
	if err != nil {
		b.Observe("malformed")
		w.WriteHeader(http.StatusOK)
		return
	}
	switch d.Type {
	case "url_verification":
		b.Observe("url_verification")
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = io.WriteString(w, d.Challenge)
	case "event_callback":
		b.receiveEvent(w, r, d)
	case "app_rate_limited":
		b.Observe("rate_limited")
		b.Logger.WarnContext(r.Context(), "slack limits the events of this workspace", "team_id", d.TeamID)
		w.WriteHeader(http.StatusOK)
	default:
		b.Observe("unknown_delivery")
		w.WriteHeader(http.StatusOK)
	}
}

// receiveEvent stores the event as a job and acknowledges it; the work is done
// by Run. The number of the delivery does not matter: the store knows the event.
func (b *Bot) receiveEvent(w http.ResponseWriter, r *http.Request, d delivery) {
	j, ignored := jobOf(d)
	if j == nil {
		b.Observe(ignored)
		b.Logger.DebugContext(r.Context(), "slack event ignored", "event_id", printable(d.EventID), "reason", ignored)
		w.WriteHeader(http.StatusOK)
		return
	}
	payload, err := json.Marshal(j)
	if err != nil {
		panic(err) // a struct of strings always marshals
	}
	ctx, cancel := context.WithTimeout(r.Context(), putBudget)
	defer cancel()
	stored, err := b.Events.Put(ctx, bot.Event{
		TeamID:  d.TeamID,
		ID:      d.EventID,
		Message: j.Channel + ":" + j.TS,
		Thread:  j.Channel + ":" + j.Thread,
		Payload: payload,
	})
	if err != nil {
		b.Observe("not_stored")
		b.Logger.ErrorContext(r.Context(), "slack event not stored", "event_id", d.EventID, "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if !stored {
		b.Observe("duplicate")
		w.WriteHeader(http.StatusOK)
		return
	}
	b.Observe("stored")
	b.wake()
	w.WriteHeader(http.StatusOK)
}

// printable gives s where it has the form of an id, so that nothing else of a
// malformed event reaches the log.
func printable(s string) string {
	if idForm.MatchString(s) {
		return s
	}
	return ""
}
