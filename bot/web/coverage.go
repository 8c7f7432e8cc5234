package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/policybot/policybot/corpus"
)

// coverageResponse is the JSON of GET /api/v1/coverage: what is held on a day.
type coverageResponse struct {
	AsOf          corpus.Date  `json:"as_of"`
	CorpusVersion string       `json:"corpus_version"` // empty where the store does not tell
	Documents     int          `json:"documents"`
	Latest        corpus.Date  `json:"latest"` // see [corpus.Latest]
	Levels        []countedRow `json:"levels"`
	Kinds         []countedRow `json:"kinds"`
	Statuses      []countedRow `json:"statuses"`
	Regions       []countedRow `json:"regions"`
}

type countedRow struct {
	Name  string `json:"name"`
	Count int    `json:"documents"`
}

// versioned is a Library that tells its version.
type versioned interface {
	Version(ctx context.Context) (string, error)
}

// coverage counts what is held.
func (s *site) coverage(ctx context.Context) (*coverageResponse, error) {
	docs, err := s.Library.Documents(ctx)
	if err != nil {
		return nil, err
	}
	c := &coverageResponse{AsOf: corpus.DateOf(s.Now()), Documents: len(docs), Latest: corpus.Latest(docs)}
	if v, ok := s.Library.(versioned); ok {
		if c.CorpusVersion, err = v.Version(ctx); err != nil {
			return nil, err
		}
	}
	levels, kinds, statuses, regions := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for i := range docs {
		d := &docs[i]
		levels[string(d.Level)]++
		kinds[string(d.Kind)]++
		statuses[string(d.StatusOn(c.AsOf))]++
		regions[d.Region]++
	}
	c.Levels, c.Kinds, c.Statuses, c.Regions = counted(levels), counted(kinds), counted(statuses), counted(regions)
	return c, nil
}

// counted lists counts, the largest first, then by name.
func counted(m map[string]int) []countedRow {
	out := []countedRow{}
	for name, n := range m {
		if name != "" {
			out = append(out, countedRow{name, n})
		}
	}
	slices.SortFunc(out, func(a, b countedRow) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func (s *site) coveragePage(w http.ResponseWriter, r *http.Request) {
	if c, ok := s.covered(w, r); ok {
		s.render(w, r, http.StatusOK, "coverage", c)
	}
}

func (s *site) coverageAPI(w http.ResponseWriter, r *http.Request) {
	if c, ok := s.covered(w, r); ok {
		writeJSON(w, http.StatusOK, c)
	}
}

func (s *site) covered(w http.ResponseWriter, r *http.Request) (*coverageResponse, bool) {
	c, err := s.coverage(r.Context())
	if err != nil && !gone(r, err) {
		s.refuse(w, r, s.refusalOf(r.Context(), err))
	}
	return c, err == nil
}

func (s *site) accessibilityPage(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusOK, "accessibility", nil)
}
