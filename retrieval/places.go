package retrieval

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"unicode"
)

// regionsCSV is the gazetteer: provinces with their full names, other names
// (several provinces may share one, such as 长三角) and their cities. A city
// is name=alias;alias; its name alone and its name with 市 are always known.
//
//go:embed regions.csv
var regionsCSV string

// gazetteer finds places in words. It is immutable.
type gazetteer struct {
	byName  map[string][]string // name as written -> canonical paths, 吉林长春
	longest int                 // runes of the longest name
}

// province is one row of the gazetteer.
type province struct {
	name, full string
	cities     map[string]string // every form of a city's name -> the name in paths
}

func loadProvinces() ([]province, *gazetteer) {
	g := &gazetteer{byName: map[string][]string{}}
	var all []province
	rows, err := csv.NewReader(strings.NewReader(regionsCSV)).ReadAll()
	if err != nil {
		panic("retrieval: regions.csv: " + err.Error()) // embedded: cannot come from input
	}
	for _, row := range rows[1:] {
		p := province{name: row[0], full: row[1], cities: map[string]string{}}
		g.add(p.name, p.name)
		g.add(p.full, p.name)
		for _, alias := range splitAliases(row[2]) {
			g.add(alias, p.name)
		}
		for _, field := range strings.Fields(row[3]) {
			name, aliases, _ := strings.Cut(field, "=")
			forms := []string{name}
			if !hasAnySuffix(name, "州", "盟", "区") || len([]rune(name)) == 2 {
				forms = append(forms, name+"市")
			}
			if aliases != "" {
				forms = append(forms, strings.Split(aliases, ";")...)
			}
			for _, form := range forms {
				p.cities[form] = name
				if form == p.name {
					continue // 吉林 alone is the province; 吉林市 the city
				}
				g.add(form, p.name+name)
			}
		}
		all = append(all, p)
	}
	return all, g
}

// splitAliases cuts at spaces, keeping Latin names of several words whole.
func splitAliases(s string) []string {
	var out []string
	for field := range strings.FieldsSeq(s) {
		if n := len(out); n > 0 && field[0] < 0x80 && out[n-1][0] < 0x80 {
			out[n-1] += " " + field
			continue
		}
		out = append(out, field)
	}
	return out
}

func (g *gazetteer) add(name, path string) {
	if !slices.Contains(g.byName[name], path) {
		g.byName[name] = append(g.byName[name], path)
	}
	g.longest = max(g.longest, len([]rune(name)))
}

// with gives a gazetteer that also knows the counties of stored regions.
func (g *gazetteer) with(stored []string) *gazetteer {
	out := &gazetteer{byName: make(map[string][]string, len(g.byName)+len(stored)), longest: g.longest}
	for name, paths := range g.byName {
		out.byName[name] = slices.Clone(paths)
	}
	for _, region := range stored {
		path, leaf := parseRegion(region)
		if leaf == "" {
			continue
		}
		out.add(leaf, path)
		if short := trimAnySuffix(leaf, "自治县", "新区", "县", "区", "市", "旗"); len([]rune(short)) >= 2 {
			out.add(short, path)
		}
	}
	return out
}

// provinces and baseGazetteer are read once and never change.
var provinces, baseGazetteer = loadProvinces()

// parseRegion takes a stored region apart: its canonical path (吉林省长春市 and
// 吉林长春 give 吉林长春) and the name below province and city, empty where
// there is none.
func parseRegion(region string) (path, leaf string) {
	for _, p := range provinces {
		rest, ok := cutAnyPrefix(region, p.full, p.name+"省", p.name+"市", p.name)
		if !ok {
			continue
		}
		if rest == "" {
			return p.name, ""
		}
		longest := ""
		for form := range p.cities {
			if strings.HasPrefix(rest, form) && len(form) > len(longest) {
				longest = form
			}
		}
		if longest == "" {
			return p.name + rest, rest
		}
		leaf = rest[len(longest):]
		return p.name + p.cities[longest] + leaf, leaf
	}
	return region, ""
}

// place is a place named in words.
type place struct {
	start, end int // runes
	said       string
	paths      []string
}

// notAPlace lists what follows a name when the two together are the name of
// something else than a place: 吉林大学, 吉林一号, 朝阳产业.
var notAPlace = []string{"大学", "学院", "银行", "证券", "一号", "股份", "久安", "小异", "产业", "理工", "师范"}

// find gives the places named in text, left to right, longest names first.
func (g *gazetteer) find(text []rune) []place {
	var out []place
	for i := 0; i < len(text); {
		n, paths := g.at(text, i)
		if n == 0 {
			i++
			continue
		}
		rest := string(text[i+n : min(i+n+3, len(text))])
		name := string(text[i : i+n])
		blocked := false
		for _, s := range notAPlace {
			// 朝阳产业 is a phrase, 深圳产业 is not: only names that are words too.
			if strings.HasPrefix(rest, s) && (s != "产业" || name == "朝阳") {
				blocked = true
			}
		}
		if !blocked {
			out = append(out, place{i, i + n, name, paths})
		}
		i += n
	}
	return out
}

func (g *gazetteer) at(text []rune, i int) (int, []string) {
	for n := min(g.longest, len(text)-i); n >= 2; n-- {
		name := strings.ToLower(string(text[i : i+n]))
		paths, ok := g.byName[name]
		if !ok {
			continue
		}
		if text[i] < 0x80 && (i > 0 && isLatin(text[i-1]) || i+n < len(text) && isLatin(text[i+n])) {
			continue
		}
		return n, paths
	}
	return 0, nil
}

func isLatin(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

func trimAnySuffix(s string, suffixes ...string) string {
	for _, x := range suffixes {
		if t, ok := strings.CutSuffix(s, x); ok {
			return t
		}
	}
	return s
}

func cutAnyPrefix(s string, prefixes ...string) (string, bool) {
	for _, x := range prefixes {
		if t, ok := strings.CutPrefix(s, x); ok {
			return t, true
		}
	}
	return s, false
}

// PlacesIn gives the provinces and cities that a text names, as regions are
// written (吉林长春), each once. A name that several places bear gives all of them.
func PlacesIn(text string) []string {
	var out []string
	for _, p := range baseGazetteer.find([]rune(text)) {
		for _, path := range p.paths {
			if !slices.Contains(out, path) {
				out = append(out, path)
			}
		}
	}
	return out
}

// Inside reports whether a stored region is one of the regions or lies in one:
// 吉林长春 is inside 吉林, and not inside 吉林白城.
func Inside(region string, regions []string) bool {
	path, _ := parseRegion(region)
	return slices.ContainsFunc(regions, func(r string) bool {
		outer, _ := parseRegion(r)
		return strings.HasPrefix(path, outer)
	})
}

// PlaceName gives the short name of a region alone: 长春 of 吉林长春, 天河 of
// 广东广州天河区.
func PlaceName(region string) string {
	path, leaf := parseRegion(region)
	if leaf != "" {
		if short := trimAnySuffix(leaf, "自治县", "新区", "县", "区", "市", "旗"); len([]rune(short)) >= 2 {
			return short
		}
		return leaf
	}
	for _, p := range provinces {
		if city, ok := strings.CutPrefix(path, p.name); ok && city != "" {
			return city
		}
	}
	return path
}
