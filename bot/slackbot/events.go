package slackbot

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
)

// delivery is what Slack sends to the events address. Only what is used is
// read; slackevents refuses types that it does not know, and new ones come
// without notice.
type delivery struct {
	Type           string          `json:"type"`
	Challenge      string          `json:"challenge"`
	TeamID         string          `json:"team_id"`
	EventID        string          `json:"event_id"`
	Event          json.RawMessage `json:"event"`
	Authorizations []struct {
		UserID string `json:"user_id"`
		IsBot  bool   `json:"is_bot"`
	} `json:"authorizations"`
}

// message is the inner event of a message or mention.
type message struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	Channel     string          `json:"channel"`
	ChannelType string          `json:"channel_type"`
	User        string          `json:"user"`
	BotID       string          `json:"bot_id"`
	Text        string          `json:"text"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts"`
	Hidden      bool            `json:"hidden"`
	Edited      json.RawMessage `json:"edited"`
}

// job is the payload of a stored event: all that answering needs.
type job struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`     // of the message
	Thread  string `json:"thread"` // ts of the thread's first message; of the message itself outside threads
	Text    string `json:"text"`   // the question, as plain text
}

var (
	errMalformed = errors.New("malformed event")

	// Ids become keys of the store; the forms are Slack's, the lengths ours.
	idForm = regexp.MustCompile(`^[A-Za-z0-9]{1,40}$`)
	tsForm = regexp.MustCompile(`^[0-9]{1,20}\.[0-9]{1,20}$`)
)

// parseDelivery reads the body of a signed request.
func parseDelivery(body []byte) (delivery, error) {
	var d delivery
	if err := json.Unmarshal(body, &d); err != nil {
		return delivery{}, errMalformed
	}
	return d, nil
}

// jobOf gives what is to be answered, or the reason why nothing is: one of a
// closed set of words, for counting.
func jobOf(d delivery) (*job, string) {
	if !idForm.MatchString(d.TeamID) || !idForm.MatchString(d.EventID) {
		return nil, "malformed"
	}
	var m *message
	if err := json.Unmarshal(d.Event, &m); err != nil || m == nil {
		return nil, "malformed"
	}
	self := d.botUsers()
	if reason := ignore(m, self); reason != "" {
		return nil, reason
	}
	if !idForm.MatchString(m.Channel) || !tsForm.MatchString(m.TS) || m.ThreadTS != "" && !tsForm.MatchString(m.ThreadTS) {
		return nil, "malformed"
	}
	j := &job{Channel: m.Channel, TS: m.TS, Thread: m.ThreadTS, Text: questionText(m.Text, self)}
	if j.Thread == "" {
		j.Thread = m.TS
	}
	return j, ""
}

// ignore says why a message is not for us; "" when it is to be answered:
// a direct message, or a mention elsewhere, written now by a person.
func ignore(m *message, self []string) string {
	switch {
	case m.Type != "message" && m.Type != "app_mention":
		return "unknown_event"
	case m.BotID != "" || slices.Contains(self, m.User):
		return "from_bot"
	case m.User == "" || m.User == "USLACKBOT":
		return "from_slack"
	case m.Subtype != "" || m.Hidden:
		return "subtype" // edits, deletions, joins, files, ...
	case len(m.Edited) > 0 && string(m.Edited) != "null":
		return "edited" // the first version was answered, or was not for us
	case m.Type == "message" && m.ChannelType != "im":
		return "not_addressed"
	}
	return ""
}

// botUsers gives the user ids under which the app is installed.
func (d delivery) botUsers() []string {
	var ids []string
	for _, a := range d.Authorizations {
		if a.IsBot && a.UserID != "" {
			ids = append(ids, a.UserID)
		}
	}
	return ids
}
