package extract

import (
	"maps"
	"slices"
	"strings"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// Rules of other places or levels that are shown beside the one that answers.
const (
	// besideNear is the least nearness of two sentences of two places that rule
	// the same; below it other matters begin to come.
	besideNear = 0.6
	// besideWithin is how far below the best sentence one may lie that is like a
	// later one of the answer only.
	besideWithin = 0.15
	// maxBeside bounds how many places are quoted; others are named.
	maxBeside = 3
)

// beside gives, nearest first and one for each region, the sentences of other
// levels that rule the same as those chosen with other figures: for a national
// rule the local ones, for a local one the national and, where no place was
// named, those of other places. A national one comes first. None for what is no
// rule in force.
func beside(r reading, chosen []sentence) []sentence {
	if r.ask.part.Scope != "" || r.ask.part.Like > 0 || len(chosen) == 0 || !asksFigure(r.ask.part.Want) || !ruling(&chosen[0]) {
		return nil
	}
	home := chosen[0].result.Document.Region
	had := map[string]bool{}
	for k := range chosen {
		had[chosen[k].result.Document.Region] = true
	}
	best := map[string]likeness{}
	for i := range r.all {
		s := &r.all[i]
		region := s.result.Document.Region
		if had[region] || r.ask.named && !encloses(region, home) || !ruling(s) || !answers(s, r.ask) {
			continue
		}
		for k := range chosen {
			if !sameList(&chosen[0], &chosen[k]) && s.score < chosen[0].score-besideWithin {
				continue
			}
			l := likeness{s: *s, of: k, nearness: alike(&chosen[k], s)}
			if l.nearness >= besideNear && otherFigures(&chosen[k], s) && (best[region].nearness == 0 || l.before(best[region])) {
				best[region] = l
			}
		}
	}
	all := slices.SortedFunc(maps.Values(best), func(x, y likeness) int {
		switch {
		case x.before(y):
			return -1
		case y.before(x):
			return 1
		}
		return strings.Compare(x.s.result.Document.ID, y.s.result.Document.ID)
	})
	out := make([]sentence, 0, len(all))
	for _, l := range all {
		out = append(out, l.s)
	}
	return out
}

// likeness says that a sentence of another place is like one that was chosen.
type likeness struct {
	s        sentence
	of       int // index of the sentence chosen
	nearness float64
}

// before orders by level, then by the place of what was chosen, then by nearness.
func (l likeness) before(other likeness) bool {
	nation, others := l.s.result.Document.Region == corpus.Nationwide, other.s.result.Document.Region == corpus.Nationwide
	switch {
	case nation != others:
		return nation
	case l.of != other.of:
		return l.of < other.of
	}
	return l.nearness > other.nearness
}

// sameList says whether two sentences are one, or items under one lead-in.
func sameList(a, b *sentence) bool {
	return a.at() == b.at() || underOne(a, b) || b.under() == a.at() || a.under() == b.at()
}

// quotePlaces states what answers a part, and what other levels rule on the same
// with other figures, each place under a heading of its own; the national rule
// comes first where no place was named. Where one place alone answers and no
// other differs there is no heading.
func (b *builder) quotePlaces(i int, part bot.Part, chosen, others []sentence) {
	named := part.Found != nil && len(part.Found.Understood.Regions) > 0
	shown := others[:min(maxBeside, len(others))]
	all := slices.Concat(chosen, shown)
	var order []string
	for _, s := range all {
		if region := s.result.Document.Region; !slices.Contains(order, region) {
			order = append(order, region)
		}
	}
	if len(order) < 2 || part.Scope != "" {
		for _, s := range chosen {
			b.quote(i, part, s)
		}
		return
	}
	if at := slices.Index(order, corpus.Nationwide); at > 0 && !named && ruling(&chosen[0]) {
		order = slices.Insert(slices.Delete(order, at, at+1), 0, corpus.Nationwide)
	}
	for _, region := range order {
		of := part
		of.Scope = region
		for _, s := range all {
			if s.result.Document.Region == region {
				b.quote(i, of, s)
			}
		}
	}
	if len(others) == 0 && !slices.ContainsFunc(chosen, func(s sentence) bool { return differs(&chosen[0], &s) }) {
		return
	}
	var more []string
	for _, s := range others[len(shown):] {
		more = append(more, s.result.Document.Region)
	}
	if note := bot.LevelsDiffer(more, b.question.Lang); !slices.Contains(b.draft.Notes, note) {
		b.draft.Notes = append(b.draft.Notes, note)
	}
}

// differs says whether two rules of two places say the same with other figures.
func differs(a, b *sentence) bool {
	return a.result.Document.Region != b.result.Document.Region && ruling(a) && ruling(b) && otherFigures(a, b) && alike(a, b) >= besideNear
}

// encloses says whether what holds in a region holds in the other one too.
func encloses(region, other string) bool {
	return region == corpus.Nationwide || strings.HasPrefix(other, region)
}

// ruling says whether a sentence stands in a rule that is in force.
func ruling(s *sentence) bool {
	return s.result.Status == corpus.StatusInForce && s.result.Document.Kind != corpus.KindReport
}

// otherFigures says whether two sentences hold figures of a common unit and not
// the same ones.
func otherFigures(a, b *sentence) bool {
	fa, fb := figuresOf(a.text), figuresOf(b.text)
	for unit, values := range fa {
		if len(fb[unit]) > 0 && !slices.Equal(values, fb[unit]) {
			return true
		}
	}
	return false
}

// figuresOf gives the figures of a text by unit, sorted.
func figuresOf(text string) map[string][]string {
	out := map[string][]string{}
	for _, f := range corpus.Figures(text) {
		if f.Unit == "" || f.Unit == corpus.UnitDate || strings.ContainsAny(f.Unit, "条款项章节") {
			continue
		}
		if !slices.Contains(out[f.Unit], f.Value) {
			out[f.Unit] = append(out[f.Unit], f.Value)
		}
	}
	for _, values := range out {
		slices.Sort(values)
	}
	return out
}
