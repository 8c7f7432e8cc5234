package evals

import (
	"context"
	"fmt"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/evals/metric"
)

// Texts reads stored documents whole.
type Texts interface {
	// Document gives a document with its text and passages.
	Document(ctx context.Context, id string) (*corpus.Document, error)
	// Documents lists all documents without text.
	Documents(ctx context.Context) ([]corpus.Document, error)
}

// AnswerReport is the outcome of a run over cases; its JSON form is that of
// `policybot eval answers --json`.
type AnswerReport struct {
	N          int          `json:"n"`          // cases
	Answerable int          `json:"answerable"` // cases that the corpus answers
	Full       int          `json:"full"`       // answerable: right status and all evidence cited
	Facts      int          `json:"facts"`      // answerable: all facts in the answer
	Abstained  int          `json:"abstained"`  // not answerable: status as expected
	Also       int          `json:"also"`       // not answerable, and answered by other words that answer as well; see [Case]
	Refused    int          `json:"refused"`    // answerable, yet not answered
	Uncited    int          `json:"uncited"`    // statements without a citation
	BadQuotes  int          `json:"bad_quotes"` // citations that are not in the stored text
	BadFigures int          `json:"bad_figures"`
	Statements int          `json:"statements"`
	Citations  int          `json:"citations"`
	Recall     float64      `json:"evidence_recall"`    // mean over answerable: share of judged quotes cited
	Precision  float64      `json:"evidence_precision"` // mean over answered answerable: share of citations that touch judged evidence
	P50MS      float64      `json:"p50_ms"`
	P95MS      float64      `json:"p95_ms"`
	Cases      []CaseReport `json:"cases"`
}

// CaseReport is the outcome of one case.
type CaseReport struct {
	ID     string   `json:"id"`
	Kind   string   `json:"kind"`
	Status string   `json:"status"`
	OK     bool     `json:"ok"`  // full and facts, or abstained as expected
	Why    []string `json:"why"` // what is wrong
	Cited  int      `json:"cited"`
	MS     float64  `json:"ms"`
}

// Without gives the cases as they are where their evidence is not held: the
// documents of the evidence, their twins and their other versions are left out,
// so that nothing is answerable but by what a case lists as answering as well. Cases
// that are not answerable, or that have no evidence, are left out.
func Without(ctx context.Context, cases []Case, texts Texts) ([]Case, error) {
	docs, err := texts.Documents(ctx)
	if err != nil {
		return nil, err
	}
	lineage := lineages(docs)
	byFile := map[string]string{}
	for _, d := range docs {
		byFile[d.Source] = d.ID
	}
	var out []Case
	for _, c := range cases {
		if !c.Answerable || len(c.Evidence) == 0 {
			continue
		}
		seen := map[string]bool{}
		c.Exclude = nil
		for _, e := range c.Evidence {
			for _, id := range lineage[byFile[e.File]] {
				if !seen[id] {
					seen[id] = true
					c.Exclude = append(c.Exclude, id)
				}
			}
		}
		c.Answerable, c.Evidence, c.Facts = false, nil, nil
		c.Expect = []string{string(bot.StatusNoInformation), string(bot.StatusClarification)}
		out = append(out, c)
	}
	return out, nil
}

// lineages gives for each document the IDs of all versions of its text.
func lineages(docs []corpus.Document) map[string][]string {
	root := map[string]string{}
	for _, d := range docs {
		root[d.ID] = d.ID
	}
	find := func(id string) string {
		for root[id] != id {
			id = root[id]
		}
		return id
	}
	for _, d := range docs {
		if root[d.ReplacedBy] != "" {
			root[find(d.ID)] = find(d.ReplacedBy)
		}
	}
	groups := map[string][]string{}
	for _, d := range docs {
		groups[find(d.ID)] = append(groups[find(d.ID)], d.ID)
	}
	out := map[string][]string{}
	for _, d := range docs {
		out[d.ID] = groups[find(d.ID)]
	}
	return out
}

