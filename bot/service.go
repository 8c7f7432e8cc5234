package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Config wires a [Service].
type Config struct {
	Retriever Retriever
	Composer  Composer
	Library   Library
	Records   Records          // nil: answers are not kept
	Traces    Traces           // nil: how they came about is not kept
	Now       func() time.Time // nil: time.Now
	Logger    *slog.Logger     // nil: discard
}

func (c Config) validate() error {
	switch {
	case c.Retriever == nil:
		return errors.New("bot.Config: Retriever is missing")
	case c.Composer == nil:
		return errors.New("bot.Config: Composer is missing")
	case c.Library == nil:
		return errors.New("bot.Config: Library is missing")
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Service answers questions: guard, route, plan, retrieve, compose, gate. A
// later stage never calls an earlier one.
type Service struct {
	cfg       Config
	catalogue *catalogues
	gate      func(*Draft, []Part) []string
}

// New makes a Service. It fails when a part is missing.
func New(cfg Config) (*Service, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	return &Service{cfg: cfg, catalogue: &catalogues{library: cfg.Library}, gate: gate}, nil
}

var _ Answerer = (*Service)(nil)

// Answer answers one question; see [Answerer].
func (s *Service) Answer(ctx context.Context, q Question) (*Answer, error) {
	return s.answer(ctx, q, nil)
}

// answer answers one question; show may be nil, see [Streamer].
func (s *Service) answer(ctx context.Context, q Question, show func(Shown)) (*Answer, error) {
	watch := newStopwatch(s.cfg.Now)
	q, masked := q.masked()
	trace := &Trace{Asked: q, Day: corpus.DateOf(s.cfg.Now()), Gate: []string{}, Parts: []TracedPart{}}
	q, err := guard(q)
	if err != nil {
		return nil, err
	}
	if !q.AsOf.Known() {
		q.AsOf = corpus.DateOf(s.cfg.Now())
	}
	cat, err := s.catalogue.current(ctx)
	if err != nil {
		return nil, err
	}
	a := &Answer{
		ID: rand.Text()[:16], Question: trace.Asked.Text, Label: LabelIn(q.Lang), AsOf: q.AsOf, CorpusVersion: cat.version,
		Statements: []Statement{}, Citations: []Citation{}, Missing: []string{}, Choices: []string{},
	}
	q, route := read(q)
	trace.Read, trace.Route = q.Text, route
	watch.lap("route")
	if route == RoutePolicy {
		if err := s.answerPolicy(ctx, q, cat, a, watch, trace, show); err != nil {
			return nil, forUser(err)
		}
	} else {
		answerRoute(a, route, cat, q.Lang)
	}
	if masked {
		a.Text = joinLines(a.Text, msgMasked.in(q.Lang))
	}
	a.TimingsMS = watch.total()
	if err := s.record(ctx, a, trace); err != nil {
		// The user still gets the answer; only its record is missing.
		s.cfg.Logger.ErrorContext(ctx, "answer not recorded", "question_id", a.ID, "err", err)
	}
	s.cfg.Logger.InfoContext(ctx, "answered", "question_id", a.ID, "status", a.Status, "route", route,
		"results", len(a.Citations), "duration_ms", a.TimingsMS["total"])
	return a, nil
}

// forUser makes a question that cannot be asked of the errors that say so.
func forUser(err error) error {
	if errors.Is(err, retrieval.ErrRegion) {
		return fmt.Errorf("%w: %s", ErrBadQuestion, retrieval.RegionMessage(err))
	}
	return err
}

// record keeps an answer and how it came about.
func (s *Service) record(ctx context.Context, a *Answer, t *Trace) error {
	if s.cfg.Records == nil {
		return nil
	}
	if err := s.cfg.Records.Put(ctx, a); err != nil || s.cfg.Traces == nil {
		return err
	}
	return s.cfg.Traces.PutTrace(ctx, a.ID, t)
}

// masked gives the question without personal data, see [Mask], and says whether
// it held any.
func (q Question) masked() (Question, bool) {
	text, found := Mask(q.Text)
	for _, rule := range maskRules { // asked again from the record
		found = found || strings.Contains(text, rule.as)
	}
	q.Text = text
	turns := q.Turns
	q.Turns = nil
	for _, t := range turns {
		t, _ = Mask(t)
		q.Turns = append(q.Turns, t)
	}
	return q, found
}

// read writes a follow-up out and gives the route of the question. What is left
// has no turns: they are in its words, and in Said as they were asked.
func read(q Question) (Question, Route) {
	route := routeOf(q.Text)
	if route != RoutePolicy {
		return q, route
	}
	q = inChinese(q)
	text := withYearBefore(resolve(q.Text, q.Turns))
	if text == "" {
		return q, RouteUnclear
	}
	if len(q.Turns) > 0 {
		q.Said = append(slices.Clone(q.Turns), q.Text)
	}
	q.Text, q.Turns = text, nil
	return q, routeOf(text)
}

// answerRoute fills the fixed answers of the routes that need no retrieval.
func answerRoute(a *Answer, route Route, cat *catalogue, lang string) {
	switch route {
	case RouteGreeting:
		a.Status, a.Text = StatusClarification, joinLines(msgGreeting.in(lang), cat.coverage(lang))
	case RouteImproper:
		a.Status, a.Text = StatusRefused, msgImproper.in(lang)
	case RouteComplaint:
		a.Status, a.Text = StatusOutOfScope, msgComplaint.in(lang)
	case RouteAccount:
		a.Status, a.Text = StatusOutOfScope, msgAccount.in(lang)
	case RouteUnclear:
		a.Status, a.Text = StatusClarification, joinLines(msgUnclear.in(lang), cat.coverage(lang))
	case RouteFuture:
		a.Status = StatusNoInformation
		a.Missing = []string{msgFuture.in(lang)}
		a.Text = joinLines(msgFuture.in(lang), cat.coverage(lang))
	default:
		a.Status, a.Text = StatusOutOfScope, msgOutOfScope.in(lang)
	}
}

// answerPolicy plans, retrieves, composes and checks.
func (s *Service) answerPolicy(ctx context.Context, q Question, cat *catalogue, a *Answer, watch *stopwatch, trace *Trace, show func(Shown)) error {
	plan, err := s.retrieve(ctx, q, cat)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	watch.lap("retrieve")
	watch.add(plan.timings)
	trace.Parts = plan.trace()
	q.AsOf, a.AsOf = plan.asOf, plan.asOf
	if plan.stop != "" {
		a.Status = StatusNoInformation
		a.Missing = []string{plan.stop}
		a.Text = joinLines(plan.stop, cat.coverage(q.Lang), whomToAsk(q.Text, q.Lang))
		return nil
	}
	if askBack(a, q, &plan, cat) {
		return nil
	}
	draft, ok, err := s.counted(ctx, &plan, q)
	if err == nil && !ok {
		draft, ok, err = s.numbered(ctx, &plan, q, cat)
	}
	if err == nil && !ok {
		draft, err = s.compose(ctx, q, plan.parts, show)
	}
	if err != nil {
		return fmt.Errorf("compose: %w", err)
	}
	if err := s.refer(ctx, &plan, q, &draft); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	watch.lap("compose")
	rejected := s.gate(&draft, plan.parts)
	trace.Gate = append(trace.Gate, rejected...)
	for _, r := range rejected {
		s.cfg.Logger.WarnContext(ctx, "statement rejected by the gate", "question_id", a.ID, "reason", r)
	}
	a.Composed = draft.Composed
	finish(a, q, draft, plan, cat, corpus.DateOf(s.cfg.Now()))
	watch.lap("gate")
	return nil
}

// Plan gives the parts of a question with what was found for each, as the
// composer gets them, so that composing can be measured alone. A question that
// needs no retrieval, or that nothing held can answer, has no parts.
func (s *Service) Plan(ctx context.Context, q Question) ([]Part, error) {
	q, err := guard(q)
	if err != nil {
		return nil, err
	}
	if !q.AsOf.Known() {
		q.AsOf = corpus.DateOf(s.cfg.Now())
	}
	q, route := read(q)
	if route != RoutePolicy {
		return nil, nil
	}
	cat, err := s.catalogue.current(ctx)
	if err != nil {
		return nil, err
	}
	plan, err := s.retrieve(ctx, q, cat)
	return plan.parts, err
}

// finish turns a checked draft into the answer.
func finish(a *Answer, q Question, draft Draft, plan plan, cat *catalogue, today corpus.Date) {
	answered := map[int]bool{}
	for _, st := range draft.Statements {
		answered[st.Part] = true
	}
	for _, i := range draft.Shared {
		answered[i] = true
	}
	missing := missingParts(q, plan, answered)
	for _, thing := range draft.Lacking {
		missing = append(missing, msgSideMissing.in(q.Lang, q.asAsked(thing)))
	}
	switch {
	case len(draft.Statements) == 0:
		a.Status = StatusNoInformation
	case len(missing) > 0:
		a.Status = StatusPartial
	default:
		a.Status = StatusAnswered
	}
	if a.Status == StatusNoInformation {
		a.Missing = []string{msgNotFound.in(q.Lang)}
		look := near(plan, q.Lang)
		for _, n := range plan.notes {
			a.Missing = append(a.Missing, n.alone)
			if n.elsewhere {
				look = ""
			}
		}
		a.Missing = append(a.Missing, lacking(q, plan, cat)...)
		if note := unknownNote(q); note != "" {
			a.Missing = append(a.Missing, note)
		}
		a.Text = joinLines(strings.Join(a.Missing, "\n"), look, cat.coverage(q.Lang), whomToAsk(q.Text, q.Lang))
		return
	}
	a.Missing = append(a.Missing, missing...)
	a.Citations = draft.Citations
	for _, st := range draft.Statements {
		a.Statements = append(a.Statements, st.Statement)
	}
	notes := append([]string{figuresNote(draft.Statements, q.Lang), unknownNote(q), claimNote(q.Text, draft.Statements, q.Lang)}, draft.Notes...)
	notes = append(notes, undecidedNote(draft.Statements, draft.Citations, q.Lang), localNote(plan, draft.Citations, q.Lang),
		publishedNote(plan, draft.Statements, draft.Citations, cat, q.Lang), placesNote(q.Text, plan, draft.Citations, q.Lang),
		basisNote(plan, draft.Citations, q.Lang), laterNote(plan, today, draft.Citations, cat, q.Lang),
		onlyVersionNote(q.Text, draft.Citations, cat, q.Lang), futureNote(q.Text, today, draft.Statements, q.Lang))
	notes = append(notes, validityNotes(draft.Citations, q.Lang)...)
	for i := range draft.Statements {
		draft.Statements[i].Intro = introIn(draft.Statements[i].Intro, q.Lang)
	}
	noneHeld, besides := noneHeldNote(plan.asOf, today, draft.Citations, q.Lang), plan.besides()
	if noneHeld != "" {
		besides = slices.DeleteFunc(besides, func(n string) bool { return n == msgAsOfIntro.in(q.Lang, string(plan.asOf)) })
	}
	a.Text = joinLines(noneHeld, msgQuoted.in(q.Lang), answerText(draft.Statements, slices.Concat(besides, missing, notes)))
}

// answerText writes the answer for people: statements with the numbers of
// their citations, then what is missing and what to mind.
func answerText(statements []Drafted, after []string) string {
	return joinLines(append([]string{saidText(statements)}, after...)...)
}

// saidText writes statements, one a line.
func saidText(statements []Drafted) string {
	var b strings.Builder
	intro := ""
	for i, st := range statements {
		if i > 0 {
			b.WriteByte('\n')
		}
		if st.Intro != intro {
			b.WriteString(st.Intro)
			intro = st.Intro
		}
		b.WriteString(st.Text)
		for _, n := range st.Citations {
			fmt.Fprintf(&b, "[%d]", n)
		}
	}
	return b.String()
}

// missingParts names the parts that no statement answers.
func missingParts(q Question, plan plan, answered map[int]bool) []string {
	var out []string
	for i, p := range plan.parts {
		if answered[i] {
			continue
		}
		name := q.asAsked(p.Text)
		if len(plan.parts) == 1 && q.English != nil { // all that was asked
			name = q.English.Said
		}
		if p.Scope != "" {
			name = p.Scope + msgColon.in(q.Lang) + name
		}
		out = append(out, msgPartMissing.in(q.Lang, name))
	}
	return out
}

// validityNotes says what a reader must know about the texts quoted.
func validityNotes(citations []Citation, lang string) []string {
	var notes []string
	said := map[string]bool{}
	say := func(s string) {
		if !said[s] {
			said[s] = true
			notes = append(notes, s)
		}
	}
	for _, c := range citations {
		switch c.Status {
		case corpus.StatusSuperseded, corpus.StatusRepealed:
			say(msgSuperseded.in(lang, c.Title))
		case corpus.StatusExpired:
			say(msgNoLonger.in(lang, c.Title))
		case corpus.StatusNotYet:
			say(msgNotYet.in(lang, c.Title, string(c.EffectiveFrom)))
		case corpus.StatusNotApplicable:
			say(msgReport.in(lang, c.Title))
		case corpus.StatusUnknown:
			if !c.Digest { // a digest has a note of its own
				say(msgUnchecked.in(lang, c.Title))
			}
		}
	}
	for _, c := range citations {
		if c.EffectiveBasis == corpus.BasisDecision && c.Status != corpus.StatusNotApplicable {
			say(msgBasis.in(lang, c.Title, string(c.EffectiveFrom)))
		}
	}
	for _, c := range citations {
		if c.Digest {
			say(msgDigest.in(lang))
		}
	}
	return notes
}

// stopwatch collects milliseconds by stage.
type stopwatch struct {
	now         func() time.Time
	start, last time.Time
	ms          map[string]float64
}

func newStopwatch(now func() time.Time) *stopwatch {
	t := now()
	return &stopwatch{now: now, start: t, last: t, ms: map[string]float64{}}
}

func (w *stopwatch) lap(stage string) {
	t := w.now()
	w.ms[stage] = milliseconds(t.Sub(w.last))
	w.last = t
}

func (w *stopwatch) add(stages map[string]float64) {
	for k, v := range stages {
		w.ms["retrieve."+k] += v
	}
}

func (w *stopwatch) total() map[string]float64 {
	w.ms["total"] = milliseconds(w.now().Sub(w.start))
	return w.ms
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// plan is what retrieval found for each part.
type plan struct {
	parts   []Part
	notes   []planNote // what the reader must know before the answer
	stop    string     // not empty: nothing held can answer, and why
	regions []string   // places that the words name
	timings map[string]float64
	asOf    corpus.Date // the day of the texts that answer
	during  int         // not 0: the texts of this year answer
	moved   bool        // the words of the question chose asOf
}

// planNote is what was noticed before anything answered.
type planNote struct {
	beside    string // what it says beside an answer
	alone     string // the same where nothing answers
	elsewhere bool   // what is nearest may be of another place
}

// besides gives the notes as they stand beside an answer.
func (p *plan) besides() []string {
	var out []string
	for _, n := range p.notes {
		out = append(out, n.beside)
	}
	return out
}

func (p *plan) addTimings(r *retrieval.Results) {
	for k, v := range r.TimingsMS {
		p.timings[k] += v
	}
}
