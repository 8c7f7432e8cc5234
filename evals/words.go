package evals

import (
	"strings"
	"unicode"

	"github.com/policybot/policybot/corpus"
)

// Words cuts normalised text for measures of text similarity: every Han
// character is a word, other letters and digits are words by their runs, and so
// is every mark. Figures on characters are higher than those on dictionary words.
func Words(text string) []string {
	var out []string
	var run strings.Builder
	flush := func() {
		if run.Len() > 0 {
			out = append(out, run.String())
			run.Reset()
		}
	}
	for _, r := range corpus.Normalize(text) {
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			out = append(out, string(r))
		case unicode.IsLetter(r), unicode.IsDigit(r):
			run.WriteRune(unicode.ToLower(r))
		case unicode.IsSpace(r):
			flush()
		default:
			flush()
			out = append(out, string(r))
		}
	}
	flush()
	return out
}
