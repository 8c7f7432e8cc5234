package corpus

import (
	"regexp"
	"strconv"
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
// YAML head, else from the text.
func (p *parser) describe() {
	d, m, f := p.d, p.meta, p.front
	d.Title = cleanTitle(first(m.Title, f.Title, p.titleFound(), stem(m.Source)))
	d.Issuer = first(bare(m.Issuer), f.Issuer, f.Authority, p.fields["发文机关"], p.fields["发布机构"], p.signer())
	d.DocNumber = NormalizeDocNumber(first(bare(m.DocumentNumber), f.DocNumber, p.fields["发文字号"], p.docNumber))
	d.Kind = p.kind()
	d.URL = first(httpURL(m.URL), f.URL)
	d.StatusNote = first(m.Status, f.Note)
	d.DigestOf = f.DigestOf
	d.Region = NormalizeRegion(first(m.Region, f.Region, guessRegion(p.history, d.Title, d.Issuer), p.siteRegion()))
	d.Level = first(Level(m.Level), Level(f.Level), guessLevel(d, p.history))
	p.dates()
	d.Period = p.periodOf()
	p.findRelations()
	applyStatus(d)
}

// titleFound gives the title as the text prints it, or as the file names it where
// that is a title and the print is but a part of it or something else.
func (p *parser) titleFound() string {
	named := p.fields["标题"]
	if named == "" || p.title == "" {
		return first(p.title, named)
	}
	if strings.Contains(squash(named), squash(p.title)) || titleEnd.MatchString(squash(named)) || !titleEnd.MatchString(squash(p.title)) {
		return named
	}
	return p.title
}

// siteRegion gives the region of the authority whose site a page is of, where
// nothing else tells: its questions and answers.
func (p *parser) siteRegion() string {
	d := p.d
	if d.Kind != KindNotice || d.Issuer != "" || d.DocNumber != "" {
		return ""
	}
	return guessRegion(nil, "", p.fields["网站"])
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
	s = squash(s)
	return bracketYear.ReplaceAllString(s, "〔$1〕")
}

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

// dates fills the dates. See [LinkVersions] for what versions.csv adds.
func (p *parser) dates() {
	d, f := p.d, p.front
	named := p.nameDate()
	var known []Date
	for _, s := range isoDate.FindAllString(adoptionDates(p.meta.AdoptedAmended), -1) {
		known = append(known, Date(s))
	}
	for _, h := range p.history {
		known = append(known, datesIn(firstDays.ReplaceAllString(Normalize(h), ""))...)
	}
	if len(known) == 0 {
		known = append(known, datesIn(p.fields["成文日期"])...)
	}
	if len(known) == 0 {
		known = append(known, datesIn(p.signedOn)...)
	}
	d.Adopted = latest(known)
	switch {
	case named == "" || named <= d.Adopted:
	case !d.Adopted.Known() || named > d.Adopted.AddDays(maxPublication):
		d.Adopted = named // the list of amendments in the text stops early
	default:
		d.Published = named
	}
	d.Adopted = first(parsedDate(f.Adopted), d.Adopted)
	d.Published = first(parsedDate(f.Published), latest(datesIn(p.fields["发布日期"])), d.Published)
	d.EffectiveTo = parsedDate(f.Expires)
	d.EffectiveFrom = parsedDate(f.Effective)
	if d.EffectiveTo.Known() {
		d.EndReason = StatusExpired
	}
	if d.Kind == KindReport || d.EffectiveFrom.Known() {
		return
	}
	stated := p.statedEffective()
	switch {
	case stated.Known() && stated >= d.Adopted:
		d.EffectiveFrom = stated
	default:
		// The day is that of the first edition, or 公布之日: this version is in
		// force no earlier than its adoption.
		d.EffectiveFrom = first(d.Adopted, d.Published, stated)
	}
	if !d.EffectiveTo.Known() {
		p.statedEnd()
	}
}

// statedEffective gives the first day in force that manifest or text states.
func (p *parser) statedEffective() Date {
	if s := isoDate.FindString(p.meta.Effective); s != "" {
		return Date(s)
	}
	if p.meta.Effective != "" { // 公布之日
		return ""
	}
	for i := len(p.d.Passages) - 1; i >= 0; i-- {
		if m := inForceFrom.FindStringSubmatch(p.d.Passages[i].Norm); m != nil {
			return latest(datesIn(m[1]))
		}
	}
	return ""
}

var (
	inForceFrom = regexp.MustCompile(`自((?:[12][0-9]{3}|[〇○零一二三四五六七八九]{4})年[^，。；]{2,12}日)起(?:正式)?(?:施行|实施|执行|生效)`)
	validFor    = regexp.MustCompile(`(?:有效期(?:为|限为|限)?|暂定|试行期(?:为|限)?)([0-9]{1,2}|[一二两三四五六七八九十])年|([0-9]{1,2}|[一二两三四五六七八九十])年有效期`)
	validUntil  = regexp.MustCompile(`有效期(?:限)?(?:截至|截止|至|到)(?:于)?((?:[12][0-9]{3}|[〇○零一二三四五六七八九]{4})年[^，。；]{2,12}日)`)
)

// statedEnd reads the last day in force from the closing articles: 有效期三年.
func (p *parser) statedEnd() {
	d := p.d
	for i := len(d.Passages) - 1; i >= 0 && i >= len(d.Passages)-4; i-- {
		norm := d.Passages[i].Norm
		if !strings.Contains(norm, "施行") && !strings.Contains(norm, "实施") && !strings.Contains(norm, "执行") && !strings.Contains(norm, "生效") {
			continue
		}
		if m := validUntil.FindStringSubmatch(norm); m != nil {
			d.EffectiveTo, d.EndReason = latest(datesIn(m[1])), StatusExpired
			return
		}
		m := validFor.FindStringSubmatch(norm)
		if m == nil || !d.EffectiveFrom.Known() {
			continue
		}
		years, ok := parseNumber(m[1] + m[2])
		if ok && years > 0 {
			d.EffectiveTo, d.EndReason = d.EffectiveFrom.addYears(years).AddDays(-1), StatusExpired
			return
		}
	}
}

// maxPublication is the number of days that a text is published after its
// adoption at most.
const maxPublication = 90

// firstDays are first days in force told among the dates of adoption.
var firstDays = regexp.MustCompile(`自?[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日起?(施行|实施|生效|执行)`)

// adoptionDates is what a manifest says of adoption, without its remarks and
// without the date in a file name (see nameDate).
func adoptionDates(s string) string {
	s, _, _ = strings.Cut(remark.ReplaceAllString(s, ""), "文件名日期")
	return s
}

var (
	remark   = regexp.MustCompile(`（[^（）]*）`)
	fileDate = regexp.MustCompile(`[（(]([12][0-9]{3}-[0-9]{2}-[0-9]{2})[）)]`)
)

// nameDate gives the date that a file is named by. It is weak: the day of
// adoption, of publication, or wrong.
func (p *parser) nameDate() Date {
	if _, s, ok := strings.Cut(p.meta.AdoptedAmended, "文件名日期"); ok {
		return parsedDate(isoDate.FindString(s))
	}
	if m := fileDate.FindStringSubmatch(stem(p.meta.Source)); m != nil && p.meta.AdoptedAmended == "" {
		return parsedDate(m[1])
	}
	return ""
}

func parsedDate(s string) Date {
	d, err := ParseDate(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	return d
}

// latest gives the last of the dates.
func latest(dates []Date) Date {
	var out Date
	for _, d := range dates {
		out = max(out, d)
	}
	return out
}

var chineseDate = regexp.MustCompile(`([12][0-9]{3}|[〇○零一二三四五六七八九]{4})年([0-9]{1,2}|[一二三四五六七八九十]{1,3})月([0-9]{1,2}|[一二三四五六七八九十]{1,3})日|([12][0-9]{3})-([0-9]{2})-([0-9]{2})`)

// datesIn gives the full dates written in s, in order.
func datesIn(s string) []Date {
	var out []Date
	for _, m := range chineseDate.FindAllStringSubmatch(Normalize(s), -1) {
		if d := civil(m[1]+m[4], m[2]+m[5], m[3]+m[6]); d.Known() {
			out = append(out, d)
		}
	}
	return out
}

// civil makes a date of a year, a month and a day in Arabic or Chinese figures.
func civil(year, month, day string) Date {
	y, _ := parseNumber(year)
	m, _ := parseNumber(month)
	dd, _ := parseNumber(day)
	s := strconv.Itoa(y) + "-" + two(m) + "-" + two(dd)
	return parsedDate(s)
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// field keeps a value of the field table of a web page.
func (p *parser) field(name, value string) {
	if p.fields == nil {
		p.fields = make(map[string]string)
	}
	if value != "" && p.fields[name] == "" {
		p.fields[name] = value
	}
}

// sawTitle keeps the first title printed in the text; the lines of a broken one
// are joined.
func (p *parser) sawTitle(i int) {
	b := p.blocks[i]
	switch {
	case p.title == "":
		p.title = b.text
	case i == p.titleAt+1 && !b.blank && b.mark == 0 && !titleEnd.MatchString(p.title) && width(p.title+b.text) <= 90:
		p.title += b.text
	default:
		return
	}
	p.titleAt = i
}

var titleEnd = regexp.MustCompile(`(通知|办法|意见|条例|决定|批复|复函|报告|规定|细则|方案|公告|法|指引|解读)([（(].*[）)])?$`)

// sawNumber keeps a line that is a 文号 or a date.
func (p *parser) sawNumber(s string) {
	if isDateLine(s) {
		p.signedOn = first(p.signedOn, s)
	} else {
		p.docNumber = first(p.docNumber, s)
	}
}

func (p *parser) sawSignature(s string) {
	if isDateLine(s) {
		p.signedOn = s
	}
}

// signer gives the authorities of the signature in print order.
func (p *parser) signer() string {
	var out []string
	for i := len(p.signed) - 1; i >= 0; i-- {
		out = append(out, p.signed[i])
	}
	return strings.Join(out, "、")
}
