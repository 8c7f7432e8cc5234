package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// arguments lists what each method takes; those before the bar are required.
var arguments = map[string]string{
	"auth.test":                 "|",
	"chat.postMessage":          "channel|text blocks thread_ts metadata unfurl_links unfurl_media mrkdwn",
	"chat.postEphemeral":        "channel user|text blocks thread_ts mrkdwn unfurl_links unfurl_media metadata",
	"chat.update":               "channel ts|text blocks metadata unfurl_links unfurl_media",
	"chat.startStream":          "channel thread_ts|chunks markdown_text recipient_team_id recipient_user_id task_display_mode",
	"chat.appendStream":         "channel ts|chunks markdown_text",
	"chat.stopStream":           "channel ts|chunks markdown_text blocks metadata",
	"conversations.replies":     "channel ts|cursor inclusive latest oldest limit include_all_metadata",
	"reactions.add":             "channel timestamp name|",
	"reactions.remove":          "channel timestamp name|",
	"views.open":                "trigger_id view|",
	"agents.sessions.setStatus": "status|channel_id thread_ts title initiator_user_id",
	"apps.connections.open":     "|",
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	args, problem := readArguments(r)
	if problem != "" {
		http.Error(w, problem, http.StatusBadRequest)
		return
	}
	step := s.begin(method, args)
	answer := map[string]any{"ok": true}
	if step.works() {
		if code := s.work(method, r, args, answer); code != "" {
			answer = map[string]any{"ok": false, "error": code}
		}
	}
	if step.Code != "" {
		answer = map[string]any{"ok": false, "error": step.Code}
	}
	if step.interrupts(w) {
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	s.mu.Lock()
	w.Header().Set("X-OAuth-Scopes", s.scopes)
	s.mu.Unlock()
	_ = json.NewEncoder(w).Encode(answer) // a caller that has gone away is none of ours
}

// readArguments reads a form, or JSON where Slack takes it.
func readArguments(r *http.Request) (url.Values, string) {
	if r.Method != http.MethodPost {
		return nil, "not a POST"
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if err := r.ParseForm(); err != nil {
			return nil, "not a form"
		}
		if len(r.URL.Query()) > 0 {
			return nil, "arguments in the address"
		}
		return r.PostForm, ""
	}
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&fields); err != nil && !errors.Is(err, io.EOF) {
		return nil, "not JSON"
	}
	args := url.Values{}
	for k, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) == nil {
			args.Set(k, text)
		} else {
			args.Set(k, string(raw))
		}
	}
	return args, ""
}

// begin notes a call and gives its step.
func (s *Server) begin(method string, args url.Values) Step {
	s.mu.Lock()
	s.calls = append(s.calls, Call{Method: method, Args: args})
	step := s.always[method]
	if queue := s.script[method]; len(queue) > 0 {
		step, s.script[method] = queue[0], queue[1:]
	}
	s.mu.Unlock()
	if step.Before != nil {
		step.Before()
	}
	return step
}

func (p Step) works() bool {
	return p.Worked || p.Code == "" && p.Status == 0 && p.RetryAfter == 0 && !p.HangUp
}

// interrupts answers in place of the method, where the step says so.
func (p Step) interrupts(w http.ResponseWriter) bool {
	switch {
	case p.HangUp:
		panic(http.ErrAbortHandler) // closes the connection, as a crash of theirs would
	case p.RetryAfter > 0:
		w.Header().Set("Retry-After", strconv.Itoa(p.RetryAfter))
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	case p.Status != 0:
		w.WriteHeader(p.Status)
		return true
	}
	return false
}

// checkArguments finds missing and unknown arguments; s.mu is held.
func (s *Server) checkArguments(method string, args url.Values) string {
	list, known := arguments[method]
	if !known {
		return "unknown_method"
	}
	required, optional, _ := strings.Cut(list, "|")
	for _, name := range strings.Fields(required) {
		if args.Get(name) == "" {
			s.wrong(method + " without " + name)
			return "invalid_arguments"
		}
	}
	for name := range args {
		// team_id is sent with every call by Slack's own framework.
		if name != "token" && name != "team_id" && !slices.Contains(strings.Fields(required+" "+optional), name) {
			s.wrong(method + " does not take " + name)
			return "invalid_arguments"
		}
	}
	return ""
}

