package corpus

import (
	"regexp"
	"strings"
)

// said is what a text says and the span that says it; the span is empty where
// the format of the file says it (a field of a web page).
type said struct {
	text       string // without white space
	start, end int    // byte offsets into Document.Text
}

// saidBy gives what a block says.
func saidBy(b block) said { return said{squash(b.text), b.start, b.end} }

// event is one act in the history of a text: 2019年10月8日 国务院第66次常务会议通过.
type event struct {
	said
	day Date
	act string // what happened, without the names of decisions
}

var (
	quoted       = regexp.MustCompile(`《[^《》]*(?:《[^《》]*》[^《》]*)*》`)
	amendedBy    = regexp.MustCompile(`修订|修正|修改`)
	decisionName = regexp.MustCompile(`《[^》]*(?:修改|修正|修订)[^》]*决定》`)
	adoptedBy    = regexp.MustCompile(`通过|修订|修正|修改`)
	publishedBy  = regexp.MustCompile(`公布|发布|颁布|令第|公告`)
	inForceBy    = regexp.MustCompile(`施行|实施|生效|执行`)
	orderNumber  = regexp.MustCompile(`\p{Han}{2,40}(?:令|公告)` + orderSerial)
)

// events reads the lines that tell adoption and amendments, one event a date.
func (p *parser) events() []event {
	var out []event
	for _, h := range p.history {
		raw := p.text[h.start:h.end]
		norm, offsets := NormalizeMap(raw)
		found := chineseDate.FindAllStringIndex(norm, -1)
		for i, at := range found {
			to := len(norm)
			if i+1 < len(found) {
				to = found[i+1][0]
			}
			days := DatesIn(norm[at[0]:at[1]])
			if len(days) == 0 {
				continue
			}
			start, end := MapSpan(raw, offsets, at[0], len(strings.TrimRight(norm[:to], " （(")))
			what := squash(norm[at[1]:to])
			out = append(out, event{
				said: said{what, h.start + start, h.start + end},
				day:  days[0], act: quoted.ReplaceAllString(what, ""),
			})
		}
	}
	return out
}

// edition is the last edition of a text as its history tells it.
type edition struct {
	events  []event // those of this edition, the first makes it
	amended bool    // it changes an earlier one
	revised bool    // 修订: the whole text was made anew, its closing article included
}

// lastEdition finds the act that made this edition: the last one that adopted or
// amended, else the first that published it.
func lastEdition(events []event) edition {
	making := -1
	for i, e := range events {
		if adoptedBy.MatchString(e.act) && !confirms(events[:i], e) {
			making = i
		}
	}
	if making < 0 {
		for i, e := range events {
			if !inForceBy.MatchString(e.act) {
				making = i
				break
			}
		}
	}
	if making < 0 {
		return edition{}
	}
	e := edition{events: events[making:]}
	first := events[making]
	decided := decisionName.MatchString(first.text)
	e.amended = amendedBy.MatchString(first.act) || decided || making > 0 && adoptedBy.MatchString(first.act)
	e.revised = strings.Contains(first.act, "修订") && !decided
	return e
}

// confirms reports the approval by a higher authority of what was adopted shortly
// before: a city's rule is in force with it, but not made by it.
func confirms(before []event, e event) bool {
	return len(before) > 0 && strings.Contains(e.act, "批准") && strings.Contains(before[len(before)-1].act, "通过") &&
		e.day <= before[len(before)-1].day.AddDays(maxApproval)
}

// maxApproval is the number of days between adoption and approval at most.
const maxApproval = 366

// adopted gives the event that made the edition.
func (e edition) adopted() (event, bool) {
	if len(e.events) == 0 {
		return event{}, false
	}
	return e.events[0], true
}

// published gives the event that made the edition public.
func (e edition) published() (event, bool) { return e.find(publishedBy) }

// inForce gives the event that names the edition's first day.
func (e edition) inForce() (event, bool) { return e.find(inForceBy) }

