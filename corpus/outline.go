package corpus

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Outline levels, from the outermost.
const (
	outlineOne   = 1 + iota // 一、
	outlineTwo              // （一）
	outlineThree            // 1. 1、 1．
	outlineFour             // （1） ①
)

// outline is a number of an outline or of an item at the start of a line.
type outline struct {
	level int
	n     int
	end   int // bytes up to the text after it
}

// scanOutline reads 一、 （一） 1. （1） ① at the start of a normalised line.
func scanOutline(s string) (outline, bool) {
	r, size := utf8.DecodeRuneInString(s)
	if i := strings.IndexRune("①②③④⑤⑥⑦⑧⑨⑩", r); i >= 0 && size > 0 {
		return outline{outlineFour, i/size + 1, size}, true
	}
	if r == '（' || r == '(' {
		i := strings.IndexAny(s, "）)")
		if i < 0 || i > 20 {
			return outline{}, false
		}
		_, closer := utf8.DecodeRuneInString(s[i:])
		inner := s[size:i]
		n, ok := parseNumber(inner)
		if !ok || n == 0 || n > 200 {
			return outline{}, false
		}
		level := outlineTwo
		if isDigit(rune(strings.TrimSpace(inner)[0])) {
			level = outlineFour
		}
		return outline{level, n, i + closer}, true
	}
	i := strings.IndexFunc(s, func(r rune) bool { return !numberRune(r) })
	if i <= 0 || i > 15 {
		return outline{}, false
	}
	n, ok := parseNumber(s[:i])
	if !ok || n == 0 || n > 200 {
		return outline{}, false
	}
	mark, size := utf8.DecodeRuneInString(s[i:])
	rest := s[i+size:]
	next, _ := utf8.DecodeRuneInString(rest)
	if isDigit(rune(s[0])) {
		switch {
		case mark == '、', mark == '．':
		case mark == '.' && !isDigit(next):
		case (mark == '）' || mark == ')') && i <= 2:
			return outline{outlineFour, n, i + size}, true
		default:
			return outline{}, false
		}
		return outline{outlineThree, n, i + size}, true
	}
	if mark == '、' || mark == '．' || mark == '.' {
		// 二、三产业 and 一、二、三级 are words, not numbers.
		if _, after := utf8.DecodeRuneInString(rest); !isDigit(next) && numberRune(next) &&
			strings.ContainsAny(firstRune(rest[after:]), "、产级类线期") {
			return outline{}, false
		}
		return outline{outlineOne, n, i + size}, true
	}
	return outline{}, false
}

