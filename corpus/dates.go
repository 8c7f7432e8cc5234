package corpus

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

// dates fills the dates. See [LinkVersions] for what versions.csv adds.
func (p *parser) dates() {
	d, f := p.d, p.front
	adopted, published := p.issueDays()
	var listed []Date
	for _, s := range isoDate.FindAllString(adoptionDates(p.meta.AdoptedAmended), -1) {
		listed = append(listed, Date(s))
	}
	d.Adopted, d.Published = Date(adopted.text), Date(published.text)
	if last := latest(listed); last.Known() && last != d.Adopted && last != d.Published {
		d.Adopted = last // the manifest knows of a later act, or of another one
		if d.Published < d.Adopted {
			d.Published = ""
		}
	}
	switch named := p.nameDate(); {
	case named == "" || named <= max(d.Adopted, d.Published):
	case !d.Adopted.Known() || named > d.Adopted.AddDays(maxPublication):
		d.Adopted = named // the list of amendments in the text stops early
		d.Published = ""
	default:
		d.Published = first(d.Published, named)
	}
	d.Adopted = first(parsedDate(f.Adopted), d.Adopted)
	d.Published = first(parsedDate(f.Published), d.Published)
	p.says("adopted", string(d.Adopted), adopted)
	p.says("published", string(d.Published), published)
	d.EffectiveTo = parsedDate(f.Expires)
	d.EffectiveFrom = parsedDate(f.Effective)
	if d.EffectiveTo.Known() {
		d.EndReason = StatusExpired
	}
	if d.Kind == KindReport {
		return
	}
	if !d.EffectiveFrom.Known() {
		p.effective(adopted)
	}
	if !d.EffectiveTo.Known() {
		p.statedEnd()
	}
}

// issueDays gives the days on which the text says that it was adopted and made
// public.
func (p *parser) issueDays() (adopted, published said) {
	if e, ok := p.edition.adopted(); ok {
		adopted = e.on()
	}
	if e, ok := p.edition.published(); ok {
		published = e.on()
	}
	dated := func(s said) said {
		if day := latest(DatesIn(s.text)); day.Known() {
			return said{string(day), s.start, s.end}
		}
		return said{}
	}
	if adopted.text == "" && p.orderer().text != "" {
		if m := orderAct.FindStringSubmatchIndex(p.text); m != nil {
			if act := dated(said{p.text[m[2]:m[3]], m[2], m[3]}); act.text != "" {
				return act, cmp.Or(dated(p.fields["发布日期"]), published, dated(p.signedOn))
			}
		}
	}
	adopted = cmp.Or(adopted, dated(p.fields["成文日期"]), dated(p.signedOn))
	return adopted, cmp.Or(dated(p.fields["发布日期"]), published)
}

// orderAct is how an order tells that the rule below it was adopted.
var orderAct = regexp.MustCompile(`已(?:经|于|经于)?\s*([12][0-9]{3}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日)[^。\n]{0,40}通过[^。\n]{0,10}现予(?:公布|发布)`)

// on gives the day of an event as what the text says.
func (e event) on() said { return said{string(e.day), e.start, e.end} }

// effective fills the first day in force and what it is: the manifest's day or
// the one that the text states, where these are of this edition; else its day of
// issue, which for an amended text is that of the amending decision.
func (p *parser) effective(adopted said) {
	d := p.d
	issue := first(d.Published, d.Adopted)
	stated := p.statedEffective()
	listed := Date(isoDate.FindString(p.meta.Effective))
	if day := Date(stated.text); day.Known() && listed.Known() && day != listed && min(day, listed) >= d.Adopted {
		p.finding("the manifest says in force from %s, the text says from %s", listed, day)
	}
	switch day := first(listed, Date(stated.text)); {
	case day.Known() && day >= d.Adopted:
		d.EffectiveFrom = day
		if Date(stated.text) == day {
			d.EffectiveBasis = BasisStated
			p.says("effective_from", string(day), stated)
		}
	case p.edition.amended && !p.edition.revised && d.Adopted.Known():
		// The day that the text states is that of its first edition: this one is
		// in force no earlier than the decision that made it.
		d.EffectiveFrom, d.EffectiveBasis = d.Adopted, BasisDecision
		p.says("effective_from", string(d.Adopted), adopted)
	case day.Known() && d.Adopted.Known() && !p.edition.amended:
		// An edition that the text does not tell of, known by its date alone.
		d.EffectiveFrom, d.EffectiveBasis = d.Adopted, BasisDecision
	case issue.Known():
		d.EffectiveFrom, d.EffectiveBasis = d.Adopted, BasisIssue
		if from := p.fromIssue(); from.end > 0 {
			d.EffectiveFrom = issue
			p.says("effective_from", string(issue), said{string(issue), from.start, from.end})
		} else {
			p.says("effective_from", string(d.EffectiveFrom), adopted)
		}
		d.EffectiveFrom = first(d.EffectiveFrom, issue)
	}
}

