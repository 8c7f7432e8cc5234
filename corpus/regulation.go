package corpus

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// isReference reports text that, right after 第N条, makes it a reference and not
// the head of an article: 第三条规定的, 第三条第一款, 第三条、第四条. After white
// space, as heads are printed, fewer words do.
func isReference(after string, spaced bool) bool {
	after = strings.TrimLeftFunc(after, isSpace)
	sure := []string{"规定的", "规定，", "、", "，", "和第", "至第", "或第", "或者第", "及第", "以及第", "与第", "到第", "；", "。", "）", "》", "”"}
	weak := []string{"规定", "的", "至", "所列", "所称", "所述", "所指", "所规定", "中规定", "中的", "款", "项", "之规定"}
	for _, unit := range []string{"款", "项", "条"} {
		if _, ok := scanHead(after, unit); ok {
			return true
		}
	}
	for _, p := range sure {
		if strings.HasPrefix(after, p) {
			return true
		}
	}
	for _, p := range weak {
		if !spaced && strings.HasPrefix(after, p) {
			return true
		}
	}
	return false
}

// candidate is a line that looks like the head of an article.
type candidate struct {
	block  int
	head   head
	strong bool // white space or nothing after it, as heads are printed
}

// findArticles accepts as heads those candidates that continue the sequence of
// articles. A head that skips numbers is accepted where the next one goes on
// from it, and reported; a sequence may start anew (an attached rule).
func (p *parser) findArticles() map[int]head {
	var cands []candidate
	for i, b := range p.blocks {
		h, ok := scanHead(b.text, "条")
		if b.reason != "" || b.row > 0 || !ok {
			continue
		}
		after := b.text[h.end:]
		strong := after == "" || p.spaceAfter(b, h.end)
		if isReference(after, strong) {
			continue
		}
		cands = append(cands, candidate{i, h, strong})
	}
	before := len(p.d.Findings)
	arts := make(map[int]head)
	last, lastSub := 0, 0
	for k, c := range cands {
		n, sub := c.head.n, c.head.sub
		follows := k+1 < len(cands) && cands[k+1].head.n == n+1 && cands[k+1].strong
		switch {
		case n == last+1 && sub == 0, n == last && sub == lastSub+1:
		case c.strong && n > last+1 && last > 0 && (follows || k+1 == len(cands)):
			p.finding("articles %s to %s are missing", articleLabel(last+1, 0), articleLabel(n-1, 0))
		case c.strong && follows && last == 0:
			p.finding("the text begins with %s", articleLabel(n, 0))
		case c.strong && follows && n == 1:
			p.finding("the articles start anew after %s", articleLabel(last, lastSub))
		default:
			if c.strong {
				p.finding("%s stands out of sequence after %s", articleLabel(n, sub), articleLabel(last, lastSub))
			}
			continue
		}
		last, lastSub = n, sub
		arts[c.block] = c.head
	}
	if len(arts) < 2 {
		p.d.Findings = p.d.Findings[:before] // those of the format stay
		return nil
	}
	return arts
}

// spaceAfter reports white space in the source after the first n bytes of a
// block's normalised text.
func (p *parser) spaceAfter(b block, n int) bool {
	at := p.sourceAt(b, n)
	r, _ := utf8.DecodeRuneInString(p.text[at:])
	return at == len(p.text) || isSpace(r)
}

// sourceAt gives the offset in the source right after the first n bytes of a
// block's normalised text.
func (p *parser) sourceAt(b block, n int) int {
	raw := p.text[b.start:b.end]
	_, offsets := NormalizeMap(raw)
	_, end := MapSpan(raw, offsets, 0, n)
	return b.start + end
}

func (p *parser) finding(format string, args ...any) {
	p.d.Findings = append(p.d.Findings, fmt.Sprintf(format, args...))
}

// chapterHeading reads 第一章 总则 and the like: level 1 编, 2 分编, 3 章, 4 节.
func chapterHeading(b block) (level int, title string, ok bool) {
	for i, unit := range []string{"编", "分编", "章", "节"} {
		if b.row > 0 {
			break
		}
		h, found := scanHead(b.text, unit)
		if !found {
			continue
		}
		after := b.text[h.end:]
		if b.mark == 0 && (isReference(after, false) || width(b.text) > 40 || strings.ContainsAny(after, "，。；")) {
			return 0, "", false
		}
		title = strings.TrimSpace(articleUnit(h, unit) + " " + strings.TrimSpace(after))
		return i + 1, title, true
	}
	return 0, "", false
}

func articleUnit(h head, unit string) string { return "第" + chineseNumber(h.n) + unit }

// heading is an entry of the path.
type heading struct {
	level int
	title string
}

