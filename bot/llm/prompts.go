package llm

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"text/template"

	"github.com/tmc/langchaingo/llms"

	"github.com/policybot/policybot/bot"
)

//go:embed prompts/*.tmpl
var promptFiles embed.FS

// prompts are the texts for the model, from files, with their common hash.
type prompts struct {
	tmpl *template.Template
	hash string // first 12 hexadecimal digits of the SHA-256 of all files
}

func loadPrompts() (*prompts, error) {
	tmpl, err := template.New("prompts").Option("missingkey=error").ParseFS(promptFiles, "prompts/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	names, err := fs.Glob(promptFiles, "prompts/*.tmpl") // in the order of names
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	sum := sha256.New()
	for _, name := range names {
		data, err := promptFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("prompts: %w", err)
		}
		fmt.Fprintf(sum, "%s\x00%d\x00%s", name, len(data), data)
	}
	return &prompts{tmpl: tmpl, hash: hex.EncodeToString(sum.Sum(nil))[:12]}, nil
}

func (p *prompts) fill(name string, data any) (string, error) {
	var b strings.Builder
	if err := p.tmpl.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("prompt %s: %w", name, err)
	}
	return b.String(), nil
}

// open gives the first messages for a question.
func (p *prompts) open(q bot.Question, parts []bot.Part, m *material, most int) ([]llms.MessageContent, error) {
	system, err := p.fill("system.tmpl", struct{ MaxStatements int }{most})
	if err != nil {
		return nil, err
	}
	data := struct {
		Parts, Earlier, Sentences []string
		Fence                     string
	}{Sentences: m.lines()}
	for i, part := range parts {
		data.Parts = append(data.Parts, asJSON(struct {
			Part  int    `json:"part"`
			Ask   string `json:"ask"`
			Whole string `json:"whole"`
			Scope string `json:"only_for,omitempty"`
		}{i + 1, visible(part.Text), visible(q.Text), visible(part.Scope)}))
	}
	earlier := q.Turns
	if len(q.Said) > 0 {
		earlier = q.Said[:len(q.Said)-1]
	}
	for _, t := range earlier {
		data.Earlier = append(data.Earlier, asJSON(visible(t)))
	}
	// The fence cannot be known to whoever wrote one of the texts in it, and is
	// the same for the same question, so that exchanges can be replayed.
	sum := sha256.Sum256([]byte(strings.Join(data.Sentences, "\n") + q.Text))
	data.Fence = "=====" + hex.EncodeToString(sum[:6]) + "====="
	question, err := p.fill("question.tmpl", data)
	if err != nil {
		return nil, err
	}
	return []llms.MessageContent{
		llms.TextParts(llms.ChatMessageTypeSystem, system),
		llms.TextParts(llms.ChatMessageTypeHuman, question),
	}, nil
}

// repair adds what the model said and what is wrong with it.
func (p *prompts) repair(talk []llms.MessageContent, said string, findings []string) []llms.MessageContent {
	lines := make([]string, len(findings))
	for i, f := range findings {
		lines[i] = asJSON(f)
	}
	text, err := p.fill("repair.tmpl", struct{ Findings []string }{lines})
	if err != nil {
		panic(err) // the template was parsed and its one field is given
	}
	return append(append([]llms.MessageContent{}, talk...),
		llms.TextParts(llms.ChatMessageTypeAI, or(clip(said, maxReplyRunes), "{}")),
		llms.TextParts(llms.ChatMessageTypeHuman, text))
}

// maxReplyRunes bounds how much of a reply is sent back for its repair.
const maxReplyRunes = 4000

func clip(s string, n int) string {
	if rs := []rune(s); len(rs) > n {
		return string(rs[:n])
	}
	return s
}
