package corpus

import (
	"cmp"
	"regexp"
	"strings"
)

// dropComments marks Markdown comments: <!-- INFO END --> and the like.
func (p *parser) dropComments() {
	for i := range p.lines {
		l := &p.lines[i]
		if l.reason == "" && strings.HasPrefix(l.raw, "<!--") && strings.HasSuffix(l.raw, "-->") {
			l.reason = DroppedMetadata
		}
	}
}

// dropContents marks a table of contents: the run of chapter headings below the
// word 目录, or any run of them before the first article that is repeated.
func (p *parser) dropContents() {
	first := len(p.blocks)
	for i := range p.blocks {
		if _, ok := p.arts[i]; ok {
			first = min(first, i)
		}
	}
	if len(p.arts) == 0 {
		return
	}
	seen := make(map[string]int)
	from, to := -1, -1
	for i := 0; i < first; i++ {
		b := p.blocks[i]
		if b.reason != "" {
			continue
		}
		key := squash(b.text)
		if key == "目录" || key == "目次" {
			p.blocks[i].reason = DroppedContents
			continue
		}
		if _, _, ok := chapterHeading(b); !ok {
			continue
		}
		if at, ok := seen[key]; ok && from < 0 {
			from, to = at, i
		}
		if _, ok := seen[key]; !ok {
			seen[key] = i
		}
	}
	for i := from; from >= 0 && i < to; i++ {
		if p.blocks[i].reason == "" {
			p.blocks[i].reason = DroppedContents
		}
	}
}

var (
	fieldLabel = regexp.MustCompile(`^(索引号|主题分类|发文机关|发布机构|成文日期|标题|发文字号|发布日期|发布时间|生成日期|主题词|有效性|效力状态|公文种类|体裁分类|组配分类|信息来源|来源|作者|文号)[：:](.*)$`)
	docNumber  = regexp.MustCompile(`^[\p{Han}]{1,16}[〔\[（(【]?[12][0-9]{3}[〕\]）)】]?第?[0-9]{1,5}号$`)
	orderLine  = regexp.MustCompile(`^[（(]?[\p{Han}、]{2,40}(令|公告|通告)` + orderSerial + `[）)]?$`)
	revision   = regexp.MustCompile(`^[（(]?[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日.*(通过|公布|发布|修订|修正|修改|批准|施行|根据)[^。]*[）)]?$`)
	assembly   = regexp.MustCompile(`^[（(]?[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日第[^，。]{1,6}届[^，。]{0,12}人民代表大会[^，。]*$`)
	letterName = regexp.MustCompile(`^[^。；：]{4,160}关于[^。；]{4,120}的(通知|意见|决定|公告|批复|复函|通告|指导意见)$`)
	delivered  = regexp.MustCompile(`^[（(]?[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日在.*(会议|大会)`)
	orderHead  = regexp.MustCompile(`^[\p{Han}、]{2,40}(令|公告|通告)$`) // of an order on two lines
	orderTail  = regexp.MustCompile(`^[（(]?` + orderSerial + `[）)]?$`)
	issued     = regexp.MustCompile(`(厅|局|委员会|委|部|人民政府|国务院|办公室|办公厅|法院|检察院|院|中心|党组|管委会|税务总局|银行|协会)$`)
)

// orderSerial is how orders and announcements are numbered: 第12号, 〔2031〕第5号,
// 2031年第97号.
const orderSerial = `(?:[12][0-9]{3}年)?(?:第?[0-9〇零一二三四五六七八九十百]+号|[〔\[（(][12][0-9]{3}[〕\]）)]第?[0-9]+号)`

// dropFront marks what stands before the text: titles, 文号, dates, the field
// table of a web page. It gives the index of the first block after it.
func (p *parser) dropFront() int {
	want := squash(p.meta.Title)
	if want == "" {
		want = squash(first(p.front.Title, p.fields["标题"].text))
	}
	field := false
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.reason != "" {
			continue
		}
		_, art := p.arts[i]
		if _, _, ch := chapterHeading(*b); art || ch || b.row > 0 {
			return i
		}
		if m := fieldLabel.FindStringSubmatch(squash(b.text)); m != nil {
			b.reason = DroppedMetadata
			if field = m[2] == ""; field {
				p.pending = m[1]
				continue
			}
			p.lineOfFields(*b)
			continue
		}
		if field && !b.blank && !endsSentence(b.text) {
			p.field(p.pending, said{b.text, b.start, b.end})
			b.reason = DroppedMetadata
			field = false
			continue
		}
		field = false
		reason := p.frontReason(*b, want, i)
		if reason == "" {
			if len(p.arts) > 0 {
				p.dropPreface(i)
			}
			return i
		}
		b.reason = reason
	}
	return len(p.blocks)
}

// nextField begins another field on the line of the first: 发布机构：…　发布日期：…
var nextField = regexp.MustCompile(`[\s　]+(索引号|发文机关|发布机构|成文日期|发文字号|发布日期|发布时间|生成日期|有效性|信息来源|来源|作者|文号|浏览次数|浏览量|阅读次数|阅读|点击数|字号|字体|分享|打印)[：:]`)