// pathTo replaces the headings of the same or a deeper level by h.
func pathTo(path []heading, h heading) []heading {
	for len(path) > 0 && path[len(path)-1].level >= h.level {
		path = path[:len(path)-1]
	}
	return append(path, h)
}

func titles(path []heading) []string {
	var out []string
	for _, h := range path {
		out = append(out, h.title)
	}
	return out
}

// parseRegulation makes passages of a text with articles, from block body on.
func (p *parser) parseRegulation(body int) {
	var path []heading
	first := len(p.blocks)
	for i := range p.blocks {
		if _, ok := p.arts[i]; ok {
			first = min(first, i)
		}
	}
	outlined := p.outlinedArticles(first)
	i := body
	for i < len(p.blocks) {
		b := &p.blocks[i]
		if b.reason != "" {
			i++
			continue
		}
		if h, ok := p.headingAt(i, outlined); ok {
			b.reason = DroppedHeading
			path = pathTo(path, h)
			i++
			continue
		}
		h, isArticle := p.arts[i]
		j := i + 1
		for j < len(p.blocks) && !p.endsArticle(j, outlined) || j < len(p.blocks) && !isArticle && p.blocks[j].row > 0 {
			j++
		}
		if isArticle {
			p.addArticle(h, titles(path), i, j)
		} else {
			if isAttachment(b.text) {
				path = nil
			}
			p.parseOutline(p.blocks[i:j], titles(path))
		}
		i = j
	}
}

// endsArticle reports a block that ends the article before it.
func (p *parser) endsArticle(i int, outlined bool) bool {
	if _, ok := p.arts[i]; ok {
		return true
	}
	if _, ok := p.headingAt(i, outlined); ok {
		return true
	}
	return p.blocks[i].reason == "" && (p.blocks[i].row > 0 || isAttachment(p.blocks[i].text))
}

// isAttachment reports the line that opens an attachment: 附件1, 附表：.
func isAttachment(s string) bool {
	for _, w := range []string{"附件", "附表", "附录"} {
		if rest, ok := strings.CutPrefix(s, w); ok {
			rest = strings.TrimFunc(rest, func(r rune) bool { return numberRune(r) || strings.ContainsRune("：: 、.", r) })
			return rest == "" || width(s) <= 30 && !endsSentence(s) && !strings.Contains(s, "：")
		}
	}
	return false
}

// outlinedArticles reports a text whose articles stand below 一、 headings: the
// block before its first article is one.
func (p *parser) outlinedArticles(first int) bool {
	for i := first - 1; i >= 0; i-- {
		if p.blocks[i].reason == "" {
			o, ok := scanOutline(p.blocks[i].text)
			return ok && o.level <= outlineTwo && !endsSentence(p.blocks[i].text)
		}
	}
	return false
}

// headingAt reads the heading at block i of a regulation.
func (p *parser) headingAt(i int, outlined bool) (heading, bool) {
	b := p.blocks[i]
	if _, art := p.arts[i]; art || b.reason != "" || b.row > 0 {
		return heading{}, false
	}
	if level, title, ok := chapterHeading(b); ok {
		return heading{level, title}, true
	}
	if b.mark > 0 && !endsSentence(b.text) {
		return heading{b.mark, b.text}, true
	}
	o, ok := scanOutline(b.text)
	if !outlined || !ok || o.level > outlineTwo || endsSentence(b.text) || width(b.text) > 30 {
		return heading{}, false
	}
	for j := i + 1; j < len(p.blocks); j++ {
		if _, art := p.arts[j]; art {
			return heading{4 + o.level, b.text}, true
		}
		if next, ok := scanOutline(p.blocks[j].text); !ok || next.level <= o.level || endsSentence(p.blocks[j].text) {
			break
		}
	}
	return heading{}, false
}

// articleBlock is a paragraph of an article and what it is.
type articleBlock struct {
	block
	kind PartKind
	n    int // number of the item or subitem
}

// addArticle makes the passages of the article that spans blocks [from, to).
func (p *parser) addArticle(h head, path []string, from, to int) {
	label := articleLabel(h.n, h.sub)
	head := p.blocks[from]
	pieces := p.articlePieces(label, p.articleBlocks(h, from, to))
	if len(pieces) == 0 {
		p.finding("%s has no text", label)
		pieces = []piece{{kind: PartParagraph, label: label, start: head.start, end: p.sourceAt(head, h.end), lead: -1, first: true}}
	}
	p.addPassages(PassageArticle, path, label, span{head.start, min(p.sourceAt(head, h.end), pieces[0].start)}, pieces)
}

