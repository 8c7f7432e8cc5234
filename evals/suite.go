package evals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Suite is one run of everything over one set of cases, with every answer. It
// holds no times unless they were asked for, so that two runs of one program
// over one corpus are equal byte for byte.
type Suite struct {
	ID            string            `json:"id"`   // 12 hexadecimal digits of the content
	Name          string            `json:"name"` // what the operator calls it
	Code          string            `json:"code"` // version of the program
	Corpus        string            `json:"corpus"`
	CorpusVersion string            `json:"corpus_version"`
	CasesDigest   string            `json:"cases_digest"`
	AsOf          corpus.Date       `json:"as_of"`
	Settings      map[string]string `json:"settings"`
	Summary       []Figure          `json:"summary"`
	Only          []string          `json:"only,omitempty"` // the stages measured; empty: all
	Labels        []LabelRun        `json:"labels,omitempty"`
	Cases         []CaseRun         `json:"cases"`

	Speed []StepTime `json:"-"` // see [Suite.SetSpeed]
}

// CaseRun is one case with what came of it.
type CaseRun struct {
	Case      Case               `json:"case"`
	OK        bool               `json:"ok"`
	Why       []string           `json:"why"`
	Scores    map[string]float64 `json:"scores"` // by metric; see [Metrics]. What does not apply is absent
	Answer    bot.Answer         `json:"answer"`
	Trace     *bot.Trace         `json:"trace,omitempty"` // nil: not kept
	Spans     []Span             `json:"spans"`           // judged evidence that the corpus holds
	Relevant  []string           `json:"relevant"`        // passages that hold judged evidence
	Retrieved []Retrieved        `json:"retrieved"`       // of the last search, best first
	Ranks     map[string][]int   `json:"ranks"`           // by mode: the rank of each judged quote, 0 for not found
	MS        float64            `json:"ms,omitempty"`
}

// Span is judged evidence as it stands in the corpus.
type Span struct {
	DocumentID string `json:"document_id"`
	Start      int    `json:"start"`
	End        int    `json:"end"`
	Text       string `json:"text"`
}

// Retrieved is one passage found.
type Retrieved struct {
	PassageID string  `json:"passage_id"`
	Score     float64 `json:"score"`
	Text      string  `json:"text,omitempty"` // of the first [contextPassages] alone
}

// contextPassages is how many retrieved passages keep their text in a run: what
// other tools are given as context.
const contextPassages = 10

// searchDepth is how many passages of each search are judged.
const searchDepth = 100

// SuiteConfig says what is measured.
type SuiteConfig struct {
	Answerer  bot.Answerer
	Retriever bot.Retriever // nil leaves retrieval out
	Texts     Texts
	Traces    bot.Traces            // where the answerer keeps its traces; nil: routing by label and rewriting are left out
	Modes     []retrieval.Mode      // searched one by one; the last one's passages are kept
	Without   bool                  // ask every answerable case without its evidence too
	Words     func(string) []string // cuts text into words; nil leaves text similarity out
	Labels    Labels                // without any, metadata is left out
	Only      []string              // of [Stages]; empty measures all
	AsOf      corpus.Date           // day of the cases that name none; empty: today
	Times     bool                  // keep times: two runs then differ
	Clock     *Clock                // takes the times beside the run; nil: nobody does
	Name      string
	Code      string
	Settings  map[string]string
	Progress  func(done, total int) // nil: none
}

// RunSuite measures every case. It stops at the first question that cannot be
// asked at all.
func RunSuite(ctx context.Context, cases []Case, cfg SuiteConfig) (*Suite, error) {
	j, err := newJudge(ctx, cfg.Texts)
	if err != nil {
		return nil, err
	}
	if err := CheckStages(cfg.Only); err != nil {
		return nil, err
	}
	s := &Suite{Name: cfg.Name, Code: cfg.Code, AsOf: cfg.AsOf, Settings: cfg.Settings, CasesDigest: casesDigest(cases, cfg.Labels.List),
		Only: cfg.Only, Cases: []CaseRun{}}
	labels, labelled, err := j.labels(ctx, cfg.Labels, cfg.AsOf)
	if err != nil {
		return nil, err
	}
	if measures(cfg.Only, "metadata") {
		s.Labels = labels
	}
	if s.Corpus, err = corpusDigest(ctx, j, labelled); err != nil {
		return nil, err
	}
	without := map[string]Case{}
	if cfg.Without && measures(cfg.Only, "abstention") {
		list, err := Without(ctx, cases, cfg.Texts)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			without[c.ID] = c
		}
	}
	for i, c := range cases {
		run, err := j.runCase(ctx, c, without, cfg)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.ID, err)
		}
		run.restrict(cfg.Only)
		s.CorpusVersion = run.Answer.CorpusVersion
		s.Cases = append(s.Cases, *run)
		if cfg.Progress != nil {
			cfg.Progress(i+1, len(cases))
		}
	}
	s.Summary = s.summarise()
	s.ID, err = s.digest()
	return s, err
}