// RunAnswers asks every case and judges the answers. It stops at the first
// question that cannot be asked at all.
func RunAnswers(ctx context.Context, cases []Case, answerer bot.Answerer, texts Texts) (*AnswerReport, error) {
	judge, err := newJudge(ctx, texts)
	if err != nil {
		return nil, err
	}
	report := &AnswerReport{N: len(cases), Cases: []CaseReport{}}
	var times, recalls, precisions []float64
	for _, c := range cases {
		q := c.ask()
		a, err := answerer.Answer(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.ID, err)
		}
		v, err := judge.verdict(ctx, c, a)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.ID, err)
		}
		report.add(c, a, v)
		times = append(times, a.TimingsMS["total"])
		if c.Answerable {
			recalls = append(recalls, v.recall)
			if len(a.Citations) > 0 {
				precisions = append(precisions, v.precision)
			}
		}
	}
	report.Recall, report.Precision = metric.Mean(recalls), metric.Mean(precisions)
	report.P50MS, report.P95MS = metric.Percentile(times, 0.5), metric.Percentile(times, 0.95)
	return report, nil
}

func (r *AnswerReport) add(c Case, a *bot.Answer, v verdict) {
	r.Uncited += v.uncited
	r.BadQuotes += v.badQuotes
	r.BadFigures += v.badFigures
	r.Statements += len(a.Statements)
	r.Citations += len(a.Citations)
	ok := v.statusRight
	if c.Answerable {
		r.Answerable++
		full := v.statusRight && len(v.uncovered) == 0
		facts := v.statusRight && len(v.lacking) == 0
		r.Full += count(full)
		r.Facts += count(facts)
		r.Refused += count(a.Status != bot.StatusAnswered && a.Status != bot.StatusPartial)
		ok = full && facts
	} else {
		r.Abstained += count(v.statusRight)
		r.Also += count(!v.statusRight && v.also)
	}
	ok = ok && v.uncited+v.badQuotes+v.badFigures == 0
	r.Cases = append(r.Cases, CaseReport{
		ID: c.ID, Kind: c.Kind, Status: string(a.Status), OK: ok, Why: v.why(a), Cited: len(a.Citations), MS: a.TimingsMS["total"],
	})
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// verdict is what is right and wrong about one answer.
type verdict struct {
	statusRight                    bool
	also                           bool     // quotes what answers as well
	uncovered                      []string // evidence that no citation covers: file and article
	lacking                        []string // facts that the answer lacks
	uncited, badQuotes, badFigures int
	recall, precision              float64
}

func (v *verdict) why(a *bot.Answer) []string {
	out := []string{}
	if !v.statusRight {
		out = append(out, "status "+string(a.Status))
	}
	for _, e := range v.uncovered {
		out = append(out, "not cited: "+e)
	}
	for _, f := range v.lacking {
		out = append(out, "fact missing: "+f)
	}
	for _, w := range []struct {
		name string
		n    int
	}{{"uncited statements", v.uncited}, {"quotes not in the text", v.badQuotes}, {"figures not in the quotes", v.badFigures}} {
		if w.n > 0 {
			out = append(out, fmt.Sprintf("%d %s", w.n, w.name))
		}
	}
	return out
}

// judge compares answers with the judged evidence.
type judge struct {
	texts  Texts
	byFile map[string]string // source -> document ID
	read   map[string]*corpus.Document
}

func newJudge(ctx context.Context, texts Texts) (*judge, error) {
	docs, err := texts.Documents(ctx)
	if err != nil {
		return nil, err
	}
	j := &judge{texts: texts, byFile: map[string]string{}, read: map[string]*corpus.Document{}}
	for _, d := range docs {
		j.byFile[d.Source] = d.ID
	}
	return j, nil
}

func (j *judge) document(ctx context.Context, id string) (*corpus.Document, error) {
	if d := j.read[id]; d != nil {
		return d, nil
	}
	d, err := j.texts.Document(ctx, id)
	if err != nil {
		return nil, err
	}
	j.read[id] = d
	return d, nil
}

func (j *judge) verdict(ctx context.Context, c Case, a *bot.Answer) (verdict, error) {
	v := verdict{statusRight: c.expects(string(a.Status))}
	quotes := map[int]string{}
	for _, cite := range a.Citations {
		d, err := j.document(ctx, cite.DocumentID)
		if err != nil {
			return v, err
		}
		if cite.Start < 0 || cite.End > len(d.Text) || cite.Start >= cite.End || d.Text[cite.Start:cite.End] != cite.Quote {
			v.badQuotes++
		}
		quotes[cite.N] = cite.Quote
	}
	for _, st := range a.Statements {
		if len(st.Citations) == 0 {
			v.uncited++
		}
		v.badFigures += strangeFigures(st, quotes)
	}
	touched := map[int]bool{}
	for _, e := range c.Evidence {
		covered, err := j.covers(ctx, a, e, touched)
		if err != nil {
			return v, err
		}
		if !covered {
			v.uncovered = append(v.uncovered, e.File+" "+e.Article)
		}
	}
	if n := len(c.Evidence); n > 0 {
		v.recall = 1 - float64(len(v.uncovered))/float64(n)
	}
	if n := len(a.Citations); n > 0 {
		v.precision = float64(len(touched)) / float64(n)
	}
	for _, e := range c.Also {
		covered, err := j.covers(ctx, a, e, map[int]bool{})
		if err != nil {
			return v, err
		}
		v.also = v.also || covered
	}
	v.lacking = lackingFacts(c, a)
	return v, nil
}

// strangeFigures counts the figures of a statement that none of its quotes holds.
func strangeFigures(st bot.Statement, quotes map[int]string) int {
	have := map[string]bool{}
	for _, n := range st.Citations {
		for _, f := range corpus.Figures(quotes[n]) {
			have[f.Value+"\x00"+f.Unit] = true
		}
	}
	bad := 0
	for _, f := range corpus.Figures(st.Text) {
		if !have[f.Value+"\x00"+f.Unit] {
			bad++
		}
	}
	return bad
}

// find gives the document and the byte span of judged evidence, that of the
// whole text where it names a file alone; an empty span where the store does not
// hold it.
func (j *judge) find(ctx context.Context, e Evidence) (id string, start, end int, err error) {
	id, ok := j.byFile[e.File]
	if !ok {
		return "", 0, 0, nil
	}
	d, err := j.document(ctx, id)
	if err != nil {
		return "", 0, 0, err
	}
	if e.whole() {
		return id, 0, len(d.Text), nil
	}
	if e.Quote == "" {
		return id, min(e.Start, len(d.Text)), min(e.End, len(d.Text)), nil
	}
	start = strings.Index(d.Text, e.Quote)
	if start < 0 {
		return id, 0, 0, nil
	}
	return id, start, start + len(e.Quote), nil
}

// coveredShare is how much of a judged quote the citations must hold: the odd
// full stop or item number may be cut differently.
const coveredShare = 0.8

// covers says whether the citations of an answer hold a judged quote, or any
// words of a text that is judged whole, and marks the citations that touch it.
func (j *judge) covers(ctx context.Context, a *bot.Answer, e Evidence, touched map[int]bool) (bool, error) {
	id, start, end, err := j.find(ctx, e)
	if err != nil || start == end {
		return false, err
	}
	held := make([]bool, end-start)
	for _, c := range a.Citations {
		if c.DocumentID != id {
			continue
		}
		for i := max(c.Start, start); i < min(c.End, end); i++ {
			held[i-start] = true
			touched[c.N] = true
		}
	}
	n := 0
	for _, h := range held {
		n += count(h)
	}
	if e.whole() {
		return n > 0, nil
	}
	return float64(n) >= coveredShare*float64(len(held)), nil
}

// lackingFacts gives the facts that neither the answer nor its statements hold,
// compared as written and with figures in one form.
func lackingFacts(c Case, a *bot.Answer) []string {
	text := a.Text
	for _, st := range a.Statements {
		text += "\n" + st.Text
	}
	plain := corpus.Normalize(text)
	figures := corpus.NormalizeFigures(plain)
	var lacking []string
	for _, fact := range c.Facts {
		found := false
		for _, way := range strings.Split(fact, "|") {
			way = corpus.Normalize(strings.TrimSpace(way))
			found = found || strings.Contains(plain, way) || strings.Contains(figures, corpus.NormalizeFigures(way))
		}
		if !found {
			lacking = append(lacking, fact)
		}
	}
	return lacking
}
