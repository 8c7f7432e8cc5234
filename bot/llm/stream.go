package llm

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/policybot/policybot/bot"
)

var _ bot.StreamComposer = (*Composer)(nil)

// ComposeStream composes like [Composer.Compose] and hands each statement on as
// soon as the model has finished it and it has passed the gates; see
// [bot.StreamComposer]. Once a statement is refused the others wait for its repair.
func (c *Composer) ComposeStream(ctx context.Context, q bot.Question, parts []bot.Part, show func(bot.Draft)) (bot.Draft, error) {
	return c.compose(ctx, q, parts, show)
}

// early takes a reply piece by piece and shows what can be shown of it.
type early struct {
	c     *Composer
	m     *material
	parts []bot.Part
	show  func(bot.Draft) // nil: nothing is shown early, and the reply is asked for whole

	text  strings.Builder
	shown verdict // what has been shown, in its order
}

// begin starts a reply anew; what has been shown stays.
func (e *early) begin() { e.text.Reset() }

// take takes the next piece of a reply.
func (e *early) take(piece string) {
	e.text.WriteString(piece)
	if e.text.Len() > maxReplyBytes || !strings.Contains(piece, "}") {
		return
	}
	// Nothing is counted yet: the whole reply is judged again at its end.
	v := e.c.judgeReply(partialReply(e.text.String()), e.m, e.parts, &bot.Composed{})
	if len(v.findings) > 0 || !inOrder(v.statements) {
		return
	}
	before := len(e.shown.statements)
	e.shown.add(v, e.c.cfg.Statements)
	if len(e.shown.statements) > before {
		e.show(e.shown.begun(e.parts))
	}
}

// inOrder says whether statements answer the parts one after the other, from
// the first on, so that none will have to be put between them.
func inOrder(statements []bot.Drafted) bool {
	last := 0
	for i, st := range statements {
		if i == 0 && st.Part > 0 || st.Part < last || st.Part > last+1 {
			return false
		}
		last = st.Part
	}
	return true
}

// begun gives what has been shown as the beginning of a draft.
func (v *verdict) begun(parts []bot.Part) bot.Draft {
	b := &builder{}
	b.addAll(bot.Draft{Statements: v.statements, Citations: v.citations}, nil)
	d := b.draft(parts, len(v.statements))
	d.Missing = nil
	return d
}

// partialReply reads the statements that are complete in the beginning of a
// reply; see [readReply].
func partialReply(text string) reply {
	var r reply
	if i := strings.LastIndex(text, "</think>"); i >= 0 {
		text = text[i+len("</think>"):]
	} else if strings.Contains(text, "<think>") {
		return r
	}
	from := strings.Index(text, "{")
	if from < 0 {
		return r
	}
	dec := json.NewDecoder(strings.NewReader(text[from:]))
	if !opens(dec, '{') {
		return r
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return r
		}
		if key == "statements" {
			break
		}
		var other any
		if dec.Decode(&other) != nil {
			return r
		}
	}
	if !opens(dec, '[') {
		return r
	}
	for dec.More() {
		var st stated
		if dec.Decode(&st) != nil {
			break
		}
		r.Statements = append(r.Statements, st)
	}
	return r
}

func opens(dec *json.Decoder, want json.Delim) bool {
	t, err := dec.Token()
	return err == nil && t == want
}
