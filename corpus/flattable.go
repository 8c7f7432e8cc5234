package corpus

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	numberColumn = regexp.MustCompile(`^(序号|编号)$`)
	afterTable   = regexp.MustCompile(`^[（(]?(注|备注|说明|附注|来源|资料来源)[0-9]{0,2}[：:、.]`)
	figureCell   = regexp.MustCompile(`^[0-9][0-9.,，]*[%％]?$`)
	unitLine     = regexp.MustCompile(`^[（(]?((?:计量|金额|货币)?单位[：:][^，。；：:]{1,20}?)[）)]?$`)
)

// maxHeadCell is the width up to which a line may be the name of a column.
const maxHeadCell = 14

// flatTables finds the tables that were flattened to one cell a line and makes
// each row one block again. The number of columns is that of the short lines
// from 序号 to the first row; a row is one whose lines are as many, up to the next
// number, to a heading between the rows, or to the end of the table. Where the lines
// of a row are not as many (merged or empty cells) no column is guessed: the row
// stands without names, and a finding says so.
func (p *parser) flatTables(blocks []block) []block {
	if !slices.ContainsFunc(blocks, func(b block) bool { return numberColumn.MatchString(b.text) }) {
		p.doubtTables(blocks)
		return blocks
	}
	var out []block
	for i := 0; i < len(blocks); {
		rows, next := p.flatTable(blocks, i)
		if next == i {
			out = append(out, blocks[i])
			i++
			continue
		}
		out = append(out, rows...)
		i = next
	}
	p.doubtTables(out)
	return out
}

// plainLine reports a block that may be a cell.
func plainLine(b block) bool { return b.reason == "" && b.row == 0 && b.mark == 0 }

// flatTable reads the table whose head begins with block i; next is i where
// there is none.
func (p *parser) flatTable(blocks []block, i int) (out []block, next int) {
	if !plainLine(blocks[i]) || !numberColumn.MatchString(squash(blocks[i].text)) {
		return nil, i
	}
	at := i
	for at < len(blocks) && plainLine(blocks[at]) && width(blocks[at].text) <= maxHeadCell && !endsSentence(blocks[at].text) &&
		rowNumber(blocks[at]) == 0 && !isBand(blocks[at]) {
		at++
	}
	head := blocks[i:at]
	out = append(out, p.flatRow(head, nil, true))
	var above block // last cell of the row above
	n, good, bad, gaps := 1, 0, []string(nil), []string(nil)
	for at < len(blocks) {
		first := at
		for first < len(blocks) && isBand(blocks[first]) {
			first++
		}
		if first == len(blocks) || !isRowNumber(blocks[first], n) && (first == at || n == 1) {
			break
		}
		if m := rowNumber(blocks[first]); m < n {
			break
		} else if m > n { // behind a heading rows may be left out
			gaps = append(gaps, fmt.Sprintf("%d to %d", n, m-1))
			n = m
		}
		out = append(out, blocks[at:first]...)
		at = first
		end, whole := rowEnd(blocks, at, n, len(head))
		if last := blocks[end-1]; whole && n > 1 && endsSentence(last.text) && !endsSentence(above.text) &&
			(end == len(blocks) || !isRowNumber(blocks[end], n+1)) {
			end, whole = end-1, false // the text after the table in place of a cell
		}
		above = blocks[end-1]
		if whole {
			out = append(out, p.flatRow(blocks[at:end], head, false))
			good++
		} else {
			out = append(out, p.flatRow(blocks[at:end], nil, false))
			bad = append(bad, fmt.Sprint(n))
		}
		at, n = end, n+1
	}
	if len(head) < 2 || good == 0 || good+len(bad) < 2 {
		return nil, i
	}
	if len(gaps) > 0 {
		p.d.Findings = append(p.d.Findings, fmt.Sprintf("rows %s of the table of the columns %s are missing", strings.Join(gaps, ", "), rowText(head)))
	}
	if len(bad) > 0 {
		p.d.Findings = append(p.d.Findings, fmt.Sprintf(
			"the table of the columns %s stands one cell a line, and the cells of row %s are not as many: they have no names of columns; bring it as HTML, DOCX or XLSX",
			rowText(head), strings.Join(bad, ", ")))
	}
	return out, at
}

