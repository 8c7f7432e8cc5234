// Package slackbot answers questions in Slack: a direct message or a mention
// gets one cited reply in its thread.
//
// The way of a message: [Bot.Handler] checks the signature over the raw body,
// decides whether anybody is asked at all, stores the message as a job and
// acknowledges it. [Bot.Run] claims jobs, asks the Answerer, posts one reply
// and marks the job done. Slack delivers a message up to four times, and
// processes die between posting and noting it; the reply carries the id of its
// event as metadata, and whoever takes over looks for it before posting again.
//
// Nothing of what users write or read is logged: ids, sizes and times alone.
package slackbot

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/policybot/policybot/bot"
)

// Config is what a bot is made of. SigningSecrets, BotToken, Answerer, Events
// and Records are required.
type Config struct {
	// SigningSecrets are accepted in any order: two during a rotation.
	SigningSecrets []string
	BotToken       string // xoxb-...
	APIURL         string // base address of Slack's Web API; empty: Slack's own
	// PublicURL is the address at which readers reach the web pages
	// (https://host); links to passages start with it. Empty: links lead to the
	// official sources instead, where known.
	PublicURL string

	Answerer bot.Answerer
	Events   bot.Events
	Records  bot.Records
	// Log wakes the workers at once, gives the earlier questions of a thread
	// and deletes old events; nil: polling alone, no earlier questions, nothing
	// deleted.
	Log bot.EventLog

	Workers int // questions answered at once; 0 means 2
	// Observe is called with the outcome of every delivery and job, from many
	// goroutines, for counting; nil: not called. The set of outcomes is small
	// and closed.
	Observe func(outcome string)
	Logger  *slog.Logger     // nil: discard
	Now     func() time.Time // nil: time.Now
}

// String names the configuration without its secrets.
func (c Config) String() string {
	return fmt.Sprintf("slackbot.Config{%d signing secrets, token and secrets redacted}", len(c.SigningSecrets))
}

// GoString is String: %#v shows no secret either.
func (c Config) GoString() string { return c.String() }

// LogValue is String for logs.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

func (c Config) withDefaults() Config {
	c.SigningSecrets = slices.DeleteFunc(slices.Clone(c.SigningSecrets), func(s string) bool {
		return strings.TrimSpace(s) == ""
	})
	if c.Workers == 0 {
		c.Workers = 2
	}
	if c.Observe == nil {
		c.Observe = func(string) {}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return c
}

func (c Config) validate() error {
	switch {
	case len(c.SigningSecrets) == 0:
		return errors.New("slack needs a signing secret: set POLICYBOT_SLACK_SIGNING_SECRET (Basic Information, App Credentials)")
	case c.BotToken == "":
		return errors.New("slack needs a bot token: set POLICYBOT_SLACK_BOT_TOKEN (OAuth & Permissions, xoxb-...)")
	case !strings.HasPrefix(c.BotToken, "xoxb-"):
		return errors.New("POLICYBOT_SLACK_BOT_TOKEN is not a bot token: it must begin with xoxb- (OAuth & Permissions, Bot User OAuth Token)")
	case c.Answerer == nil:
		return errors.New("slackbot: Config.Answerer is not set")
	case c.Events == nil:
		return errors.New("slackbot: Config.Events is not set")
	case c.Records == nil:
		return errors.New("slackbot: Config.Records is not set")
	}
	for name, address := range map[string]string{"POLICYBOT_SLACK_API_URL": c.APIURL, "the public address": c.PublicURL} {
		if address == "" {
			continue
		}
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("%s is not an address of the form https://host/", name)
		}
	}
	return nil
}

// Bot is the Slack side of the product.
type Bot struct {
	Config
	api   *api
	nudge chan struct{} // wakes idle workers of this process
}

// New gives a bot. Its error says what to set.
func New(c Config) (*Bot, error) {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	return &Bot{
		Config: c,
		api:    newAPI(c.BotToken, c.APIURL),
		nudge:  make(chan struct{}, c.Workers),
	}, nil
}

// Handler gives the routes that Slack calls: POST /slack/events.
func (b *Bot) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/events", b.signed(b.receive))
	return mux
}
