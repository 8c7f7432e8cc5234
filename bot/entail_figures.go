package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// bound says how a figure limits: at least, at most, before, ...
type bound string

const (
	exactly bound = ""
	atLeast bound = "at least"
	atMost  bound = "at most"
	above   bound = "more than"
	below   bound = "less than"
	before  bound = "before"
	after   bound = "after"
)

var (
	boundBefore = regexp.MustCompile(`(不得|不应|不能|不可|不|未)?(低于|少于|小于|短于|超过|超出|高于|多于|大于|逾)(?:[^，,。；;：:、0-9]{0,12}的)?[为在到]?$`)
	leastBefore = regexp.MustCompile(`(至少|最少|最低|起码|下限)(应|须|要)?(为|是|占|达到?|不少于)?$`)
	mostBefore  = regexp.MustCompile(`(至多|最多|最高|最长|封顶|上限)(可|应)?(为|是|达|给予|补助|奖励)?$`)
	lessBefore  = regexp.MustCompile(`(不足|不满|未满|不到)$`)
	reachBefore = regexp.MustCompile(`(达到|达|满|至|到)$`)
	boundAfter  = regexp.MustCompile(`^(?:[（(]含[^）)]*[）)])?(?:（含）|\(含\))?(及以上|以上|及以下|以下|以内|之内|内|之前|以前|前|之后|以后|后)`)
)

// figureAt is a figure of a text with its bound and the words around it.
type figureAt struct {
	corpus.Figure
	bound
	soft          bool // the bound says no more than that the figure is reached
	order         int  // place among the figures of the text
	before, after map[string]float64
}

// figuresIn gives the figures of a normalised text.
func figuresIn(text string) []figureAt {
	list := corpus.Figures(text)
	out := make([]figureAt, len(list))
	for i, f := range list {
		from, to := 0, len(text)
		if i > 0 {
			from = min(list[i-1].End, f.Start)
		}
		if i+1 < len(list) {
			to = max(list[i+1].Start, f.End)
		}
		head, near := headOf(text, f.Start, from)
		left, right := text[near:f.Start], text[f.End:to]
		if i > 0 && near == list[i-1].End { // the rest of the figure before is its own
			if _, rest, ok := strings.Cut(left, "，"); ok {
				left = rest
			}
		}
		out[i] = figureAt{Figure: f, order: i, before: nearness(left, true), after: nearness(right, false)}
		for p := range pairsOf(head) { // what all figures of a sentence share tells none from another
			if out[i].before[p] == 0 {
				out[i].before[p] = headWeight
			}
		}
		out[i].bound, out[i].soft = boundOf(text[:f.Start], text[f.End:])
	}
	return out
}

// headWeight is the weight of the clauses that a sentence begins with.
const headWeight = 0.3

// headOf gives the clauses with which the sentence around at begins, up to the
// last comma before its first figure, and where the words nearer to at start:
// not before from and not in the head.
func headOf(text string, at, from int) (head string, near int) {
	start := strings.LastIndexAny(text[:at], "。；;\n") + 1
	for start < at && !utf8.RuneStart(text[start]) {
		start++
	}
	first := at
	if list := corpus.Figures(text[start:at]); len(list) > 0 {
		first = start + list[0].Start
	}
	comma := strings.LastIndexAny(text[start:first], "，,：:")
	if comma < 0 {
		return "", max(from, start)
	}
	return text[start : start+comma], max(from, start+comma)
}

// boundOf reads the bound of a figure from what stands before and after it.
func boundOf(left, right string) (b bound, soft bool) {
	left = strings.TrimRight(left, " 约近共计")
	if m := boundBefore.FindStringSubmatch(left); m != nil {
		more := strings.Contains("超过超出高于多于大于逾", m[2])
		switch {
		case m[1] != "" && more:
			return atMost, false
		case m[1] != "":
			return atLeast, false
		case more:
			return above, false
		}
		return below, false
	}
	switch {
	case leastBefore.MatchString(left):
		return atLeast, false
	case mostBefore.MatchString(left):
		return atMost, false
	case lessBefore.MatchString(left):
		return below, false
	}
	if m := boundAfter.FindStringSubmatch(right); m != nil {
		switch {
		case strings.HasSuffix(m[1], "上"):
			return atLeast, false
		case strings.HasSuffix(m[1], "下"), strings.HasSuffix(m[1], "内"):
			return atMost, false
		case strings.HasSuffix(m[1], "前"):
			return before, false
		}
		return after, false
	}
	if reachBefore.MatchString(left) {
		return atLeast, true
	}
	return exactly, false
}

// figureBounds demands that each figure keeps its bound.
func figureBounds(c claim) error {
	source := figuresIn(c.source)
	for _, f := range figuresIn(c.text) {
		var seen []bound
		held := false
		for _, s := range source {
			if figureKey(s.Figure) != figureKey(f.Figure) {
				continue
			}
			seen = append(seen, s.bound)
			loose := (s.soft || f.soft) && (s.bound == atLeast || s.bound == exactly) && (f.bound == atLeast || f.bound == exactly)
			held = held || s.bound == f.bound || loose
		}
		if !held && len(seen) > 0 {
			return fmt.Errorf("%s is %s in the statement and %s in the source", f.Text, boundName(f.bound), boundName(seen[0]))
		}
	}
	return nil
}

