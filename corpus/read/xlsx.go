package read

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/policybot/policybot/corpus"
)

// XLSX reads the visible sheets of a workbook as tables, each below its name
// where there are several. Cells hold what Excel prints; merged ones are repeated.
func XLSX(raw []byte) (*corpus.Extract, error) {
	if _, err := openArchive(raw, "XLSX"); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, broken("XLSX", err)
	}
	defer f.Close()
	var w writer
	var sheets []string
	for _, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err == nil && !visible {
			w.findings = append(w.findings, fmt.Sprintf("the hidden sheet %q is not read", name))
			continue
		}
		sheets = append(sheets, name)
	}
	total := 0
	for _, name := range sheets {
		rows, err := sheet(f, name)
		if err != nil {
			return nil, broken("XLSX", err)
		}
		for _, row := range rows {
			total += len(row)
		}
		if total > maxCells {
			return nil, refuse("it has more than %d cells; split it", maxCells)
		}
		if len(sheets) > 1 {
			w.heading(2, name)
		}
		w.table(rows)
	}
	return w.extract(), nil
}

// sheet gives the cells of a sheet with what they cover.
func sheet(f *excelize.File, name string) ([][]cell, error) {
	texts, err := f.GetRows(name)
	if err != nil {
		return nil, err
	}
	merged, err := f.GetMergeCells(name)
	if err != nil {
		return nil, err
	}
	type place struct{ row, col int }
	begin := make(map[place]cell)
	covered := make(map[place]bool)
	for _, m := range merged {
		c1, r1, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		c2, r2, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil || r1 > len(texts) {
			continue
		}
		r2, c2 = min(r2, len(texts)), min(c2, c1+maxColumns)
		if (r2-r1+1)*(c2-c1+1)+len(covered) > maxCells {
			continue
		}
		begin[place{r1, c1}] = cell{rows: r2 - r1 + 1, cols: c2 - c1 + 1}
		for r := r1; r <= r2; r++ {
			for c := c1; c <= c2; c++ {
				covered[place{r, c}] = true
			}
		}
	}
	columns := 0
	for _, row := range texts {
		columns = max(columns, min(len(row), maxColumns))
	}
	out := make([][]cell, len(texts))
	for r, row := range texts {
		for c := range columns {
			at := place{r + 1, c + 1}
			text := ""
			if c < len(row) {
				text = row[c]
			}
			if m, ok := begin[at]; ok {
				m.text = text
				out[r] = append(out[r], m)
			} else if !covered[at] {
				out[r] = append(out[r], cell{text: text})
			}
		}
	}
	return out, nil
}
