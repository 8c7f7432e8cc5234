package slackbot

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// delivery is what Slack sends to the events address. Only what is used is
// read; slackevents refuses types that it does not know, and new ones come
// without notice.
type delivery struct {
	Type           string          `json:"type"`
	Challenge      string          `json:"challenge"`
	TeamID         string          `json:"team_id"`
	EventID        string          `json:"event_id"`
	Shared         bool            `json:"is_ext_shared_channel"` // with another organisation
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

// Kinds of jobs beside a message.
const (
	kindCommand = "command" // a question asked by /policy, answered to the asker alone
	kindShare   = "share"   // a private answer to be shown to the channel
)

// job is the payload of a stored event: all that answering needs.
type job struct {
	Kind     string `json:"kind,omitempty"` // empty: a message
	Channel  string `json:"channel"`
	TS       string `json:"ts,omitempty"`     // of the message
	Thread   string `json:"thread,omitempty"` // ts of the thread's first message; of the message itself outside threads
	User     string `json:"user,omitempty"`   // who asked
	Text     string `json:"text"`             // the question, as plain text
	Direct   bool   `json:"direct,omitempty"` // a direct message
	FollowUp bool   `json:"follow_up,omitempty"`
	Shared   bool   `json:"shared,omitempty"` // in a channel shared with another organisation

	// Of commands.
	AsOf     corpus.Date `json:"as_of,omitempty"`
	Region   string      `json:"region,omitempty"`
	Script   bool        `json:"script,omitempty"`   // to be read aloud
	Response string      `json:"response,omitempty"` // Slack's response address

	// Of shared answers.
	Answer string `json:"answer,omitempty"`
	By     string `json:"by,omitempty"` // who shares it: a name, to be shown
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
	j := &job{
		Channel: m.Channel, TS: m.TS, Thread: m.ThreadTS, User: m.User, Text: questionText(m.Text, self),
		Direct:   m.ChannelType == "im",
		Shared:   d.Shared,
		FollowUp: m.Type == "message" && m.ChannelType != "im" && !mentions(m.Text, self),
	}
	if j.Thread == "" {
		j.Thread = m.TS
	}
	return j, ""
}

// ignore says why a message is not for us; "" when it is to be answered:
// a direct message, a mention elsewhere, or a follow-up in a thread, written
// now by a person.
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
	case m.Type == "message" && m.ChannelType != "im" && !mentions(m.Text, self):
		return ignoreUnmentioned(m)
	}
	return ""
}

var (
	otherMention = regexp.MustCompile(`<(?:@|!subteam\^|!here|!channel|!everyone)`)
	// plainMention is a name that is no live mention: people type the full-width
	// mark, and paste names.
	plainMention = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_.])[@＠][\p{L}\p{N}_]`)
	// courtesy is a message that wants no answer.
	courtesy = regexp.MustCompile(`(?i)^(?:谢谢|多谢|感谢|辛苦|好的?|收到|明白|知道|了解|清楚|可以|行|嗯+|哦+|ok|okay|thanks|thank you|thx|got it|noted|您|你|大家|啦|了|哈|呀|吧|的|\s|[！!。.，,、~～]|:[a-z0-9_+-]+:)+$`)
)

// ignoreUnmentioned says why a message of a channel that mentions us not is
// not for us; "" for a follow-up, which counts only in a thread that we have
// answered in.
func ignoreUnmentioned(m *message) string {
	switch {
	case m.ThreadTS == "" || m.ThreadTS == m.TS, m.ChannelType != "channel" && m.ChannelType != "group":
		return "not_addressed"
	case otherMention.MatchString(m.Text) || plainMention.MatchString(unescape.Replace(m.Text)):
		return "for_others"
	case strings.TrimSpace(m.Text) == "" || courtesy.MatchString(corpus.Normalize(m.Text)):
		return "courtesy"
	}
	return ""
}

// mentions reports whether a text mentions one of our users.
func mentions(text string, self []string) bool {
	return slices.ContainsFunc(self, func(id string) bool {
		return strings.Contains(text, "<@"+id+">") || strings.Contains(text, "<@"+id+"|")
	})
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
