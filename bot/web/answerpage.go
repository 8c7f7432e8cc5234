package web

import (
	"errors"
	"net/http"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// answerView is an answer as the page shows it.
type answerView struct {
	*bot.Answer
	Says   []said
	Notes  []string
	Given  corpus.Date // the day that was asked for; empty: none
	Region string
	Stored bool // the page shows a kept answer under its own address
	Kept   bool // the answer has an address of its own

	Regions  []string // offered in the form
	Feedback bool     // the reader is asked whether the answer helped
	Thanks   bool     // the reader has said so
}

func viewOf(a *bot.Answer) answerView {
	says, notes := reading(a)
	return answerView{Answer: a, Says: says, Notes: notes}
}

func (s *site) askPage(w http.ResponseWriter, r *http.Request) {
	form := r.URL.Query()
	req := askRequest{Question: form.Get("q"), AsOf: form.Get("as_of"), Region: form.Get("region")}
	q, no := question(req)
	if no != nil && no.code == "empty_question" {
		s.chat(w, r, form)
		return
	}
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	release, ok := s.admit(w, r, visitor{})
	if !ok {
		return
	}
	defer release()
	a, err := s.ask(r.Context(), q, talk{}, nil)
	if err != nil {
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return
	}
	v := viewOf(a)
	v.Given, v.Region, v.Kept, v.Feedback = q.AsOf, q.Region, s.Records != nil, s.Feedbacks != nil
	s.render(w, r, http.StatusOK, "answer", v)
}

// answerPage shows a kept answer, as it was given.
func (s *site) answerPage(w http.ResponseWriter, r *http.Request) {
	if a, ok := s.stored(w, r); ok {
		v := viewOf(a)
		v.Stored, v.Kept, v.Feedback = true, true, s.Feedbacks != nil
		v.Thanks = r.URL.Query().Has("thanks")
		s.render(w, r, http.StatusOK, "answer", v)
	}
}

func (s *site) answerAPI(w http.ResponseWriter, r *http.Request) {
	if a, ok := s.stored(w, r); ok {
		writeJSON(w, http.StatusOK, a)
	}
}

func (s *site) stored(w http.ResponseWriter, r *http.Request) (*bot.Answer, bool) {
	id := r.PathValue("id")
	if !plainID(id) {
		s.fail(w, r, http.StatusNotFound, "not_found", "error.no_answer")
		return nil, false
	}
	a, err := s.Records.Get(r.Context(), id)
	switch {
	case errors.Is(err, bot.ErrNotFound):
		s.fail(w, r, http.StatusNotFound, "not_found", "error.no_answer")
	case err != nil:
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
	default:
		return complete(a), true
	}
	return nil, false
}
