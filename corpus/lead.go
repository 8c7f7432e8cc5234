package corpus

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// leadIn keeps a piece as one that introduces others and gives its index.
func (p *parser) leadIn(c piece) int {
	p.leads = append(p.leads, Lead{Kind: c.kind, Label: c.label, Start: c.start, End: c.end,
		Text: p.text[c.start:c.end], Lead: c.lead})
	return len(p.leads) - 1
}

// leadOf gives the Part.Lead of a part of ps that lead i introduces. Where that
// stands before the passage it goes, and all that introduces it, into Context.
func (p *parser) leadOf(ps *Passage, i int) int {
	if i < 0 {
		return -1
	}
	lead := p.leads[i]
	for k, part := range ps.Parts {
		if part.Start == lead.Start {
			return k
		}
	}
	for k, c := range ps.Context {
		if c.Start == lead.Start {
			return outside(k)
		}
	}
	if up := p.leadOf(ps, lead.Lead); up < -1 {
		lead.Lead = outside(up)
	} else {
		lead.Lead = -1
	}
	ps.Context = append(ps.Context, lead)
	return outside(len(ps.Context) - 1)
}

// openLead is a lead-in whose list goes on. Levels are those of its number
// doubled; a paragraph without a number stands half a level above its items.
type openLead struct{ level, lead int }

// closeLeads drops the lead-ins at the level and below.
func closeLeads(leads []openLead, level int) []openLead {
	for len(leads) > 0 && leads[len(leads)-1].level >= level {
		leads = leads[:len(leads)-1]
	}
	return leads
}

// endsColon reports a line that leads in what follows it.
func endsColon(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == '：' || r == ':'
}

// splitInline cuts a block that holds a list on one line (…下列条件：（一）…；（二）…)
// before each of its items, in the order of their numbers.
func (p *parser) splitInline(b block) []block {
	raw := p.text[b.start:b.end]
	if b.reason != "" || b.row > 0 || b.mark > 0 || !strings.ContainsAny(raw, "：:") {
		return []block{b}
	}
	var cuts []int
	var level, last int
	var before rune // last rune that prints
	for i, r := range raw {
		if isSpace(r) || isZeroWidth(r) {
			continue
		}
		if i > 0 && strings.ContainsRune("：:；;。", before) && (last > 0 || before == '：' || before == ':') {
			o, ok := scanOutline(Normalize(raw[i:min(len(raw), i+40)]))
			switch {
			case !ok || o.level == outlineOne:
			case last == 0 && o.n == 1 && (before == '：' || before == ':'):
				level, last, cuts = o.level, 1, append(cuts, i)
			case last > 0 && o.level == level && o.n == last+1:
				last, cuts = o.n, append(cuts, i)
			}
		}
		before = r
	}
	if len(cuts) < 2 {
		return []block{b}
	}
	var out []block
	from := 0
	for _, to := range append(cuts, len(raw)) {
		part := b
		part.start, part.end = trimSpan(p.text, b.start+from, b.start+to)
		part.text = Normalize(p.text[part.start:part.end])
		part.gap, part.inline = b.gap && from == 0, true
		if part.text != "" {
			out = append(out, part)
		}
		from = to
	}
	return slices.Clip(out)
}

// inlineLists cuts the lists on one line out of blocks.
func (p *parser) inlineLists(blocks []block) []block {
	var out []block
	for _, b := range blocks {
		out = append(out, p.splitInline(b)...)
	}
	return out
}
