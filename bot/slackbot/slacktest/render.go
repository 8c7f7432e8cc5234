package slacktest

import (
	"fmt"
	"html"
	"html/template"
	"io"
	"regexp"
	"strings"
)

// Said is one message of a conversation to be drawn: a person's, or the bot's.
type Said struct {
	Person string   // who wrote Text; empty: the bot
	Text   string   // of a person
	Reply  *Message // of the bot
}

// Render draws a conversation about as Slack shows it: a page of HTML without
// scripts and without addresses to fetch from. It draws the blocks that
// [Validate] knows.
func Render(w io.Writer, channel string, conversation []Said) error {
	type row struct {
		Name, Letter string
		App, Alone   bool
		Body         template.HTML
	}
	var rows []row
	for _, s := range conversation {
		if s.Reply == nil {
			rows = append(rows, row{Name: s.Person, Letter: firstLetter(s.Person), Body: template.HTML("<p>" + mrkdwn(html.EscapeString(s.Text)) + "</p>")})
			continue
		}
		rows = append(rows, row{Name: "policybot", Letter: "p", App: true, Alone: s.Reply.Ephemeral != "", Body: template.HTML(s.Reply.draw())})
	}
	return page.Execute(w, map[string]any{"Channel": channel, "Rows": rows})
}

func firstLetter(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// draw gives the blocks of a message as HTML; a message without blocks, its text.
func (m *Message) draw() string {
	if len(m.Blocks) == 0 {
		return "<p>" + mrkdwn(m.Text) + "</p>"
	}
	var b strings.Builder
	for _, block := range m.Blocks {
		switch block.Type {
		case "section":
			fmt.Fprintf(&b, "<p>%s</p>", mrkdwn(block.Text.Text))
		case "context":
			for _, e := range block.Elements {
				fmt.Fprintf(&b, `<p class="context">%s</p>`, mrkdwn(e.words()))
			}
		case "actions", "context_actions":
			b.WriteString(`<div class="buttons">`)
			for _, e := range block.Elements {
				if e.Positive != nil && e.Negative != nil {
					fmt.Fprintf(&b, "<span>%s</span><span>%s</span>",
						html.EscapeString(e.Positive.label().Text), html.EscapeString(e.Negative.label().Text))
					continue
				}
				fmt.Fprintf(&b, "<b>%s</b>", html.EscapeString(e.label().Text))
			}
			b.WriteString("</div>")
		}
	}
	return b.String()
}

var (
	drawnLink = regexp.MustCompile(`<(https?://[^<>|]+)\|([^<>]+)>`)
	drawnBold = regexp.MustCompile(`(^|\n)\*([^*\n]+)\*`)
)

// mrkdwn turns escaped text with links into HTML; the entities are HTML's own.
func mrkdwn(s string) string {
	s = strings.ReplaceAll(s, `"`, "&quot;")
	s = drawnLink.ReplaceAllString(s, `<a href="$1">$2</a>`)
	s = drawnBold.ReplaceAllString(s, "$1<strong>$2</strong>")
	return strings.ReplaceAll(s, "\n", "<br>")
}

var page = template.Must(template.New("").Parse(`<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>{{.Channel}}</title>
<style>
body { margin: 0; width: 720px; font: 15px/1.47 "Noto Sans CJK SC", Lato, sans-serif; color: #1d1c1d; background: #fff; }
header { padding: 12px 20px; font-weight: 900; border-bottom: 1px solid #ddd; }
article { display: grid; grid-template-columns: 36px 1fr; gap: 8px; padding: 8px 20px; }
article.alone { background: #f8f8f8; }
.face { width: 36px; height: 36px; border-radius: 6px; background: #7c6f9c; color: #fff; display: grid; place-items: center; font-weight: 900; }
.app .face { background: #1f3a5f; }
h2 { margin: 0; font-size: 15px; font-weight: 900; }
h2 small { font-size: 10px; font-weight: 700; background: #eaeaea; color: #616061; border-radius: 2px; padding: 1px 3px; margin-left: 4px; }
.note { font-size: 12px; color: #616061; margin: 0; }
p { margin: 4px 0 8px; overflow-wrap: anywhere; }
p.context { font-size: 12px; color: #616061; }
a { color: #1264a3; text-decoration: none; }
.buttons { display: flex; gap: 8px; margin: 4px 0 8px; }
.buttons span { font-size: 12px; color: #616061; border: 1px solid #ddd; border-radius: 14px; padding: 2px 10px; }
.buttons b { font-size: 13px; border: 1px solid #bbb; border-radius: 6px; padding: 3px 12px; }
</style>
<header>{{.Channel}}</header>
{{range .Rows}}<article class="{{if .App}}app{{end}}{{if .Alone}} alone{{end}}"><div class="face">{{.Letter}}</div><div>
{{if .Alone}}<p class="note">只有您能看到</p>{{end}}<h2>{{.Name}}{{if .App}}<small>APP</small>{{end}}</h2>
{{.Body}}</div></article>
{{end}}</html>
`))
