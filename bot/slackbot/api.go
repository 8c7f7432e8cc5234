package slackbot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// api is the part of Slack's Web API that the bot uses; the manifest's scopes
// are the ones that these methods need. slack-go is known to the files that
// call Slack (this one, socket.go) and to those that lay blocks out.
type api struct {
	client *slack.Client
	own    string // host of response addresses beside Slack's; empty: none
}

// reply is one message of ours.
type reply struct {
	channel, thread string
	team, user      string // who asked
	eventID         string // of the question; found again in the message's metadata
	answerID        string
	body            []string      // the sections of what is said, escaped
	lines           []string      // the paragraphs in them
	tail            []slack.Block // what stands below: sources, label, buttons
	summary         string        // the beginning, for notifications; escaped
	plain           string        // the whole without blocks, escaped: sent where blocks are refused
	code            string        // of what went wrong; empty for an answer
	bare            bool          // without blocks
	live            *early        // what of it was shown while it was made; nil: nothing
}

// blocks gives the whole message.
func (r *reply) blocks() []slack.Block {
	if r.bare {
		return nil
	}
	return append(sectionBlocks(r.body), r.tail...)
}

func sectionBlocks(sections []string) []slack.Block {
	var out []slack.Block
	for _, s := range sections {
		out = append(out, slack.NewSectionBlock(markup(s), nil, nil))
	}
	return out
}

// resume marks a reply that may repeat one posted before a crash.
func (r *reply) resume() {
	note := escape(wordsZH.resumed)
	r.plain += "\n" + note
	r.tail = append(r.tail, slack.NewContextBlock("", markup(note)))
}

// metadataType marks our messages.
const metadataType = "policybot_answer"

// Sentinels of calls; everything else is an unsure outcome.
var (
	// errRefused reports that Slack did nothing, and why, as a short code.
	errRefused = errors.New("slack refused")
	// errBlocks reports that Slack refused the layout, not the message.
	errBlocks = fmt.Errorf("%w: layout", errRefused)
	// errGone reports that the message or response address is no more.
	errGone = fmt.Errorf("%w: gone", errRefused)
	// errStranger reports that the bot is no member of the channel.
	errStranger = fmt.Errorf("%w: not a member", errRefused)
	// errNoHistory reports that the bot may not read the thread.
	errNoHistory = errors.New("the thread may not be read")
)

// limitedError reports that Slack did nothing and asks to wait.
type limitedError struct{ after time.Duration }

func (e limitedError) Error() string { return fmt.Sprintf("slack asks to wait %s", e.after) }

func newAPI(token, appToken, address string) *api {
	client := &http.Client{
		// The token goes to the address given and nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	options := []slack.Option{slack.OptionHTTPClient(client)}
	if appToken != "" {
		options = append(options, slack.OptionAppLevelToken(appToken))
	}
	a := &api{}
	if address != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimRight(address, "/")+"/"))
		if u, err := url.Parse(address); err == nil {
			a.own = u.Host
		}
	}
	a.client = slack.New(token, options...)
	return a
}

// whoami checks the token and gives the workspace's id.
func (a *api) whoami(ctx context.Context) (team string, err error) {
	r, err := a.client.AuthTestContext(ctx)
	if err != nil {
		return "", outcome("auth.test", err)
	}
	return r.TeamID, nil
}

// content gives the options of a reply's content. Nothing in it unfolds links,
// so Slack fetches no address for us.
func (r *reply) content(blocks []slack.Block, complete bool) []slack.MsgOption {
	text := r.plain
	if len(blocks) > 0 {
		text = r.summary
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(text, false), // escaped already
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
	if len(blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(blocks...))
	}
	if r.eventID != "" {
		options = append(options, r.metadata(complete))
	}
	return options
}

func (r *reply) metadata(complete bool) slack.MsgOption {
	return slack.MsgOptionMetadata(slack.SlackMetadata{
		EventType:    metadataType,
		EventPayload: map[string]any{"event_id": r.eventID, "answer_id": r.answerID, "complete": complete},
	})
}

// post sends blocks of a reply into its thread and gives the message's ts.
func (a *api) post(ctx context.Context, r *reply, blocks []slack.Block, complete bool) (string, error) {
	options := r.content(blocks, complete)
	if r.thread != "" {
		options = append(options, slack.MsgOptionTS(r.thread))
	}
	_, ts, err := a.client.PostMessageContext(ctx, r.channel, options...)
	if err != nil {
		return "", outcome("chat.postMessage", err)
	}
	return ts, nil
}

// update replaces a message of ours.
func (a *api) update(ctx context.Context, r *reply, ts string, blocks []slack.Block, complete bool) error {
	_, _, _, err := a.client.UpdateMessageContext(ctx, r.channel, ts, r.content(blocks, complete)...)
	return outcome("chat.update", err)
}

// whisper shows a reply to its asker alone.
func (a *api) whisper(ctx context.Context, r *reply) error {
	plain := *r
	plain.eventID = "" // nobody can look for it
	options := plain.content(r.blocks(), true)
	if r.thread != "" {
		options = append(options, slack.MsgOptionTS(r.thread))
	}
	_, err := a.client.PostEphemeralContext(ctx, r.channel, r.user, options...)
	return outcome("chat.postEphemeral", err)
}

