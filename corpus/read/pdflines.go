package read

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/policybot/policybot/corpus"
)

// box is a place on a page in points; top is less than bottom.
type box struct{ left, right, top, bottom float64 }

func (b box) join(c box) box {
	return box{min(b.left, c.left), max(b.right, c.right), min(b.top, c.top), max(b.bottom, c.bottom)}
}

// pdfLine is a line of characters in the order of the file.
type pdfLine struct {
	box
	text   string
	em     float64   // width of its widest character
	cells  []pdfCell // parts of it with wide gaps between them
	reason string
}

type pdfPage struct {
	width, height float64
	lines         []pdfLine
	ended         bool    // the next character begins a line
	left, right   float64 // edges of the text on pages of one column; 0 for others
}

// add puts the next character of the file on the page.
func (p *pdfPage) add(s string, b box) {
	if strings.ContainsAny(s, "\r\n") {
		p.ended = true
		return
	}
	if r, _ := utf8.DecodeRuneInString(s); s == "" || r == 0 || r == 0xfffe || r == 0xffff || r == 0x02 {
		return
	}
	n := len(p.lines)
	if strings.TrimSpace(s) == "" {
		if n > 0 && !p.ended {
			p.lines[n-1].text += " "
		}
		return
	}
	if n > 0 && !p.ended {
		l := &p.lines[n-1]
		// Marks are low and digits short: the middle of the one lies within the other.
		mid := (b.top + b.bottom) / 2
		lineMid := (l.top + l.bottom) / 2
		if (mid >= l.top-1 && mid <= l.bottom+1 || lineMid >= b.top && lineMid <= b.bottom) && b.left > l.left-1 && b.left < l.right+p.width/2 {
			if b.left > l.right+2*l.em && l.em > 0 {
				if !strings.HasSuffix(l.text, " ") {
					l.text += " "
				}
				l.cells = append(l.cells, pdfCell{box: b})
			}
			c := &l.cells[len(l.cells)-1]
			if strings.HasSuffix(l.text, " ") && c.text != "" {
				c.text += " "
			}
			c.text, c.box = c.text+s, c.join(b)
			l.text += s
			l.box = l.join(b)
			l.em = max(l.em, min(b.right-b.left, b.bottom-b.top+4))
			return
		}
	}
	p.ended = false
	p.lines = append(p.lines, pdfLine{box: b, text: s, em: b.right - b.left, cells: []pdfCell{{b, s}}})
}

// minPageChars is how many characters a page of text has at least, on average;
// scans have none, or a stamp.
const minPageChars = 10

// composePDF makes a text of the pages.
func composePDF(pages []pdfPage) (*corpus.Extract, error) {
	chars := 0
	empty := 0
	for i := range pages {
		p := &pages[i]
		p.lines = slices.DeleteFunc(p.lines, func(l pdfLine) bool { return clean(l.text) == "" })
		n := 0
		for _, l := range p.lines {
			n += utf8.RuneCountInString(clean(l.text))
		}
		if n == 0 {
			empty++
		}
		chars += n
	}
	if chars < minPageChars*max(len(pages), 1) {
		return nil, fmt.Errorf("%w: its %d pages are pictures without text (a scan); run character recognition (OCR) over it, for example ocrmypdf -l chi_sim, or get the text as DOCX or TXT",
			corpus.ErrNotText, len(pages))
	}
	dropMargins(pages)
	findEdges(pages)
	var w writer
	if empty > 0 {
		w.findings = append(w.findings, fmt.Sprintf("%d of %d pages hold no text: pictures or blank", empty, len(pages)))
	}
	var open strings.Builder
	var last *pdfLine
	var lastPage *pdfPage
	flush := func() {
		w.paragraph(escape(open.String()), "")
		open.Reset()
		last = nil
	}
	doubted := false
	for i := range pages {
		p := &pages[i]
		for k := 0; k < len(p.lines); k++ {
			l := &p.lines[k]
			if l.reason != "" {
				continue
			}
			if len(l.cells) > 1 {
				rows, n, named := pdfTable(p.lines[k:])
				if named {
					flush()
					w.table(rows)
					k += n - 1
					continue
				}
				if n >= 2 && len(l.cells) > 2 && !doubted {
					doubted = true
					w.findings = append(w.findings, fmt.Sprintf(
						"the columns of a table on page %d cannot be told apart (no head, or cells of several lines): compare its figures with the original, or bring it as XLSX or DOCX", i+1))
				}
			}
			if last != nil && !goesOn(*last, lastPage, *l, p) {
				flush()
			}
			if s := open.String(); s != "" {
				a, _ := utf8.DecodeLastRuneInString(s)
				b, _ := utf8.DecodeRuneInString(clean(l.text))
				if a < 0x80 && b < 0x80 && a != '-' && !(unicode.IsDigit(a) && unicode.IsDigit(b)) {
					open.WriteByte(' ')
				}
			}
			open.WriteString(clean(l.text))
			last, lastPage = l, p
		}
	}
	flush()
	for _, p := range pages {
		for _, l := range p.lines {
			if l.reason != "" {
				w.paragraph(l.text, l.reason)
			}
		}
	}
	return w.extract(), nil
}

