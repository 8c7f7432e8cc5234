package slackbot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// slash is a slash command, as Slack sends it.
type slash struct {
	TeamID    string `json:"team_id"`
	ChannelID string `json:"channel_id"`
	UserID    string `json:"user_id"`
	TriggerID string `json:"trigger_id"`
	Response  string `json:"response_url"`
	Text      string `json:"text"`
}

// request is what a text after /policy asks for.
type request struct {
	help     bool
	show     bool       // the settings of the channel
	set      *newChoice // a setting to change
	question string
	asOf     corpus.Date
	region   string
	script   bool
}

// newChoice is a change of a channel's settings.
type newChoice struct{ name, value string }

// maxRegionRunes bounds the name of a region.
const maxRegionRunes = 20

// onCommand answers /policy. A question becomes a job; everything else is
// answered at once, to the asker alone.
func (b *Bot) onCommand(ctx context.Context, payload []byte) ack {
	var c slash
	if err := json.Unmarshal(payload, &c); err != nil ||
		!idForm.MatchString(c.TeamID) || !idForm.MatchString(c.ChannelID) || !idForm.MatchString(c.UserID) || c.TriggerID == "" {
		b.Observe("malformed")
		return taken
	}
	rq, err := parseCommand(c.Text, b.Now())
	switch {
	case err != nil:
		b.Observe("command_refused")
		return told(err.Error())
	case rq.help:
		b.Observe("command_help")
		return told(helpText)
	case rq.show || rq.set != nil:
		b.Observe("command_settings")
		return b.settings(ctx, c, rq.set)
	}
	j := &job{
		Kind: kindCommand, Channel: c.ChannelID, User: c.UserID, Text: rq.question, Direct: strings.HasPrefix(c.ChannelID, "D"),
		AsOf: rq.asOf, Region: rq.region, Script: rq.script, Response: c.Response,
	}
	id := "cmd" + hash(c.TriggerID)
	if b.put(ctx, c.TeamID, id, id, id, j) == notStored {
		return told(failure)
	}
	return told(workingText)
}

// told answers a command with a few words, to the asker alone.
func told(text string) ack {
	body, err := json.Marshal(map[string]string{"response_type": "ephemeral", "text": escape(text)})
	if err != nil {
		panic(err) // a map of strings always marshals
	}
	return ack{status: http.StatusOK, body: body}
}

// hash gives a short name of something that is too long or too telling.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// optionWords are the words that may stand before a question, in both
// languages.
var optionWords = map[string]string{
	"help": "help", "帮助": "help", "?": "help", "？": "help",
	"ask": "ask", "问": "ask",
	"asof": "asof", "截至": "asof",
	"region": "region", "地区": "region",
	"script": "script", "口播": "script",
	"set": "set", "设置": "set", "settings": "show", "设定": "show",
}

// parseCommand reads the text after /policy. Options may be combined, in any
// order, before the question. The error is for the user.
func parseCommand(text string, now time.Time) (request, error) {
	var rq request
	rest := strings.TrimSpace(strings.ReplaceAll(text, "\u3000", " "))
	for first := true; ; first = false {
		word, after, _ := strings.Cut(rest, " ")
		after = strings.TrimSpace(after)
		switch optionWords[strings.ToLower(word)] {
		case "help":
			if first && after == "" {
				rq.help = true
				return rq, nil
			}
		case "show":
			if first && after == "" {
				rq.show = true
				return rq, nil
			}
		case "set":
			if first {
				name, value, _ := strings.Cut(after, " ")
				rq.show = name == ""
				if name != "" {
					rq.set = &newChoice{name: name, value: strings.TrimSpace(value)}
				}
				return rq, nil
			}
		case "ask":
			rest = after
			continue
		case "script":
			rq.script, rest = true, after
			continue
		case "asof":
			date, question, _ := strings.Cut(after, " ")
			d, err := parseDay(date)
			if err != nil {
				return rq, err
			}
			rq.asOf, rest = d, strings.TrimSpace(question)
			continue
		case "region":
			region, question, _ := strings.Cut(after, " ")
			if err := checkRegion(region); err != nil {
				return rq, err
			}
			rq.region, rest = region, strings.TrimSpace(question)
			continue
		}
		break
	}
	rq.question = questionText(rest, nil)
	switch {
	case rq.question == "" && rq == (request{}):
		rq.help = true
	case rq.question == "":
		return rq, errors.New("选项后面请写问题，例如：/policy script 高企认定需要哪些条件？")
	}
	return rq, nil
}

// parseDay reads a date as people write it.
func parseDay(s string) (corpus.Date, error) {
	norm := strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", "／", "-", ".", "-").Replace(corpus.Normalize(s))
	t, err := time.Parse("2006-1-2", norm)
	if err != nil {
		return "", errors.New("日期请写成 2021-06-30，例如：/policy asof 2021-06-30 高企认定需要哪些条件？")
	}
	return corpus.Date(t.Format("2006-01-02")), nil
}

func checkRegion(s string) error {
	if s == "" || utf8.RuneCountInString(s) > maxRegionRunes {
		return errors.New("地区请写地名，例如：/policy region 长春 高企有什么奖励？")
	}
	return nil
}

// settings shows or changes what a channel chose.
func (b *Bot) settings(ctx context.Context, c slash, change *newChoice) ack {
	if b.Settings == nil {
		return told("这里没有可以设置的内容。")
	}
	var now bot.ChannelSettings
	err := storedInTime(ctx, func(ctx context.Context) (err error) {
		now, err = b.Settings.Channel(ctx, c.TeamID, c.ChannelID)
		if err != nil || change == nil {
			return err
		}
		changed, err := choose(now, change)
		if err != nil {
			return err
		}
		now = changed
		return b.Settings.SetChannel(ctx, c.TeamID, c.ChannelID, now)
	})
	var unclear unclearError
	switch {
	case errors.As(err, &unclear):
		return told(string(unclear))
	case err != nil:
		b.Logger.ErrorContext(ctx, "slack settings out of reach", "channel_id", c.ChannelID, "err", err)
		return told(failure)
	}
	if change != nil {
		b.Logger.InfoContext(ctx, "slack settings changed", "channel_id", c.ChannelID, "user_id", c.UserID)
	}
	return told(settingsText(now))
}

// unclearError says what is wrong with a change, for the user.
type unclearError string

func (e unclearError) Error() string { return string(e) }

// choose applies a change.
func choose(s bot.ChannelSettings, change *newChoice) (bot.ChannelSettings, error) {
	switch strings.ToLower(change.name) {
	case "region", "地区":
		switch v := strings.ToLower(change.value); {
		case v == "off" || v == "无":
			s.Region = ""
		case checkRegion(change.value) != nil || strings.Contains(change.value, " "):
			return s, unclearError("地区请写地名，例如：/policy set region 长春；取消：/policy set region off")
		default:
			s.Region = change.value
		}
		return s, nil
	case "mention", "提及":
		err := onOff(change.value, &s.MentionOnly, "/policy set mention on")
		return s, err
	case "private", "私下":
		err := onOff(change.value, &s.PrivateFirst, "/policy set private on")
		return s, err
	}
	return s, unclearError("可以设置：region（地区）、mention（只答提及）、private（先私下回答）。例如：/policy set region 长春")
}

func onOff(value string, to *bool, example string) error {
	switch strings.ToLower(value) {
	case "on", "开", "是":
		*to = true
	case "off", "关", "否":
		*to = false
	default:
		return unclearError("请写 on 或 off（开、关），例如：" + example)
	}
	return nil
}