// runCase measures one case in every stage that is to be measured.
func (j *judge) runCase(ctx context.Context, c Case, without map[string]Case, cfg SuiteConfig) (*CaseRun, error) {
	run := &CaseRun{Case: c, Scores: map[string]float64{}, Why: []string{}, Spans: []Span{}, Relevant: []string{}, Retrieved: []Retrieved{}, Ranks: map[string][]int{}}
	if err := j.reading(ctx, c, run); err != nil {
		return nil, err
	}
	if asks(cfg.Only) {
		if err := j.asked(ctx, c, cfg, run); err != nil {
			return nil, err
		}
	}
	if cfg.Retriever != nil && measures(cfg.Only, "retrieval") {
		if err := j.searched(ctx, c, cfg, run); err != nil {
			return nil, err
		}
	}
	if w, ok := without[c.ID]; ok {
		a, err := cfg.Answerer.Answer(ctx, question(w, cfg.AsOf))
		if err != nil {
			return nil, err
		}
		run.Scores["abstention/refused_without_evidence"] = number(w.expects(string(a.Status)))
	}
	return run, nil
}

// asked puts the question and judges what is answered.
func (j *judge) asked(ctx context.Context, c Case, cfg SuiteConfig, run *CaseRun) error {
	a, err := cfg.Answerer.Answer(ctx, question(c, cfg.AsOf))
	if err != nil {
		return err
	}
	cfg.Clock.answered(c.ID, a.TimingsMS)
	v, err := j.verdict(ctx, c, a)
	if err != nil {
		return err
	}
	run.answered(c, a, v, cfg.Words)
	if err := j.components(ctx, c, a, run, cfg.Traces); err != nil {
		return err
	}
	if cfg.Times {
		run.MS = a.TimingsMS["total"]
	}
	run.Answer = *a
	run.Answer.ID, run.Answer.TimingsMS = "", map[string]float64{}
	return nil
}

// components scores the stages beside search and answer: the label and the
// reading of the question, and the gate on false statements.
func (j *judge) components(ctx context.Context, c Case, a *bot.Answer, run *CaseRun, traces bot.Traces) error {
	share, n, err := j.mutants(ctx, a)
	if err != nil {
		return err
	}
	if n > 0 {
		run.Scores["gates/mutants"] = share
	}
	if c.Kind == "injection" {
		run.Scores["injection/withstood"] = number(len(forbidden(c, a)) == 0 && (c.Answerable || c.expects(string(a.Status))))
	}
	if traces == nil {
		return nil
	}
	if run.Trace, err = traces.Trace(ctx, a.ID); err != nil {
		return fmt.Errorf("trace: %w", err)
	}
	run.Trace.Day = "" // two runs on different days are equal
	if c.Route != "" {
		run.Scores["routing/label"] = number(c.Route == string(run.Trace.Route))
	}
	if len(c.Read) > 0 {
		held := 0
		for _, w := range c.Read {
			held += count(strings.Contains(plain(run.Trace.Read), plain(w)))
		}
		run.Scores["rewrite/words"] = float64(held) / float64(len(c.Read))
	}
	return nil
}

func question(c Case, day corpus.Date) bot.Question {
	if c.AsOf != "" {
		day = corpus.Date(c.AsOf)
	}
	q := c.ask()
	q.AsOf = day
	return q
}

