package slackbot

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
)

// envelope gives a delivery around an inner event written as JSON.
func envelope(inner string) []byte {
	return []byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","api_app_id":"A1",` +
		`"authorizations":[{"team_id":"T1","user_id":"UBOT","is_bot":true}],"event":` + inner + `}`)
}

func TestWhoIsAnswered(t *testing.T) {
	t.Parallel()
	const where = `"channel":"D1","ts":"1700000000.000100"`
	const thread = `"channel":"C1","ts":"1700000000.000100","thread_ts":"1600000000.000001"`
	tests := []struct {
		name, inner string
		want        *job
		reason      string
	}{
		{"direct message", `{"type":"message","channel_type":"im","user":"U1","text":"研发费用加计扣除比例是多少？",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: "研发费用加计扣除比例是多少？", Direct: true}, ""},
		{"direct message in a thread", `{"type":"message","channel_type":"im","user":"U1","text":"那小微企业呢","thread_ts":"1600000000.000001",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1600000000.000001", User: "U1", Text: "那小微企业呢", Direct: true}, ""},
		{"mention", `{"type":"app_mention","user":"U1","text":"<@UBOT> 高企认定要几年？",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: "高企认定要几年？"}, ""},
		{"mention in the middle, full-width marks", `{"type":"app_mention","user":"U1","text":"请问<@UBOT>，“高企”有效期几年？！",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: "请问 ，“高企”有效期几年？！"}, ""},
		{"mention in a thread", `{"type":"app_mention","user":"U1","text":"<@UBOT> 那呢","thread_ts":"1600000000.000001",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1600000000.000001", User: "U1", Text: "那呢"}, ""},
		{"mention without words", `{"type":"app_mention","user":"U1","text":"<@UBOT>",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: ""}, ""},
		{"mention of us and of a person", `{"type":"app_mention","user":"U1","text":"<@UBOT> 帮 <@U2|老王> 查一下",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: "帮 老王 查一下"}, ""},
		{"entities and links", `{"type":"message","channel_type":"im","user":"U1","text":"投入 &gt;= 5% &amp; <https://x.example/a|通知> <#C1|政策> <!here> <https://y.example>",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: "投入 >= 5% & 通知 政策 https://y.example", Direct: true}, ""},
		{"escaped mention stays words", `{"type":"message","channel_type":"im","user":"U1","text":"&lt;!channel&gt; 是什么",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: "<!channel> 是什么", Direct: true}, ""},
		{"null bytes", `{"type":"message","channel_type":"im","user":"U1","text":"a\u0000b\u202ec",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: "abc", Direct: true}, ""},
		{"channel message without mention", `{"type":"message","channel_type":"channel","user":"U1","text":"大家好",` + where + `}`, nil, "not_addressed"},
		{"follow-up", `{"type":"message","channel_type":"channel","user":"U1","text":"那小微企业呢？",` + thread + `}`,
			&job{Channel: "C1", TS: "1700000000.000100", Thread: "1600000000.000001", User: "U1", Text: "那小微企业呢？", FollowUp: true}, ""},
		{"follow-up in a private channel", `{"type":"message","channel_type":"group","user":"U1","text":"上海呢",` + thread + `}`,
			&job{Channel: "C1", TS: "1700000000.000100", Thread: "1600000000.000001", User: "U1", Text: "上海呢", FollowUp: true}, ""},
		{"follow-up with full-width marks", `{"type":"message","channel_type":"channel","user":"U1","text":"（补充）比例是１５％吗？！",` + thread + `}`,
			&job{Channel: "C1", TS: "1700000000.000100", Thread: "1600000000.000001", User: "U1", Text: "（补充）比例是１５％吗？！", FollowUp: true}, ""},
		{"follow-up with an address", `{"type":"message","channel_type":"channel","user":"U1","text":"材料发到 a@b.example 可以吗？",` + thread + `}`,
			&job{Channel: "C1", TS: "1700000000.000100", Thread: "1600000000.000001", User: "U1", Text: "材料发到 a@b.example 可以吗？", FollowUp: true}, ""},
		{"thanks and a question", `{"type":"message","channel_type":"channel","user":"U1","text":"谢谢，那外资企业呢？",` + thread + `}`,
			&job{Channel: "C1", TS: "1700000000.000100", Thread: "1600000000.000001", User: "U1", Text: "谢谢，那外资企业呢？", FollowUp: true}, ""},
		{"message form of a mention", `{"type":"message","channel_type":"channel","user":"U1","text":"<@UBOT> 高企认定要几年？",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "U1", Text: "高企认定要几年？"}, ""},
		{"mention of us and a person in a thread", `{"type":"message","channel_type":"channel","user":"U1","text":"<@UBOT> <@U2> 问",` + thread + `}`,
			&job{Channel: "C1", TS: "1700000000.000100", Thread: "1600000000.000001", User: "U1", Text: "问"}, ""},
		{"thread, for a person", `{"type":"message","channel_type":"channel","user":"U1","text":"<@U2> 你怎么看？",` + thread + `}`, nil, "for_others"},
		{"thread, for a group", `{"type":"message","channel_type":"channel","user":"U1","text":"<!subteam^S1> 谁知道？",` + thread + `}`, nil, "for_others"},
		{"thread, for all", `{"type":"message","channel_type":"channel","user":"U1","text":"<!here> 谁知道？",` + thread + `}`, nil, "for_others"},
		{"thread, full-width name", `{"type":"message","channel_type":"channel","user":"U1","text":"＠老王，你看呢？",` + thread + `}`, nil, "for_others"},
		{"thread, plain name after a full-width comma", `{"type":"message","channel_type":"channel","user":"U1","text":"这个，@老王 来答",` + thread + `}`, nil, "for_others"},
		{"thread, thanks", `{"type":"message","channel_type":"channel","user":"U1","text":"谢谢您！",` + thread + `}`, nil, "courtesy"},
		{"thread, understood, full-width marks", `{"type":"message","channel_type":"channel","user":"U1","text":"好的，收到～ＯＫ",` + thread + `}`, nil, "courtesy"},
		{"thread, emoji", `{"type":"message","channel_type":"channel","user":"U1","text":":thumbsup:",` + thread + `}`, nil, "courtesy"},
		{"thread, edit", `{"type":"message","channel_type":"channel","user":"U1","text":"改了","edited":{"user":"U1","ts":"1.1"},` + thread + `}`, nil, "edited"},
		{"thread, bot", `{"type":"message","channel_type":"channel","user":"U9","bot_id":"B9","text":"机器？",` + thread + `}`, nil, "from_bot"},
		{"first message of a thread", `{"type":"message","channel_type":"channel","user":"U1","text":"大家好","channel":"C1","ts":"1700000000.000100","thread_ts":"1700000000.000100"}`, nil, "not_addressed"},
		{"shared channel", `{"type":"app_mention","user":"UEXT","user_team":"T9","text":"<@UBOT> 问",` + where + `}`,
			&job{Channel: "D1", TS: "1700000000.000100", Thread: "1700000000.000100", User: "UEXT", Text: "问"}, ""},
		{"private channel without mention", `{"type":"message","channel_type":"group","user":"U1","text":"大家好",` + where + `}`, nil, "not_addressed"},
		{"group direct message without mention", `{"type":"message","channel_type":"mpim","user":"U1","text":"大家好",` + where + `}`, nil, "not_addressed"},
		{"edit", `{"type":"message","subtype":"message_changed","channel_type":"im","hidden":true,"message":{"user":"U1","text":"改"},` + where + `}`, nil, "from_slack"},
		{"edit with author", `{"type":"message","subtype":"message_changed","channel_type":"im","user":"U1","text":"改",` + where + `}`, nil, "subtype"},
		{"deletion", `{"type":"message","subtype":"message_deleted","channel_type":"im","user":"U1",` + where + `}`, nil, "subtype"},
		{"mention added by an edit", `{"type":"app_mention","user":"U1","text":"<@UBOT> 改","edited":{"user":"U1","ts":"1700000001.0"},` + where + `}`, nil, "edited"},
		{"another bot", `{"type":"message","channel_type":"im","user":"U9","bot_id":"B9","text":"机器",` + where + `}`, nil, "from_bot"},
		{"bot message subtype", `{"type":"message","subtype":"bot_message","bot_id":"B9","channel_type":"im","text":"机器",` + where + `}`, nil, "from_bot"},
		{"bot mentions us", `{"type":"app_mention","user":"U9","bot_id":"B9","text":"<@UBOT>",` + where + `}`, nil, "from_bot"},
		{"ourselves", `{"type":"message","channel_type":"im","user":"UBOT","text":"答",` + where + `}`, nil, "from_bot"},
		{"Slackbot", `{"type":"message","channel_type":"im","user":"USLACKBOT","text":"提醒",` + where + `}`, nil, "from_slack"},
		{"nobody", `{"type":"message","channel_type":"im","text":"?",` + where + `}`, nil, "from_slack"},
		{"join", `{"type":"message","subtype":"channel_join","channel_type":"channel","user":"U1","text":"joined",` + where + `}`, nil, "subtype"},
		{"file", `{"type":"message","subtype":"file_share","channel_type":"im","user":"U1","text":"看",` + where + `}`, nil, "subtype"},
		{"reaction", `{"type":"reaction_added","user":"U1","item":{}}`, nil, "unknown_event"},
		{"event of tomorrow", `{"type":"telepathy","user":"U1"}`, nil, "unknown_event"},
		{"null", `null`, nil, "malformed"},
		{"number", `7`, nil, "malformed"},
		{"list", `[{"type":"message"}]`, nil, "malformed"},
		{"wrong types", `{"type":"message","user":5}`, nil, "malformed"},
		{"no ts", `{"type":"app_mention","user":"U1","text":"x","channel":"C1"}`, nil, "malformed"},
		{"no channel", `{"type":"app_mention","user":"U1","text":"x","ts":"1.2"}`, nil, "malformed"},
		{"odd thread", `{"type":"app_mention","user":"U1","text":"x","channel":"C1","ts":"1.2","thread_ts":"../x"}`, nil, "malformed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := parseDelivery(envelope(tt.inner))
			if err != nil {
				t.Fatal(err)
			}
			got, reason := jobOf(d)
			if diff := cmp.Diff(tt.want, got); diff != "" || reason != tt.reason {
				t.Errorf("jobOf = %+v, %q, want reason %q (-want +got):\n%s", got, reason, tt.reason, diff)
			}
		})
	}
}

func TestQuestionKeepsOneMoreThanAllowed(t *testing.T) {
	t.Parallel()
	got := []rune(questionText(strings.Repeat("问", 5000), nil))
	if len(got) != bot.MaxQuestionRunes+1 {
		t.Errorf("question of 5000 characters kept as %d, want %d", len(got), bot.MaxQuestionRunes+1)
	}
}

func FuzzEvent(f *testing.F) {
	f.Add(envelope(`{"type":"app_mention","user":"U1","text":"<@UBOT> 问","channel":"C1","ts":"1.2"}`))
	f.Add(envelope(`null`))
	f.Add([]byte(`{"type":"url_verification","challenge":"c"}`))
	f.Add([]byte(`{"type":"event_callback","event":{"text":"<<<|||>>>&amp;lt;"}}`))
	f.Add([]byte("\xff\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := parseDelivery(body)
		if err != nil {
			return
		}
		j, reason := jobOf(d)
		if (j == nil) == (reason == "") {
			t.Fatalf("jobOf = %+v, %q: want a job or a reason", j, reason)
		}
		if j == nil {
			return
		}
		if raw, err := json.Marshal(j); err != nil || strings.Contains(string(raw), `\u0000`) {
			t.Fatalf("payload %q, %v: cannot be stored", raw, err)
		}
		if !idForm.MatchString(j.Channel) || !tsForm.MatchString(j.TS) || !tsForm.MatchString(j.Thread) {
			t.Fatalf("job with odd keys: %+v", j)
		}
	})
}