func boundName(b bound) string {
	if b == exactly {
		return "exact"
	}
	return string(b)
}

// nearness weighs the pairs of characters of what stands beside a figure: the
// nearer the heavier. before looks backwards from the figure.
func nearness(s string, before bool) map[string]float64 {
	rs := []rune(s)
	if before {
		if i := lastOf(rs, "。；;\n"); i >= 0 {
			rs = rs[i+1:]
		}
	} else if i := slices.IndexFunc(rs, func(r rune) bool { return strings.ContainsRune("。；;，,\n", r) }); i >= 0 {
		rs = rs[:i]
	}
	out := map[string]float64{}
	for i := 0; i+1 < len(rs); i++ {
		if !unicode.IsLetter(rs[i]) || !unicode.IsLetter(rs[i+1]) {
			continue
		}
		distance := i
		if before {
			distance = len(rs) - 2 - i
		}
		if distance > 24 {
			continue
		}
		key := string(rs[i : i+2])
		out[key] = max(out[key], 1/(1+float64(distance)/8))
	}
	return out
}

func lastOf(rs []rune, marks string) int {
	for i := len(rs) - 1; i >= 0; i-- {
		if strings.ContainsRune(marks, rs[i]) {
			return i
		}
	}
	return -1
}

// likeness says how much two figures stand among the same words; words on the
// same side count more.
func likeness(a, b figureAt) float64 {
	sum := 0.0
	for _, w := range []struct {
		x, y map[string]float64
		by   float64
	}{{a.before, b.before, 1}, {a.after, b.after, 1}, {a.before, b.after, 0.4}, {a.after, b.before, 0.4}} {
		for p, v := range w.x {
			if u, ok := w.y[p]; ok {
				sum += w.by * min(u, v)
			}
		}
	}
	if a.bound == b.bound && a.bound != exactly {
		sum += 0.5
	}
	return sum
}

// otherFigure is by how much more a figure of the source with another value
// must stand among the words of the statement's figure to be taken for it.
const otherFigure = 0.45

// figureBinding demands that each figure stands among the words that it stands
// among in the source, and that two figures have not changed places.
func figureBinding(c claim) error {
	source, stated := figuresIn(c.source), figuresIn(c.text)
	best := func(f figureAt, key string) (like float64, order int, found bool) {
		for _, s := range source {
			if figureKey(s.Figure) != key {
				continue
			}
			if l := likeness(f, s); !found || l > like {
				like, order, found = l, s.order, true
			}
		}
		return like, order, found
	}
	if err := figurePairs(c.text, stated, source); err != nil {
		return err
	}
	for i, f := range stated {
		own, at, ok := best(f, figureKey(f.Figure))
		if !ok {
			continue
		}
		for _, s := range source {
			if s.Unit == f.Unit && s.Value != f.Value && likeness(f, s) > own+otherFigure {
				return fmt.Errorf("what the source says of %s the statement says of %s", s.Text, f.Text)
			}
		}
		for _, g := range stated[i+1:] {
			if figureKey(f.Figure) == figureKey(g.Figure) {
				continue
			}
			own2, at2, ok := best(g, figureKey(g.Figure))
			if !ok {
				continue
			}
			cross, _, _ := best(f, figureKey(g.Figure))
			cross2, _, _ := best(g, figureKey(f.Figure))
			margin := 0.0
			if at > at2 { // the other way round than in the source: the words must say so clearly
				margin = 0.6
			}
			if own+own2 < cross+cross2+margin-0.3 {
				return fmt.Errorf("%s and %s stand in each other's place", f.Text, g.Text)
			}
		}
	}
	return nil
}

// sameWords is by how much less a figure may stand among the same words and
// still be told from another by its place alone.
const sameWords = 0.1

// figurePairs looks at figures that follow each other in a sentence, a
// condition and what follows from it: where the words do not tell the second
// from others of its unit, it must be the next one after the first in the
// source too.
func figurePairs(text string, stated, source []figureAt) error {
	for i := 0; i+1 < len(stated); i++ {
		f, g := stated[i], stated[i+1]
		if strings.ContainsAny(text[f.End:max(f.End, g.Start)], "。；;") {
			continue
		}
		a, b := bestOf(f, source), bestOf(g, source)
		if a < 0 || b < 0 {
			continue
		}
		for c := a + 1; c < len(source); c++ {
			other := source[c]
			if other.Unit != g.Unit || other.Value == g.Value || b > a && c > b {
				continue
			}
			if other.bound == g.bound && likeness(g, other) >= likeness(g, source[b])-sameWords {
				return fmt.Errorf("in the source %s comes with %s, not %s", other.Text, f.Text, g.Text)
			}
		}
	}
	return nil
}

// bestOf gives the place of the source's figure that f is most likely taken
// from, -1 for none.
func bestOf(f figureAt, source []figureAt) int {
	best := -1
	for i, s := range source {
		if figureKey(s.Figure) == figureKey(f.Figure) && (best < 0 || likeness(f, s) > likeness(f, source[best])) {
			best = i
		}
	}
	return best
}
