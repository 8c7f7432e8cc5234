package evals

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// table is a sheet of a workbook: rows of text.
type table struct {
	name   string
	widths []int // of the columns, in characters
	rows   [][]string
}

// writeXLSX writes sheets of text as Office Open XML. Two calls give the same bytes.
func writeXLSX(w io.Writer, sheets []table) error {
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	const pack = "http://schemas.openxmlformats.org/package/2006/"
	types := head + `<Types xmlns="` + pack + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>`
	book := head + `<workbook xmlns="` + main + `" xmlns:r="` + office + `"><sheets>`
	links := head + `<Relationships xmlns="` + pack + `relationships">`
	for i, s := range sheets {
		n := strconv.Itoa(i + 1)
		types += `<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`
		book += `<sheet name="` + escaped(s.name) + `" sheetId="` + n + `" r:id="rId` + n + `"/>`
		links += `<Relationship Id="rId` + n + `" Type="` + office + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`
	}
	links += `<Relationship Id="rIdS" Type="` + office + `/styles" Target="styles.xml"/>`
	files := []struct{ name, text string }{
		{"[Content_Types].xml", types + `</Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="` + pack + `relationships"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", book + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", links + `</Relationships>`},
		{"xl/styles.xml", head + `<styleSheet xmlns="` + main + `"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
	}
	for i, s := range sheets {
		files = append(files, struct{ name, text string }{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), head + s.xml(main)})
	}
	out := zip.NewWriter(w)
	for _, f := range files {
		part, err := out.Create(f.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(part, f.text); err != nil {
			return err
		}
	}
	return out.Close()
}

func (s table) xml(namespace string) string {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="` + namespace + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, width := range s.widths {
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
	}
	b.WriteString(`</cols><sheetData>`)
	for r, row := range s.rows {
		fmt.Fprintf(&b, `<row r="%d">`, r+1)
		for c, text := range row {
			if text != "" {
				fmt.Fprintf(&b, `<c r="%s%d" s="1" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, columnName(c), r+1, escaped(text))
			}
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// columnName is A for 0, Z for 25, AA for 26.
func columnName(c int) string {
	if c < 26 {
		return string(rune('A' + c))
	}
	return columnName(c/26-1) + string(rune('A'+c%26))
}

// columnIndex is the reverse for a cell reference such as AB12; -1 for none.
func columnIndex(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// xlsxText is rich or plain text.
type xlsxText struct {
	T    string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (t xlsxText) String() string { return t.T + strings.Join(t.Runs, "") }

// maxWorkbook bounds what is unpacked from one part of a workbook, in bytes.
const maxWorkbook = 64 << 20

// readXLSX gives the rows of the first sheet, as any office program saves it.
func readXLSX(raw []byte) ([][]string, error) {
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("not an XLSX file: %w", err)
	}
	part := func(name string, into any) error {
		f, err := archive.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		return xml.NewDecoder(io.LimitReader(f, maxWorkbook)).Decode(into)
	}
	var strs struct {
		Items []xlsxText `xml:"si"`
	}
	_ = part("xl/sharedStrings.xml", &strs) // absent where all text is inline
	var sheet struct {
		Rows []struct {
			Cells []struct {
				Ref    string   `xml:"r,attr"`
				Type   string   `xml:"t,attr"`
				Value  string   `xml:"v"`
				Inline xlsxText `xml:"is"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := part("xl/worksheets/sheet1.xml", &sheet); err != nil {
		return nil, fmt.Errorf("the first sheet cannot be read: %w", err)
	}
	var rows [][]string
	for _, r := range sheet.Rows {
		var row []string
		for _, c := range r.Cells {
			at := columnIndex(c.Ref)
			if at < 0 || at > 1000 {
				return nil, errors.New("a cell has no place")
			}
			for len(row) <= at {
				row = append(row, "")
			}
			row[at] = c.Value
			switch c.Type {
			case "inlineStr":
				row[at] = c.Inline.String()
			case "s":
				n, err := strconv.Atoi(c.Value)
				if err != nil || n < 0 || n >= len(strs.Items) {
					return nil, fmt.Errorf("cell %s names no text", c.Ref)
				}
				row[at] = strs.Items[n].String()
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
