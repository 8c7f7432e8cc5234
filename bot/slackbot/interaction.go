package slackbot

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/slack-go/slack"

	"github.com/policybot/policybot/bot"
)

// Ids of what readers press and fill in.
const (
	actionFeedback = "feedback"
	actionShare    = "share"
	viewReason     = "feedback_reason"
	blockReason    = "reason"
	blockComment   = "comment"
)

// interaction is a press of a button or a filled-in form, as far as it is used.
type interaction struct {
	Type string `json:"type"`
	Team struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID       string `json:"id"`
		TeamID   string `json:"team_id"`
		Username string `json:"username"`
		Name     string `json:"name"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Trigger  string `json:"trigger_id"`
	Response string `json:"response_url"`
	Actions  []struct {
		ID    string `json:"action_id"`
		Value string `json:"value"`
	} `json:"actions"`
	View struct {
		CallbackID string `json:"callback_id"`
		Private    string `json:"private_metadata"`
		State      struct {
			Values map[string]map[string]struct {
				Value    string `json:"value"`
				Selected struct {
					Value string `json:"value"`
				} `json:"selected_option"`
			} `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

// shared is the value of the button that shares an answer.
type shared struct {
	Answer string `json:"a"`
	Thread string `json:"t,omitempty"`
	Script bool   `json:"s,omitempty"`
}

// onInteraction answers a press or a form. What is unknown is acknowledged and
// counted.
func (b *Bot) onInteraction(ctx context.Context, payload []byte) ack {
	var in *interaction
	if err := json.Unmarshal(payload, &in); err != nil || in == nil || !idForm.MatchString(in.Team.ID) || !idForm.MatchString(in.User.ID) {
		b.Observe("malformed")
		return taken
	}
	switch {
	case in.Type == "block_actions" && len(in.Actions) > 0 && in.Actions[0].ID == actionFeedback:
		return b.onFeedback(ctx, in)
	case in.Type == "block_actions" && len(in.Actions) > 0 && in.Actions[0].ID == actionShare:
		return b.onShare(ctx, in)
	case in.Type == "view_submission" && in.View.CallbackID == viewReason:
		return b.onReason(ctx, in)
	}
	b.Observe("unknown_interaction")
	return taken
}

// rater names the reader of an interaction without telling who it is.
func (in *interaction) rater() string { return hash(in.Team.ID + ":" + in.User.ID) }

// onFeedback stores a thumb. Down opens a form for the reason; the thumb
// counts without it.
func (b *Bot) onFeedback(ctx context.Context, in *interaction) ack {
	verdict, answer, _ := strings.Cut(in.Actions[0].Value, ":")
	if b.Feedbacks == nil || verdict != string(bot.VerdictUp) && verdict != string(bot.VerdictDown) || answer == "" || len(answer) > 100 {
		b.Observe("malformed")
		return taken
	}
	err := storedInTime(ctx, func(ctx context.Context) error {
		return b.Feedbacks.Rate(ctx, bot.Feedback{AnswerID: answer, Rater: in.rater(), Verdict: bot.Verdict(verdict)})
	})
	switch {
	case gone(err):
		b.Observe("feedback_of_nothing")
		b.aside(func(ctx context.Context) { b.tell(ctx, in, "这条回答已经不在库里，无法记录评价。") })
		return taken
	case err != nil:
		b.Observe("feedback_not_stored")
		b.Logger.ErrorContext(ctx, "slack feedback not stored", "question_id", answer, "err", err)
		return sendAgain // Slack shows the reader that it did not work
	}
	b.Observe("feedback_" + verdict)
	b.aside(func(ctx context.Context) {
		if bot.Verdict(verdict) == bot.VerdictUp {
			b.tell(ctx, in, "谢谢，已记录。")
			return
		}
		if err := b.api.open(ctx, in.Trigger, reasonView(answer)); err != nil {
			b.Logger.WarnContext(ctx, "slack form not opened", "question_id", answer, "err", err)
			b.tell(ctx, in, "谢谢，已记录。想说明原因，请再按一次。")
		}
	})
	return taken
}

// onReason stores the reason given in the form.
func (b *Bot) onReason(ctx context.Context, in *interaction) ack {
	f := bot.Feedback{AnswerID: in.View.Private, Rater: in.rater(), Verdict: bot.VerdictDown}
	for id, values := range in.View.State.Values {
		for _, v := range values {
			switch id {
			case blockReason:
				f.Reason = bot.Reason(v.Selected.Value)
			case blockComment:
				f.Comment = truncate(clean(v.Value), bot.MaxCommentRunes)
			}
		}
	}
	if b.Feedbacks == nil || reasonWords[f.Reason] == "" {
		b.Observe("malformed")
		return taken
	}
	err := storedInTime(ctx, func(ctx context.Context) error { return b.Feedbacks.Rate(ctx, f) })
	if err != nil && !gone(err) {
		b.Observe("feedback_not_stored")
		b.Logger.ErrorContext(ctx, "slack feedback not stored", "question_id", f.AnswerID, "err", redacted(err, f.Comment))
		body, err := json.Marshal(map[string]any{
			"response_action": "errors", "errors": map[string]string{blockReason: "现在存不下来，请稍后再提交。"},
		})
		if err != nil {
			panic(err) // a map of strings always marshals
		}
		return ack{status: http.StatusOK, body: body}
	}
	b.Observe("feedback_reason")
	return taken // an empty answer closes the form
}

// onShare makes a job of showing a private answer to its channel: once for
// each answer, however often the button is pressed.
func (b *Bot) onShare(ctx context.Context, in *interaction) ack {
	var what shared
	if err := json.Unmarshal([]byte(in.Actions[0].Value), &what); err != nil || what.Answer == "" || len(what.Answer) > 100 ||
		!idForm.MatchString(in.Channel.ID) || what.Thread != "" && !tsForm.MatchString(what.Thread) {
		b.Observe("malformed")
		return taken
	}
	name := in.User.Username
	if name == "" {
		name = in.User.Name
	}
	id := "share" + hash(in.Channel.ID+":"+what.Thread+":"+what.Answer)
	j := &job{
		Kind: kindShare, Channel: in.Channel.ID, Thread: what.Thread, User: in.User.ID, Response: in.Response,
		Answer: what.Answer, Script: what.Script, By: truncate(oneLine(name), maxPlace),
	}
	switch b.put(ctx, in.Team.ID, id, id, id, j) {
	case notStored:
		return sendAgain
	case duplicate:
		b.aside(func(ctx context.Context) { b.tell(ctx, in, "这条回答已经分享到频道。") })
	}
	return taken
}

// tell says something to the reader alone; nothing depends on it.
func (b *Bot) tell(ctx context.Context, in *interaction, text string) {
	r := noticeReply(text)
	r.channel, r.user = in.Channel.ID, in.User.ID
	err := b.api.respond(ctx, in.Response, &r, false)
	if err != nil && r.channel != "" {
		err = b.api.whisper(ctx, &r)
	}
	if err != nil {
		b.Logger.DebugContext(ctx, "slack reader not told", "err", err)
	}
}

// reasonWords are the reasons as readers see them.
var reasonWords = map[bot.Reason]string{
	bot.ReasonOffTopic:      "答非所问",
	bot.ReasonWrongCitation: "引用错误",
	bot.ReasonOutdated:      "已过期",
	bot.ReasonIncomplete:    "不完整",
	bot.ReasonOther:         "其他",
}

// reasonView is the form that asks what was wrong.
func reasonView(answer string) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for _, r := range bot.Reasons {
		options = append(options, slack.NewOptionBlockObject(string(r), plainWords(reasonWords[r]), nil))
	}
	comment := slack.NewPlainTextInputBlockElement(plainWords("可以不写；请不要写个人信息"), blockComment)
	comment.Multiline, comment.MaxLength = true, bot.MaxCommentRunes
	more := slack.NewInputBlock(blockComment, plainWords("补充说明"), nil, comment)
	more.Optional = true
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: viewReason, PrivateMetadata: answer,
		Title: plainWords("哪里不对？"), Submit: plainWords("提交"), Close: plainWords("取消"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock(blockReason, plainWords("原因"), nil, slack.NewRadioButtonsBlockElement(blockReason, options...)),
			more,
		}},
	}
}

// plainWords is a text without markup.
func plainWords(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

// feedbackBlock asks whether an answer helped.
func feedbackBlock(answer string) slack.Block {
	button := func(text, label string, v bot.Verdict) *slack.FeedbackButton {
		return slack.NewFeedbackButton(plainWords(text), string(v)+":"+answer).WithAccessibilityLabel(label)
	}
	return slack.NewContextActionsBlock("", slack.NewFeedbackButtonsBlockElement(actionFeedback,
		button("有用", "这条回答有用", bot.VerdictUp), button("没用", "这条回答没用，说明原因", bot.VerdictDown)))
}

// shareBlock lets the asker show a private answer to the channel.
func shareBlock(what shared) slack.Block {
	value, err := json.Marshal(what)
	if err != nil {
		panic(err) // a struct of strings always marshals
	}
	return slack.NewActionBlock("", slack.NewButtonBlockElement(actionShare, string(value), plainWords("分享到频道")))
}
