package slackbot

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/policybot/policybot/bot"
)

// putBudget is how long a message may take to be stored. Slack waits 3 s; past
// 2 s a 503 makes it try again, while silence would count against us.
const putBudget = 1800 * time.Millisecond

// ack is what a request of Slack's is answered with, over HTTP or a socket.
type ack struct {
	status int    // 200, or 503 for "send it again"
	body   []byte // empty for none
	plain  bool   // the body is text, not JSON
}

var (
	taken     = ack{status: http.StatusOK}
	sendAgain = ack{status: http.StatusServiceUnavailable}
)

// overHTTP serves a kind of request over HTTP; read gives its payload as JSON.
func (b *Bot) overHTTP(read func(body []byte) []byte, do func(ctx context.Context, payload []byte) ack) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body) // in memory already
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		a := do(r.Context(), read(body))
		if len(a.body) > 0 {
			kind := "application/json; charset=utf-8"
			if a.plain {
				kind = "text/plain; charset=utf-8"
			}
			w.Header().Set("Content-Type", kind)
			w.Header().Set("X-Content-Type-Options", "nosniff")
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body)
	}
}

func asBody(body []byte) []byte { return body }

// payloadOfForm gives the payload of an interaction. It is taken from the
// signed body alone; the address is not signed.
func payloadOfForm(body []byte) []byte {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil
	}
	return []byte(form.Get("payload"))
}

// commandOfForm gives a slash command as JSON, the form it has over a socket.
func commandOfForm(body []byte) []byte {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil
	}
	fields := map[string]string{}
	for name := range form {
		fields[name] = form.Get(name)
	}
	out, err := json.Marshal(fields)
	if err != nil {
		panic(err) // a map of strings always marshals
	}
	return out
}

// onEvent answers one delivery of the Events API. Whatever cannot be
// understood is acknowledged and counted: a repetition would not make it
// clearer. Only a message that could not be stored is refused, so that Slack
// sends it again.
func (b *Bot) onEvent(ctx context.Context, body []byte) ack {
	d, err := parseDelivery(body)
	if err != nil {
		b.Observe("malformed")
		return taken
	}
	switch d.Type {
	case "url_verification":
		b.Observe("url_verification")
		return ack{status: http.StatusOK, body: []byte(d.Challenge), plain: true}
	case "event_callback":
		return b.receiveEvent(ctx, d)
	case "app_rate_limited":
		b.Observe("rate_limited")
		b.Logger.WarnContext(ctx, "slack limits the events of this workspace", "team_id", printable(d.TeamID))
	default:
		b.Observe("unknown_delivery")
	}
	return taken
}

// receiveEvent stores the event as a job and acknowledges it; the work is done
// by Run. The number of the delivery does not matter: the store knows the event.
func (b *Bot) receiveEvent(ctx context.Context, d delivery) ack {
	j, ignored := jobOf(d)
	if j == nil {
		b.Observe(ignored)
		b.Logger.DebugContext(ctx, "slack event ignored", "event_id", printable(d.EventID), "reason", ignored)
		return taken
	}
	outcome := b.put(ctx, d.TeamID, d.EventID, j.Channel+":"+j.TS, j.Channel+":"+j.Thread, j)
	if outcome == notStored {
		return sendAgain
	}
	return taken
}

// Outcomes of storing a job.
const (
	stored    = "stored"
	duplicate = "duplicate" // or a follow-up of nothing
	notStored = "not_stored"
)

// put stores a job within its budget and counts the outcome.
func (b *Bot) put(ctx context.Context, team, id, message, thread string, j *job) string {
	payload, err := json.Marshal(j)
	if err != nil {
		panic(err) // a struct of strings always marshals
	}
	ctx, cancel := context.WithTimeout(ctx, putBudget)
	defer cancel()
	isNew, err := b.Events.Put(ctx, bot.Event{
		TeamID: team, ID: id, Message: message, Thread: thread, Payload: payload, FollowUp: j.FollowUp,
	})
	outcome := stored
	switch {
	case err != nil:
		outcome = notStored
		b.Logger.ErrorContext(ctx, "slack event not stored", "event_id", id, "err", redacted(err, j.Text))
	case !isNew:
		outcome = duplicate
	default:
		b.wake()
	}
	b.Observe(outcome)
	return outcome
}

// storedInTime runs a short write of the store within the budget of an
// acknowledgement.
func storedInTime(ctx context.Context, write func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, putBudget)
	defer cancel()
	return write(ctx)
}

// gone reports whether what was to be changed is no longer stored.
func gone(err error) bool { return errors.Is(err, bot.ErrNotFound) }

// printable gives s where it has the form of an id, so that nothing else of a
// malformed event reaches the log.
func printable(s string) string {
	if idForm.MatchString(s) {
		return s
	}
	return ""
}
