package slackbot

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

func TestParseCommand(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]request{
		"":                     {help: true},
		"help":                 {help: true},
		" 帮助 ":                 {help: true},
		"？":                    {help: true},
		"研发费用？":                {question: "研发费用？"},
		"ask 问题":               {question: "问题"},
		"asof 2021-06-30 高企条件": {question: "高企条件", asOf: "2021-06-30"},
		"asof 2021年6月30日 高企":   {question: "高企", asOf: "2021-06-30"},
		"截至　２０２１／６／３０　高企":                     {question: "高企", asOf: "2021-06-30"},
		"region 长春 有什么奖励？":                    {question: "有什么奖励？", region: "长春"},
		"SCRIPT 高企有什么优惠":                      {question: "高企有什么优惠", script: true},
		"script region 长春 asof 2021-06-30 奖励": {question: "奖励", script: true, region: "长春", asOf: "2021-06-30"},
		"help me with 15% tax":                {question: "help me with 15% tax"},
		"settings":                            {show: true},
		"set":                                 {show: true},
		"set region 长春":                       {set: &newChoice{"region", "长春"}},
		"设置 私下 开":                             {set: &newChoice{"私下", "开"}},
		"a &lt; b":                            {question: "a < b"},
	} {
		got, err := parseCommand(text, time.Now())
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(request{}, newChoice{})); diff != "" || err != nil {
			t.Errorf("parseCommand(%q) error %v (-want +got):\n%s", text, err, diff)
		}
	}
	for text, want := range map[string]string{
		"asof gestern 高企":                   "2021-06-30",
		"asof 2021-13-01 高企":                "2021-06-30",
		"asof":                              "2021-06-30",
		"region":                            "长春",
		"region " + strings.Repeat("长", 21): "长春",
		"script asof 2021-06-30":            "选项后面请写问题",
		"script":                            "选项后面请写问题",
	} {
		if _, err := parseCommand(text, time.Now()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parseCommand(%q) error = %v, want one with %q", text, err, want)
		}
	}
}

// commandForm is the body of /policy with a text.
func commandForm(s *slacktest.Server, text string) []byte {
	return []byte(url.Values{
		"command": {"/policy"}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "text": {text},
		"trigger_id": {s.Trigger()}, "response_url": {s.ResponseURL("C1", "U1")}, "token": {"x"},
	}.Encode())
}

