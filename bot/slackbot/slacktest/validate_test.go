package slacktest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot/slackbot/slacktest"
)

func TestValidatorRefuses(t *testing.T) {
	t.Parallel()
	section := func(s string) slacktest.Block {
		return slacktest.Block{Type: "section", Text: &slacktest.Text{Type: "mrkdwn", Text: s, Verbatim: true}}
	}
	button := func(id, text string) slacktest.Element {
		raw, err := json.Marshal(slacktest.Text{Type: "plain_text", Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return slacktest.Element{Type: "button", ActionID: id, Text: raw}
	}
	for name, blocks := range map[string][]slacktest.Block{
		"none":         {},
		"too many":     make([]slacktest.Block, 51),
		"empty":        {section("")},
		"blank":        {section("  ")},
		"long":         {section(strings.Repeat("长", 3001))},
		"sum":          {section(strings.Repeat("长", 3000)), section(strings.Repeat("长", 3000)), section(strings.Repeat("长", 3000)), section(strings.Repeat("长", 3000)), section("长")},
		"ping":         {section("<!channel>")},
		"user":         {section("<@U123>")},
		"half entity":  {section("a &am")},
		"half link":    {section("<https://x.example/a|题")},
		"bare link":    {section("<https://x.example/a>")},
		"type":         {{Type: "image"}},
		"two of an id": {{Type: "section", BlockID: "a", Text: section("x").Text}, {Type: "section", BlockID: "a", Text: section("x").Text}},
		"no elements":  {{Type: "actions"}},
		"no action id": {{Type: "actions", Elements: []slacktest.Element{button("", "x")}}},
		"long button":  {{Type: "actions", Elements: []slacktest.Element{button("a", strings.Repeat("长", 76))}}},
		"six thumbs":   {{Type: "context_actions", Elements: make([]slacktest.Element, 6)}},
		"half thumbs":  {{Type: "context_actions", Elements: []slacktest.Element{{Type: "feedback_buttons", ActionID: "a"}}}},
		"no verbatim":  {{Type: "section", Text: &slacktest.Text{Type: "mrkdwn", Text: "x"}}},
	} {
		if err := slacktest.Validate(blocks); err == nil {
			t.Errorf("slacktest.Validate(%s) = nil, want an error", name)
		}
	}
	if err := slacktest.Validate([]slacktest.Block{section("好 &lt;a&gt; <https://x.example/a?b=1&amp;c=2#cite|题>")}); err != nil {
		t.Errorf("slacktest.Validate(good) = %v, want nil", err)
	}
}
