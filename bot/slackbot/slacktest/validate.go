package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Block is a Block Kit block as Slack reads it: the kinds that we use.
type Block struct {
	Type     string          `json:"type"`
	BlockID  string          `json:"block_id,omitempty"`
	Text     *Text           `json:"text,omitempty"`
	Label    *Text           `json:"label,omitempty"`
	Elements []Element       `json:"elements,omitempty"`
	Element  json.RawMessage `json:"element,omitempty"`
	Optional bool            `json:"optional,omitempty"`
}

// Text is a text object.
type Text struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim,omitempty"`
}

// Element is a text of a context block, a button, or feedback buttons.
type Element struct {
	Type               string          `json:"type"`
	Text               json.RawMessage `json:"text,omitempty"` // a string in a text, an object in a button
	Verbatim           bool            `json:"verbatim,omitempty"`
	ActionID           string          `json:"action_id,omitempty"`
	Value              string          `json:"value,omitempty"`
	Style              string          `json:"style,omitempty"`
	URL                string          `json:"url,omitempty"`
	AccessibilityLabel string          `json:"accessibility_label,omitempty"`
	Positive           *Element        `json:"positive_button,omitempty"`
	Negative           *Element        `json:"negative_button,omitempty"`
}

// words gives the text of an element of a context block.
func (e Element) words() string {
	var s string
	if json.Unmarshal(e.Text, &s) != nil {
		return ""
	}
	return s
}

// label gives the text object of a button.
func (e Element) label() Text {
	var t Text
	if json.Unmarshal(e.Text, &t) != nil {
		return Text{}
	}
	return t
}

// link is the only live markup that messages of ours may hold.
var link = regexp.MustCompile(`^<https?://[^<>|\s]+\|[^<>|]+>`)

// maxTotal bounds the characters of all blocks: below Slack's unwritten bound
// of somewhat over 13,000.
const maxTotal = 12000

// Validate finds what Slack would refuse in the blocks of a message, and, as
// our own rule, everything live but links with words.
func Validate(blocks []Block) error {
	if len(blocks) == 0 || len(blocks) > 50 {
		return fmt.Errorf("%d blocks, want 1 to 50", len(blocks))
	}
	total := 0
	ids := map[string]bool{}
	for i, b := range blocks {
		n, err := validateBlock(b)
		if err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
		if b.BlockID != "" && ids[b.BlockID] {
			return fmt.Errorf("block %d: a second block %q", i, b.BlockID)
		}
		ids[b.BlockID] = true
		total += n
	}
	if total > maxTotal {
		return fmt.Errorf("%d characters in all, want at most %d", total, maxTotal)
	}
	return nil
}

// validateBlock gives the number of characters of a block.
func validateBlock(b Block) (int, error) {
	if Width(b.BlockID) > 255 {
		return 0, fmt.Errorf("block_id of %d characters", Width(b.BlockID))
	}
	switch b.Type {
	case "section":
		if b.Text == nil {
			return 0, errors.New("section without text")
		}
		return Width(b.Text.Text), validateText(b.Text.Type, b.Text.Text, b.Text.Verbatim, 3000)
	case "context":
		if len(b.Elements) == 0 || len(b.Elements) > 10 {
			return 0, fmt.Errorf("%d elements, want 1 to 10", len(b.Elements))
		}
		total := 0
		for _, e := range b.Elements {
			if err := validateText(e.Type, e.words(), e.Verbatim, 2000); err != nil {
				return 0, err
			}
			total += Width(e.words())
		}
		return total, nil
	case "actions", "context_actions":
		most := 25
		if b.Type == "context_actions" {
			most = 5
		}
		if len(b.Elements) == 0 || len(b.Elements) > most {
			return 0, fmt.Errorf("%d elements, want 1 to %d", len(b.Elements), most)
		}
		for _, e := range b.Elements {
			if err := validateElement(b.Type, e); err != nil {
				return 0, err
			}
		}
		return 0, nil
	}
	return 0, fmt.Errorf("type %q is not one of ours", b.Type)
}

