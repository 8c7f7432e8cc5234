package evals

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals/metric"
	"github.com/policybot/policybot/retrieval"
)

// FeatureRanker gives the candidates of a search with their features.
// *retrieval.Service is one.
type FeatureRanker interface {
	Features(ctx context.Context, q retrieval.Query) (*retrieval.Featured, error)
}

// Judged is one query's candidates, for learning a ranking. Candidates are in
// the order of the untrained fusion.
type Judged struct {
	ID         string
	Candidates []retrieval.Features
	Relevant   []string          // of each candidate, what it answers (evidence number or document); "" is not relevant
	Judgements metric.Judgements // grade by what is to be found, found or not
	// Measures of the arms alone, and the texts (laws) that the documents to be
	// found are of; of BEIR data only.
	Lexical, Vector Measures
	Texts           []string
}

func measureArm(list []retrieval.Candidate, name map[string]string, j metric.Judgements) Measures {
	var ids []string
	for _, c := range list {
		ids = append(ids, name[c.PassageID])
	}
	return measuresOf(ids, j)
}

// JudgeCases searches every answerable case and judges the candidates: a
// passage is relevant where it overlaps judged evidence. Each piece of evidence
// has a name of its own, so that recall counts pieces.
func JudgeCases(ctx context.Context, cases []Case, r FeatureRanker, texts Texts) ([]Judged, error) {
	j, err := newJudge(ctx, texts)
	if err != nil {
		return nil, err
	}
	spans := map[string][2]int{}
	read := map[string]bool{}
	var out []Judged
	for _, c := range cases {
		if !c.Answerable || len(c.Evidence) == 0 {
			continue
		}
		found, err := r.Features(ctx, retrieval.Query{Text: c.Question, Turns: c.Turns, K: 100, Filter: retrieval.Filter{AsOf: corpus.Date(c.AsOf)}})
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.ID, err)
		}
		list := found.Candidates
		q := Judged{ID: c.ID, Candidates: list, Relevant: make([]string, len(list)), Judgements: metric.Judgements{}}
		for n, e := range c.Evidence {
			id, start, end, err := j.find(ctx, e)
			if err != nil {
				return nil, err
			}
			name := fmt.Sprint("evidence ", n+1)
			q.Judgements[name] = 1
			if start == end {
				continue
			}
			if !read[id] {
				d, err := texts.Document(ctx, id)
				if err != nil {
					return nil, err
				}
				for _, p := range d.Passages {
					spans[p.ID] = [2]int{p.Start, p.End}
				}
				read[id] = true
			}
			for i, f := range list {
				at, ok := spans[f.PassageID]
				if !ok || !strings.HasPrefix(f.PassageID, id+".") || at[0] >= end || at[1] <= start {
					continue
				}
				if q.Relevant[i] == "" {
					q.Relevant[i] = name
				} else if q.Relevant[i] != name { // one passage holds both: found together
					delete(q.Judgements, name)
				}
			}
		}
		out = append(out, q)
	}
	return out, nil
}

// JudgeBEIR searches every judged query of a BEIR folder that has been indexed.
func JudgeBEIR(ctx context.Context, b *BEIR, r FeatureRanker) ([]Judged, error) {
	_, ids := b.documents()
	texts := map[string]string{}
	for _, d := range b.Documents {
		texts[d.ID] = textOf(d)
	}
	var out []Judged
	for _, x := range b.Queries {
		found, err := r.Features(ctx, retrieval.Query{Text: x.Text, K: 100, Filter: retrieval.Filter{AllVersions: true}})
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", x.ID, err)
		}
		list := found.Candidates
		q := Judged{ID: x.ID, Candidates: list, Relevant: make([]string, len(list)), Judgements: b.Qrels[x.ID]}
		for i, f := range list {
			if id := ids[f.PassageID]; b.Qrels[x.ID][id] > 0 {
				q.Relevant[i] = id
			}
		}
		for _, id := range slices.Sorted(maps.Keys(q.Judgements)) {
			if q.Judgements[id] > 0 {
				q.Texts = append(q.Texts, texts[id])
			}
		}
		q.Lexical, q.Vector = measureArm(found.Lexical, ids, q.Judgements), measureArm(found.Vector, ids, q.Judgements)
		out = append(out, q)
	}
	return out, nil
}

// Measures are those of one query under an order of its candidates.
type Measures struct{ NDCG10, MRR10, Recall10, Hit5 float64 }

// Order measures the candidates ordered by falling scores, ties by passage ID
// having been broken by the order of the candidates.
func (q *Judged) Order(scores []float64) Measures {
	order := sortedBy(scores)
	seen := map[string]bool{}
	var ids []string
	for n, i := range order {
		id := q.Relevant[i]
		if id == "" || seen[id] {
			id = fmt.Sprint("- ", n)
		}
		seen[id] = true
		ids = append(ids, id)
	}
	return measuresOf(ids, q.Judgements)
}

func measuresOf(ids []string, j metric.Judgements) Measures {
	m := Measures{NDCG10: metric.NDCG(ids, j, 10), MRR10: metric.ReciprocalRank(ids, j, 10), Recall10: metric.Recall(ids, j, 10)}
	if metric.ReciprocalRank(ids, j, 5) > 0 {
		m.Hit5 = 1
	}
	return m
}
