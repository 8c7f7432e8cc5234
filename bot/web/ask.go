package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

const (
	maxBody        = 64 << 10 // bytes of a request to the API
	maxRegionRunes = 40
)

// askRequest is the body of POST /api/v1/ask.
type askRequest struct {
	Question     string `json:"question"`
	AsOf         string `json:"as_of"`        // YYYY-MM-DD; empty: today
	Region       string `json:"region"`       // of the asker; empty: unknown
	Conversation string `json:"conversation"` // made by the client; groups earlier turns
}

// refusal is a request that cannot be served, with what the client is told.
type refusal struct {
	status int
	code   string
	word   string // of the catalogue
	args   []any
}

func (e *refusal) Error() string { return e.code }

// text is what the client is told in the words of t.
func (e *refusal) text(t *catalogue) string {
	if len(e.args) == 0 {
		return t.T(e.word)
	}
	return t.F(e.word, e.args...)
}

func bad(code, word string, args ...any) *refusal {
	return &refusal{status: http.StatusBadRequest, code: code, word: word, args: args}
}

func (s *site) askAPI(w http.ResponseWriter, r *http.Request) {
	var req askRequest
	if no := readJSON(w, r, &req); no != nil {
		s.refuse(w, r, no)
		return
	}
	q, no := question(req)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	if key, given := r.Header["Idempotency-Key"]; given && !plainID(key[0]) {
		s.refuse(w, r, bad("bad_key", "error.key"))
		return
	}
	who, no := s.visitor(r)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	if wantsStream(r) {
		s.stream(w, r, q, req, who)
		return
	}
	in := who.talk(req.Conversation)
	if s.talkedOut(w, r, in) {
		return
	}
	release, ok := s.admit(w, r, who)
	if !ok {
		return
	}
	defer release()
	a, err := s.ask(r.Context(), q, in, nil)
	if err != nil {
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return
	}
	writeJSON(w, http.StatusOK, a)
}

// readJSON reads the body strictly into req: one JSON object with known fields
// alone.
func readJSON(w http.ResponseWriter, r *http.Request, req any) *refusal {
	if ct, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || ct != "application/json" {
		return &refusal{http.StatusUnsupportedMediaType, "unsupported_media_type", "error.content_type", nil}
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	err := dec.Decode(req)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			err = errors.New("more than one JSON value")
		}
	}
	var tooBig *http.MaxBytesError
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooBig):
		return &refusal{http.StatusRequestEntityTooLarge, "too_large", "error.too_large", []any{maxBody >> 10}}
	case errors.As(err, &wrongType):
		return bad("bad_request", "error.field_type", wrongType.Field)
	default:
		// encoding/json has no type for an unknown field; its text names it.
		if _, field, ok := strings.Cut(err.Error(), "unknown field "); ok {
			return bad("unknown_field", "error.unknown_field", strings.Trim(field, `"`))
		}
		return bad("bad_json", "error.bad_json")
	}
}

// question checks what was asked and makes a Question of it, without turns.
func question(req askRequest) (bot.Question, *refusal) {
	text := strings.TrimSpace(req.Question)
	q := bot.Question{Text: text, Region: strings.TrimSpace(req.Region)}
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return q, bad("empty_question", "error.empty_question")
	case n > bot.MaxQuestionRunes:
		return q, bad("question_too_long", "error.long_question", bot.MaxQuestionRunes, n)
	case utf8.RuneCountInString(q.Region) > maxRegionRunes:
		return q, bad("bad_region", "error.region", maxRegionRunes)
	case req.Conversation != "" && !plainID(req.Conversation):
		return q, bad("bad_conversation", "error.conversation")
	}
	if req.AsOf != "" {
		day, err := corpus.ParseDate(req.AsOf)
		if err != nil {
			return q, bad("bad_date", "error.date")
		}
		q.AsOf = day
	}
	return q, nil
}

