package read

// pdfCell is a run of characters of a line that a wide gap parts from the next.
type pdfCell struct {
	box
	text string
}

// pdfTable gives how many of the lines are the head and the rows of a table: lines
// with as many cells as the first, each below one cell of the first alone, the
// first the names of the columns. Where lines stand in columns and these have no
// names, or cells of several lines, named is false: nothing is guessed.
func pdfTable(lines []pdfLine) (rows [][]cell, n int, named bool) {
	columns := len(lines[0].cells)
	if columns < 2 {
		return nil, 0, false
	}
	for n < len(lines) && lines[n].reason == "" && below(lines[0].cells, lines[n].cells) {
		var row []cell
		for _, c := range lines[n].cells {
			row = append(row, cell{text: c.text})
		}
		rows = append(rows, row)
		n++
	}
	if n < 2 {
		return nil, 0, false
	}
	if g := layOut(rows); g.headRows(0) != 1 {
		return nil, n, false
	}
	if n < len(lines) && lines[n].reason == "" && hangs(lines[:n], lines[n]) {
		return nil, n, false // the last row has cells of several lines, or others have
	}
	return rows, n, true
}

// below reports cells that stand one below each column.
func below(columns, cells []pdfCell) bool {
	if len(columns) != len(cells) {
		return false
	}
	for i, c := range cells {
		for j, o := range columns {
			if overlap := c.left < o.right && o.left < c.right; overlap != (i == j) {
				return false
			}
		}
	}
	return true
}

// hangs reports a line that stands as near below the rows as these to each other,
// in one column of them: the rest of a cell.
func hangs(rows []pdfLine, l pdfLine) bool {
	last := rows[len(rows)-1]
	step := last.bottom - rows[len(rows)-2].bottom
	if l.bottom < last.bottom+1 || l.bottom-last.bottom > step+2 {
		return false
	}
	under := 0
	for _, c := range rows[0].cells {
		if l.left < c.right && c.left < l.right {
			under++
		}
	}
	return under == 1 && (l.left > rows[0].cells[0].right || len(l.cells) > 1)
}
