package evals

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// Planner gives the parts of a question with what was found. *bot.Service is one.
type Planner interface {
	Plan(ctx context.Context, q bot.Question) ([]bot.Part, error)
}

// Sentence is a citable part of a document with the features a composer scored
// it by.
type Sentence struct {
	DocumentID string
	Start, End int // byte offsets into the document's text
	Features   map[string]float64
}

// FeatureRow is one sentence that could answer a part of a case.
type FeatureRow struct {
	Case     string             `json:"case"`
	Kind     string             `json:"kind"`
	Part     int                `json:"part"`
	Want     bot.Want           `json:"want"`
	Scope    string             `json:"scope"`
	Rank     int                `json:"rank"` // from 1, by today's score
	Evidence bool               `json:"evidence"`
	Asked    string             `json:"asked"` // the words of the part
	Document string             `json:"document_id"`
	Start    int                `json:"start"`
	End      int                `json:"end"`
	Features map[string]float64 `json:"features"`
}

// WriteFeatures writes the sentences considered for every case as JSON lines:
// at most depth for each part. A sentence is evidence where it overlaps a
// judged quote of the case. considered gives the sentences of a part, best first.
func WriteFeatures(ctx context.Context, w io.Writer, cases []Case, p Planner, considered func(bot.Part) []Sentence, texts Texts, depth int) error {
	j, err := newJudge(ctx, texts)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	for _, kase := range cases {
		parts, err := p.Plan(ctx, bot.Question{Text: kase.Question, Turns: kase.Turns, AsOf: corpus.Date(kase.AsOf), Region: kase.Region, Exclude: kase.Exclude})
		if err != nil {
			return fmt.Errorf("case %s: %w", kase.ID, err)
		}
		spans, err := j.spans(ctx, kase)
		if err != nil {
			return err
		}
		for i, part := range parts {
			for rank, f := range considered(part) {
				if rank == depth {
					break
				}
				row := FeatureRow{Case: kase.ID, Kind: kase.Kind, Part: i, Want: part.Want, Scope: part.Scope, Rank: rank + 1,
					Asked: part.Words, Document: f.DocumentID, Start: f.Start, End: f.End,
					Evidence: overlaps(spans[f.DocumentID], f.Start, f.End), Features: f.Features}
				if err := enc.Encode(row); err != nil {
					return err
				}
			}
		}
	}
	return out.Flush()
}

// spans gives the byte spans of the judged quotes by document.
func (j *judge) spans(ctx context.Context, c Case) (map[string][][2]int, error) {
	out := map[string][][2]int{}
	for _, e := range c.Evidence {
		id, start, end, err := j.find(ctx, e)
		if err != nil {
			return nil, err
		}
		if end > start {
			out[id] = append(out[id], [2]int{start, end})
		}
	}
	return out, nil
}

func overlaps(spans [][2]int, start, end int) bool {
	for _, s := range spans {
		if start < s[1] && end > s[0] {
			return true
		}
	}
	return false
}