func validateElement(in string, e Element) error {
	if e.ActionID == "" || Width(e.ActionID) > 255 {
		return fmt.Errorf("action_id %q", e.ActionID)
	}
	switch {
	case e.Type == "button" && in == "actions":
		if e.Style != "" && e.Style != "primary" && e.Style != "danger" {
			return fmt.Errorf("style %q", e.Style)
		}
		return validateButton(e)
	case e.Type == "feedback_buttons" && in == "context_actions":
		if e.Positive == nil || e.Negative == nil {
			return errors.New("feedback_buttons want both buttons")
		}
		return errors.Join(validateButton(*e.Positive), validateButton(*e.Negative))
	}
	return fmt.Errorf("element %q in %s", e.Type, in)
}

func validateButton(e Element) error {
	t := e.label()
	switch {
	case t.Type != "plain_text":
		return fmt.Errorf("button text is %q", t.Type)
	case Width(t.Text) < 1 || Width(t.Text) > 75:
		return fmt.Errorf("button text of %d characters", Width(t.Text))
	case Width(e.Value) > 2000, Width(e.AccessibilityLabel) > 75, Width(e.URL) > 3000:
		return errors.New("button value, label or address too long")
	}
	return nil
}

func validateText(kind, text string, verbatim bool, limit int) error {
	if kind != "mrkdwn" || !verbatim {
		return fmt.Errorf("text is %s, verbatim %v", kind, verbatim)
	}
	if n := Width(text); n < 1 || n > limit {
		return fmt.Errorf("%d characters, want 1 to %d", n, limit)
	}
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) {
		return errors.New("blank or invalid text")
	}
	return CheckMarkup(text)
}

// CheckMarkup finds anything live in a text but links with words, and entities
// cut apart.
func CheckMarkup(s string) error {
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

// ValidateView finds what Slack would refuse in a modal.
func ValidateView(raw json.RawMessage) error {
	var v struct {
		Type            string  `json:"type"`
		Title           Text    `json:"title"`
		Submit          *Text   `json:"submit"`
		Close           *Text   `json:"close"`
		Blocks          []Block `json:"blocks"`
		CallbackID      string  `json:"callback_id"`
		PrivateMetadata string  `json:"private_metadata"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	for _, t := range []*Text{&v.Title, v.Submit, v.Close} {
		if t != nil && (t.Type != "plain_text" || Width(t.Text) < 1 || Width(t.Text) > 24) {
			return fmt.Errorf("title or button %+v", t)
		}
	}
	inputs := 0
	for i, b := range v.Blocks {
		switch b.Type {
		case "input":
			inputs++
			if b.Label == nil || b.Label.Type != "plain_text" || Width(b.Label.Text) > 2000 || len(b.Element) == 0 {
				return fmt.Errorf("block %d: input without label or element", i)
			}
		default:
			if _, err := validateBlock(b); err != nil {
				return fmt.Errorf("block %d: %w", i, err)
			}
		}
	}
	switch {
	case v.Type != "modal":
		return fmt.Errorf("view of type %q", v.Type)
	case len(v.Blocks) == 0 || len(v.Blocks) > 100:
		return fmt.Errorf("%d blocks, want 1 to 100", len(v.Blocks))
	case inputs > 0 && v.Submit == nil:
		return errors.New("inputs without submit")
	case Width(v.CallbackID) > 255 || Width(v.PrivateMetadata) > 3000:
		return errors.New("callback_id or private_metadata too long")
	}
	return nil
}

// Body gives all that a reader sees of a message, block by block, buttons
// excepted.
func (m Message) Body() string {
	if len(m.Blocks) == 0 {
		return m.Text
	}
	var lines []string
	for _, b := range m.Blocks {
		if b.Text != nil {
			lines = append(lines, b.Text.Text)
		}
		if b.Type == "context" {
			for _, e := range b.Elements {
				lines = append(lines, e.words())
			}
		}
	}
	return strings.Join(lines, "\n")
}

// Action gives the value of the button with an action id; ok is false where
// there is none. Feedback buttons go by their id and ":up" or ":down".
func (m Message) Action(id string) (value string, ok bool) {
	for _, b := range m.Blocks {
		for _, e := range b.Elements {
			switch {
			case e.ActionID == id:
				return e.Value, true
			case e.Positive != nil && e.ActionID+":up" == id:
				return e.Positive.Value, true
			case e.Negative != nil && e.ActionID+":down" == id:
				return e.Negative.Value, true
			}
		}
	}
	return "", false
}

// Width is the length of s in UTF-16 units, which is never less than its
// characters.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
