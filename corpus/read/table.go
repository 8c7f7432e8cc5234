package read

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// cell is a cell of a table as the format gives it, in the row where it begins.
type cell struct {
	text       string
	rows, cols int  // how many it covers; 0 counts as 1
	head       bool // the format says that it names columns or rows
}

// maxColumns and maxCells bound what merged cells may be expanded to.
const (
	maxColumns = 1000
	maxCells   = 1 << 20
)

// grid is a table with every place filled by the cell that covers it.
type grid struct {
	cells []cell
	at    [][]int // row, column -> index into cells, -1 for none
	first []int   // cell -> row in which it begins
	cols  int
}

// layOut puts rows of cells on a grid.
func layOut(rows [][]cell) grid {
	var g grid
	type down struct{ cell, left int }
	var covered []down // by column: a cell from above and for how many rows more
	total := 0
	for r, row := range rows {
		var places []int
		next := 0
		fill := func() {
			for len(places) < len(covered) && covered[len(places)].left > 0 {
				covered[len(places)].left--
				places = append(places, covered[len(places)].cell)
			}
		}
		for ; next < len(row); next++ {
			fill()
			c := row[next]
			c.text = clean(c.text)
			c.rows, c.cols = min(max(c.rows, 1), len(rows)-r), min(max(c.cols, 1), maxColumns)
			if len(places)+c.cols > maxColumns || total+c.cols > maxCells {
				c.cols = 1
			}
			g.cells, g.first = append(g.cells, c), append(g.first, r)
			for range c.cols {
				if n := len(places); n < len(covered) {
					covered[n] = down{len(g.cells) - 1, c.rows - 1}
				} else {
					covered = append(covered, down{len(g.cells) - 1, c.rows - 1})
				}
				places = append(places, len(g.cells)-1)
				total++
			}
		}
		fill()
		g.at = append(g.at, places)
		g.cols = max(g.cols, len(places))
	}
	return g
}

// table writes a table row by row: a title row that covers all columns as a
// paragraph, the head, then the rows with the names of their columns.
func (w *writer) table(rows [][]cell) {
	rows = slices.DeleteFunc(slices.Clone(rows), func(row []cell) bool {
		return !slices.ContainsFunc(row, func(c cell) bool { return clean(c.text) != "" || c.rows > 1 })
	})
	g := layOut(rows)
	r := 0
	for ; r < len(g.at) && g.isTitle(r); r++ {
		w.paragraph(g.cells[g.at[r][0]].text, "")
	}
	body := r + g.headRows(r)
	names := g.names(r, body)
	spans := make([][2]int, len(g.cells))
	var heads []string
	for ; r < len(g.at); r++ {
		if r >= body && g.isTitle(r) { // a band between the rows
			w.heading(3, g.cells[g.at[r][0]].text)
			continue
		}
		var texts []string
		var own []int
		for i, c := range g.at[r] {
			if g.first[c] == r && (i == 0 || g.at[r][i-1] != c) {
				texts, own = append(texts, g.cells[c].text), append(own, c)
			}
		}
		joined := strings.Join(texts, corpus.CellBar)
		if strings.Trim(joined, corpus.CellBar) == "" {
			continue
		}
		start, end, at := w.row(texts)
		for i, c := range own {
			spans[c] = at[i]
		}
		row := corpus.Row{Start: start, End: end, Head: r < body || slices.Contains(heads, joined)}
		if r < body {
			heads = append(heads, joined)
		}
		for i, c := range g.at[r] {
			if i > 0 && g.at[r][i-1] == c || spans[c][0] == spans[c][1] {
				continue // merged over columns, or empty
			}
			name := ""
			if i < len(names) {
				name = names[i]
			}
			row.Cells = append(row.Cells, corpus.Cell{Name: name, Start: spans[c][0], End: spans[c][1]})
		}
		w.rows = append(w.rows, row)
	}
	w.gap()
}

// isTitle reports a row that one cell covers.
func (g grid) isTitle(r int) bool {
	row := g.at[r]
	if g.cols < 2 || len(row) < g.cols || len(g.at) < r+2 {
		return false
	}
	return g.first[row[0]] == r && !slices.ContainsFunc(row, func(c int) bool { return c != row[0] })
}

// firstColumn names what the first column of a table with a head of two columns holds.
var firstColumn = regexp.MustCompile(`^(序号|编号|项目|名称|类别|类型|分类|指标|内容|事项|级数|档次|年度|年份|地区|区域|种类|收费项目|税目|税率|等级|条款|产品|领域|单位名称|企业名称|部门)$`)

// headRows gives how many rows from r on name the columns: those of head cells,
// else the first with its merged cells where all are short words.
func (g grid) headRows(r int) int {
	n := 0
	for ; r+n < len(g.at) && len(g.at[r+n]) > 1; n++ {
		if slices.ContainsFunc(g.at[r+n], func(c int) bool { return !g.cells[c].head }) {
			break
		}
	}
	if n > 0 && r+n < len(g.at) {
		return n
	}
	if r+1 >= len(g.at) || len(g.at[r]) < 2 || g.cells[g.at[r][0]].head {
		return 0
	}
	n = 1
	for _, c := range g.at[r] {
		s := g.cells[c].text
		if s == "" && g.cols < 4 || utf8.RuneCountInString(s) > 24 || strings.ContainsAny(s, "。；") || figure.MatchString(s) {
			return 0
		}
		n = max(n, g.cells[c].rows)
	}
	if g.cols == 2 && !firstColumn.MatchString(g.cells[g.at[r][0]].text) {
		return 0
	}
	if r+n >= len(g.at) {
		return 0
	}
	return n
}

// figure matches a cell of figures alone.
var figure = regexp.MustCompile(`^[0-9０-９.,，%％〇○—–/年月日-]+$`)

// names gives the names of the columns: those of all head rows above each other.
func (g grid) names(from, to int) []string {
	out := make([]string, g.cols)
	for c := range out {
		var parts []string
		for r := from; r < to; r++ {
			if c < len(g.at[r]) {
				if s := corpus.Normalize(g.cells[g.at[r][c]].text); s != "" && !slices.Contains(parts, s) {
					parts = append(parts, s)
				}
			}
		}
		out[c] = strings.Join(parts, "·")
	}
	return out
}