// fromIssue gives the clause by which the text is in force from its issue.
func (p *parser) fromIssue() said {
	for i := len(p.d.Passages) - 1; i >= 0; i-- {
		ps := &p.d.Passages[i]
		norm, offsets := NormalizeMap(ps.Text)
		if m := inForceFromIssue.FindStringIndex(norm); m != nil {
			start, end := MapSpan(ps.Text, offsets, m[0], m[1])
			return said{"", ps.Start + start, ps.Start + end}
		}
	}
	return said{}
}

// statedEffective gives the first day in force that the text states for its last
// edition.
func (p *parser) statedEffective() said {
	if e, ok := p.edition.inForce(); ok {
		return e.on()
	}
	for i := len(p.d.Passages) - 1; i >= 0; i-- {
		ps := &p.d.Passages[i]
		norm, offsets := NormalizeMap(ps.Text)
		if m := inForceFrom.FindStringSubmatchIndex(norm); m != nil {
			if day := latest(DatesIn(norm[m[2]:m[3]])); day.Known() {
				start, end := MapSpan(ps.Text, offsets, m[0], m[1])
				return said{string(day), ps.Start + start, ps.Start + end}
			}
		}
	}
	return said{}
}

var (
	inForceFrom      = regexp.MustCompile(`自((?:[12][0-9]{3}|[〇○零一二三四五六七八九]{4})年[^，。；]{2,12}日)起(?:正式)?(?:施行|实施|执行|生效)`)
	inForceFromIssue = regexp.MustCompile(`自(?:修订|本(?:办法|条例|规定|细则))?(?:公布|发布|颁布|印发|批准)之日起(?:正式)?(?:施行|实施|执行|生效)`)
	validFor         = regexp.MustCompile(`(?:有效期(?:为|限为|限)?|暂定|试行期(?:为|限)?)([0-9]{1,2}|[一二两三四五六七八九十])年|([0-9]{1,2}|[一二两三四五六七八九十])年有效期`)
	validUntil       = regexp.MustCompile(`有效期(?:限)?(?:截至|截止|至|到)(?:于)?((?:[12][0-9]{3}|[〇○零一二三四五六七八九]{4})年[^，。；]{2,12}日)`)
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
			d.EffectiveTo, d.EndReason = latest(DatesIn(m[1])), StatusExpired
			p.says("effective_to", string(d.EffectiveTo), said{string(d.EffectiveTo), d.Passages[i].Start, d.Passages[i].End})
			return
		}
		m := validFor.FindStringSubmatch(norm)
		if m == nil || !d.EffectiveFrom.Known() {
			continue
		}
		years, ok := parseNumber(m[1] + m[2])
		if ok && years > 0 {
			d.EffectiveTo, d.EndReason = d.EffectiveFrom.addYears(years).AddDays(-1), StatusExpired
			p.says("effective_to", string(d.EffectiveTo), said{string(d.EffectiveTo), d.Passages[i].Start, d.Passages[i].End})
			return
		}
	}
}

// maxPublication is the number of days that a text is published after its
// adoption at most.
const maxPublication = 90

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

// DatesIn gives the full dates written in s, in order.
func DatesIn(s string) []Date {
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