func (e edition) find(re *regexp.Regexp) (event, bool) {
	for _, x := range e.events {
		if re.MatchString(x.act) {
			return x, true
		}
	}
	return event{}, false
}

// number gives the number of the act that made the edition, or that published it.
func (e edition) number() said {
	for _, x := range e.events {
		if m := orderNumber.FindString(x.act); m != "" {
			return said{strings.TrimPrefix(m, "以"), x.start, x.end}
		}
	}
	return said{}
}

var (
	sessionOf  = regexp.MustCompile(`^(?:在|经|由)?(\p{Han}*?)第[0-9〇零一二三四五六七八九十百]+届(\p{Han}*?人民代表大会(?:常务委员会)?)`)
	meetingOf  = regexp.MustCompile(`^(?:在|经|由)?(\p{Han}{2,20}?)(?:审判委员会|检察委员会|党组|局务会议|部务会议|委务会议|[0-9第]*次?常务会议|第[0-9]+次)`)
	orderOf    = regexp.MustCompile(`^(?:以|经|由)?(\p{Han}{2,20}?)(?:令|公告)(?:第|[12][0-9]{3}年|[〔\[（(])`)
	plainOf    = regexp.MustCompile(`^(?:由|经)?(\p{Han}{2,20}?)(?:批准)?(?:公布|发布|颁布|印发|修订|通过)`)
	decidedOf  = regexp.MustCompile(`^(?:根据)?《(\p{Han}{2,20}?)关于`)
	titleOf    = regexp.MustCompile(`^(\p{Han}+(?:[ 、，]\p{Han}+)*?)(?:印发)?关于`)
	reportsFor = regexp.MustCompile(`我(?:谨)?代表(国务院|(\p{Han}{0,10}?)(?:人民)?政府)`)
	ownRegion  = regexp.MustCompile(`^(?:省|市|县|区|自治区|旗)?$`)
)

// issuer gives the authority that made the edition, by the name it has without
// the number of its session.
func (e edition) issuer() said {
	first, ok := e.adopted()
	if !ok {
		return said{}
	}
	of := func(name string) said {
		return said{strings.TrimPrefix(name, "中华人民共和国"), first.start, first.end}
	}
	if m := sessionOf.FindStringSubmatch(first.text); m != nil {
		return of(m[1] + m[2])
	}
	for _, re := range []*regexp.Regexp{decidedOf, orderOf, meetingOf, plainOf} {
		if m := re.FindStringSubmatch(first.text); m != nil {
			return of(m[1])
		}
	}
	return said{}
}

// titleIssuer reads the authorities that a title begins with: 国务院办公厅关于….
func (p *parser) titleIssuer() said {
	t := p.titleFound()
	m := titleOf.FindStringSubmatch(t.text)
	if m == nil {
		return said{}
	}
	names := strings.FieldsFunc(m[1], func(r rune) bool { return r == ' ' || r == '、' || r == '，' })
	for _, n := range names {
		if !issued.MatchString(n) {
			return said{}
		}
	}
	if before, _, ok := strings.Cut(p.text[t.start:t.end], "关于"); ok && len(names) == 1 {
		names = p.authorities(said{names[0], t.start, t.start + len(before)})
	}
	return said{strings.Join(names, "、"), t.start, t.end}
}

// reporter reads for whom a report is given: 我代表省人民政府.
func (p *parser) reporter(region string) said {
	d := p.d
	for i := range d.Passages[:min(3, len(d.Passages))] {
		ps := &d.Passages[i]
		norm, offsets := NormalizeMap(ps.Text)
		m := reportsFor.FindStringSubmatchIndex(norm)
		if m == nil {
			continue
		}
		start, end := MapSpan(ps.Text, offsets, m[0], m[1])
		who := norm[m[2]:m[3]]
		if m[4] >= 0 && ownRegion.MatchString(norm[m[4]:m[5]]) {
			full := divisionName(NormalizeRegion(region))
			if full == "" {
				continue
			}
			who = full + "人民政府"
		}
		return said{who, ps.Start + start, ps.Start + end}
	}
	return said{}
}
