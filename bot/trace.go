package bot

import (
	"context"
	"math"

	"github.com/policybot/policybot/corpus"
)

// Trace says how an answer came about: what was asked, with personal data
// masked, what was found for each part, and what the gate took out. Asked again
// with it over the same corpus, a question gets the same answer.
type Trace struct {
	Asked Question     `json:"asked"` // as given, masked
	Day   corpus.Date  `json:"day"`   // when it was asked
	Read  string       `json:"read"`  // the question as it was understood, a follow-up written out
	Route Route        `json:"route"`
	Parts []TracedPart `json:"parts"`
	Gate  []string     `json:"gate"` // reasons of statements taken out
}

// TracedPart is a part of a question with what was found for it, best first.
type TracedPart struct {
	Text       string            `json:"text"`
	Want       Want              `json:"want"`
	Scope      string            `json:"scope,omitempty"`
	Candidates []TracedCandidate `json:"candidates"`
}

// TracedCandidate is one passage found. A score that an arm did not give is nil.
type TracedCandidate struct {
	PassageID string   `json:"passage_id"`
	Score     float64  `json:"score"`
	Lexical   *float64 `json:"lexical"`
	Vector    *float64 `json:"vector"`
}

// Traces keeps traces by the ID of their answer, which must be stored first; a
// trace goes when its answer goes. Trace of an unknown ID gives [ErrNotFound].
type Traces interface {
	PutTrace(ctx context.Context, answerID string, t *Trace) error
	Trace(ctx context.Context, answerID string) (*Trace, error)
}

// trace gives the parts of a plan for the record.
func (p *plan) trace() []TracedPart {
	out := []TracedPart{}
	for _, part := range p.parts {
		t := TracedPart{Text: part.Text, Want: part.Want, Scope: part.Scope, Candidates: []TracedCandidate{}}
		if part.Found != nil {
			for _, r := range part.Found.Results {
				t.Candidates = append(t.Candidates, TracedCandidate{PassageID: r.Passage.ID, Score: r.Score,
					Lexical: scoreOf(r.Lexical), Vector: scoreOf(r.Vector)})
			}
		}
		out = append(out, t)
	}
	return out
}

// scoreOf gives a number that JSON can hold, nil for none.
func scoreOf(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
