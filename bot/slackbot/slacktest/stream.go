package slacktest

import (
	"encoding/json"
	"net/url"
	"time"
	"unicode/utf8"
)

// chunk is a part of a stream.
type chunk struct {
	Type   string  `json:"type"`
	Text   string  `json:"text"`
	Blocks []Block `json:"blocks"`
	ID     string  `json:"id"`
	Title  string  `json:"title"`
}

// live reports whether a stream goes on.
func (m *Message) live(now time.Time, life time.Duration) bool {
	return m.Streaming && now.Sub(m.began) < life
}

// stream does the work of the three streaming methods; s.mu is held.
func (s *Server) stream(method string, args url.Values, answer map[string]any) string {
	m := s.message(args)
	if method == "chat.startStream" {
		channel := args.Get("channel")
		if channel[0] != 'D' && (args.Get("recipient_team_id") == "" || args.Get("recipient_user_id") == "") {
			s.wrong("chat.startStream outside a direct message without recipient")
			return "missing_recipient_user_id"
		}
		m = &Message{Channel: channel, Thread: args.Get("thread_ts"), Streaming: true, began: s.now()}
	}
	switch {
	case m == nil:
		return "message_not_found"
	case !m.live(s.now(), s.streamLife):
		return "message_not_in_streaming_state"
	}
	blocks, code := s.chunks(args)
	if code != "" {
		return code
	}
	m.Blocks = append(m.Blocks, blocks...)
	switch method {
	case "chat.startStream":
		m.TS = s.id()
		s.messages = append(s.messages, m)
	case "chat.stopStream":
		if raw := args.Get("blocks"); raw != "" && raw != "[]" {
			last, code := s.blocks(raw)
			if code != "" {
				return code
			}
			m.Blocks = append(m.Blocks, last...)
		}
		if raw := args.Get("metadata"); raw != "" {
			m.Metadata = json.RawMessage(raw)
		}
		m.Streaming = false
		if err := Validate(m.Blocks); err != nil {
			s.wrong("a stream that Slack would refuse: " + err.Error())
			return "invalid_blocks"
		}
	}
	answer["channel"], answer["ts"] = m.Channel, m.TS
	return ""
}

// chunks reads the content of one call as blocks.
func (s *Server) chunks(args url.Values) ([]Block, string) {
	text, raw := args.Get("markdown_text"), args.Get("chunks")
	if text != "" && raw != "" {
		s.wrong("markdown_text and chunks in one call")
		return nil, "invalid_arguments"
	}
	if utf8.RuneCountInString(text) > 12000 {
		return nil, "msg_too_long"
	}
	if text != "" {
		return []Block{{Type: "markdown", Text: &Text{Type: "plain_text", Text: text}}}, ""
	}
	if raw == "" {
		return nil, ""
	}
	var chunks []chunk
	if err := json.Unmarshal([]byte(raw), &chunks); err != nil {
		s.wrong("chunks that are not JSON: " + err.Error())
		return nil, "invalid_chunks"
	}
	var out []Block
	for _, c := range chunks {
		switch c.Type {
		case "markdown_text":
			out = append(out, Block{Type: "markdown", Text: &Text{Type: "plain_text", Text: c.Text}})
		case "blocks":
			if err := Validate(c.Blocks); err != nil {
				s.wrong("chunks that Slack would refuse: " + err.Error())
				return nil, "invalid_chunks"
			}
			out = append(out, c.Blocks...)
		case "task_update", "plan_update":
			if c.Title == "" || c.Type == "task_update" && c.ID == "" {
				return nil, "invalid_chunks"
			}
		default:
			return nil, "invalid_chunks"
		}
	}
	return out, ""
}
