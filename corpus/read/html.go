package read

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/policybot/policybot/corpus"
)

// maxHTMLDepth bounds the nesting of elements.
const maxHTMLDepth = 500

// HTML reads a web page or a fragment of one. All text that prints is kept; what
// stands outside of the part that holds the running text is page furniture.
func HTML(raw []byte) (*corpus.Extract, error) {
	text, err := decodeHTML(raw)
	if err != nil {
		return nil, err
	}
	doc, err := html.ParseWithOptions(strings.NewReader(text), html.ParseOptionEnableScripting(true))
	if err != nil {
		return nil, broken("HTML", err)
	}
	r := htmlReader{marks: make(map[*html.Node]int)}
	if r.measure(doc, 0) > maxHTMLDepth {
		return nil, broken("HTML", errors.New("its elements are nested too deep"))
	}
	r.main = r.findMain(doc)
	r.describe(doc)
	r.walk(doc, corpus.DroppedFurniture)
	r.flush(corpus.DroppedFurniture)
	return r.w.extract(), nil
}

// decodeHTML gives UTF-8 by the encoding that the page declares or that fits.
func decodeHTML(raw []byte) (string, error) {
	if !utf8.Valid(raw) {
		if enc, name, _ := charset.DetermineEncoding(raw[:min(len(raw), 1024)], ""); name != "windows-1252" && name != "utf-8" {
			if out, err := enc.NewDecoder().Bytes(raw); err == nil && bytes.IndexByte(out, 0) < 0 {
				return string(out), nil
			}
		}
	}
	return corpus.Decode(raw)
}

// htmlReader walks a page.
type htmlReader struct {
	w     writer
	main  *html.Node
	marks map[*html.Node]int // marks of running text in and below a node
	open  strings.Builder    // the line being built
	lines int                // lines written since the last block
}

// silent elements print nothing.
func silent(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Iframe, atom.Object, atom.Svg, atom.Math, atom.Textarea, atom.Audio, atom.Video:
		return true
	}
	return false
}

// measure counts the marks of running text outside of links and gives the depth.
func (r *htmlReader) measure(n *html.Node, depth int) int {
	if depth > maxHTMLDepth {
		return depth
	}
	deepest := depth
	count := 0
	if n.Type == html.TextNode {
		for _, c := range n.Data {
			if strings.ContainsRune("，。；：、", c) {
				count++
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (silent(c.DataAtom) || c.DataAtom == atom.A) {
			continue
		}
		deepest = max(deepest, r.measure(c, depth+1))
		count += r.marks[c]
	}
	r.marks[n] = count
	return deepest
}

// findMain gives the innermost element that holds nearly all running text; the
// whole page where there is little.
func (r *htmlReader) findMain(doc *html.Node) *html.Node {
	main, all := doc, r.marks[doc]
	if all < 5 {
		return doc
	}
	for n := doc; n != nil; {
		var next *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && r.marks[c]*5 >= all*4 {
				next = c
			}
		}
		if next == nil {
			break
		}
		switch next.DataAtom {
		case atom.Div, atom.Td, atom.Article, atom.Section, atom.Main, atom.Body:
			main = next
		}
		n = next
	}
	return main
}

// describe reads what the page says of itself.
func (r *htmlReader) describe(n *html.Node) {
	for d := range n.Descendants() {
		if d.Type != html.ElementNode {
			continue
		}
		switch d.DataAtom {
		case atom.Meta:
			switch strings.ToLower(attr(d, "name")) {
			case "articletitle":
				r.w.field("标题", attr(d, "content"))
			case "sitename":
				r.w.field("网站", attr(d, "content"))
			case "pubdate":
				r.w.field("发布日期", attr(d, "content"))
			}
		case atom.H1:
			r.w.field("标题", textOf(d))
		case atom.Td, atom.Th, atom.Dt, atom.Strong, atom.B, atom.Span, atom.Label:
			name := strings.TrimRight(squeeze(textOf(d)), "：:")
			if !pageField.MatchString(name) {
				continue
			}
			if v := nextElement(d); v != nil && utf8.RuneCountInString(textOf(v)) < 150 {
				r.w.field(name, textOf(v))
			}
		}
	}
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == atom.Title {
			title, _, _ := strings.Cut(clean(textOf(d)), "_")
			title, _, _ = strings.Cut(title, "-")
			r.w.field("标题", title)
		}
	}
}

// pageField names the fields of official pages.
var pageField = regexp.MustCompile(`^(发文机关|发布机构|成文日期|标题|发文字号|发布日期)$`)