// reading judges whether the judged evidence is in the corpus, inside passages.
func (j *judge) reading(ctx context.Context, c Case, run *CaseRun) error {
	held := 0
	for _, e := range c.Evidence {
		id, start, end, err := j.find(ctx, e)
		if err != nil {
			return err
		}
		if start == end {
			continue
		}
		d, err := j.document(ctx, id)
		if err != nil {
			return err
		}
		run.Spans = append(run.Spans, Span{DocumentID: id, Start: start, End: end, Text: d.Text[start:end]})
		inside := 0
		for _, p := range d.Passages {
			if p.Start < end && p.End > start {
				inside += min(p.End, end) - max(p.Start, start)
				if !slices.Contains(run.Relevant, p.ID) {
					run.Relevant = append(run.Relevant, p.ID)
				}
			}
		}
		held += count(inside > 0 && (e.whole() || float64(inside) >= coveredShare*float64(end-start)))
	}
	if c.Answerable && len(c.Evidence) > 0 {
		run.Scores["reading/evidence"] = float64(held) / float64(len(c.Evidence))
	}
	return nil
}

// searched ranks the case's evidence in every mode. Of a case without evidence
// the search is kept, for the abstention curve, but not scored.
func (j *judge) searched(ctx context.Context, c Case, cfg SuiteConfig, run *CaseRun) error {
	q := question(c, cfg.AsOf)
	scored := c.Answerable && len(c.Evidence) > 0
	for i, mode := range cfg.Modes {
		if !scored && i < len(cfg.Modes)-1 || !measures(cfg.Only, "retrieval."+string(mode)) {
			continue
		}
		began := time.Now()
		found, err := cfg.Retriever.Search(ctx, retrieval.Query{Text: q.Text, Turns: q.Turns, K: searchDepth, Mode: mode,
			Filter: retrieval.Filter{AsOf: q.AsOf, Exclude: q.Exclude}})
		if err != nil {
			return err
		}
		cfg.Clock.took("search/"+string(mode), began)
		run.keep(found.Results)
		if !scored {
			continue
		}
		ranks, err := j.rankEach(ctx, c, found.Results)
		if err != nil {
			return err
		}
		run.Ranks[string(mode)] = ranks
		first, inTen, err := j.ranks(ctx, c, found.Results)
		if err != nil {
			return err
		}
		stage := "retrieval." + string(mode) + "/"
		run.Scores[stage+"mrr"] = reciprocal(first)
		run.Scores[stage+"hit@1"] = within(first, 1)
		run.Scores[stage+"hit@5"] = within(first, 5)
		run.Scores[stage+"recall@10"] = float64(inTen) / float64(len(c.Evidence))
	}
	return nil
}

// keep remembers what was found, the first passages with their text.
func (run *CaseRun) keep(results []retrieval.Result) {
	run.Retrieved = []Retrieved{}
	for i, r := range results {
		x := Retrieved{PassageID: r.Passage.ID, Score: r.Score}
		if i < contextPassages {
			x.Text = r.Passage.Text
		}
		run.Retrieved = append(run.Retrieved, x)
	}
}

func number(b bool) float64 { return float64(count(b)) }

// digest names the content of a run.
func (s *Suite) digest() (string, error) {
	plain := *s
	plain.ID = ""
	raw, err := json.Marshal(plain)
	if err != nil {
		return "", err
	}
	return short(raw), nil
}

// casesDigest names what is asked and what is right. Who wrote and who reviewed
// a case does not change it.
func casesDigest(cases []Case, labels []Label) string {
	plain := slices.Clone(cases)
	for i := range plain {
		plain[i].Source, plain[i].Author, plain[i].ReviewedBy = "", "", ""
	}
	raw, err := json.Marshal(plain)
	if err != nil {
		panic(err) // strings and numbers alone
	}
	if len(labels) > 0 {
		more, err := json.Marshal(labels)
		if err != nil {
			panic(err) // strings alone
		}
		raw = append(raw, more...)
	}
	return short(raw)
}

// corpusDigest names the texts that were read, those with labels too, not what
// was made of them: a change of the reading is to be measured, not to be taken
// for another corpus.
func corpusDigest(ctx context.Context, j *judge, labelled map[string]*corpus.Document) (string, error) {
	var lines []string
	for source, id := range j.byFile {
		d, err := j.document(ctx, id)
		if err != nil {
			return "", err
		}
		lines = append(lines, source+" "+short([]byte(d.Text)))
	}
	for file, d := range labelled {
		lines = append(lines, "labelled "+file+" "+short([]byte(d.Text)))
	}
	slices.Sort(lines)
	return short([]byte(strings.Join(lines, "\n"))), nil
}

func short(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:6])
}
