package slackbot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// api is the part of Slack's Web API that the bot uses; the manifest's scopes
// are the ones that these methods need. slack-go is known to this file and to
// blocks.go alone.
type api struct {
	client *slack.Client
}

// reply is one message of ours in a thread.
type reply struct {
	channel, thread string
	eventID         string // of the question; found again in the message's metadata
	answerID        string
	blocks          []slack.Block
	summary         string // the beginning, for notifications; escaped
	plain           string // the whole without blocks, escaped: sent where blocks are refused
	code            string // of what went wrong; empty for an answer
}

// resume marks a reply that may repeat one posted before a crash.
func (r *reply) resume() {
	note := escape(wordsZH.resumed)
	r.plain += "\n" + note
	r.blocks = append(r.blocks, slack.NewContextBlock("", markup(note)))
}

// metadataType marks our messages.
const metadataType = "policybot_answer"

// Sentinels of calls; everything else is an unsure outcome.
var (
	// errRefused reports that Slack did nothing, and why, as a short code.
	errRefused = errors.New("slack refused")
	// errBlocks reports that Slack refused the layout, not the message.
	errBlocks = fmt.Errorf("%w: layout", errRefused)
	// errNoHistory reports that the bot may not read the thread.
	errNoHistory = errors.New("the thread may not be read")
)

// limitedError reports that Slack did nothing and asks to wait.
type limitedError struct{ after time.Duration }

func (e limitedError) Error() string { return fmt.Sprintf("slack asks to wait %s", e.after) }

func newAPI(token, address string) *api {
	client := &http.Client{
		// The token goes to the address given and nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	options := []slack.Option{slack.OptionHTTPClient(client)}
	if address != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimRight(address, "/")+"/"))
	}
	return &api{client: slack.New(token, options...)}
}

// whoami checks the token and gives the workspace's id.
func (a *api) whoami(ctx context.Context) (team string, err error) {
	r, err := a.client.AuthTestContext(ctx)
	if err != nil {
		return "", outcome("auth.test", err)
	}
	return r.TeamID, nil
}

// post sends a reply and gives its ts. Nothing in it unfolds links, so Slack
// fetches no address for us.
func (a *api) post(ctx context.Context, r reply) (string, error) {
	text := r.plain
	if len(r.blocks) > 0 {
		text = r.summary
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(text, false), // escaped already
		slack.MsgOptionTS(r.thread),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType:    metadataType,
			EventPayload: map[string]any{"event_id": r.eventID, "answer_id": r.answerID},
		}),
	}
	if len(r.blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(r.blocks...))
	}
	_, ts, err := a.client.PostMessageContext(ctx, r.channel, options...)
	if err != nil {
		return "", outcome("chat.postMessage", err)
	}
	return ts, nil
}

// maxPages bounds the search for our message in one thread: 200 messages each.
const maxPages = 10

// find gives the ts of our reply to an event in a thread, "" where there is
// none. after is the ts of the question: replies are younger.
func (a *api) find(ctx context.Context, channel, thread, after, eventID string) (string, error) {
	params := slack.GetConversationRepliesParameters{
		ChannelID: channel, Timestamp: thread, Oldest: after, Limit: 200, IncludeAllMetadata: true,
	}
	for range maxPages {
		messages, more, next, err := a.client.GetConversationRepliesContext(ctx, &params)
		if err != nil {
			err = outcome("conversations.replies", err)
			if errors.Is(err, errRefused) {
				return "", fmt.Errorf("%w: %w", errNoHistory, err)
			}
			return "", err
		}
		for _, m := range messages {
			if m.Metadata.EventType == metadataType && m.Metadata.EventPayload["event_id"] == eventID {
				return m.Timestamp, nil
			}
		}
		if !more || next == "" {
			return "", nil
		}
		params.Cursor = next
	}
	return "", nil
}

// thinking is the reaction that says "seen, working on it".
const thinking = "eyes"

func (a *api) react(ctx context.Context, channel, ts string) error {
	return outcome("reactions.add", a.client.AddReactionContext(ctx, thinking, slack.NewRefToMessage(channel, ts)))
}

func (a *api) unreact(ctx context.Context, channel, ts string) error {
	return outcome("reactions.remove", a.client.RemoveReactionContext(ctx, thinking, slack.NewRefToMessage(channel, ts)))
}

// outcome sorts the errors of a call by what they say about its effect. Codes
// are Slack's own words; nothing else of an answer is kept.
func outcome(method string, err error) error {
	if err == nil {
		return nil
	}
	if limited := new(slack.RateLimitedError); errors.As(err, &limited) {
		return limitedError{after: limited.RetryAfter}
	}
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) {
		return fmt.Errorf("%s: %w", method, err)
	}
	switch refused.Err {
	case "ratelimited", "rate_limited":
		return limitedError{after: time.Second}
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long":
		return fmt.Errorf("%s: %w: %s", method, errBlocks, refused.Err)
	case "fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org":
		// Slack says itself that part of the work may be done.
		return fmt.Errorf("%s: %s", method, refused.Err)
	}
	return fmt.Errorf("%s: %w: %s", method, errRefused, refused.Err)
}