// escape keeps a line from being taken for a heading of ours.
func escape(s string) string {
	if strings.HasPrefix(s, "#") {
		return "\u200b" + s
	}
	return s
}

var (
	pdfHead   = regexp.MustCompile(`^\s*(第\s*[0-9０-９一二三四五六七八九十百千零〇两 ]+\s*[条章节编款](之[一二三四五六七八九十]+)?|[（(][0-9一二三四五六七八九十]{1,4}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．、]|附[件表录]\s*[0-9一二三四五六七八九十]*\s*$)`)
	pageCount = regexp.MustCompile(`^[-—–·\s]*(第\s*)?[0-9０-９]{1,4}(\s*页)?([-—–·/／\s]*(共\s*)?[0-9０-９]{0,4}(\s*页)?)[-—–·\s]*$`)
	digits    = regexp.MustCompile(`[0-9０-９]+`)
)

// goesOn reports that line b continues the paragraph of line a: a is full to the
// right and b begins at the left edge.
func goesOn(a pdfLine, pa *pdfPage, b pdfLine, pb *pdfPage) bool {
	left, right := column(pa, a)
	em := max(a.em, 6)
	if pa == pb && b.top > a.bottom+1.6*max(a.bottom-a.top, em)+4 && b.left >= a.left-em {
		return false // a wider gap than between lines
	}
	full := a.right >= right-1.6*em
	if pa != pb || b.left > a.right || b.top < a.top-em { // next page or column
		left, _ = column(pb, b)
	}
	indented := b.left > left+0.8*max(b.em, 6)
	tail, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(a.text))
	switch {
	case !full, indented:
		return false
	case pdfHead.MatchString(b.text) && strings.ContainsRune("。；：！？", tail):
		return false
	}
	return true
}

// column gives the edges of the column of text in which a line stands: those of
// the lines above and below that overlap it for the most part.
func column(p *pdfPage, l pdfLine) (left, right float64) {
	left, right = l.left, l.right
	single := p.single()
	for _, o := range p.lines {
		if o.reason != "" {
			continue
		}
		shared := min(o.right, l.right) - max(o.left, l.left)
		if shared < 0.5*min(o.right-o.left, l.right-l.left) || !single && o.wide(p) {
			continue
		}
		left, right = min(left, o.left), max(right, o.right)
	}
	if single && p.right > 0 {
		left, right = min(left, p.left), max(right, p.right)
	}
	return left, right
}

// findEdges sets the edges of pages of one column and one size: a page with few
// lines does not show its own. One line in twenty may stick out.
func findEdges(pages []pdfPage) {
	lefts, rights := make(map[int][]float64), make(map[int][]float64)
	for i := range pages {
		p := &pages[i]
		if !p.single() {
			continue
		}
		for _, l := range p.lines {
			if l.reason == "" {
				lefts[int(p.width)] = append(lefts[int(p.width)], l.left)
				rights[int(p.width)] = append(rights[int(p.width)], l.right)
			}
		}
	}
	for size := range lefts {
		slices.Sort(lefts[size])
		slices.Sort(rights[size])
	}
	for i := range pages {
		p := &pages[i]
		if l, r := lefts[int(p.width)], rights[int(p.width)]; p.single() && len(l) > 0 {
			p.left, p.right = l[len(l)/20], r[len(r)-1-len(r)/20]
		}
	}
}

// wide reports a line that is longer than a column of two can be.
func (l pdfLine) wide(p *pdfPage) bool { return l.right-l.left > 0.55*p.width }

// single reports a page whose text runs over its whole width: of the lines longer
// than a third of it most are wide.
func (p *pdfPage) single() bool {
	long, wide := 0, 0
	for _, l := range p.lines {
		if l.reason == "" && l.right-l.left > p.width/3 {
			long++
			if l.wide(p) {
				wide++
			}
		}
	}
	return 2*wide >= long
}

// marginShare is the part of a page at its top and bottom where headers and
// footers stand.
const marginShare = 0.12

// dropMargins marks page numbers, and lines at the edges of pages that repeat on
// most of them.
func dropMargins(pages []pdfPage) {
	seen := make(map[string]map[int]bool)
	edge := func(p *pdfPage, l pdfLine) (string, bool) {
		top, bottom := l.bottom < p.height*marginShare, l.top > p.height*(1-marginShare)
		return fmt.Sprint(top, digits.ReplaceAllString(squeeze(l.text), "0")), top || bottom
	}
	for i := range pages {
		for _, l := range pages[i].lines {
			if key, ok := edge(&pages[i], l); ok {
				if seen[key] == nil {
					seen[key] = make(map[int]bool)
				}
				seen[key][i] = true
			}
		}
	}
	for i := range pages {
		for k := range pages[i].lines {
			l := &pages[i].lines[k]
			key, ok := edge(&pages[i], *l)
			if !ok {
				continue
			}
			many := len(pages) > 2 && len(seen[key])*2 >= len(pages)
			if pageCount.MatchString(l.text) || many && !pdfHead.MatchString(l.text) {
				l.reason = corpus.DroppedFurniture
			}
		}
	}
}
