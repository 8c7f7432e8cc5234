package evals

import (
	"context"
	"fmt"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals/metric"
	"github.com/policybot/policybot/retrieval"
)

// EvidenceReport says how well a mode of search ranks the judged evidence of
// the answerable cases. A passage is relevant where it holds a judged quote.
type EvidenceReport struct {
	Mode     retrieval.Mode `json:"mode"`
	Without  retrieval.Step `json:"without,omitempty"` // the step that was left out; empty for none
	N        int            `json:"n"`
	MRR      float64        `json:"mrr"`
	MRRLow   float64        `json:"mrr_low"` // 95 % bootstrap interval over the cases
	MRRHigh  float64        `json:"mrr_high"`
	Hit1     float64        `json:"hit@1"`
	Hit5     float64        `json:"hit@5"`
	Hit10    float64        `json:"hit@10"`
	Recall10 float64        `json:"recall@10"` // of the judged quotes
	R10Low   float64        `json:"recall@10_low"`
	R10High  float64        `json:"recall@10_high"`
	P50MS    float64        `json:"p50_ms"`
	P95MS    float64        `json:"p95_ms"`
	Lost     []string       `json:"lost"` // cases with a judged quote outside the first ten
}

// RunEvidence searches every answerable case in a mode, without a step of the search
// where one is given, and judges the first hundred passages.
func RunEvidence(ctx context.Context, cases []Case, r bot.Retriever, texts Texts, mode retrieval.Mode, without retrieval.Step) (*EvidenceReport, error) {
	j, err := newJudge(ctx, texts)
	if err != nil {
		return nil, err
	}
	rep := &EvidenceReport{Mode: mode, Without: without, Lost: []string{}}
	var rr, h1, h5, h10, r10, times []float64
	for _, c := range cases {
		if !c.Answerable || len(c.Evidence) == 0 {
			continue
		}
		began := time.Now()
		found, err := r.Search(ctx, retrieval.Query{Text: c.Question, Turns: c.Turns, K: 100, Mode: mode,
			Filter: retrieval.Filter{AsOf: corpus.Date(c.AsOf)}, Without: []retrieval.Step{without}})
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.ID, err)
		}
		took := float64(time.Since(began).Microseconds()) / 1000
		first, inTen, err := j.ranks(ctx, c, found.Results)
		if err != nil {
			return nil, err
		}
		rr = append(rr, reciprocal(first))
		h1, h5, h10 = append(h1, within(first, 1)), append(h5, within(first, 5)), append(h10, within(first, 10))
		r10 = append(r10, float64(inTen)/float64(len(c.Evidence)))
		if inTen < len(c.Evidence) {
			rep.Lost = append(rep.Lost, c.ID)
		}
		times = append(times, took)
	}
	rep.N = len(rr)
	rep.MRR, rep.Hit1, rep.Hit5, rep.Hit10 = metric.Mean(rr), metric.Mean(h1), metric.Mean(h5), metric.Mean(h10)
	rep.Recall10 = metric.Mean(r10)
	rep.MRRLow, rep.MRRHigh = metric.Bootstrap(rr, metric.Draws)
	rep.R10Low, rep.R10High = metric.Bootstrap(r10, metric.Draws)
	rep.P50MS, rep.P95MS = metric.Percentile(times, 0.5), metric.Percentile(times, 0.95)
	return rep, nil
}

// ranks gives the rank of the first passage that holds judged evidence (0 for
// none) and how many of the judged quotes are in the first ten passages.
func (j *judge) ranks(ctx context.Context, c Case, results []retrieval.Result) (first, inTen int, err error) {
	ranks, err := j.rankEach(ctx, c, results)
	for _, r := range ranks {
		if r > 0 && (first == 0 || r < first) {
			first = r
		}
		inTen += count(r > 0 && r <= 10)
	}
	return first, inTen, err
}

// rankEach gives for each judged quote the rank of the first passage that
// touches it, 0 for none.
func (j *judge) rankEach(ctx context.Context, c Case, results []retrieval.Result) ([]int, error) {
	out := make([]int, len(c.Evidence))
	for n, e := range c.Evidence {
		id, start, end, err := j.find(ctx, e)
		if err != nil {
			return nil, err
		}
		for i, r := range results {
			p := r.Passage
			if start < end && p.DocumentID == id && p.End > start && p.Start < end {
				out[n] = i + 1
				break
			}
		}
	}
	return out, nil
}

func reciprocal(rank int) float64 {
	if rank == 0 {
		return 0
	}
	return 1 / float64(rank)
}

func within(rank, k int) float64 {
	if rank > 0 && rank <= k {
		return 1
	}
	return 0
}
