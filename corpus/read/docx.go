package read

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// DOCX reads the body and the notes of a Word document: paragraphs with the
// numbers that Word gives them, and tables. Headers and footers are page
// furniture and not read; deleted text of tracked changes is left out.
func DOCX(raw []byte) (*corpus.Extract, error) {
	a, err := openArchive(raw, "DOCX")
	if err != nil {
		return nil, err
	}
	body, err := a.read("word/document.xml")
	if err != nil {
		return nil, err
	}
	if body == nil {
		return nil, fmt.Errorf("%w: it is an Office file, but no DOCX: word/document.xml is missing; save it as DOCX", corpus.ErrNotText)
	}
	r := &docxReader{}
	for name, read := range map[string]func([]byte) error{"word/numbering.xml": r.numbers.readNumbering, "word/styles.xml": r.numbers.readStyles} {
		if part, err := a.read(name); err != nil {
			return nil, err
		} else if err := read(part); err != nil {
			r.w.findings = append(r.w.findings, "the automatic numbers of the paragraphs cannot be read")
		}
	}
	if err := r.part(body); err != nil {
		return nil, broken("DOCX", err)
	}
	for _, name := range []string{"word/footnotes.xml", "word/endnotes.xml"} {
		notes, err := a.read(name)
		if err != nil {
			return nil, err
		}
		if err := r.part(notes); err != nil {
			return nil, broken("DOCX", err)
		}
	}
	return r.w.extract(), nil
}

// docxReader reads one part after the other.
type docxReader struct {
	w       writer
	numbers numbering
}

// docxTable is a table being read.
type docxTable struct {
	rows  [][]cell
	cell  strings.Builder
	span  int
	merge string // "", restart, continue
	above []int  // by column: row of the cell that is merged downwards, +1
}

// docxParagraph is a paragraph being read.
type docxParagraph struct {
	text       strings.Builder
	style, num string
	level      int
	levelled   bool
}

// part reads the XML of a part.
func (r *docxReader) part(raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(raw))
	var tables []*docxTable
	var paragraphs []*docxParagraph // text boxes nest
	depth := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return errors.New("its elements are nested too deep")
			}
			switch t.Name.Local {
			case "Fallback", "del", "moveFrom": // another print of the same, or deleted
				if err := d.Skip(); err != nil {
					return err
				}
				depth--
			case "footnote", "endnote":
				if k := xmlAttr(t, "type"); k == "separator" || k == "continuationSeparator" {
					if err := d.Skip(); err != nil {
						return err
					}
					depth--
				}
			case "p":
				paragraphs = append(paragraphs, &docxParagraph{})
			case "t":
				var s string
				if err := d.DecodeElement(&s, &t); err != nil {
					return err
				}
				depth--
				if n := len(paragraphs); n > 0 {
					paragraphs[n-1].text.WriteString(s)
				}
			case "tbl":
				tables = append(tables, &docxTable{})
			case "tr":
				if n := len(tables); n > 0 {
					tables[n-1].rows = append(tables[n-1].rows, nil)
				}
			case "tc":
				if n := len(tables); n > 0 {
					tables[n-1].span, tables[n-1].merge = 1, ""
				}
			default:
				property(t, paragraphs, tables)
			}
		case xml.EndElement:
			depth--
			switch t.Name.Local {
			case "p":
				if n := len(paragraphs); n > 0 {
					p := paragraphs[n-1]
					paragraphs = paragraphs[:n-1]
					r.endParagraph(p, tables)
				}
			case "tc":
				if n := len(tables); n > 0 {
					tables[n-1].endCell()
				}
			case "tbl":
				if n := len(tables); n > 0 {
					done := tables[n-1]
					tables = tables[:n-1]
					r.endTable(done, tables)
				}
			}
		}
	}
}

// property reads the elements that describe a paragraph, a run or a cell.
func property(t xml.StartElement, paragraphs []*docxParagraph, tables []*docxTable) {
	if n := len(tables); n > 0 {
		switch t.Name.Local {
		case "gridSpan":
			tables[n-1].span = number(xmlAttr(t, "val"))
		case "vMerge":
			if tables[n-1].merge = xmlAttr(t, "val"); tables[n-1].merge == "" {
				tables[n-1].merge = "continue"
			}
		}
	}
	n := len(paragraphs)
	if n == 0 {
		return
	}
	p := paragraphs[n-1]
	switch t.Name.Local {
	case "tab", "ptab":
		p.text.WriteByte(' ')
	case "br", "cr":
		p.text.WriteByte('\n')
	case "noBreakHyphen":
		p.text.WriteByte('-')
	case "sym":
		p.text.WriteString("□") // a character of a symbol font: mostly a box to tick
	case "pStyle":
		p.style = xmlAttr(t, "val")
	case "numId":
		p.num = xmlAttr(t, "val")
	case "ilvl":
		p.level, p.levelled = number("1"+xmlAttr(t, "val"))-10, true
	}
}

func xmlAttr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *docxReader) endParagraph(p *docxParagraph, tables []*docxTable) {
	text := p.text.String()
	if strings.TrimSpace(text) != "" {
		text = r.numbers.next(p) + text
	}
	if n := len(tables); n > 0 {
		if tables[n-1].cell.Len() > 0 {
			tables[n-1].cell.WriteByte(' ')
		}
		tables[n-1].cell.WriteString(text)
		return
	}
	if strings.HasPrefix(strings.TrimSpace(text), "#") {
		text = "\u200b" + strings.TrimSpace(text)
	}
	r.w.paragraph(text, "")
}

func (t *docxTable) endCell() {
	if len(t.rows) == 0 {
		return
	}
	last := len(t.rows) - 1
	col := 0
	for _, c := range t.rows[last] {
		col += c.cols
	}
	for len(t.above) < col+t.span && len(t.above) < maxColumns {
		t.above = append(t.above, 0)
	}
	text := t.cell.String()
	t.cell.Reset()
	c := cell{text: text, rows: 1, cols: t.span}
	if col < len(t.above) {
		switch {
		case t.merge == "restart":
			t.above[col] = last + 1
		case t.merge == "continue" && t.above[col] > 0:
			c.rows = -t.above[col] // merged into the cell of that row
		default:
			t.above[col] = 0
		}
	}
	t.rows[last] = append(t.rows[last], c)
}

// merged gives the rows with cells that continue others removed, and these longer.
func (t *docxTable) merged() [][]cell {
	out := make([][]cell, len(t.rows))
	type place struct{ row, col int }
	begin := make(map[place]*cell)
	for r := range t.rows {
		out[r] = make([]cell, 0, len(t.rows[r])) // never grows: pointers stay
		col := 0
		for _, c := range t.rows[r] {
			cols := c.cols
			if from := -c.rows - 1; c.rows < 0 {
				if up := begin[place{from, col}]; up != nil && clean(c.text) == "" {
					up.rows = r - from + 1
					col += cols
					continue
				}
				c.rows = 1
			}
			out[r] = append(out[r], c)
			begin[place{r, col}] = &out[r][len(out[r])-1]
			col += cols
		}
	}
	return out
}

// endTable writes a table; one inside a cell becomes text of the cell, one of a
// single column paragraphs.
func (r *docxReader) endTable(t *docxTable, outer []*docxTable) {
	rows := t.merged()
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	if n := len(outer); n > 0 || columns < 2 {
		for _, row := range rows {
			for _, c := range row {
				if n > 0 {
					outer[n-1].cell.WriteString(" " + c.text)
				} else {
					r.w.paragraph(c.text, "")
				}
			}
		}
		return
	}
	r.w.table(rows)
}
