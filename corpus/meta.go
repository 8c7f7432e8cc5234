package corpus

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
)

// Meta is what is known about a source before it is read: a row of a
// manifest.csv as it is printed, and where the source stands. Every field but
// Source may be empty; what is empty is looked for in the text.
type Meta struct {
	Root   string // folder given to ingest
	Source string // path relative to Root with forward slashes, or a URL

	Title          string
	Issuer         string
	Level          string // 国家, 部委, 省, 市
	Region         string // 全国, 吉林省长春市, 广东深圳
	DocumentNumber string
	AdoptedAmended string // dates of adoption and of amendments, oldest first
	Effective      string // first day in force, or 公布之日, with a remark in brackets
	Status         string // what the manifest's keeper knows of validity
	URL            string // official source
}

var isoDate = regexp.MustCompile(`[12][0-9]{3}-[0-9]{2}-[0-9]{2}`)

// describe fills the metadata of the document: from the manifest, else from the
// YAML head, else from the text, and keeps the spans of the text that say so.
func (p *parser) describe() {
	d, m, f := p.d, p.meta, p.front
	p.edition = lastEdition(p.events())
	title := p.titleFound()
	if m := issuesRule.FindStringSubmatch(squash(title.text)); m != nil && len(p.arts) > 0 {
		title.text = m[1] // the letter has no other title of the rule whose articles follow
	}
	d.Title = cleanTitle(first(m.Title, f.Title, title.text, stem(m.Source)))
	p.says("title", squash(d.Title), title)
	d.Kind = p.kind()
	number := p.numberFound()
	d.DocNumber = NormalizeDocNumber(first(bare(m.DocumentNumber), f.DocNumber, number.text))
	p.says("doc_number", d.DocNumber, said{NormalizeDocNumber(number.text), number.start, number.end})
	p.issuerAt = p.issuerFound()
	d.Issuer = first(bare(m.Issuer), f.Issuer, f.Authority, p.issuerAt.text)
	region := p.regionFound()
	if d.Kind == KindReport {
		p.issuerAt = cmp.Or(p.reporter(region.text), p.issuerAt)
		d.Issuer = first(bare(m.Issuer), f.Issuer, f.Authority, p.issuerAt.text)
		if region.text == "" {
			region = p.regionFound()
		}
	}
	p.says("issuer", d.Issuer, p.issuerAt)
	d.URL = first(httpURL(m.URL), f.URL)
	d.StatusNote = first(m.Status, f.Note)
	d.DigestOf = f.DigestOf
	d.Region = NormalizeRegion(first(m.Region, f.Region, region.text))
	p.says("region", d.Region, region)
	d.Level = first(Level(m.Level), Level(f.Level), guessLevel(d, p.historyTexts()))
	audience := p.audience()
	d.Audience = audience.text
	p.says("audience", d.Audience, audience)
	p.dates()
	d.Period = p.periodOf()
	p.findRelations()
	applyStatus(d)
}

// says keeps the span that states a field, where the text says what the
// document has.
func (p *parser) says(field, value string, s said) {
	if value != "" && squash(value) == squash(s.text) && s.start < s.end {
		p.d.Evidence = append(p.d.Evidence, Evidence{Field: field, Start: s.start, End: s.end})
	}
}

// titleFound gives the title as the text prints it, or as the file names it where
// that is a title and the print is but a part of it or something else.
func (p *parser) titleFound() said {
	named := p.fields["标题"]
	if named.text == "" || p.title.text == "" {
		return cmp.Or(p.title, named)
	}
	n, t := squash(named.text), squash(p.title.text)
	if strings.Contains(n, t) || titleEnd.MatchString(n) || !titleEnd.MatchString(t) {
		return named
	}
	return p.title
}

// issuerFound gives the authority that the text names as its own.
func (p *parser) issuerFound() said {
	return cmp.Or(p.fields["发文机关"], p.fields["发布机构"], p.signer(), p.madeBy(), p.orderer(), p.titleIssuer())
}

// madeBy gives the authority that made the edition; who heard a report did not
// make it.
func (p *parser) madeBy() said {
	if p.d.Kind == KindReport {
		return said{}
	}
	return p.edition.issuer()
}

// numberFound gives the 文号 that the text names as its own.
func (p *parser) numberFound() said {
	return cmp.Or(p.fields["发文字号"], p.docNumber, p.edition.number())
}

func (p *parser) historyTexts() []string {
	var out []string
	for _, h := range p.history {
		out = append(out, h.text)
	}
	return out
}

// siteRegion gives the region of the authority whose site a page is of, where
// nothing else tells: its questions and answers.
func (p *parser) siteRegion() string {
	d := p.d
	if d.Kind != KindNotice || d.Issuer != "" || d.DocNumber != "" {
		return ""
	}
	return guessRegion(nil, "", p.fields["网站"].text)
}

