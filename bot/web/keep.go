package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/policybot/policybot/bot"
)

// pageKeepDays is how long a conversation of our own pages can be found again.
const pageKeepDays = bot.DefaultWidgetKeepDays

// talk is where a question belongs; the zero value is no conversation.
type talk struct {
	turns string // name of the turns remembered in memory
	kept  string // name under which the answers are kept; empty: they are not
}

// talk gives the names of a conversation. One whose id is a secret is its
// reader's wherever the reader comes from, within the widget; another one is the
// visitor's alone.
func (v visitor) talk(id string) talk {
	switch {
	case id == "":
		return talk{}
	case len(id) < secretLength && v.id == "":
		return talk{turns: id}
	case len(id) < secretLength:
		return talk{turns: v.owner() + "/" + id}
	}
	sum := sha256.Sum256([]byte(v.widget.ID + "/" + id))
	t := talk{turns: v.widget.ID + "/" + id}
	if v.keepDays() > 0 {
		t.kept = hex.EncodeToString(sum[:])
	}
	return t
}

func (v visitor) keepDays() int {
	if v.id == "" {
		return pageKeepDays
	}
	return v.widget.KeepDays
}

// earlier gives the last questions of a conversation, oldest first, and how many
// there were in all. What is not in memory is read from what is kept.
func (s *site) earlier(ctx context.Context, in talk) (turns []string, asked int) {
	turns, asked, known := s.turns.turnsOf(in.turns, s.Now())
	if known || in.kept == "" || s.Conversations == nil {
		return turns, asked
	}
	answers, err := s.Conversations.Answers(ctx, in.kept, s.Now().Add(-conversationLife), maxQuestions)
	if err != nil { // the question is answered without them
		s.Logger.WarnContext(ctx, "conversation not read", "err", err)
		return nil, 0
	}
	for _, a := range answers {
		if isTurn(a) {
			turns = append(turns, a.Question)
			s.turns.add(in.turns, a.Question, s.Now())
		}
	}
	return turns[max(0, len(turns)-maxTurns):], len(turns)
}

// isTurn reports whether a question counts for the ones after it.
func isTurn(a *bot.Answer) bool {
	return a.Status != bot.StatusRefused && a.Status != bot.StatusError
}

// talkedOut answers 409 when the conversation has all the questions it may have.
func (s *site) talkedOut(w http.ResponseWriter, r *http.Request, in talk) bool {
	if _, asked := s.earlier(r.Context(), in); asked < maxQuestions {
		return false
	}
	s.fail(w, r, http.StatusConflict, "conversation_full", "error.conversation_full", maxQuestions)
	return true
}

// keep notes that the answer belongs to the conversation. The answer stands
// without it, so a failure is logged alone.
func (s *site) keep(ctx context.Context, in talk, a *bot.Answer) {
	if in.kept == "" || s.Conversations == nil || a.ID == "" {
		return
	}
	if err := s.Conversations.Append(ctx, in.kept, a.ID); err != nil {
		s.Logger.WarnContext(ctx, "conversation not kept", "question_id", a.ID, "err", err)
	}
}

// turnResponse is an answer as a page shows it again.
type turnResponse struct {
	Answer     *bot.Answer `json:"answer"`
	Statements []said      `json:"statements"`
	Notes      []string    `json:"notes"`
}

type conversationResponse struct {
	Turns []turnResponse `json:"turns"` // oldest first
}

// talkOf reads who asks for which conversation; false: it has been answered.
func (s *site) talkOf(w http.ResponseWriter, r *http.Request) (visitor, talk, bool) {
	name := r.PathValue("name")
	if len(name) < secretLength || !plainID(name) {
		s.refuse(w, r, bad("bad_conversation", "error.conversation_name"))
		return visitor{}, talk{}, false
	}
	who, no := s.visitor(r)
	if no != nil {
		s.refuse(w, r, no)
		return visitor{}, talk{}, false
	}
	return who, who.talk(name), s.allowed(w, r)
}

// conversationAPI gives the answers of a kept conversation; none for one that is
// unknown or too old, so that a reader without one is no error.
func (s *site) conversationAPI(w http.ResponseWriter, r *http.Request) {
	who, in, ok := s.talkOf(w, r)
	if !ok {
		return
	}
	out := conversationResponse{Turns: []turnResponse{}}
	if in.kept != "" {
		since := s.Now().Add(-time.Duration(who.keepDays()) * 24 * time.Hour)
		answers, err := s.Conversations.Answers(r.Context(), in.kept, since, restored)
		if err != nil {
			if !gone(r, err) {
				s.refuse(w, r, s.refusalOf(r.Context(), err))
			}
			return
		}
		for _, a := range answers {
			a = complete(a)
			statements, notes := reading(a)
			out.Turns = append(out.Turns, turnResponse{a, statements, append([]string{}, notes...)})
		}
	}
	writeJSON(w, http.StatusOK, out)
}

// forgetAPI deletes a conversation with its answers.
func (s *site) forgetAPI(w http.ResponseWriter, r *http.Request) {
	_, in, ok := s.talkOf(w, r)
	if !ok {
		return
	}
	s.turns.forget(in.turns)
	if in.kept != "" {
		if err := s.Conversations.Delete(r.Context(), in.kept); err != nil {
			if !gone(r, err) {
				s.refuse(w, r, s.refusalOf(r.Context(), err))
			}
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
