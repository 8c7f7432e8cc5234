package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

const (
	maxResults   = 100
	searchBudget = 10 * time.Second // a search is one query embedding and a few statements
)

func (s *site) searchAPI(w http.ResponseWriter, r *http.Request) {
	q, no := searchQuery(r)
	if no != nil {
		s.refuse(w, r, no)
		return
	}
	if !s.allowed(w, r) {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), searchBudget)
	defer cancel()
	start := time.Now()
	found, err := s.Searcher.Search(ctx, q)
	if err != nil {
		if !gone(r, err) {
			s.refuse(w, r, s.refusalOf(r.Context(), err))
		}
		return
	}
	writeJSON(w, http.StatusOK, bot.NewSearchResponse(found, time.Since(start)))
}

func searchQuery(r *http.Request) (retrieval.Query, *refusal) {
	v := r.URL.Query()
	if no := known(r, "q", "k", "mode", "as_of", "region", "lang"); no != nil {
		return retrieval.Query{}, no
	}
	q := retrieval.Query{Text: strings.TrimSpace(v.Get("q")), Mode: retrieval.Mode(v.Get("mode"))}
	switch n := utf8.RuneCountInString(q.Text); {
	case n == 0:
		return q, bad("empty_question", "error.empty_query")
	case n > bot.MaxQuestionRunes:
		return q, bad("question_too_long", "error.long_question", bot.MaxQuestionRunes, n)
	}
	if k := v.Get("k"); k != "" {
		n, err := strconv.Atoi(k)
		if err != nil || n < 1 || n > maxResults {
			return q, bad("bad_k", "error.k", maxResults)
		}
		q.K = n
	}
	switch q.Mode {
	case "", retrieval.ModeHybrid, retrieval.ModeLexical, retrieval.ModeVector:
	default:
		return q, bad("bad_mode", "error.mode")
	}
	if region := strings.TrimSpace(v.Get("region")); region != "" {
		if utf8.RuneCountInString(region) > maxRegionRunes {
			return q, bad("bad_region", "error.region", maxRegionRunes)
		}
		q.Filter.Regions = []string{region}
	}
	if d := v.Get("as_of"); d != "" {
		day, err := corpus.ParseDate(d)
		if err != nil {
			return q, bad("bad_date", "error.date")
		}
		q.Filter.AsOf = day
	}
	return q, nil
}