// articleBlocks tells the paragraphs, items and subitems of an article apart.
func (p *parser) articleBlocks(h head, from, to int) []articleBlock {
	var out []articleBlock
	item, gap := 0, false
	titled := false // the item's first line is but its title
	for i := from; i < to; i++ {
		b := p.blocks[i]
		if b.reason != "" {
			gap = true
			continue
		}
		b.gap, gap = gap, false
		if i == from {
			b.start, b.end = trimSpan(p.text, p.sourceAt(b, h.end), b.end)
			b.text = Normalize(p.text[b.start:b.end])
			if b.text == "" { // nothing, or a heading's mark alone
				p.dropSpan(b.start, b.end, DroppedHeading)
				gap = gap || b.start < b.end
				continue
			}
		}
		for _, b := range p.splitInline(b) {
			o, _ := scanOutline(b.text)
			a := articleBlock{block: b, kind: articlePart(b.text, item, len(out) > 0), n: o.n}
			switch {
			case a.kind == PartParagraph && item > 0 && (titled || p.continuesItem(i+1, to, item)):
				a.kind = itemText
			case a.kind == PartParagraph:
				item = 0
			case a.kind == PartItem:
				item, titled = o.n, !endsSentence(b.text)
			}
			out = append(out, a)
		}
	}
	return out
}

// articlePieces cuts the blocks of an article into pieces with their labels and
// lead-ins. Paragraphs are numbered where there are several.
func (p *parser) articlePieces(label string, blocks []articleBlock) []piece {
	paragraphs := 0
	for _, b := range blocks {
		if b.kind == PartParagraph {
			paragraphs++
		}
	}
	var pieces []piece
	paragraph, lead, itemAt := 0, -1, -1
	place, item := label, label
	for k, b := range blocks {
		at := len(pieces)
		switch b.kind {
		case PartParagraph:
			paragraph++
			if paragraphs > 1 {
				place = label + "第" + chineseNumber(paragraph) + "款"
			}
			pieces = append(pieces, p.cut(b.block, PartParagraph, place, -1)...)
			lead, itemAt, item = -1, -1, place
			if endsColon(b.text) || k+1 < len(blocks) && blocks[k+1].kind == PartItem {
				lead = p.leadIn(pieces[len(pieces)-1])
			}
		case PartItem:
			item = place + "第（" + chineseNumber(b.n) + "）项"
			pieces = append(pieces, p.cut(b.block, PartItem, item, lead)...)
			itemAt = p.leadIn(pieces[len(pieces)-1])
		case itemText:
			pieces = append(pieces, p.cut(b.block, PartItem, item, itemAt)...)
		case PartSubitem:
			up := itemAt
			if up < 0 {
				up = lead
			}
			pieces = append(pieces, p.cut(b.block, PartSubitem, fmt.Sprintf("%s第%d目", item, b.n), up)...)
		}
		if at < len(pieces) {
			pieces[at].first, pieces[at].gap = true, b.gap
		}
	}
	return pieces
}

// itemText marks, while an article is parsed, a paragraph that goes on with the
// item before it.
const itemText PartKind = "item text"

// continuesItem reports that the next item from block i on follows item n: what
// stands between belongs to n.
func (p *parser) continuesItem(i, to, n int) bool {
	for ; i < to; i++ {
		if o, ok := scanOutline(p.blocks[i].text); ok && o.level <= outlineTwo && p.blocks[i].reason == "" {
			return o.n == n+1
		}
	}
	return false
}

// articlePart tells what a block of an article is: an item continues the
// items before it or is the first.
func articlePart(s string, item int, notFirst bool) PartKind {
	o, ok := scanOutline(s)
	switch {
	case !ok:
		return PartParagraph
	case o.level == outlineTwo || o.level == outlineOne:
		if o.n == item+1 || o.n == 1 || o.n > item && notFirst {
			return PartItem
		}
		return PartParagraph
	case notFirst:
		return PartSubitem
	}
	return PartParagraph
}

// cut makes the pieces of a block: a short item stays whole, everything else
// is cut into sentences.
func (p *parser) cut(b block, kind PartKind, label string, lead int) []piece {
	if kind != PartParagraph && utf8.RuneCountInString(b.text) <= maxItemRunes && p.runes(b.start, b.end) <= MaxPartRunes {
		return []piece{{kind: kind, label: label, start: b.start, end: b.end, lead: lead}}
	}
	spans := sentences(p.text, b.start, b.end)
	if kind == PartParagraph && len(spans) > 1 {
		kind = PartSentence
	}
	var out []piece
	for _, s := range spans {
		out = append(out, piece{kind: kind, label: label, start: s.start, end: s.end, lead: lead})
	}
	return out
}

// maxItemRunes is the length up to which an item is quoted whole.
const maxItemRunes = 200
