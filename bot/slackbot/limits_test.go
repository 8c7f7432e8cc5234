package slackbot

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// fakeBlock is a Block Kit block as Slack reads it.
type fakeBlock struct {
	Type     string     `json:"type"`
	BlockID  string     `json:"block_id"`
	Text     *fakeText  `json:"text"`
	Elements []fakeText `json:"elements"`
}

type fakeText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim"`
}

// link is the only live markup that our messages may hold.
var link = regexp.MustCompile(`^<https?://[^<>|\s]+\|[^<>|]+>`)

// checkBlocks is the validator: Slack's limits for the blocks that we use, and
// our own rule that nothing in them is live but links of the form above.
func checkBlocks(blocks []fakeBlock) error {
	if len(blocks) == 0 || len(blocks) > 50 {
		return fmt.Errorf("%d blocks, want 1 to 50", len(blocks))
	}
	total := 0
	for i, b := range blocks {
		var texts []fakeText
		limit := 3000
		switch b.Type {
		case "section":
			if b.Text == nil {
				return fmt.Errorf("block %d: section without text", i)
			}
			texts = []fakeText{*b.Text}
		case "context":
			if len(b.Elements) == 0 || len(b.Elements) > 10 {
				return fmt.Errorf("block %d: %d elements, want 1 to 10", i, len(b.Elements))
			}
			texts, limit = b.Elements, 2000
		default:
			return fmt.Errorf("block %d: type %q is not one of ours", i, b.Type)
		}
		if len(b.BlockID) > 255 {
			return fmt.Errorf("block %d: id of %d", i, len(b.BlockID))
		}
		for _, t := range texts {
			if t.Type != "mrkdwn" || !t.Verbatim {
				return fmt.Errorf("block %d: text is %s, verbatim %v", i, t.Type, t.Verbatim)
			}
			if n := width(t.Text); n < 1 || n > limit {
				return fmt.Errorf("block %d: %d characters, want 1 to %d", i, n, limit)
			}
			if strings.TrimSpace(t.Text) == "" || !utf8.ValidString(t.Text) {
				return fmt.Errorf("block %d: blank or invalid text", i)
			}
			if err := checkMarkup(t.Text); err != nil {
				return fmt.Errorf("block %d: %w", i, err)
			}
			total += width(t.Text)
		}
	}
	if total > 12000 {
		return fmt.Errorf("%d characters in all, want at most 12000", total)
	}
	return nil
}

// checkMarkup finds anything live in a text but links, and entities cut apart.
func checkMarkup(s string) error {
	for i := 0; i < len(s); {
		switch s[i] {
		case '<':
			m := link.FindString(s[i:])
			if m == "" {
				return fmt.Errorf("live markup: %.90q", s[i:])
			}
			i += len(m)
		case '>':
			return fmt.Errorf("bare > at %d", i)
		case '&':
			if !strings.HasPrefix(s[i:], "&amp;") && !strings.HasPrefix(s[i:], "&lt;") && !strings.HasPrefix(s[i:], "&gt;") {
				return fmt.Errorf("entity cut apart at %d", i)
			}
			i++
		default:
			i++
		}
	}
	return nil
}

// asSent gives blocks as Slack receives them.
func asSent(t *testing.T, blocks []slack.Block) []fakeBlock {
	t.Helper()
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	var out []fakeBlock
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestValidatorRefuses(t *testing.T) {
	t.Parallel()
	section := func(s string) fakeBlock {
		return fakeBlock{Type: "section", Text: &fakeText{Type: "mrkdwn", Text: s, Verbatim: true}}
	}
	for name, blocks := range map[string][]fakeBlock{
		"none":        {},
		"too many":    make([]fakeBlock, 51),
		"empty":       {section("")},
		"blank":       {section("  ")},
		"long":        {section(strings.Repeat("长", 3001))},
		"sum":         {section(strings.Repeat("长", 3000)), section(strings.Repeat("长", 3000)), section(strings.Repeat("长", 3000)), section(strings.Repeat("长", 3000)), section("长")},
		"ping":        {section("<!channel>")},
		"user":        {section("<@U123>")},
		"half entity": {section("a &am")},
		"half link":   {section("<https://x.example/a|题")},
		"bare link":   {section("<https://x.example/a>")},
		"type":        {{Type: "image"}},
		"no verbatim": {{Type: "section", Text: &fakeText{Type: "mrkdwn", Text: "x"}}},
	} {
		if err := checkBlocks(blocks); err == nil {
			t.Errorf("checkBlocks(%s) = nil, want an error", name)
		}
	}
	if err := checkBlocks([]fakeBlock{section("好 &lt;a&gt; <https://x.example/a?b=1&amp;c=2#cite|题>")}); err != nil {
		t.Errorf("checkBlocks(good) = %v, want nil", err)
	}
}
