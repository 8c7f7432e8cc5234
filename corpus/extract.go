package corpus

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Extract is what a reader of a format takes out of a file: its text, and what
// the format says about that text. Offsets count in Text, which is what is
// stored, quoted and cited.
type Extract struct {
	// Text is UTF-8 with LF line ends: one paragraph a line, one row of a table
	// a line with its cells joined by [CellBar]. "# " and the like before a line
	// marks a heading.
	Text string
	// Fields are what the file says of itself by name (标题, 发文机关, 发布日期,
	// 发文字号, 成文日期); weaker than the text and the manifest.
	Fields map[string]string
	// Rows are the lines that are rows of tables, in source order.
	Rows []Row
	// Drops are lines that are no text of the document, in source order.
	Drops []Dropped
	// Findings are what a person should look at.
	Findings []string
}

// CellBar stands between the cells of a row.
const CellBar = "｜"

// Row is one row of a table: a line of the text. A head row names the columns of
// the rows after it and is no passage of its own.
type Row struct {
	Start, End int
	Head       bool
	Cells      []Cell
}

// Cell is one cell of a row. A merged cell is repeated in every row that it
// covers with the span where its text stands, in that row or an earlier one.
type Cell struct {
	Name       string // that of its column; empty where the table has no head
	Start, End int
}

// check reports an extract whose spans do not fit its text: a mistake of a reader.
func (e *Extract) check() error {
	if !utf8.ValidString(e.Text) {
		return fmt.Errorf("%w: its text is not UTF-8", ErrNotText)
	}
	at := 0
	for _, r := range e.Rows {
		if r.Start < at || r.End < r.Start || r.End > len(e.Text) || strings.Contains(e.Text[r.Start:r.End], "\n") {
			return fmt.Errorf("row [%d, %d) after %d is no line", r.Start, r.End, at)
		}
		at = r.End
		for _, c := range r.Cells {
			if c.Start < 0 || c.End < c.Start || c.End > r.End {
				return fmt.Errorf("cell [%d, %d) of row [%d, %d) is none", c.Start, c.End, r.Start, r.End)
			}
		}
	}
	return nil
}

// markLines gives the lines what the extract says of them.
func (p *parser) markLines() {
	rows, drops := p.rows, p.extract.Drops
	r, x := 0, 0
	for i := range p.lines {
		l := &p.lines[i]
		for r < len(rows) && rows[r].End < l.end {
			r++
		}
		for x < len(drops) && drops[x].End < l.end {
			x++
		}
		if x < len(drops) && drops[x].Start <= l.start {
			l.reason = drops[x].Reason
			continue
		}
		if r < len(rows) && rows[r].Start <= l.start {
			l.row, l.mark = r+1, 0
		}
	}
}

// maxRowRunes is the length up to which a row is quoted whole; the cells of a
// longer one are cited one by one.
const maxRowRunes = 120

