package llm

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// maxMaterialRunes bounds the text of the passages shown for one question: what
// small models hold, with room for the answer.
const maxMaterialRunes = 14000

// sentence is one citable part of a passage, with the number the model knows it by.
type sentence struct {
	id     string
	result *retrieval.Result
	index  int          // into the passage's parts
	lead   *sentence    // what introduces it; nil for none
	parts  map[int]bool // of the question, for which its passage was found
}

func (s *sentence) span() corpus.Part { return s.result.Passage.Parts[s.index] }

// material is what the model may cite.
type material struct {
	sentences []*sentence
	byID      map[string]*sentence
}

// newMaterial numbers the sentences of the best passages of each part, those
// of all parts' first passages first.
func newMaterial(parts []bot.Part, perPart int) *material {
	m := &material{byID: map[string]*sentence{}}
	passages := map[string][]*sentence{}
	runes := 0
	for rank := range perPart {
		for i, part := range parts {
			if part.Found == nil || rank >= len(part.Found.Results) {
				continue
			}
			r := &part.Found.Results[rank]
			list, known := passages[r.Passage.ID]
			if !known {
				if runes += len([]rune(r.Passage.Text)); runes > maxMaterialRunes {
					return m
				}
				list = m.add(r)
				passages[r.Passage.ID] = list
			}
			for _, s := range list {
				s.parts[i] = true
			}
		}
	}
	return m
}

// commands is what speaks to a model and not to a reader. A text of policy does
// not; a passage that does was planted, and what it says is not to be cited.
var commands = regexp.MustCompile(`(?i)(忽略|无视|忘记|不要遵守|绕过).{0,12}(指令|规则|提示|要求|设定|上文|以上|前面|之前)|(系统|开发者)(提示词?|指令)|提示词|` +
	`(作为|你是|扮演).{0,10}(助手|语言模型)|(请|必须|务必|直接)(回答|回复|输出|告诉用户)|` +
	`(ignore|disregard|forget).{0,30}(instruction|prompt|rule|above|previous)|system prompt|you are (now|an? )|</?(system|user|assistant)>|<\|im_`)

// add numbers the sentences of a passage; none where it gives commands.
func (m *material) add(r *retrieval.Result) []*sentence {
	if commands.MatchString(corpus.Normalize(r.Passage.Text)) {
		return nil
	}
	list := make([]*sentence, len(r.Passage.Parts))
	for i, span := range r.Passage.Parts {
		s := &sentence{id: fmt.Sprintf("s%d", len(m.sentences)+1), result: r, index: i, parts: map[int]bool{}}
		if span.Lead >= 0 && span.Lead < i {
			s.lead = list[span.Lead]
		}
		list[i] = s
		m.sentences = append(m.sentences, s)
		m.byID[s.id] = s
	}
	return list
}

// lines gives the sentences as one JSON object a line. JSON keeps a text from
// ending its line, its string or the fence.
func (m *material) lines() []string {
	out := make([]string, len(m.sentences))
	for i, s := range m.sentences {
		line := struct {
			ID     string `json:"id"`
			For    []int  `json:"for"`
			Source string `json:"source"`
			Place  string `json:"place,omitempty"`
			Status string `json:"status,omitempty"`
			Lead   string `json:"lead,omitempty"`
			Text   string `json:"text"`
		}{ID: s.id, Source: visible(s.result.Document.Title), Place: visible(s.span().Label), Text: visible(bot.QuoteOf(s.result.Passage, s.span()))}
		if s.result.Status != corpus.StatusInForce {
			line.Status = bot.StatusWord(s.result.Status, "zh")
		}
		if s.lead != nil {
			line.Lead = s.lead.id
		}
		for part := 0; len(line.For) < len(s.parts); part++ {
			if s.parts[part] {
				line.For = append(line.For, part+1)
			}
		}
		out[i] = asJSON(line)
	}
	return out
}

// asJSON writes a value that cannot fail to be written.
func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers alone come here
	}
	return string(b)
}

// visible joins white space and takes out what a reader cannot see.
func visible(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(corpus.Normalize(s)), " ")
}

// builder collects statements and numbers their citations anew.
type builder struct {
	out     bot.Draft
	numbers map[[3]any]int
}

// addAll adds the statements of a draft; of the given parts alone where only is
// not nil.
func (b *builder) addAll(d bot.Draft, only map[int]bool) {
	if b.numbers == nil {
		b.numbers = map[[3]any]int{}
	}
	byN := map[int]bot.Citation{}
	for _, c := range d.Citations {
		byN[c.N] = c
	}
	for _, st := range d.Statements {
		if only != nil && !only[st.Part] {
			continue
		}
		numbered := st
		numbered.Citations = nil
		known := only != nil // said already: of a part that a broken reply began
		for _, n := range st.Citations {
			numbered.Citations = append(numbered.Citations, b.number(byN[n]))
			known = known && b.cited(st.Part, numbered.Citations[len(numbered.Citations)-1])
		}
		if known {
			continue
		}
		b.out.Statements = append(b.out.Statements, numbered)
	}
	for _, i := range d.Shared {
		if only == nil || only[i] {
			b.out.Shared = append(b.out.Shared, i)
		}
	}
	b.out.Notes = append(b.out.Notes, d.Notes...)
}

// cited says whether a statement of a part has the citation n.
func (b *builder) cited(part, n int) bool {
	for _, st := range b.out.Statements {
		if st.Part == part && slices.Contains(st.Citations, n) {
			return true
		}
	}
	return false
}

func (b *builder) number(c bot.Citation) int {
	key := [3]any{c.DocumentID, c.Start, c.End}
	if n := b.numbers[key]; n > 0 {
		return n
	}
	c.N = len(b.out.Citations) + 1
	b.numbers[key] = c.N
	b.out.Citations = append(b.out.Citations, c)
	return c.N
}

// draft gives what was collected in the order of the parts, behind the first
// statements, which keep their places; parts without a statement are missing.
func (b *builder) draft(parts []bot.Part, first int) bot.Draft {
	for i := range b.out.Statements {
		if st := &b.out.Statements[i]; st.Intro == "" && parts[st.Part].Scope != "" {
			st.Intro = parts[st.Part].Scope + "：\n"
		}
	}
	ordered := append([]bot.Drafted{}, b.out.Statements[:first]...)
	said := map[int]bool{}
	for _, i := range b.out.Shared {
		said[i] = true
	}
	for _, st := range ordered {
		said[st.Part] = true
	}
	for i := range parts {
		for _, st := range b.out.Statements[first:] {
			if st.Part == i {
				said[i] = true
				ordered = append(ordered, st)
			}
		}
		if !said[i] {
			b.out.Missing = append(b.out.Missing, i)
		}
	}
	b.out.Statements = ordered
	return b.out
}
