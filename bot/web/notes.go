package web

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
)

var citationMark = regexp.MustCompile(`[\[［]\d+(?:[,，、]\s*\d+)*[\]］]`)

// said is a statement as a page shows it: Intro is what the answer's text puts
// before it for the reader (上海：), no part of the claim; often empty.
type said struct {
	bot.Statement
	Intro string `json:"intro,omitempty"`
}

// Most and Last are the text without and with only its last character, which
// stays on one line with the numbers after it.
func (s said) Most() string { return s.Text[:len(s.Text)-len(s.Last())] }

// Last gives the last character; see Most.
func (s said) Last() string {
	_, n := utf8.DecodeLastRuneInString(s.Text)
	return s.Text[len(s.Text)-n:]
}

// reading takes the text of an answer apart: the statements with their intros,
// and the notes, which are the lines that are neither statements, nor said to be
// missing, nor choices, nor the label (on validity, versions, or why there is no
// answer).
func reading(a *bot.Answer) (statements []said, notes []string) {
	statements = make([]said, len(a.Statements))
	found := make([]bool, len(a.Statements))
	for i, st := range a.Statements {
		statements[i] = said{Statement: st}
	}
	other := map[string]bool{"": true, bare(a.Label): true}
	for _, s := range append(append([]string{}, a.Missing...), a.Choices...) {
		for line := range strings.SplitSeq(s, "\n") {
			other[bare(line)] = true
		}
	}
	above := "" // a line that heads the statement below it
lines:
	for line := range strings.SplitSeq(a.Text, "\n") {
		for i, st := range a.Statements {
			at := strings.Index(line, st.Text)
			if st.Text == "" || at < 0 {
				continue
			}
			if !found[i] {
				found[i] = true
				statements[i].Intro = strings.TrimSpace(above + citationMark.ReplaceAllString(line[:at], ""))
			}
			above = ""
			continue lines
		}
		if above != "" {
			notes = append(notes, above)
		}
		if above = ""; strings.HasSuffix(line, "：") && !other[bare(line)] {
			above = strings.TrimSpace(line)
			continue
		}
		if !other[bare(line)] {
			notes = append(notes, strings.TrimSpace(line))
		}
	}
	if above != "" {
		notes = append(notes, above)
	}
	return statements, notes
}

// bare drops citation marks, list marks and white space.
func bare(s string) string {
	s = citationMark.ReplaceAllString(s, "")
	return strings.Join(strings.Fields(strings.TrimLeft(s, "-•*·– \t　")), "")
}