// first gives the first value that is not empty.
func first[T ~string](values ...T) T {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// bare cuts a remark in brackets off the end: 财政部（页面落款）. 试行 and the like
// stay, being part of the name.
func bare(s string) string {
	i := strings.LastIndex(s, "（")
	if i > 0 && strings.HasSuffix(s, "）") && strings.ContainsAny(s[i:], "未据落页解标写判") {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

// cleanTitle makes one line of a title.
func cleanTitle(s string) string { return strings.TrimSpace(Normalize(s)) }

func stem(source string) string {
	s := source[strings.LastIndexByte(source, '/')+1:]
	if i := strings.LastIndexByte(s, '.'); i > 0 {
		s = s[:i]
	}
	return s
}

func httpURL(s string) string {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	return ""
}

// NormalizeDocNumber gives a 文号 its common form: brackets 〔〕, no spaces, half-width
// digits.
func NormalizeDocNumber(s string) string {
	s = DocNumberDigits(squash(s))
	return bracketYear.ReplaceAllString(s, "〔$1〕")
}

// DocNumberDigits writes year and number of each 文号 with digits where one of
// them is printed in Chinese numerals: 国发〔二〇一六〕三十二号 and 国发〔2016〕三十二号
// give 国发〔2016〕32号, 国务院令第三号 gives 国务院令第3号, 公告二〇一五年第九十七号
// gives 公告2015年第97号. What is in digits stays as it is printed.
func DocNumberDigits(s string) string {
	s = withDigits(s, hanDocNumber, "〔%d〕%d号")
	s = withDigits(s, hanYearNumber, "%d年第%d号")
	for _, re := range []*regexp.Regexp{hanOrder, hanOrderBehind} {
		s = re.ReplaceAllStringFunc(s, func(all string) string {
			m := re.FindStringSubmatch(all)
			if n, ok := parseNumber(m[2]); ok && n > 0 {
				return fmt.Sprintf("%s第%d号%s", m[1], n, m[3])
			}
			return all
		})
	}
	return s
}

// withDigits writes each number that re finds in the form given. What stands
// before year and number in a match stays.
func withDigits(s string, re *regexp.Regexp, form string) string {
	return re.ReplaceAllStringFunc(s, func(all string) string {
		m := re.FindStringSubmatch(all)
		if !strings.ContainsFunc(m[2]+m[3], isHan) {
			return all
		}
		year, ok := parseNumber(m[2])
		n, known := parseNumber(m[3])
		if !ok || !known || n == 0 || year < 1900 || year > 2100 {
			return all
		}
		return m[1] + fmt.Sprintf(form, year, n)
	})
}

const (
	yearNumeral  = `([12][0-9]{3}|[一二][〇○零一二三四五六七八九]{3})`
	otherNumeral = `([0-9]{1,5}|[一二三四五六七八九十百千〇○零]{1,8})`
)

var (
	hanDocNumber  = regexp.MustCompile(`()[〔\[（(【［]\s*` + yearNumeral + `\s*年?\s*[〕\]）)】］]\s*第?\s*` + otherNumeral + `\s*号`)
	hanYearNumber = regexp.MustCompile(`(令|公告|通告)\s*` + yearNumeral + `\s*年\s*第?\s*` + otherNumeral + `\s*号`)
	hanOrder      = regexp.MustCompile(`(令|公告|通告)\s*第?\s*([一二三四五六七八九十百千〇○零]{1,8})\s*号()`)
	// hanOrderBehind is an order as people say it: 第四十一号令.
	hanOrderBehind = regexp.MustCompile(`()第\s*([一二三四五六七八九十百千〇○零]{1,8})\s*号(令|公告|通告)`)
)

var bracketYear = regexp.MustCompile(`[〔\[（(【［]([12][0-9]{3})[〕\]）)】］]`)

// kind tells what the document is.
func (p *parser) kind() Kind {
	switch k := Kind(p.front.Kind); k {
	case KindRegulation, KindNotice, KindReport, KindDigest:
		return k
	}
	title := p.d.Title
	switch {
	case len(p.front.DigestOf) > 0:
		return KindDigest
	case len(p.arts) > 0:
		return KindRegulation
	case strings.HasPrefix(p.meta.Status, "报告"), p.hasSalutation(), strings.HasSuffix(title, "报告"), strings.HasSuffix(title, "公报"),
		strings.HasSuffix(title, "白皮书"), strings.Contains(p.meta.Source, "报告"), p.wrap > 0:
		return KindReport
	}
	return KindNotice
}

// hasSalutation reports a speech to an assembly: a report on the work of a year.
func (p *parser) hasSalutation() bool {
	for _, ps := range p.d.Passages[:min(2, len(p.d.Passages))] {
		if strings.HasPrefix(ps.Norm, "各位代表") {
			return true
		}
	}
	return false
}

// field keeps a value of the field table of a web page.
func (p *parser) field(name string, value said) {
	if p.fields == nil {
		p.fields = make(map[string]said)
	}
	if value.text != "" && p.fields[name].text == "" {
		p.fields[name] = value
	}
}

// sawTitle keeps the first title printed in the text; the lines of a broken one
// are joined.
func (p *parser) sawTitle(i int) {
	b := p.blocks[i]
	switch t := p.title.text; {
	case t == "":
		p.title = said{b.text, b.start, b.end}
	case i == p.titleAt+1 && !b.blank && b.mark == 0 && !titleEnd.MatchString(t) && width(t+b.text) <= 90:
		p.title.text += b.text
		p.title.end = b.end
	default:
		return
	}
	p.titleAt = i
}

// sawRuleTitle keeps the title of a rule that a letter issues: it stands between
// the letter and the first article, and names the text that is cited.
func (p *parser) sawRuleTitle(i int) {
	b := p.blocks[i]
	if ruleEnd.MatchString(squash(b.text)) {
		p.title, p.titleAt = said{b.text, b.start, b.end}, i
	}
}

var (
	titleEnd   = regexp.MustCompile(`(通知|办法|意见|条例|决定|批复|复函|报告|规定|细则|方案|公告|法|指引|解读)([（(].*[）)])?$`)
	issuesRule = regexp.MustCompile(`关于印发《?([^《》]{4,60}(?:办法|条例|规定|细则|规则|规程|措施)(?:[（(][^）)]*[）)])?)》?的通知$`)
	ruleEnd    = regexp.MustCompile(`^[^，。；：]{4,60}(办法|条例|规定|细则|规则|规程|章程|措施)([（(][^）)]*[）)])?$`)
)

// sawNumber keeps a line that is a 文号 or a date.
func (p *parser) sawNumber(b block) {
	if s := saidBy(b); isDateLine(s.text) {
		p.signedOn = cmp.Or(p.signedOn, s)
	} else {
		p.docNumber = cmp.Or(p.docNumber, p.withoutBrackets(s))
	}
}

// withoutBrackets takes the brackets off what stands whole in them.
func (p *parser) withoutBrackets(s said) said {
	for _, pair := range [][2]string{{"（", "）"}, {"(", ")"}} {
		inner, opens := strings.CutPrefix(s.text, pair[0])
		inner, closes := strings.CutSuffix(inner, pair[1])
		printed := p.text[s.start:s.end]
		if opens && closes && strings.HasPrefix(printed, pair[0]) && strings.HasSuffix(printed, pair[1]) {
			return said{inner, s.start + len(pair[0]), s.end - len(pair[1])}
		}
	}
	return s
}

var (
	orderedBy = regexp.MustCompile(`^(\p{Han}[\p{Han}、]*?)(?:令|公告|通告)(?:第|[0-9〇零一二三四五六七八九十百〔\[（(])`)
	orderWord = regexp.MustCompile(`令|公告|通告`)
	session   = regexp.MustCompile(`第[0-9〇零一二三四五六七八九十百]+届`)
)

// orderer gives the authority whose order (令) or announcement (公告) brings the
// rule in force; several where blanks hold them apart. A standing committee is
// named without the number of its session.
func (p *parser) orderer() said {
	m := orderedBy.FindStringSubmatch(squash(p.docNumber.text))
	if m == nil || !issued.MatchString(m[1]) {
		return said{}
	}
	name := m[1]
	start, end := p.docNumber.start, p.docNumber.end
	if short := session.ReplaceAllString(name, ""); short != name {
		return said{short, start, end}
	}
	const state = "中华人民共和国" // 中华人民共和国科学技术部令 is of 科学技术部
	if short := strings.TrimPrefix(name, state); short != name && issued.MatchString(short) {
		if name = short; strings.HasPrefix(p.text[start:end], state) {
			start += len(state)
		}
	}
	if at := orderWord.FindStringIndex(p.text[start:end]); at != nil && squash(p.text[start:start+at[0]]) == name {
		_, end = trimSpan(p.text, start, start+at[0])
		name = strings.Join(p.authorities(said{name, start, end}), "、")
	}
	return said{name, start, end}
}

// authorities gives the names on a line, which blanks hold apart as it is printed
// where each part is a name.
func (p *parser) authorities(s said) []string {
	names := strings.Fields(p.text[s.start:s.end])
	for i, name := range names {
		if names[i] = squash(name); !issued.MatchString(names[i]) || width(names[i]) < 3 {
			return strings.Fields(s.text)
		}
	}
	return names
}

// signer gives the authorities of the signature in print order.
func (p *parser) signer() said {
	var names []string
	out := said{}
	for i := len(p.signed) - 1; i >= 0; i-- {
		s := p.signed[i]
		names = append(names, p.authorities(s)...)
		if out.end == 0 || s.start < out.start {
			out.start = s.start
		}
		out.end = max(out.end, s.end)
	}
	out.text = strings.Join(names, "、")
	return out
}
