package llm

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
)

// reply is what the model is asked to give.
type reply struct {
	Statements []stated `json:"statements"`
	Missing    []int    `json:"missing"`
}

// stated is a statement of a reply.
type stated struct {
	Part int      `json:"part"`
	Text string   `json:"text"`
	Cite []string `json:"cite"`
}

// verdict is what of a reply can be used.
type verdict struct {
	usable     bool // the reply could be read and said something
	statements []bot.Drafted
	citations  []bot.Citation
	missing    map[int]bool
	findings   []string // what is wrong, for the model
}

// maxStatementRunes bounds the length of a statement: what is longer than any
// sentence that can be quoted is no one claim.
const maxStatementRunes = bot.MaxQuoteRunes

// marks are what models put before or behind a statement though they shall not.
var marks = regexp.MustCompile(`^(?:[-*•·]\s*|\d{1,2}[.、)]\s*)|\s*[\[［【(（]s\d+(?:\s*[,，、]\s*s\d+)*[\]］】)）]`)

// judge reads a reply, drops what names nothing given, and checks the rest.
func (c *Composer) judge(text string, m *material, parts []bot.Part, made *bot.Composed) verdict {
	r, err := readReply(text)
	if err != nil {
		return verdict{findings: []string{err.Error()}}
	}
	v := c.judgeReply(r, m, parts, made)
	if len(r.Statements) == 0 && len(v.missing) == 0 {
		v.findings = append(v.findings, "neither statements nor missing parts")
	}
	return v
}

// judgeReply does so with a reply that could be read, or its beginning.
func (c *Composer) judgeReply(r reply, m *material, parts []bot.Part, made *bot.Composed) verdict {
	v := verdict{missing: map[int]bool{}}
	b := &builder{numbers: map[[3]any]int{}}
	count := map[int]int{}
	seen := map[string]bool{}
	for _, st := range r.Statements {
		words := visible(marks.ReplaceAllString(strings.TrimSpace(st.Text), ""))
		part := st.Part - 1
		switch {
		case part < 0 || part >= len(parts):
			made.Dropped++
			v.findings = append(v.findings, fmt.Sprintf("%q: there is no part %d", clip(words, 40), st.Part))
			continue
		case utf8.RuneCountInString(words) > maxStatementRunes:
			made.Rejected++
			v.findings = append(v.findings, fmt.Sprintf("%q: longer than %d characters; say one thing", clip(words, 40), maxStatementRunes))
			continue
		case seen[words] || count[part] >= c.cfg.Statements:
			continue
		}
		drafted := bot.Drafted{Statement: bot.Statement{Text: words}, Part: part}
		for _, id := range st.Cite {
			s := m.byID[strings.ToLower(strings.Trim(strings.TrimSpace(id), "[]"))]
			if s == nil || !s.parts[part] {
				made.Dropped++
				continue
			}
			if s.lead != nil {
				drafted.Citations = appendOnce(drafted.Citations, b.number(citation(s.lead)))
			}
			drafted.Citations = appendOnce(drafted.Citations, b.number(citation(s)))
		}
		if len(drafted.Citations) == 0 {
			made.Rejected++
			v.findings = append(v.findings, fmt.Sprintf("%q: cite holds no id that was given for part %d", clip(words, 40), st.Part))
			continue
		}
		seen[words] = true
		count[part]++
		b.out.Statements = append(b.out.Statements, drafted)
	}
	refused := bot.Check(&b.out, parts)
	made.Rejected += len(refused)
	v.findings = append(v.findings, refused...)
	v.statements, v.citations = b.out.Statements, b.out.Citations
	for _, n := range r.Missing {
		if n >= 1 && n <= len(parts) {
			v.missing[n-1] = true
		}
	}
	v.usable = len(v.statements) > 0 || len(v.missing) > 0
	return v
}

// add takes over what w says and v does not, at most most statements for a part.
func (v *verdict) add(w verdict, most int) {
	b := &builder{}
	b.addAll(bot.Draft{Statements: v.statements, Citations: v.citations}, nil)
	have, count := map[string]bool{}, map[int]int{}
	for _, st := range v.statements {
		have[st.Text] = true
		count[st.Part]++
	}
	var more []bot.Drafted
	for _, st := range w.statements {
		if !have[st.Text] && count[st.Part] < most {
			more = append(more, st)
			count[st.Part]++
		}
	}
	b.addAll(bot.Draft{Statements: more, Citations: w.citations}, nil)
	v.statements, v.citations = b.out.Statements, b.out.Citations
	v.usable = v.usable || w.usable
	if v.missing == nil {
		v.missing = map[int]bool{}
	}
	for i := range w.missing {
		v.missing[i] = true
	}
}

// readReply finds the JSON object in a reply: models wrap it in a code fence
// or think aloud before it.
func readReply(text string) (reply, error) {
	var r reply
	if i := strings.LastIndex(text, "</think>"); i >= 0 {
		text = text[i+len("</think>"):]
	}
	from := strings.Index(text, "{")
	if from < 0 {
		return r, fmt.Errorf("the output is no JSON object")
	}
	if err := json.NewDecoder(strings.NewReader(text[from:])).Decode(&r); err != nil {
		return reply{}, fmt.Errorf("the output is no JSON object of the form asked for")
	}
	return r, nil
}

func appendOnce(list []int, n int) []int {
	for _, have := range list {
		if have == n {
			return list
		}
	}
	return append(list, n)
}

// citation gives the citation of a sentence; its number comes later.
func citation(s *sentence) bot.Citation {
	return bot.NewCitation(0, s.result, s.span())
}
