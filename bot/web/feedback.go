package web

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
)

// feedbackRequest is the body of POST /api/v1/feedback.
type feedbackRequest struct {
	AnswerID string      `json:"answer_id"`
	Verdict  bot.Verdict `json:"verdict"` // up, down
	Reason   bot.Reason  `json:"reason"`  // of bot.Reasons, with down; empty: none
	Comment  string      `json:"comment"`
}

func (s *site) feedbackAPI(w http.ResponseWriter, r *http.Request) {
	var req feedbackRequest
	if no := readJSON(w, r, &req); no != nil {
		s.refuse(w, r, no)
		return
	}
	who, no := s.visitor(r)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	if !s.allowed(w, r) {
		return
	}
	if no := s.rate(r.Context(), req, s.rater(r, who)); no != nil {
		s.refuse(w, r, no)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// feedbackForm is the same without JavaScript; it leads back to the answer.
func (s *site) feedbackForm(w http.ResponseWriter, r *http.Request) {
	if err := s.crossOrigin.Check(r); err != nil {
		s.fail(w, r, http.StatusForbidden, "cross_origin", "error.cross_origin")
		return
	}
	if !s.allowed(w, r) {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, bad("bad_request", "error.feedback"))
		return
	}
	req := feedbackRequest{AnswerID: r.PostForm.Get("answer_id"), Verdict: bot.Verdict(r.PostForm.Get("verdict")), Reason: bot.Reason(r.PostForm.Get("reason"))}
	if no := s.rate(r.Context(), req, s.rater(r, visitor{})); no != nil {
		s.refuse(w, r, no)
		return
	}
	target := "/answers/" + url.PathEscape(req.AnswerID) + "?thanks=1"
	if c, ok := s.words.named(r.PostForm.Get("lang")); ok {
		target += "&lang=" + c.Lang
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// rater names the reader without telling who it is.
func (s *site) rater(r *http.Request, who visitor) string {
	name := who.owner()
	if name == "" {
		name = s.address(r)
	}
	return hex.EncodeToString(s.tokens.sum("rater\n" + name)[:12])
}

func (s *site) rate(ctx context.Context, req feedbackRequest, rater string) *refusal {
	req.Comment = strings.TrimSpace(req.Comment)
	switch {
	case !plainID(req.AnswerID),
		req.Verdict != bot.VerdictUp && req.Verdict != bot.VerdictDown,
		req.Reason != "" && !slices.Contains(bot.Reasons, req.Reason):
		return bad("bad_feedback", "error.feedback")
	case utf8.RuneCountInString(req.Comment) > bot.MaxCommentRunes:
		return bad("comment_too_long", "error.comment", bot.MaxCommentRunes)
	}
	if req.Verdict == bot.VerdictUp {
		req.Reason = "" // reasons say why an answer did not help
	}
	err := s.Feedbacks.Rate(ctx, bot.Feedback{AnswerID: req.AnswerID, Rater: rater, Verdict: req.Verdict, Reason: req.Reason, Comment: req.Comment})
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return &refusal{http.StatusNotFound, "not_found", "error.no_answer", nil}
	case err != nil:
		return s.refusalOf(ctx, err)
	}
	s.metrics.feedback.WithLabelValues(string(req.Verdict), string(req.Reason)).Inc()
	return nil
}