// addRow makes a passage of a row, named cell by cell in Norm; a head row is
// kept as what leads in the rows after it.
func (p *parser) addRow(path []string, b block) {
	row := p.rows[b.row-1]
	if row.Head {
		up := -1 // a head of several rows: each leads in the next
		if p.head >= 0 && strings.TrimSpace(p.text[p.headEnd:row.Start]) == "" {
			up = p.head
		}
		if up < 0 {
			p.headUnit = ""
			if p.unitText != "" && strings.TrimSpace(p.text[p.unitEnd:row.Start]) == "" {
				up, p.headUnit = p.unit, p.unitText
			}
		}
		p.head = p.leadIn(piece{kind: PartParagraph, label: strings.Join(path, "·"), start: b.start, end: b.end, lead: up})
		p.headEnd = row.End
		p.dropRow(b, DroppedHeading)
		return
	}
	lead, unit := p.head, p.headUnit
	if !slices.ContainsFunc(row.Cells, func(c Cell) bool { return c.Name != "" }) {
		lead, unit = -1, ""
	}
	label := strings.Join(path, "·")
	for _, c := range row.Cells { // what is merged into the row says what it is about
		if c.Start >= row.Start {
			break
		}
		if start, end := trimSpan(p.text, c.Start, c.End); start < end {
			lead = p.leadIn(piece{kind: PartItem, label: label, start: start, end: end, lead: lead})
		}
	}
	var pieces []piece
	if width(b.text) <= maxRowRunes && p.runes(b.start, b.end) <= MaxPartRunes {
		pieces = []piece{{kind: PartItem, label: label, start: b.start, end: b.end, lead: lead, first: true}}
	} else {
		for _, c := range row.Cells {
			start, end := trimSpan(p.text, c.Start, c.End)
			if start < b.start || start >= end {
				continue
			}
			cell := block{start: start, end: end, text: Normalize(p.text[start:end])}
			of := label
			if c.Name != "" {
				of = strings.TrimPrefix(label+"·"+c.Name, "·")
			}
			at := len(pieces)
			pieces = append(pieces, p.cut(cell, PartItem, of, lead)...)
			if at < len(pieces) {
				pieces[at].first = true
			}
		}
	}
	if len(pieces) == 0 {
		p.dropRow(b, DroppedFurniture) // nothing but bars
		return
	}
	from, start := len(p.d.Passages), b.start
	if p.runes(start, pieces[0].end) > MaxPassageRunes {
		p.dropSpan(start, pieces[0].start, DroppedFurniture) // bars of empty cells
		start = pieces[0].start
	}
	p.addPassages(PassageRow, path, "", span{start, start}, pieces)
	for i := from; i < len(p.d.Passages); i++ {
		end := b.end
		if i+1 < len(p.d.Passages) {
			_, end = trimSpan(p.text, b.start, p.d.Passages[i+1].Start)
		}
		if ps := &p.d.Passages[i]; p.runes(ps.Start, end) <= MaxPassageRunes {
			ps.extend(p.text, end)
		} else {
			p.dropSpan(ps.End, end, DroppedFurniture)
		}
		if p.d.Passages[i].Norm = p.rowNorm(row, p.d.Passages[i]); unit != "" {
			p.d.Passages[i].Norm += "；" + unit
		}
	}
}

// readUnit reads the line before a table that names the unit of its figures; it
// leads in the head, and is repeated for each row.
func (p *parser) readUnit(path []string, b block) {
	m := unitLine.FindStringSubmatch(b.text)
	p.unitText, p.unitEnd = m[1], b.end
	p.unit = p.leadIn(piece{kind: PartParagraph, label: strings.Join(path, "·"), start: b.start, end: b.end, lead: -1})
	p.drop(b, DroppedHeading)
}

// dropRow drops a row with all lines that it was made of.
func (p *parser) dropRow(b block, reason string) {
	for _, c := range b.cells {
		p.drop(c, reason)
	}
	p.drop(b, reason)
}

// dropSpan drops what prints between start and end of a block that is kept.
func (p *parser) dropSpan(start, end int, reason string) {
	if start, end = trimSpan(p.text, start, end); start < end {
		p.d.Dropped = append(p.d.Dropped, Dropped{Start: start, End: end, Reason: reason})
	}
}

// extend lets a passage end at end, over bars between cells.
func (ps *Passage) extend(text string, end int) {
	ps.End, ps.Text = end, text[ps.Start:end]
}

// rowNorm gives the searched text of a row or of a part of it: 列名：值；… with the
// cells that were merged into it. Cells that stand before it in a row that was
// cut are left out, but the first, which says what the row is about.
func (p *parser) rowNorm(row Row, ps Passage) string {
	var out []string
	for i, c := range row.Cells {
		start, end := max(c.Start, 0), c.End
		if c.Start >= row.Start && i > 0 {
			start, end = max(start, ps.Start), min(end, ps.End)
		}
		if start >= end {
			continue
		}
		value := Normalize(p.text[start:end])
		if value == "" {
			continue
		}
		if c.Name != "" {
			value = c.Name + "：" + value
		}
		if n := len(out); n == 0 || out[n-1] != value { // merged over columns
			out = append(out, value)
		}
	}
	return strings.Join(out, "；")
}