// rowNumber gives the number that a line is and nothing else, 0 for none.
func rowNumber(b block) int {
	n, err := strconv.Atoi(b.text)
	if err != nil || n < 1 || n > 9999 || !plainLine(b) || b.text != strconv.Itoa(n) {
		return 0
	}
	return n
}

func isRowNumber(b block, n int) bool { return rowNumber(b) == n }

// isBand reports a heading between the rows of a table: 一、甲类
func isBand(b block) bool {
	o, ok := scanOutline(b.text)
	return ok && plainLine(b) && o.level <= outlineTwo && width(b.text) <= 45 && !endsSentence(b.text)
}

// rowEnd gives the end of row n, which begins at block at, and whether it holds
// as many cells as the head: then the next row, or the end of the table, stands
// right behind it.
func rowEnd(blocks []block, at, n, columns int) (end int, whole bool) {
	if end = at + columns; end <= len(blocks) && !slices.ContainsFunc(blocks[at:end], func(b block) bool { return !plainLine(b) || isBand(b) }) {
		switch {
		case end == len(blocks), !plainLine(blocks[end]), isRowNumber(blocks[end], n+1),
			numberColumn.MatchString(blocks[end].text), isAttachment(blocks[end].text), afterTable.MatchString(blocks[end].text), isBand(blocks[end]):
			return end, true
		}
	}
	for end = at + 1; end < len(blocks) && plainLine(blocks[end]); end++ {
		if isRowNumber(blocks[end], n+1) || isBand(blocks[end]) || isAttachment(blocks[end].text) || afterTable.MatchString(blocks[end].text) ||
			numberColumn.MatchString(blocks[end].text) || end-at >= columns && endsSentence(blocks[end-1].text) {
			break
		}
	}
	return end, false
}

// flatRow makes one block, and one row, of the lines of a row.
func (p *parser) flatRow(cells, head []block, isHead bool) block {
	row := Row{Start: cells[0].start, End: cells[len(cells)-1].end, Head: isHead}
	for i, c := range cells {
		cell := Cell{Start: c.start, End: c.end}
		if head != nil {
			cell.Name = squash(head[i].text)
		}
		row.Cells = append(row.Cells, cell)
	}
	p.rows = append(p.rows, row)
	b := cells[0]
	b.end, b.lines, b.row = row.End, len(cells), len(p.rows)
	b.text = rowText(cells)
	b.cells = slices.Clone(cells)
	return b
}

func rowText(cells []block) string {
	var texts []string
	for _, c := range cells {
		texts = append(texts, squash(c.text))
	}
	return strings.Join(texts, CellBar)
}

// doubtTables says of tables flattened to one cell a line that their columns are
// not known: rows that count up without a head that was understood, or a run
// of short lines with figures among them.
func (p *parser) doubtTables(blocks []block) {
	const doubt = "a table stands one cell a line and its columns cannot be told apart (%.20s…): compare its figures with the original, or bring it as HTML, DOCX or XLSX"
	short, figures, first := 0, 0, ""
	for _, b := range blocks {
		if !plainLine(b) || width(b.text) > maxHeadCell || endsSentence(b.text) {
			short, figures = 0, 0
			continue
		}
		if short == 0 {
			first = b.text
		}
		if short++; figureCell.MatchString(b.text) {
			figures++
		}
		if short == minDoubtLines && figures >= minDoubtFigures {
			p.d.Findings = append(p.d.Findings, fmt.Sprintf(doubt, first))
			return
		}
	}
}

// A run of so many short lines with so many figures is a table, whatever else.
const (
	minDoubtLines   = 12
	minDoubtFigures = 4
)
