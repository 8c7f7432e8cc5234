// Package slackbot answers questions in Slack: a direct message or a mention
// gets one cited reply in its thread.
//
// The way of a message: it comes over HTTPS ([Bot.Handler], which checks the
// signature over the raw body) or over Socket Mode; the same code decides
// whether anybody is asked at all, stores the message as a job and acknowledges
// it. [Bot.Run] claims jobs, asks the Answerer, posts one reply
// and marks the job done. Slack delivers a message up to four times, and
// processes die between posting and noting it; the reply carries the id of its
// event as metadata, and whoever takes over looks for it before posting again.
//
// Nothing of what users write or read is logged: ids, sizes and times alone.
package slackbot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/policybot/policybot/bot"
)

// Config is what a bot is made of. BotToken, Answerer, Events, Records, and one
// of SigningSecrets and AppToken are required.
type Config struct {
	// SigningSecrets are accepted in any order: two during a rotation. None:
	// every request over HTTPS is refused.
	SigningSecrets []string
	BotToken       string // xoxb-...
	// AppToken (xapp-...) makes Run connect by Socket Mode; empty: Slack calls
	// the handler.
	AppToken string
	APIURL   string // base address of Slack's Web API; empty: Slack's own
	// PublicURL is the address at which readers reach the web pages
	// (https://host); links to passages start with it. Empty: links lead to the
	// official sources instead, where known.
	PublicURL string

	Answerer bot.Answerer
	Events   bot.Events
	Records  bot.Records
	// Feedbacks keeps what readers say; nil: no feedback buttons.
	Feedbacks bot.Feedbacks
	// Settings keeps what channels chose; nil: nothing can be chosen.
	Settings bot.Settings
	// Hidden gives the ids of documents that not everybody may read; no answer
	// in Slack rests on them. nil: everything may be read by everybody.
	Hidden func(ctx context.Context) ([]string, error)
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
	case len(c.SigningSecrets) == 0 && c.AppToken == "":
		return errors.New("slack needs a way in: set POLICYBOT_SLACK_APP_TOKEN (Socket Mode; Basic Information, App-Level Tokens) or POLICYBOT_SLACK_SIGNING_SECRET (HTTPS; Basic Information, App Credentials)")
	case c.AppToken != "" && !strings.HasPrefix(c.AppToken, "xapp-"):
		return errors.New("POLICYBOT_SLACK_APP_TOKEN is not an app-level token: it must begin with xapp- (Basic Information, App-Level Tokens)")
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
	pace  *pacer
	nudge chan struct{} // wakes idle workers of this process

	asides   sync.WaitGroup // short work behind an acknowledgement
	noStream atomic.Int64   // until when streams are not tried, in Unix seconds
	sleep    func(ctx context.Context, d time.Duration) error
}

// New gives a bot. Its error says what to set.
func New(c Config) (*Bot, error) {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	return &Bot{
		Config: c,
		api:    newAPI(c.BotToken, c.AppToken, c.APIURL),
		pace:   newPacer(),
		nudge:  make(chan struct{}, c.Workers),
		sleep:  sleep,
	}, nil
}

// Handler gives the routes that Slack calls, all by POST: /slack/events,
// /slack/interactive and /slack/commands.
func (b *Bot) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/events", b.signed(b.overHTTP(asBody, b.onEvent)))
	mux.HandleFunc("POST /slack/interactive", b.signed(b.overHTTP(payloadOfForm, b.onInteraction)))
	mux.HandleFunc("POST /slack/commands", b.signed(b.overHTTP(commandOfForm, b.onCommand)))
	return mux
}

// aside does something short behind an acknowledgement; Run waits for it.
func (b *Bot) aside(do func(ctx context.Context)) {
	b.asides.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), asideBudget)
		defer cancel()
		do(ctx)
	})
}

// asideBudget bounds what is done behind an acknowledgement: a modal must open
// within three seconds of the click.
const asideBudget = 10 * time.Second

// sleep waits, or gives ctx's error when that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