// command sends /policy as Slack does and gives what is said at once.
func (r *rig) command(t *testing.T, text string) string {
	t.Helper()
	clock := r.Bot.Now
	r.Bot.Now = time.Now
	defer func() { r.Bot.Now = clock }()
	w := deliverTo(r.Bot, "/slack/commands", commandForm(r.slack, text))
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"ephemeral"`) {
		t.Fatalf("/policy %s = %d %s, want words for the asker alone", text, w.Code, w.Body)
	}
	return w.Body.String()
}

func TestCommandIsAnsweredPrivately(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if got := r.command(t, "asof 2021-06-30 region 长春 "+asked); !strings.Contains(got, workingText) {
		t.Errorf("at once: %s, want the sign of life", got)
	}
	r.drain(t)
	got := r.slack.Seen("C1", "U1")
	if len(got) != 1 || !strings.Contains(got[0].Body(), "1234家。[1]") || !strings.Contains(got[0].Body(), bot.Label) {
		t.Fatalf("seen by the asker: %+v, want the cited answer", got)
	}
	if _, ok := got[0].Action(actionShare); !ok {
		t.Error("no button to share it")
	}
	want := []bot.Question{{Text: asked, AsOf: "2021-06-30", Region: "长春"}}
	if diff := cmp.Diff(want, r.answerer.Asked()); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestCommandScript(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.command(t, "script "+asked)
	r.drain(t)
	got := r.slack.Seen("C1", "U1")
	if len(got) != 1 {
		t.Fatalf("%d messages, want 1", len(got))
	}
	script := got[0].Blocks[0].Text.Text
	if !strings.HasPrefix(script, "（虚构）国家级高新技术企业达到一千二百三十四家。") || utf8.RuneCountInString(script) > 120 {
		t.Errorf("script %q, want the conclusion in spoken form", script)
	}
	if !strings.Contains(got[0].Body(), "某市报告> ·") || !strings.Contains(got[0].Body(), bot.Label) {
		t.Errorf("message %q lacks the source or the label", got[0].Body())
	}
}

// After 30 minutes, or five uses, the response address is dead: another way.
func TestCommandAfterTheResponseAddressDied(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.Clock(func() time.Time { return time.Now().Add(31 * time.Minute) })
	form := r.slack.ResponseURL("C1", "U1")
	r.slack.Clock(func() time.Time { return time.Now().Add(62 * time.Minute) })
	j := &job{Kind: kindCommand, Channel: "C1", User: "U1", Text: asked, Response: form}
	if r.Bot.put(t.Context(), "T1", "cmd1", "cmd1", "cmd1", j) != stored {
		t.Fatal("not stored")
	}
	r.drain(t)
	if got := r.slack.Seen("C1", "U1"); len(got) != 1 || r.slack.Count("chat.postEphemeral") != 1 {
		t.Errorf("%d messages, calls %v; want one by chat.postEphemeral", len(got), r.slack.Methods())
	}
}

// A signed payload does not send the answer elsewhere.
func TestForeignResponseAddress(t *testing.T) {
	t.Parallel()
	a := newAPI(testToken, "", "http://127.0.0.1:9/api/")
	for address, want := range map[string]bool{
		"https://hooks.slack.com/commands/1/2":    true,
		"http://127.0.0.1:9/response/1":           true,
		"http://hooks.slack.com/commands/1/2":     false,
		"https://hooks.slack.com.evil.example/x":  false,
		"https://evil.example/hooks.slack.com":    false,
		"https://hooks.slack.com@evil.example/x":  false,
		"https://evil@hooks.slack.com/x":          false,
		"http://169.254.169.254/latest/meta-data": false,
		"": false,
	} {
		if got := a.ours(address); got != want {
			t.Errorf("ours(%q) = %v, want %v", address, got, want)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Bot.Settings = &choices{}
	for _, tt := range []struct{ text, want string }{
		{"settings", "默认地区（region）：未设置"},
		{"set region 长春", "默认地区（region）：长春"},
		{"set mention on", "（mention）：开"},
		{"设置 私下 开", "（private）：开"},
		{"set private maybe", "请写 on 或 off"},
		{"set colour red", "可以设置"},
		{"set region 长 春", "地区请写地名"},
		{"set region", "地区请写地名"},
		{"settings", "长春"},
	} {
		if got := r.command(t, tt.text); !strings.Contains(got, tt.want) {
			t.Errorf("/policy %s = %s, want %q", tt.text, got, tt.want)
		}
	}
	got, err := r.Bot.Settings.Channel(t.Context(), "T1", "C1")
	if want := (bot.ChannelSettings{Region: "长春", MentionOnly: true, PrivateFirst: true}); err != nil || got != want {
		t.Errorf("settings %+v, %v, want %+v", got, err, want)
	}
}

const mention = `{"type":"app_mention","user":"U1","text":"<@UBOT> 长春市2021年一共有多少家国家级高企？","channel":"C1","ts":"1700000000.000100"}`

// deliver gives an inner event to the bot under its own event id.
func (r *rig) deliver(t *testing.T, id, inner string) {
	t.Helper()
	clock := r.Bot.Now
	r.Bot.Now = time.Now
	defer func() { r.Bot.Now = clock }()
	body := strings.Replace(string(envelope(inner)), `"Ev1"`, `"`+id+`"`, 1)
	if w := deliverHTTP(r.Bot, []byte(body)); w.Code != 200 {
		t.Fatalf("answer %d, want 200", w.Code)
	}
}

func TestFollowUpsInAThread(t *testing.T) {
	t.Parallel()
	follow := func(ts, text string) string {
		return `{"type":"message","channel_type":"channel","user":"U2","text":"` + text + `","channel":"C1","ts":"` + ts + `","thread_ts":"1700000000.000100"}`
	}
	for name, tt := range map[string]struct {
		chosen bot.ChannelSettings
		want   int
	}{
		"allowed":      {bot.ChannelSettings{Region: "长春"}, 2},
		"mention only": {bot.ChannelSettings{MentionOnly: true}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.Bot.Settings = &choices{now: tt.chosen}
			r.deliver(t, "Ev0", follow("1700000000.000050", "没有回答过的话题"))
			if r.store.len() != 0 {
				t.Fatal("a message of a thread without an answer was stored")
			}
			r.deliver(t, "Ev1", mention)
			r.drain(t)
			r.deliver(t, "Ev2", follow("1700000000.000200", "那小微企业呢？"))
			for r.step(t, r.Bot) {
			}
			if got := len(r.slack.Replies("C1", "1700000000.000100")); got != tt.want {
				t.Errorf("%d replies, want %d", got, tt.want)
			}
			for _, q := range r.answerer.Asked() {
				if q.Region != tt.chosen.Region {
					t.Errorf("asked %+v, want the region of the channel", q)
				}
			}
		})
	}
}

func TestPrivateFirstAndShare(t *testing.T) {
	t.Parallel()
	for name, member := range map[string]bool{"member": true, "no member": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.Bot.Settings = &choices{now: bot.ChannelSettings{PrivateFirst: true}}
			r.deliver(t, "Ev1", mention)
			r.drain(t)
			if got := len(r.slack.Replies("C1", "1700000000.000100")); got != 0 {
				t.Fatalf("%d replies before they are shared", got)
			}
			seen := r.slack.Seen("C1", "U1")
			if len(seen) != 1 || seen[0].Thread != "1700000000.000100" {
				t.Fatalf("seen %+v, want the answer in the thread", seen)
			}
			value, _ := seen[0].Action(actionShare)
			if !member {
				r.slack.Leave("C1")
			}
			for range 3 {
				r.press(t, actionShare, value)
				for r.step(t, r.Bot) {
				}
			}
			var shown []slacktest.Message
			for _, m := range r.slack.Messages() {
				if m.Channel == "C1" && m.Ephemeral == "" {
					shown = append(shown, m)
				}
			}
			if len(shown) != 1 || !strings.Contains(shown[0].Body(), "由 wang&lt;!channel&gt; 分享") || !strings.Contains(shown[0].Body(), "1234家。[1]") {
				t.Errorf("shown %+v, want the answer once, with who shares it", shown)
			}
		})
	}
}

func TestHiddenDocumentsAreExcluded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Bot.Hidden = func(context.Context) ([]string, error) { return []string{"secret1"}, nil }
	r.put(t)
	r.drain(t)
	if got := r.answerer.Asked(); len(got) != 1 || len(got[0].Exclude) != 1 || got[0].Exclude[0] != "secret1" {
		t.Errorf("asked %+v, want the hidden document excluded", got)
	}
	r = newRig(t)
	r.Bot.Hidden = func(context.Context) ([]string, error) { return nil, errors.New("unknown") }
	r.put(t)
	r.drain(t)
	if len(r.answerer.Asked()) != 0 || r.thread()[0].Body() != failure {
		t.Error("a question was answered though nobody knows what is public")
	}
}

// An answer given before a document was hidden is not shown to a channel after.
func TestHiddenDocumentsAreNotShared(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Bot.Settings = &choices{now: bot.ChannelSettings{PrivateFirst: true}}
	r.deliver(t, "Ev1", mention)
	r.drain(t)
	value, _ := r.slack.Seen("C1", "U1")[0].Action(actionShare)
	r.Bot.Hidden = func(context.Context) ([]string, error) { return []string{"0123456789ab"}, nil }
	r.press(t, actionShare, value)
	for r.step(t, r.Bot) {
	}
	for _, m := range r.slack.Messages() {
		if m.Ephemeral == "" {
			t.Errorf("shown to the channel: %s", m.Body())
		}
	}
	if seen := r.slack.Seen("C1", "U1"); len(seen) != 2 || !strings.Contains(seen[1].Body(), "没有分享") {
		t.Errorf("seen %+v, want the reason", seen)
	}
}

func TestQueueNotice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.deliver(t, "Ev1", mention)
	r.put2(t)
	r.store.pass(time.Second)
	if err := r.tellOnce(t.Context()); err != nil || len(r.slack.Messages()) != 0 {
		t.Fatalf("told after a second: %v", err)
	}
	r.store.pass(4 * time.Second)
	for range 3 {
		if err := r.tellOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got := r.slack.Seen("D1", "U1")
	if len(got) != 1 || !strings.Contains(got[0].Body(), "第 2 位") || r.slack.Count("chat.postEphemeral") != 2 {
		t.Errorf("notices %+v, want one for each question, with its place", got)
	}
}

// put2 stores a second question, in a direct message.
func (r *rig) put2(t *testing.T) { r.deliver(t, "Ev2", dm) }

// choices keeps settings in memory.
type choices struct{ now bot.ChannelSettings }

func (c *choices) Channel(context.Context, string, string) (bot.ChannelSettings, error) {
	return c.now, nil
}

func (c *choices) SetChannel(_ context.Context, _, _ string, s bot.ChannelSettings) error {
	c.now = s
	return nil
}

func FuzzCommand(f *testing.F) {
	f.Add("asof 2021-06-30 region 长春 script 问")
	f.Add("set region <!channel>")
	f.Add("　？\x00\xff")
	f.Fuzz(func(t *testing.T, text string) {
		rq, err := parseCommand(text, time.Now())
		if err == nil && !rq.help && !rq.show && rq.set == nil && rq.question == "" {
			t.Fatalf("parseCommand(%q) = %+v: nothing is asked", text, rq)
		}
		if utf8.RuneCountInString(rq.question) > bot.MaxQuestionRunes+1 || utf8.RuneCountInString(rq.region) > maxRegionRunes {
			t.Fatalf("parseCommand(%q): too long", text)
		}
		if strings.ContainsAny(rq.question, "\x00") {
			t.Fatalf("parseCommand(%q) holds a null byte", text)
		}
	})
}

// Who asks what the bot is for is told, and no answer is made.
func TestHelpByMessage(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"帮助", "help", "怎么用？", "你能做什么", ""} {
		r := newRig(t)
		r.deliver(t, "Ev1", strings.Replace(mention, "长春市2021年一共有多少家国家级高企？", text, 1))
		r.drain(t)
		got := r.slack.Replies("C1", "1700000000.000100")
		if len(got) != 1 || !strings.Contains(got[0].Body(), "/policy script") || len(r.answerer.Asked()) != 0 {
			t.Errorf("%q: replies %+v, want the help once", text, got)
		}
	}
}
