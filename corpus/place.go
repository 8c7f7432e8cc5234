package corpus

import (
	"regexp"
	"strings"
)

var (
	ownProvince = regexp.MustCompile(`我省|全省|本省|省财政|我厅|省科技厅`)
	ownCity     = regexp.MustCompile(`我市|全市|本市|市财政`)
	ownCounty   = regexp.MustCompile(`我县|全县|本县|县财政|县委`)
	stateOrgan  = regexp.MustCompile(`国务院|国家税务总局|国家知识产权局|国家发展改革委|国家发展和改革委|财政部|科技部|科学技术部|人力资源社会保障部|工业和信息化部|商务部|农业农村部|教育部|海关总署|中国证监会|各省、自治区、直辖市|全国\p{Han}{2,20}领导小组`)
)

// regionFound gives the region that the text tells: that of the authority that
// adopted it, else of its title or issuer, else of the site that a page is of,
// else of the places that its own authority speaks of. Empty where nothing tells.
func (p *parser) regionFound() said {
	d := p.d
	for _, h := range p.history {
		if r := guessRegion([]string{h.text}); r != "" {
			return said{r, h.start, h.end}
		}
	}
	for _, name := range []said{{d.Title, p.title.start, p.title.end}, {d.Issuer, p.issuerAt.start, p.issuerAt.end}} {
		if r := guessRegion(nil, name.text); r != "" {
			return said{r, name.start, name.end}
		}
	}
	for _, name := range []said{{d.Title, p.title.start, p.title.end}, {d.Issuer, p.issuerAt.start, p.issuerAt.end}} {
		if found := placesIn(name.text); len(found) == 1 {
			return said{found[0].path, name.start, name.end}
		}
	}
	if r := p.siteRegion(); r != "" {
		return said{text: r}
	}
	if d.Kind == KindDigest || d.Kind == KindReport {
		return said{}
	}
	return p.bodyRegion()
}

// bodyRegion reads the region from the body of a text that says nowhere whose it
// is: 我省, 我市 or 我县 and the places it names, which must agree; a body that
// speaks of no place of its own but of organs of the state holds everywhere.
func (p *parser) bodyRegion() said {
	var own [4]int // by level of division
	named := map[int]map[string]said{1: {}, 2: {}, 3: {}}
	state := said{}
	see := func(text string, norm string, offsets []int, base int) {
		for level, re := range []*regexp.Regexp{nil, ownProvince, ownCity, ownCounty} {
			if re != nil {
				own[level] += len(re.FindAllStringIndex(norm, -1))
			}
		}
		at := func(from, to int) (int, int) {
			start, end := MapSpan(text, offsets, from, to)
			return base + start, base + end
		}
		for _, pl := range placesIn(norm) {
			start, end := at(pl.start, pl.end)
			keep := func(level int, path string) {
				if _, ok := named[level][path]; !ok {
					named[level][path] = said{path, start, end}
				}
			}
			keep(1, shortProvince(pl.path))
			if pl.level() == 2 || pl.level() == 1 && strings.HasSuffix(pl.name, "市") {
				keep(2, pl.path)
			}
			if pl.level() == 3 {
				keep(3, pl.path)
			}
		}
		if m := stateOrgan.FindStringIndex(norm); m != nil && state.text == "" {
			start, end := at(m[0], m[1])
			state = said{Nationwide, start, end}
		}
	}
	for i := range p.d.Passages {
		ps := &p.d.Passages[i]
		norm, offsets := NormalizeMap(ps.Text)
		see(ps.Text, norm, offsets, ps.Start)
	}
	level := 0
	for l := 1; l <= 3; l++ {
		if own[l] > 0 && (level == 0 || own[l] >= own[level]) {
			level = l
		}
	}
	if level == 0 {
		return state
	}
	if len(named[level]) != 1 {
		return said{}
	}
	for _, s := range named[level] {
		return s
	}
	return said{}
}