// ask answers within the budget, with the earlier turns of the conversation.
// Questions that were refused or that failed do not become turns. show, where not
// nil, gets the statements that are known before the answer is complete.
func (s *site) ask(ctx context.Context, q bot.Question, in talk, show func(bot.Shown)) (*bot.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, s.AnswerBudget)
	defer cancel()
	q.Turns, _ = s.earlier(ctx, in)
	start := time.Now()
	answer := s.Answerer.Answer
	if streamer, ok := s.Answerer.(bot.Streamer); ok && show != nil {
		answer = func(ctx context.Context, q bot.Question) (*bot.Answer, error) {
			return streamer.AnswerStream(ctx, q, show)
		}
	}
	a, err := answer(ctx, q)
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			s.places.late(time.Now())
		}
		s.metrics.answers.WithLabelValues("failed").Inc()
		return nil, err
	}
	s.places.inTime()
	s.metrics.answers.WithLabelValues(string(a.Status)).Inc()
	s.Logger.InfoContext(ctx, "question answered", "question_id", a.ID, "request_id", ctx.Value(requestIDKey{}),
		"status", a.Status, "citations", len(a.Citations), "duration_ms", time.Since(start).Milliseconds())
	if isTurn(a) {
		s.turns.add(in.turns, q.Text, s.Now())
	}
	s.keep(ctx, in, a)
	return complete(a), nil
}

// complete makes sure that the contract's lists are lists, that the label
// stands, and that each citation has its page.
func complete(a *bot.Answer) *bot.Answer {
	c := *a
	if c.Label == "" {
		c.Label = bot.Label
	}
	c.Statements = append([]bot.Statement{}, a.Statements...)
	for i := range c.Statements {
		if c.Statements[i].Citations == nil {
			c.Statements[i].Citations = []int{}
		}
	}
	c.Citations = append([]bot.Citation{}, a.WithPages().Citations...)
	c.Missing = append([]string{}, a.Missing...)
	c.Choices = append([]string{}, a.Choices...)
	if c.TimingsMS == nil {
		c.TimingsMS = map[string]float64{}
	}
	return &c
}

// refusalOf turns an error of the Answerer, Searcher or Library into what the
// client may know, and logs the cause.
func (s *site) refusalOf(ctx context.Context, err error) *refusal {
	if errors.Is(err, bot.ErrBadQuestion) {
		text := strings.TrimPrefix(err.Error(), bot.ErrBadQuestion.Error()+": ")
		return bad("bad_question", "error.bad_question", text)
	}
	if errors.Is(err, retrieval.ErrRegion) {
		return bad("bad_region", "error.bad_question", retrieval.RegionMessage(err))
	}
	s.Logger.ErrorContext(ctx, "request failed", "request_id", ctx.Value(requestIDKey{}), "err", err)
	if errors.Is(err, context.DeadlineExceeded) {
		return &refusal{http.StatusGatewayTimeout, "timeout", "error.timeout", nil}
	}
	return &refusal{http.StatusServiceUnavailable, "unavailable", "error.unavailable", nil}
}

// refuse sends a refusal in the client's form.
func (s *site) refuse(w http.ResponseWriter, r *http.Request, no *refusal) {
	s.fail(w, r, no.status, no.code, no.word, no.args...)
}

// errorBody is the JSON form of every error of the API.
type errorBody struct {
	Error errorText `json:"error"`
}

type errorText struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// fail sends an error: JSON to the API, a page otherwise. word names the
// sentence in the catalogue.
func (s *site) fail(w http.ResponseWriter, r *http.Request, status int, code, word string, args ...any) {
	message := (&refusal{word: word, args: args}).text(s.words.of(r))
	if status >= 500 && w.Header().Get("Retry-After") == "" && status != http.StatusInternalServerError {
		w.Header().Set("Retry-After", "5")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		writeJSON(w, status, errorBody{errorText{code, message}})
		return
	}
	s.render(w, r, status, "error", errorPage{Message: message})
}