func firstRune(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// packRunes is the length to which short paragraphs of one section are joined
// into one passage, so that each carries some context.
const packRunes = 350

// parseOutline makes passages of the paragraphs of a notice, a report or the
// text around articles. base is the path that they stand below.
func (p *parser) parseOutline(blocks []block, base []string) {
	var path []heading
	for i, t := range base {
		path = append(path, heading{-len(base) + i, t})
	}
	var open []block    // paragraphs of the passage being built
	var marks []heading // numbers that the open paragraph stands below
	var leads []openLead
	below := func(h heading) {
		path, marks = pathTo(path, h), nil
		if h.level <= p.questionLevel {
			p.question = -1
		}
		leads = closeLeads(leads, max(0, 2*h.level))
	}
	flush := func() {
		leads = p.addParagraphs(titles(path), open, leads)
		open = nil
	}
	blocks = p.flatTables(p.inlineLists(blocks))
	gap := false
	rows, head := findRows(blocks)
	inTable := false
	for i := range blocks {
		b := blocks[i]
		inTable = inTable || rows[i]
		if b.reason != "" {
			gap = true
			continue
		}
		if next := nextBlock(blocks, i); b.row == 0 && next >= 0 && blocks[next].row > 0 && unitLine.MatchString(b.text) {
			flush()
			p.readUnit(titles(path), b)
			continue
		}
		if b.row > 0 {
			flush()
			p.addRow(titles(path), b)
			gap = false
			continue
		}
		if asks(blocks, i) {
			flush()
			h := heading{outlineThree, b.text}
			if o, ok := scanOutline(b.text); ok {
				h.level = o.level
			}
			below(h)
			leads, p.question, p.questionLevel = nil, -1, h.level
			b.label, b.asks, b.gap, gap = strings.Join(titles(path), "·"), true, false, false
			open = append(open, b)
			continue
		}
		if h, ok := attachment(blocks, i); ok && !b.inline {
			flush()
			path, marks = []heading{h}, nil
			p.drop(b, DroppedHeading)
			gap = false
			continue
		}
		if len(path) > 0 && path[len(path)-1].title == attached && len(open) == 0 && !b.inline && isTitle(b.text) {
			path[len(path)-1].title += " " + b.text
			p.drop(b, DroppedHeading)
			continue
		}
		if head.holds(i) {
			flush()
			below(heading{-1, head.title})
			p.drop(b, DroppedHeading)
			continue
		}
		if h, ok := outlineHeading(blocks, i, p.wrap); ok && !b.inline {
			flush()
			below(h)
			p.drop(b, DroppedHeading)
			gap = false
			continue
		}
		if h, ok := runIn(b.text); ok {
			flush()
			below(h)
		} else if h, ok := leadHeading(b.text); ok && nextBlock(blocks, i) >= 0 {
			flush()
			below(h)
		} else if o, ok := scanOutline(b.text); ok && o.level <= outlineTwo && len(path) > 0 && path[len(path)-1].level >= o.level {
			flush()
			path, marks = leave(path, o.level), nil
		}
		if _, ok := scanOutline(b.text); gap || rows[i] || ok && inTable || len(open) > 0 && !p.fits(open, b) {
			flush()
		}
		b.gap, gap = gap, false
		b.leads = leadLevel(blocks, i)
		if o, ok := scanOutline(b.text); ok && (len(path) == 0 || path[len(path)-1].level < o.level) {
			marks = pathTo(marks, heading{o.level, strings.TrimRight(b.text[:o.end], "、.．")})
		}
		b.label = strings.Join(append(titles(path), titles(marks)...), "·")
		open = append(open, b)
	}
	flush()
}

var (
	questionMark = regexp.MustCompile(`^(问|Q|问题)[0-9一二三四五六七八九十]{0,3}[：:、.．]`)
	answerMark   = regexp.MustCompile(`^(答|A|答复|回复|解答)[：:]`)
)

// asks reports a question that the next block answers: 问：…？ 答：…
func asks(blocks []block, i int) bool {
	if answerMark.MatchString(blocks[i].text) || width(blocks[i].text) > 150 {
		return false
	}
	next := nextBlock(blocks, i)
	if next < 0 || blocks[next].row > 0 {
		return false
	}
	return answerMark.MatchString(blocks[next].text) ||
		questionMark.MatchString(blocks[i].text) && strings.HasSuffix(blocks[i].text, "？")
}

// leave drops the headings of the level and below.
func leave(path []heading, level int) []heading {
	for len(path) > 0 && path[len(path)-1].level >= level {
		path = path[:len(path)-1]
	}
	return path
}

// fits reports whether b may join the open paragraphs: a lead-in keeps what it
// leads in and a question its answer, others are joined up to packRunes.
func (p *parser) fits(open []block, b block) bool {
	n := utf8.RuneCountInString(p.text[open[0].start:b.end])
	if endsColon(open[len(open)-1].text) || open[0].asks {
		return n <= MaxPassageRunes
	}
	return n <= packRunes || n <= packRunes+100 && utf8.RuneCountInString(b.text) <= 60
}

// attached is the path of an attachment until its title is read.
const attached = "附件"

// attachment reads the line that opens an attachment and stands alone.
func attachment(blocks []block, i int) (heading, bool) {
	s := blocks[i].text
	if !isAttachment(s) || nextBlock(blocks, i) < 0 {
		return heading{}, false
	}
	title := strings.TrimRight(s, "：:")
	if len(title) <= len("附件12") && strings.HasPrefix(title, attached) {
		title = attached
	}
	return heading{-20, title}, true
}

// isTitle reports a short line that may be the title of an attachment.
func isTitle(s string) bool {
	_, ok := scanOutline(s)
	return !ok && !endsSentence(s) && width(s) <= 45 && width(s) > 4
}

// leadHeading reads a heading that leads in its text: 五、优惠政策：
func leadHeading(s string) (heading, bool) {
	o, ok := scanOutline(s)
	title, colon := strings.CutSuffix(s, "：")
	if !ok || !colon || o.level > outlineTwo || width(s) > 25 {
		return heading{}, false
	}
	return heading{o.level, title}, true
}

// drop marks the block that begins where b does.
func (p *parser) drop(b block, reason string) {
	if b.inline {
		p.dropSpan(b.start, b.end, reason)
		return
	}
	for i := range p.blocks {
		if p.blocks[i].start == b.start {
			p.blocks[i].reason = reason
			return
		}
	}
}

// outlineHeading reads a line that is a heading and nothing else: 一、 or （一）
// without a final mark (a question has one) that has text below it; a Markdown
// heading; in a hard-wrapped text a short line that ends no sentence.
func outlineHeading(blocks []block, i, wrap int) (heading, bool) {
	b := blocks[i]
	next := nextBlock(blocks, i)
	if b.mark > 0 {
		return heading{b.mark - 10, b.text}, true
	}
	if level, title, ok := chapterHeading(b); ok {
		return heading{level - 5, title}, true
	}
	o, ok := scanOutline(b.text)
	if !ok {
		short := wrap > 0 && width(b.text) < wrap*17/20 && !endsSentence(b.text) && next >= 0
		return heading{-1, strings.ReplaceAll(b.text, "——", " ")}, short
	}
	if o.level > outlineTwo || width(b.text) > 45 || strings.Contains(b.text, "：") ||
		endsSentence(b.text) && !strings.HasSuffix(b.text, "？") {
		return heading{}, false
	}
	if next < 0 {
		return heading{}, false
	}
	if n, ok := scanOutline(blocks[next].text); ok && n.level <= o.level {
		return heading{}, false
	}
	return heading{o.level, b.text}, true
}

func nextBlock(blocks []block, i int) int {
	for j := i + 1; j < len(blocks); j++ {
		if blocks[j].reason == "" {
			return j
		}
	}
	return -1
}

// runIn reads a heading that is the first sentence of its paragraph:
// （八）引导降费让利。对……
func runIn(s string) (heading, bool) {
	level := outlineThree // 二是全力培育新质生产力。
	if o, ok := scanOutline(s); ok && o.level <= outlineTwo {
		level = o.level
	} else if n := strings.Index(s, "是"); ok || n <= 0 || n > 9 || strings.TrimLeftFunc(s[:n], numberRune) != "" || isDigit(rune(s[0])) {
		return heading{}, false
	}
	i := strings.Index(s, "。")
	if i < 0 || width(s[:i]) > 30 || width(s[i:]) < 20 || strings.ContainsAny(s[:i], "；") {
		return heading{}, false
	}
	return heading{level, s[:i]}, true
}

// tableHead is the head of a flattened table: blocks [from, to).
type tableHead struct {
	from, to int
	title    string
}

func (h tableHead) holds(i int) bool { return i >= h.from && i < h.to }

// findRows marks the blocks that begin a row of a table flattened to one cell a
// line: numbers that stand alone and count up from 1. The head is the run of
// short lines that begins with 序号 before them.
func findRows(blocks []block) (map[int]bool, tableHead) {
	rows := make(map[int]bool)
	var head tableHead
	want := 1
	for i, b := range blocks {
		if b.text == "序号" && b.reason == "" && want == 1 {
			head = tableHead{from: i}
		}
		if n, ok := parseNumber(b.text); ok && b.reason == "" && isDigit(rune(b.text[0])) && n == want {
			rows[i] = true
			want++
		}
	}
	if len(rows) < 3 {
		return nil, tableHead{}
	}
	if len(blocks) == 0 || blocks[head.from].text != "序号" {
		return rows, tableHead{}
	}
	var cells []string
	for i := head.from; i < len(blocks); i++ {
		_, numbered := scanOutline(blocks[i].text)
		if rows[i] || numbered || blocks[i].reason != "" || width(blocks[i].text) > 12 {
			head.to = i
			break
		}
		cells = append(cells, blocks[i].text)
	}
	head.title = strings.Join(cells, "｜")
	return rows, head
}

// addParagraphs makes the passages of joined paragraphs, whose lists are those
// in leads. It gives the lead-ins that are open after them.
func (p *parser) addParagraphs(path []string, blocks []block, leads []openLead) []openLead {
	if len(blocks) == 0 {
		return leads
	}
	var pieces []piece
	for _, b := range blocks {
		at := len(pieces)
		kind, of := PartParagraph, -1
		if o, ok := scanOutline(b.text); ok {
			kind = PartItem
			if o.level == outlineFour {
				kind = PartSubitem
			}
			leads = closeLeads(leads, 2*o.level)
			if len(leads) > 0 {
				of = leads[len(leads)-1].lead
			}
		} else if b.leads > 0 {
			leads = closeLeads(leads, b.leads)
		}
		if b.asks {
			kind, of = PartParagraph, -1
		} else if of < 0 {
			of = p.question
		}
		pieces = append(pieces, p.cut(b, kind, b.label, of)...)
		if b.asks && at < len(pieces) {
			p.question = p.leadIn(pieces[at])
		} else if b.leads > 0 && at < len(pieces) {
			leads = append(leads, openLead{b.leads, p.leadIn(pieces[len(pieces)-1])})
		}
		if at < len(pieces) {
			pieces[at].first, pieces[at].gap = true, b.gap
		}
	}
	if len(pieces) > 0 {
		kind := PassageParagraph
		if n, ok := parseNumber(blocks[0].text); ok && n > 0 && len(blocks) > 1 {
			kind = PassageRow
		}
		p.addPassages(kind, path, "", span{blocks[0].start, blocks[0].start}, pieces)
	}
	return leads
}

// announces finds what announces a whole text (现将有关事项通知如下：) and says nothing
// about its items.
var announces = regexp.MustCompile(`(通知|通告|公告|公布|意见|事项|函复|批复|答复|决定|批示|解读|说明|报告|有关问题|发布)(内容|事项)?(如下|于后)?[：:]$`)

// leadLevel gives the level at which block i leads in what follows, 0 where it
// does not: that of its number, or half a level above the next one's.
func leadLevel(blocks []block, i int) int {
	if !endsColon(blocks[i].text) || announces.MatchString(blocks[i].text) {
		return 0
	}
	if o, ok := scanOutline(blocks[i].text); ok {
		return 2 * o.level
	}
	if next := nextBlock(blocks, i); next >= 0 {
		if o, ok := scanOutline(blocks[next].text); ok {
			return 2*o.level - 1
		}
	}
	return 0
}
