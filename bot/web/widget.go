package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/policybot/policybot/bot"
)

// visitor is who asks: someone with a widget's token, a program with a key, or
// anyone (zero value).
type visitor struct {
	widget bot.Widget
	id     string
	key    string // id of the program's key
}

// owner names the visitor for what only they may take up again; empty for anyone.
func (v visitor) owner() string {
	switch {
	case v.key != "":
		return "key/" + v.key
	case v.id == "":
		return ""
	}
	return v.widget.ID + "/" + v.id
}

// visitor reads the token or the key of a request. A request without one is
// anyone's; one with a token that is not good is refused.
func (s *site) visitor(r *http.Request) (visitor, *refusal) {
	if secret, ok := keyOf(r); ok {
		k, no := s.key(r, secret)
		return visitor{key: k.ID}, no
	}
	c, given, ok := s.claims(r)
	if !given {
		return visitor{}, nil
	}
	ended := &refusal{http.StatusUnauthorized, "token_ended", "error.token", nil}
	if !ok || s.Now().Unix() >= c.Expires {
		return visitor{}, ended
	}
	w, no := s.liveWidget(r, c.Widget)
	if no != nil {
		return visitor{}, no
	}
	if w.Generation != c.Generation {
		return visitor{}, ended
	}
	return visitor{widget: w, id: c.Visitor}, nil
}

// claims reads the Authorization header; given says whether there is one.
func (s *site) claims(r *http.Request) (c claims, given, ok bool) {
	head := r.Header.Get("Authorization")
	if head == "" {
		return c, false, false
	}
	token, ok := strings.CutPrefix(head, "Bearer ")
	if !ok || s.Widgets == nil {
		return c, true, false
	}
	c, ok = s.tokens.read(token)
	return c, true, ok
}

// liveWidget gives a widget that may answer.
func (s *site) liveWidget(r *http.Request, id string) (bot.Widget, *refusal) {
	if id == homeWidget {
		return bot.Widget{ID: homeWidget, Generation: 1, KeepDays: bot.DefaultWidgetKeepDays}, nil
	}
	w, err := s.widgets.of(r.Context(), id, s.Now())
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return w, &refusal{http.StatusNotFound, "no_widget", "error.no_widget", nil}
	case err != nil:
		return w, s.refusalOf(r.Context(), err)
	case w.Paused:
		return w, &refusal{http.StatusForbidden, "widget_paused", "error.widget_paused", nil}
	}
	return w, nil
}

type widgetPage struct {
	bot.Widget
	OriginList string // JSON
	Theme      string
	Kept       bool
	Feedback   bool
	Keep       int // days; 0: nothing is kept
	Examples   []string
	Given      string
	Region     string
	Regions    []string
	Home       bool // it stands on our own product page
}

// widgetApp is the page in the frame. Only the widget's origins may frame it.
func (s *site) widgetApp(w http.ResponseWriter, r *http.Request) {
	widget, no := s.liveWidget(r, r.URL.Query().Get("id"))
	ancestors := strings.Join(widget.Origins, " ")
	if widget.ID == homeWidget {
		ancestors = "'self'"
	}
	if ancestors != "" {
		w.Header().Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors "+ancestors, 1))
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") // hosts with an embedder policy
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
	}
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	origins, err := json.Marshal(append([]string{}, widget.Origins...))
	if err != nil {
		origins = []byte("[]") // strings always encode
	}
	theme := r.URL.Query().Get("theme")
	if !slices.Contains([]string{"light", "dark"}, theme) {
		theme = ""
	}
	page := widgetPage{
		Home: widget.ID == homeWidget, Regions: s.form(r.Context()).Regions,
		Widget: widget, OriginList: string(origins), Theme: theme, Kept: s.Records != nil, Feedback: s.Feedbacks != nil, Examples: s.suggested(r.Context()),
	}
	if s.Conversations != nil {
		page.Keep = widget.KeepDays
	}
	s.render(w, r, http.StatusOK, "widget", page)
}

type tokenRequest struct {
	Widget string `json:"widget"`
}

type tokenResponse struct {
	Token     string `json:"token"`
	ExpiresIn int    `json:"expires_in"` // seconds
}

// widgetToken gives a visitor a token. One that comes with a token of ours, not
// long ended, stays the same visitor.
func (s *site) widgetToken(w http.ResponseWriter, r *http.Request) {
	if err := s.crossOrigin.Check(r); err != nil {
		s.fail(w, r, http.StatusForbidden, "cross_origin", "error.cross_origin")
		return
	}
	if !s.within(w, r, s.mintLimit, s.address(r)) {
		return
	}
	var req tokenRequest
	if no := readJSON(w, r, &req); no != nil {
		s.refuse(w, r, no)
		return
	}
	widget, no := s.liveWidget(r, req.Widget)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	now := s.Now()
	c := claims{Widget: widget.ID, Generation: widget.Generation, Expires: now.Add(tokenLife).Unix()}
	if old, _, ok := s.claims(r); ok && old.Widget == widget.ID && now.Unix() < old.Expires+int64(renewal/time.Second) {
		c.Visitor = old.Visitor
	} else {
		c.Visitor = newRequestID() + newRequestID()
	}
	writeJSON(w, http.StatusOK, tokenResponse{s.tokens.sign(c), int(tokenLife / time.Second)})
}