// lineOfFields reads the fields of one line, each with its own span.
func (p *parser) lineOfFields(b block) {
	raw := p.text[b.start:b.end]
	at := 0
	for _, m := range append(nextField.FindAllStringIndex(raw, -1), []int{len(raw), len(raw)}) {
		start, end := trimSpan(p.text, b.start+at, b.start+m[0])
		if f := fieldLabel.FindStringSubmatch(squash(p.text[start:end])); f != nil {
			p.field(f[1], said{f[2], start, end})
		}
		at = m[0]
	}
}

// squashedAt gives the words of a block without blanks, "" where there is none.
func (p *parser) squashedAt(i int) string {
	if i < 0 || i >= len(p.blocks) {
		return ""
	}
	return squash(p.blocks[i].text)
}

// frontReason says what a block before the text is, "" for text.
func (p *parser) frontReason(b block, title string, i int) string {
	s := squash(b.text)
	switch {
	case b.mark == 1:
		p.sawTitle(i)
		return DroppedTitle
	case b.mark > 1:
		return ""
	case unitLine.MatchString(s): // of a table
		return ""
	case openNote.MatchString(s):
		return DroppedMetadata
	case isDateLine(s), docNumber.MatchString(DocNumberDigits(s)), orderLine.MatchString(s):
		p.sawNumber(b)
		return DroppedMetadata
	case orderHead.MatchString(s) && orderTail.MatchString(p.squashedAt(i+1)):
		p.docNumber = cmp.Or(p.docNumber, said{s + strings.Trim(p.squashedAt(i+1), "（）()"), b.start, p.blocks[i+1].end})
		return DroppedMetadata
	case orderTail.MatchString(s) && orderHead.MatchString(p.squashedAt(i-1)):
		return DroppedMetadata
	case revision.MatchString(s), assembly.MatchString(s) && width(s) < 60:
		p.history = append(p.history, said{s, b.start, b.end})
		return DroppedMetadata
	case (strings.HasPrefix(s, "——") || delivered.MatchString(s)) && width(s) < 60:
		p.history = append(p.history, said{s, b.start, b.end})
		return DroppedMetadata
	case title != "" && (s == title || len(s) > 12 && strings.Contains(title, s)):
		p.sawTitle(i)
		return DroppedTitle
	case p.wrap == 0 && letterName.MatchString(s):
		p.sawTitle(i)
		return DroppedTitle
	case p.wrap > 0, endsSentence(s), width(s) > 60:
		return ""
	}
	if _, ok := scanOutline(b.text); ok {
		return ""
	}
	if nextBlock(p.blocks, i) < 0 {
		return ""
	}
	p.sawTitle(i)
	return DroppedTitle
}

// dropPreface marks the title, signature and date lines that stand between a
// letter of transmission and the first article; the letter itself is text.
func (p *parser) dropPreface(from int) {
	for i := from; i < len(p.blocks); i++ {
		b := &p.blocks[i]
		_, art := p.arts[i]
		if _, _, ch := chapterHeading(*b); art || ch || b.row > 0 {
			return
		}
		s := squash(b.text)
		if _, ok := scanOutline(b.text); ok || b.reason != "" || endsSentence(s) || width(s) > 45 || isAttachment(s) {
			continue
		}
		switch {
		case isDateLine(s):
			p.sawNumber(*b)
			b.reason = DroppedMetadata
		case issued.MatchString(s):
			p.signed = append([]said{{b.text, b.start, b.end}}, p.signed...)
			b.reason = DroppedMetadata
		default:
			b.reason = DroppedTitle
			p.sawRuleTitle(i)
		}
	}
}

// openNote begins the line that says how far a document may spread.
var openNote = regexp.MustCompile(`^[（(](此件|本文有)`)

// dropSignatures marks issuer, date and （此件公开发布） at the end of a notice and
// before its attachments.
func (p *parser) dropSignatures(from int) {
	for i := from; i < len(p.blocks); i++ {
		if p.blocks[i].reason == "" && isAttachment(p.blocks[i].text) {
			p.dropSignature(from, i)
		}
	}
	p.dropSignature(from, len(p.blocks))
}

// dropSignature marks the signature that ends blocks [from, to): authorities
// count only above a date, for the last cell of a table may name one too.
func (p *parser) dropSignature(from, to int) {
	dated := false
	for i := to - 1; i >= from; i-- {
		b := &p.blocks[i]
		if b.reason == DroppedFurniture || b.reason == DroppedCaption {
			continue
		}
		s := squash(b.text)
		short := width(s) <= 40 && !endsSentence(s) && !strings.ContainsAny(s, "，。；：")
		switch {
		case b.reason != "", b.row > 0:
			return
		case isDateLine(s):
			p.signedOn = saidBy(*b)
			dated = true
		case short && openNote.MatchString(s):
		case short && dated && issued.MatchString(s):
			p.signed = append(p.signed, said{b.text, b.start, b.end})
		default:
			return
		}
		b.reason = DroppedMetadata
	}
}
