package retrieval

import (
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// lexicalText gives the words by which a passage is found: its document's
// title, the headings above it, its label and its text.
func lexicalText(d *corpus.Document, p *corpus.Passage) string {
	return join(d.Title, strings.Join(p.Path, " "), p.Label, p.Norm)
}

// meaningText gives what is embedded for a passage: the document's short title
// and the innermost heading say what the text is about.
func meaningText(d *corpus.Document, p *corpus.Passage) string {
	heading := ""
	if n := len(p.Path); n > 0 {
		heading = p.Path[n-1]
	}
	return join(shortTitle(d), heading, p.Norm)
}

// shortPart is the length in characters below which a part is embedded with
// the sentence that leads to it: an item alone often says only 三年以上.
const shortPart = 40

// partText gives what is embedded for a part; "" where the part is the whole
// passage, whose vector then stands for it.
func partText(d *corpus.Document, p *corpus.Passage, i int) string {
	if len(p.Parts) == 1 {
		return ""
	}
	part := p.Parts[i]
	text := corpus.Normalize(d.Text[part.Start:part.End])
	if lead := part.Lead; lead >= 0 && lead < len(p.Parts) && utf8.RuneCountInString(text) < shortPart {
		text = join(corpus.Normalize(d.Text[p.Parts[lead].Start:p.Parts[lead].End]), text)
	}
	return text
}

func shortTitle(d *corpus.Document) string {
	return strings.TrimPrefix(d.Title, peoplesRepublic)
}

func join(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p)
	}
	return b.String()
}