// nextElement gives the element after n, or after the cell around it.
func nextElement(n *html.Node) *html.Node {
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		if s.Type == html.ElementNode {
			return s
		}
	}
	if n.Parent != nil && (n.Parent.DataAtom == atom.Td || n.Parent.DataAtom == atom.Th) {
		return nextElement(n.Parent)
	}
	return nil
}

// walk writes what n prints. reason is why it is dropped, "" inside the main part.
func (r *htmlReader) walk(n *html.Node, reason string) {
	if n == r.main {
		r.flush(reason)
		reason = ""
		defer r.flush("")
	}
	switch {
	case n.Type == html.TextNode:
		r.open.WriteString(strings.Map(func(c rune) rune {
			if c == '\n' || c == '\r' || c == '\t' {
				return ' '
			}
			return c
		}, n.Data))
		return
	case n.Type == html.CommentNode, n.Type == html.ElementNode && silent(n.DataAtom):
		return
	case n.DataAtom == atom.Br:
		r.lineEnd(reason)
		return
	case n.DataAtom == atom.Table:
		r.flush(reason)
		if rows, ok := dataTable(n); ok && reason == "" {
			r.w.table(rows)
			return
		}
	case isFurniture(n) && reason == "":
		r.flush(reason)
		reason = corpus.DroppedFurniture
	}
	block := isBlock(n)
	if block {
		r.flush(reason)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.walk(c, reason)
	}
	if block {
		r.flush(reason)
	}
}

// lineEnd ends a line, flush a paragraph.
func (r *htmlReader) lineEnd(reason string) {
	s := clean(r.open.String())
	r.open.Reset()
	if s == "" {
		return
	}
	if r.lines == 0 {
		r.w.gap()
	}
	r.lines++
	if strings.HasPrefix(s, "#") { // no heading mark of ours
		s = "\u200b" + s
	}
	r.w.line(s, reason)
}

func (r *htmlReader) flush(reason string) {
	r.lineEnd(reason)
	r.lines = 0
}

func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd,
		atom.Table, atom.Tr, atom.Td, atom.Th, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Nav, atom.Aside,
		atom.Blockquote, atom.Pre, atom.Form, atom.Fieldset, atom.Figure, atom.Figcaption, atom.Caption, atom.Hr, atom.Body,
		atom.Button, atom.Option, atom.Select, atom.Address, atom.Center, atom.Thead, atom.Tbody, atom.Tfoot:
		return true
	}
	return false
}

// furnitureNames are parts of names that pages give to what surrounds a text.
var furnitureNames = regexp.MustCompile(`(?i)(^|[-_ ])(nav|navbar|menu|footer|breadcrumbs?|crumbs?|share|bdshare\w*|print|toolbar|sidebar|qrcode|copyright)([-_ ]|$)`)

func isFurniture(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Aside, atom.Form, atom.Button, atom.Select:
		return true
	}
	return n.Type == html.ElementNode && (furnitureNames.MatchString(attr(n, "class")) || furnitureNames.MatchString(attr(n, "id")))
}

// dataTable gives the cells of a table of data: two rows and columns at least,
// no table inside, and not the field table of a page (发文机关：…).
func dataTable(n *html.Node) ([][]cell, bool) {
	var rows [][]cell
	labels, cells, cols := 0, 0, 0
	for d := range n.Descendants() {
		switch {
		case d.Type != html.ElementNode:
		case d.DataAtom == atom.Table:
			return nil, false
		case d.DataAtom == atom.Caption && textOf(d) != "":
			rows = append(rows, []cell{{text: textOf(d), cols: maxColumns}})
		case d.DataAtom == atom.Tr:
			rows = append(rows, nil)
		case (d.DataAtom == atom.Td || d.DataAtom == atom.Th) && len(rows) > 0:
			c := cell{text: textOf(d), rows: number(attr(d, "rowspan")), cols: number(attr(d, "colspan")), head: d.DataAtom == atom.Th}
			last := &rows[len(rows)-1]
			*last = append(*last, c)
			cols = max(cols, len(*last))
			if s := squeeze(c.text); s != "" {
				cells++
				if strings.HasSuffix(s, "：") || strings.HasSuffix(s, ":") {
					labels++
				}
			}
		}
	}
	if len(rows) < 2 || cols < 2 || labels*3 >= cells {
		return nil, false
	}
	for i := range rows { // a caption covers the table, no more
		if len(rows[i]) == 1 && rows[i][0].cols == maxColumns {
			rows[i][0].cols = cols
		}
	}
	return rows, true
}

func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxColumns)
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf gives the text below n; blocks are parted by spaces.
func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && silent(n.DataAtom) && n.DataAtom != atom.Head:
			return
		case isBlock(n) || n.DataAtom == atom.Br:
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return clean(b.String())
}

// squeeze removes all white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
