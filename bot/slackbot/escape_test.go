package slackbot

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
	"github.com/policybot/policybot/corpus"
)

// live are texts that Slack would act on if they reached it as they are, or
// that show something other than they are.
var live = []string{
	"<!channel>", "<!here>", "<!everyone>", "<!group>", "<@U012AB3CD>", "<@W012AB3CD|老王>", "<@UBOT>", "<#C024BE7LR>", "<#C024BE7LR|政策>",
	"<!subteam^SAZ94GDB8>", "<!subteam^SAZ94GDB8|组>", "<!date^1392734382^{date}|x>", "<!date^1392734382^{date}^https://evil.example/|x>",
	"<https://evil.example>", "<https://evil.example|官方通知>", "<http://evil.example/?q=秘密|点此>", "<mailto:a@evil.example|信>", "<tel:+123|打>",
	"<slack://open>", "<javascript:alert(1)|x>", "<https://evil.example|a>b>", "<<!channel>>", "<<!here>", "&<!here>", "&lt<!here>;", "<!channel",
	"!channel>", "<!channel|>", "<!\u200bchannel>", "<\u2060!channel>", "<!chan\u00adnel>", "\u202e<!here>\u202c", "<!here\u2066>", "<\n!channel>",
	"<!channel\n>", "<\x00!channel>", "<!chan\x00nel>", "<\ufeff!here>", "\U000e003c!here\U000e003e", "<!here>\U000e0001\U000e0041\U000e007f",
	"![图](https://evil.example/x.png)", "<img src=https://evil.example/x.png>", "<script>alert(1)</script>", "&#60;!channel&#62;", "&#x3c;!here&#x3e;",
	"```<!channel>```", "`<!here>`", "*<!here>*", "_<@U1>_", "~<@U1>~", "> <!here>", ">>> <!channel>", "• <!here>", "[1]<!here>", "<!here>[1]",
	"第十一条<!here>", "2,296<!here>家", "<!here>%", "\xff<!here>", "<\xc0!here>", "＜!channel＞<!channel>", "<!channel><!channel><!channel>",
	"<https://evil.example|<!here>>", "a|b<c>d&e", "\r<!here>\r", "\u2028<!here>", "\t<!here>\t",
}

func TestNothingLiveGetsThrough(t *testing.T) {
	t.Parallel()
	if len(live) < 60 {
		t.Fatalf("%d payloads, want at least 60", len(live))
	}
	for _, s := range live {
		a := bot.Answer{
			ID: "a" + s, Status: bot.StatusAnswered, Label: bot.Label, Text: s,
			Statements: []bot.Statement{{Text: s + "。", Citations: []int{1}}, {Text: strings.Repeat(s, 13000/len([]rune(s))), Citations: []int{1}}},
			Citations: []bot.Citation{{N: 1, DocumentID: s, Title: s, DocNumber: s, Locator: s, Source: s, URL: "https://gov.example/" + s,
				Status: corpus.Status(s), EffectiveFrom: corpus.Date(s)}},
			Missing: []string{s + "缺"}, Choices: []string{s + "选"},
		}
		for _, public := range []string{"", "https://policy.example"} {
			r := layOut(&a, public).reply()
			r.resume()
			blocks := asSent(t, r.blocks())
			if err := slacktest.Validate(blocks); err != nil {
				t.Errorf("%q: %v", s, err)
			}
			for what, text := range map[string]string{"plain": r.plain, "summary": r.summary, "blocks": slacktest.Message{Blocks: blocks}.Body()} {
				if err := slacktest.CheckMarkup(text); err != nil {
					t.Errorf("%q: %s: %v", s, what, err)
				}
				if strings.Contains(text, "<http://evil") || strings.Contains(text, "<https://evil") {
					t.Errorf("%q: %s holds a link that is not ours", s, what)
				}
				if strings.ContainsAny(text, "\x00\u202e\u2066\ufeff\u200b\U000e0041") {
					t.Errorf("%q: %s holds invisible characters", s, what)
				}
			}
		}
		if err := slacktest.CheckMarkup(noticeReply(s).plain); err != nil {
			t.Errorf("notice of %q: %v", s, err)
		}
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                          "",
		"a < b & c > d":             "a &lt; b &amp; c &gt; d",
		"&lt;":                      "&amp;lt;",
		"  一 \t\n\n 二  ":            "一\n二",
		"一\u3000二":                  "一 二",
		"\x00a\u202eb\u200bc\ufeff": "abc",
		"👩‍👧 é":                     "👩‍👧 é",
		"\xff":                      "\uFFFD",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
}