// respond sends a reply to a response address of Slack's: to the asker alone,
// or to the whole channel.
func (a *api) respond(ctx context.Context, address string, r *reply, everybody bool) error {
	if !a.ours(address) {
		return fmt.Errorf("response: %w: the address is not Slack's", errGone)
	}
	kind := slack.ResponseTypeEphemeral
	if everybody {
		kind = slack.ResponseTypeInChannel
	}
	plain := *r
	plain.eventID = ""
	options := append(plain.content(r.blocks(), true), slack.MsgOptionResponseURL(address, kind))
	_, _, err := a.client.PostMessageContext(ctx, r.channel, options...)
	if status := (slack.StatusCodeError{}); errors.As(err, &status) && status.Code/100 == 4 && status.Code != http.StatusTooManyRequests {
		return fmt.Errorf("response: %w: status %d", errGone, status.Code)
	}
	return outcome("response", err)
}

// ours reports whether an address is one of Slack's response addresses; a
// signed payload may still not send us elsewhere.
func (a *api) ours(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	return u.Scheme == "https" && u.Host == "hooks.slack.com" || a.own != "" && u.Host == a.own
}

// startStream begins a streamed reply with its first section.
func (a *api) startStream(ctx context.Context, r *reply, first string) (string, error) {
	_, ts, err := a.client.StartStreamContext(ctx, r.channel,
		slack.MsgOptionTS(r.thread),
		slack.MsgOptionRecipientTeamID(r.team),
		slack.MsgOptionRecipientUserID(r.user),
		slack.MsgOptionChunks(slack.NewBlocksChunk(sectionBlocks([]string{first})...)))
	if err != nil {
		return "", outcome("chat.startStream", err)
	}
	return ts, nil
}

func (a *api) appendStream(ctx context.Context, r *reply, ts, section string) error {
	_, _, err := a.client.AppendStreamContext(ctx, r.channel, ts,
		slack.MsgOptionChunks(slack.NewBlocksChunk(sectionBlocks([]string{section})...)))
	return outcome("chat.appendStream", err)
}

// stopStream ends a stream with the blocks below the answer, or as it stands.
func (a *api) stopStream(ctx context.Context, r *reply, ts string, complete bool) error {
	var options []slack.MsgOption
	if complete {
		options = append(options, slack.MsgOptionBlocks(r.tail...), r.metadata(true))
	}
	_, _, err := a.client.StopStreamContext(ctx, r.channel, ts, options...)
	return outcome("chat.stopStream", err)
}

// maxPages bounds the search for our message in one thread: 200 messages each.
const maxPages = 10

// find gives the ts of our reply to an event in a thread, "" where there is
// none, and whether the reply is whole. after is the ts of the question:
// replies are younger. A message of ours without metadata is a stream that was
// never finished; questions of a thread are answered one by one, so it is the
// reply to this one.
func (a *api) find(ctx context.Context, r *reply, after string) (ts string, complete bool, err error) {
	me, err := a.client.AuthTestContext(ctx)
	if err != nil {
		return "", false, outcome("auth.test", err)
	}
	params := slack.GetConversationRepliesParameters{
		ChannelID: r.channel, Timestamp: r.thread, Oldest: after, Limit: 200, IncludeAllMetadata: true,
	}
	orphan := ""
	for range maxPages {
		messages, more, next, err := a.client.GetConversationRepliesContext(ctx, &params)
		if err != nil {
			err = outcome("conversations.replies", err)
			if errors.Is(err, errRefused) {
				return "", false, fmt.Errorf("%w: %w", errNoHistory, err)
			}
			return "", false, err
		}
		for _, m := range messages {
			switch {
			case m.Metadata.EventType == metadataType && m.Metadata.EventPayload["event_id"] == r.eventID:
				return m.Timestamp, m.Metadata.EventPayload["complete"] != false, nil
			case m.BotID == me.BotID && m.BotID != "" && m.Metadata.EventType == "":
				orphan = m.Timestamp
			}
		}
		if !more || next == "" {
			break
		}
		params.Cursor = next
	}
	return orphan, false, nil
}

// thinking is the reaction that says "seen, working on it".
const thinking = "eyes"

func (a *api) react(ctx context.Context, channel, ts string) error {
	return outcome("reactions.add", a.client.AddReactionContext(ctx, thinking, slack.NewRefToMessage(channel, ts)))
}

func (a *api) unreact(ctx context.Context, channel, ts string) error {
	return outcome("reactions.remove", a.client.RemoveReactionContext(ctx, thinking, slack.NewRefToMessage(channel, ts)))
}

// open shows a modal; the trigger is good for three seconds.
func (a *api) open(ctx context.Context, trigger string, view slack.ModalViewRequest) error {
	_, err := a.client.OpenViewContext(ctx, trigger, view)
	return outcome("views.open", err)
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
		if address := new(url.Error); errors.As(err, &address) {
			err = address.Err // the address may be a secret
		}
		return fmt.Errorf("%s: %w", method, err)
	}
	switch refused.Err {
	case "ratelimited", "rate_limited":
		return limitedError{after: time.Second}
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long":
		return fmt.Errorf("%s: %w: %s", method, errBlocks, refused.Err)
	case "message_not_found", "cant_update_message", "edit_window_closed":
		return fmt.Errorf("%s: %w: %s", method, errGone, refused.Err)
	case "not_in_channel", "channel_not_found", "is_archived":
		return fmt.Errorf("%s: %w: %s", method, errStranger, refused.Err)
	case "fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org":
		// Slack says itself that part of the work may be done.
		return fmt.Errorf("%s: %s", method, refused.Err)
	}
	return fmt.Errorf("%s: %w: %s", method, errRefused, refused.Err)
}
