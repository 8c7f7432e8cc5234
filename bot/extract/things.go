package extract

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"
)

// thingsTXT names what rules are about, one thing a line, with other ways to
// name it after |: taxes, titles of enterprises, kinds of money. Such a word in
// a question is not manner of speech: a text that lacks it speaks of something
// else.
//
//go:embed things.txt
var thingsTXT string

// thing is one of them; the first name is how questions have it.
type thing []string

// things are sorted by falling length of the first name.
var things = func() []thing {
	var out []thing
	for line := range strings.Lines(thingsTXT) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, strings.Split(line, "|"))
		}
	}
	slices.SortStableFunc(out, func(a, b thing) int { return utf8.RuneCountInString(b[0]) - utf8.RuneCountInString(a[0]) })
	return out
}()

// thingsIn gives the things that a question names, longest first; what is part
// of a longer one is not named again.
func thingsIn(question string) []thing {
	var out []thing
	for _, t := range things {
		if strings.Contains(question, t[0]) {
			out = append(out, t)
			question = strings.ReplaceAll(question, t[0], " ")
		}
	}
	return out
}

// in says whether a text names the thing.
func (t thing) in(text string) bool {
	return slices.ContainsFunc(t, func(name string) bool { return strings.Contains(text, name) })
}

// thingsHeld is the share of the things asked of that a text names, 1 where the
// question names none.
func (a *ask) thingsHeld(text string) float64 {
	if len(a.things) == 0 {
		return 1
	}
	n := 0
	for _, t := range a.things {
		n += int(truth(t.in(text)))
	}
	return float64(n) / float64(len(a.things))
}