// work does what a method does and gives Slack's error code, if any.
func (s *Server) work(method string, r *http.Request, args url.Values, answer map[string]any) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := args.Get("token")
	if token == "" {
		token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	want := s.config.BotToken
	if method == "apps.connections.open" {
		want = s.config.AppToken
	}
	if token != want || want == "" {
		return "invalid_auth"
	}
	if code := s.checkArguments(method, args); code != "" {
		return code
	}
	switch method {
	case "auth.test":
		answer["team_id"], answer["user_id"], answer["bot_id"] = "T1", "UBOT", "BBOT"
	case "apps.connections.open":
		answer["url"] = "ws" + strings.TrimPrefix(s.server.URL, "http") + "/link?ticket=1"
	case "chat.postMessage", "chat.postEphemeral":
		return s.postMessage(method, args, answer)
	case "chat.update":
		return s.update(args, answer)
	case "chat.startStream", "chat.appendStream", "chat.stopStream":
		return s.stream(method, args, answer)
	case "conversations.replies":
		return s.history(args, answer)
	case "reactions.add", "reactions.remove":
		return s.react(method == "reactions.add", args)
	case "views.open":
		return s.openView(args, answer)
	case "agents.sessions.setStatus":
		if !slices.Contains([]string{"processing", "active", "suspended", "closed"}, args.Get("status")) {
			return "invalid_status"
		}
		key := args.Get("channel_id") + ":" + args.Get("thread_ts")
		s.sessions[key] = append(s.sessions[key], args.Get("status"))
		answer["status"] = args.Get("status")
	}
	return ""
}

// fill reads the content of a message; it gives Slack's error code.
func (s *Server) fill(m *Message, args url.Values) string {
	m.Text = args.Get("text")
	if raw := args.Get("metadata"); raw != "" {
		m.Metadata = json.RawMessage(raw)
	}
	m.Unfurl = [2]string{args.Get("unfurl_links"), args.Get("unfurl_media")}
	m.Blocks = nil
	if raw := args.Get("blocks"); raw != "" && raw != "[]" {
		blocks, code := s.blocks(raw)
		if code != "" {
			return code
		}
		m.Blocks = blocks
	}
	switch {
	case m.Text == "" && len(m.Blocks) == 0:
		return "no_text"
	case utf8.RuneCountInString(m.Text) > 40000:
		return "msg_too_long"
	}
	return ""
}

// blocks reads and checks blocks.
func (s *Server) blocks(raw string) ([]Block, string) {
	var blocks []Block
	if err := json.Unmarshal([]byte(raw), &blocks); err != nil {
		return nil, "invalid_blocks_format"
	}
	if err := Validate(blocks); err != nil {
		s.wrong(fmt.Sprintf("blocks that Slack would refuse: %v", err))
		return nil, "invalid_blocks"
	}
	return blocks, ""
}

func (s *Server) postMessage(method string, args url.Values, answer map[string]any) string {
	m := &Message{Channel: args.Get("channel"), Thread: args.Get("thread_ts"), began: s.now()}
	if in, told := s.members[m.Channel]; told && !in {
		return "not_in_channel"
	}
	if method == "chat.postEphemeral" {
		m.Ephemeral = args.Get("user")
	}
	if code := s.fill(m, args); code != "" {
		return code
	}
	m.TS = s.id()
	s.messages = append(s.messages, m)
	answer["channel"], answer["ts"], answer["message_ts"] = m.Channel, m.TS, m.TS
	return ""
}

// message finds a message that everybody sees.
func (s *Server) message(args url.Values) *Message {
	i := slices.IndexFunc(s.messages, func(m *Message) bool {
		return m.Channel == args.Get("channel") && m.TS == args.Get("ts") && m.Ephemeral == ""
	})
	if i < 0 {
		return nil
	}
	return s.messages[i]
}

func (s *Server) update(args url.Values, answer map[string]any) string {
	m := s.message(args)
	switch {
	case m == nil:
		return "message_not_found"
	case m.live(s.now(), s.streamLife):
		return "streaming_state_conflict"
	}
	changed := *m
	if code := s.fill(&changed, args); code != "" {
		return code
	}
	changed.Edits++
	changed.Streaming = false
	*m = changed
	answer["channel"], answer["ts"] = m.Channel, m.TS
	return ""
}

func (s *Server) history(args url.Values, answer map[string]any) string {
	if s.noHistory {
		return "missing_scope"
	}
	messages := []map[string]any{}
	for _, m := range s.messages {
		if m.Channel != args.Get("channel") || m.Thread != args.Get("ts") || m.TS <= args.Get("oldest") || m.Ephemeral != "" {
			continue
		}
		entry := map[string]any{"type": "message", "ts": m.TS, "thread_ts": m.Thread, "text": m.Text, "bot_id": "BBOT", "user": "UBOT"}
		if slices.Contains([]string{"1", "true"}, args.Get("include_all_metadata")) && m.Metadata != nil {
			entry["metadata"] = m.Metadata
		}
		messages = append(messages, entry)
	}
	// Two messages a page, so that pages are turned.
	from, _ := strconv.Atoi(args.Get("cursor"))
	answer["messages"] = slices.Clone(messages[min(from, len(messages)):min(from+2, len(messages))])
	if from+2 < len(messages) {
		answer["has_more"] = true
		answer["response_metadata"] = map[string]any{"next_cursor": strconv.Itoa(from + 2)}
	}
	return ""
}

func (s *Server) react(add bool, args url.Values) string {
	key := args.Get("channel") + ":" + args.Get("timestamp") + ":" + args.Get("name")
	switch {
	case add && s.reactions[key]:
		return "already_reacted"
	case !add && !s.reactions[key]:
		return "no_reaction"
	}
	s.reactions[key] = add
	return ""
}

func (s *Server) openView(args url.Values, answer map[string]any) string {
	made, known := s.triggers[args.Get("trigger_id")]
	delete(s.triggers, args.Get("trigger_id"))
	switch {
	case !known:
		return "invalid_trigger_id"
	case s.now().Sub(made) > 3*time.Second:
		return "expired_trigger_id"
	}
	view := json.RawMessage(args.Get("view"))
	if err := ValidateView(view); err != nil {
		s.wrong(fmt.Sprintf("a view that Slack would refuse: %v", err))
		return "invalid_arguments"
	}
	s.views = append(s.views, view)
	answer["view"] = map[string]any{"id": "V1"}
	return ""
}

// serveResponse takes a message sent to a response address.
func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the caller has gone away
	}
	step := s.begin("response", url.Values{"body": {string(body)}})
	status := http.StatusOK
	if step.works() {
		status = s.respond(r.PathValue("id"), body)
	}
	if !step.interrupts(w) {
		w.WriteHeader(status)
		if status == http.StatusOK {
			_, _ = io.WriteString(w, "ok")
		}
	}
}

func (s *Server) respond(id string, body []byte) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.responses[id]
	if to == nil || to.uses >= 5 || s.now().Sub(to.made) > 30*time.Minute {
		return http.StatusNotFound // used_url, expired_url
	}
	to.uses++
	var in struct {
		ResponseType   string          `json:"response_type"`
		Text           string          `json:"text"`
		Blocks         json.RawMessage `json:"blocks"`
		DeleteOriginal bool            `json:"delete_original"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		s.wrong("a response that is not JSON")
		return http.StatusBadRequest
	}
	if in.DeleteOriginal {
		s.messages = slices.DeleteFunc(s.messages, func(m *Message) bool { return m.Channel == to.channel && m.Ephemeral == to.user })
		return http.StatusOK
	}
	m := &Message{Channel: to.channel, Ephemeral: to.user, ResponseType: in.ResponseType}
	if in.ResponseType == "in_channel" {
		m.Ephemeral = ""
	}
	if code := s.fill(m, url.Values{"text": {in.Text}, "blocks": {string(in.Blocks)}}); code != "" {
		return http.StatusBadRequest
	}
	m.TS = s.id()
	s.messages = append(s.messages, m)
	return http.StatusOK
}

// id gives the next ts; s.mu is held.
func (s *Server) id() string {
	s.sequence++
	return fmt.Sprintf("1800000000.%06d", s.sequence)
}
