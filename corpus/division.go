package corpus

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// divisionsCSV lists the administrative divisions of China down to the county
// with their codes (GB/T 2260), ordered by code.
//
//go:embed divisions.csv
var divisionsCSV string

// division is a province, prefecture or county.
type division struct {
	code string // six digits
	name string // 吉林省, 通化市, 柳河县
	path string // 吉林通化柳河县: the form of Document.Region
}

// level is 1 for a province, 2 for a prefecture, 3 for a county.
func (d division) level() int {
	switch {
	case strings.HasSuffix(d.code, "0000"):
		return 1
	case strings.HasSuffix(d.code, "00"):
		return 2
	}
	return 3
}

// divisionTable finds divisions by path and by full name.
type divisionTable struct {
	byPath map[string]division
	byName map[string][]division
}

// divisions is read once: 3,000 lines.
var divisions = sync.OnceValue(func() divisionTable {
	t := divisionTable{make(map[string]division), make(map[string][]division)}
	province, city, cityCode := "", "", ""
	for _, l := range strings.Split(strings.TrimSpace(divisionsCSV), "\n")[1:] {
		code, name, _ := strings.Cut(l, ",")
		d := division{code: code, name: name}
		switch d.level() {
		case 1:
			province = shortProvince(name)
			d.path = province
		case 2:
			city, cityCode = shortCity(name), code[:4]
			if city == province && province != "吉林" { // a municipality is its own city
				city = ""
				continue
			}
			d.path = province + city
		default:
			d.path = province + name
			if code[:4] == cityCode { // others are directly below the province
				d.path = province + city + name
			}
		}
		if _, held := t.byPath[d.path]; !held {
			t.byPath[d.path] = d
		}
		t.byName[name] = append(t.byName[name], d)
	}
	return t
})

func shortProvince(name string) string {
	for _, p := range provinces {
		if strings.HasPrefix(name, p) {
			return p
		}
	}
	return name
}

var prefecture = regexp.MustCompile(`(?:朝鲜族|土家族|苗族|侗族|布依族|藏族|羌族|彝族|傣族|景颇族|白族|哈尼族|壮族|傈僳族|回族|蒙古族?|哈萨克|柯尔克孜)*自治州$|地区$`)

// shortCity gives the name of a prefecture as regions have it: 长春, 延边, 大兴安岭.
func shortCity(name string) string {
	return strings.TrimSuffix(prefecture.ReplaceAllString(name, ""), "市")
}

// RegionCode gives the administrative code (GB/T 2260, six digits) of a region
// in the form of [Document.Region]: 220524 for 吉林通化柳河县, 100000 for
// [Nationwide]; "" where it is none.
func RegionCode(region string) string {
	if region == Nationwide {
		return "100000"
	}
	return divisions().byPath[region].code
}

// RegionsNamed gives the regions of all divisions with a name, with or without the
// word for their rank (朝阳, 朝阳区), in the order of their codes.
func RegionsNamed(name string) []string {
	t := divisions()
	var found []division
	for _, rank := range []string{"", "省", "市", "区", "县", "旗", "自治县", "自治州", "地区", "盟"} {
		found = append(found, t.byName[name+rank]...)
	}
	slices.SortFunc(found, func(a, b division) int { return strings.Compare(a.code, b.code) })
	var out []string
	for _, d := range found {
		if !slices.Contains(out, d.path) {
			out = append(out, d.path)
		}
	}
	return out
}

// divisionName gives the full name of a region: 广东省 for 广东, 柳河县 for 吉林通化柳河县.
func divisionName(region string) string { return divisions().byPath[region].name }

// fullPlace finds what may be the full name of a division.
var fullPlace = regexp.MustCompile(`\p{Han}{2,12}?(?:省|市|县|区|旗|州|盟)`)

// placesIn gives the divisions that a text names in full; names that several
// have are left out. Offsets are those of the names in s.
func placesIn(s string) []namedPlace {
	t := divisions()
	var out []namedPlace
	for _, m := range fullPlace.FindAllStringIndex(s, -1) {
		word := []rune(s[m[0]:m[1]])
		for n := min(len(word), 11); n >= 3; n-- { // the name ends the word
			name := string(word[len(word)-n:])
			if found := t.byName[name]; len(found) == 1 {
				out = append(out, namedPlace{found[0], m[1] - len(name), m[1]})
				break
			}
		}
	}
	return out
}

// notCounty are names of counties that are mostly said of a part of any city.
var notCounty = map[string]bool{"新城区": true, "老城区": true, "城中区": true, "市中区": true}

// CountiesIn gives the districts, counties and cities of their rank that a text
// names in full (海淀区, 昌黎县, 昆山市), in order, each once; also names that
// several places share.
func CountiesIn(s string) []string {
	t := divisions()
	var out []string
	for _, word := range fullPlace.FindAllString(s, -1) {
		runes := []rune(word)
		for n := min(len(runes), 11); n >= 3; n-- {
			name := string(runes[len(runes)-n:])
			if !slices.ContainsFunc(t.byName[name], func(d division) bool { return d.level() == 3 }) {
				continue
			}
			if !notCounty[name] && !slices.Contains(out, name) {
				out = append(out, name)
			}
			break
		}
	}
	return out
}

// divisionWordsCSV lists the names of counties, of two characters without the word
// for their rank, that mostly mean something else, each with what that is.
//
//go:embed divisionwords.csv
var divisionWordsCSV string

// divisionWords are the names in divisionWordsCSV with their reasons.
func divisionWords() map[string]string {
	words := map[string]string{}
	for _, l := range strings.Split(strings.TrimSpace(divisionWordsCSV), "\n")[1:] {
		name, reason, _ := strings.Cut(l, ",")
		words[name] = reason
	}
	return words
}

// shortCounties gives the full names of counties by their names without the word
// for their rank, where these have two characters, are no other words and name
// no city or province. It is made once.
var shortCounties = sync.OnceValue(func() map[string]string {
	t, words := divisions(), divisionWords()
	other := map[string]bool{}
	for _, d := range t.byPath {
		if d.level() < 3 {
			other[shortCity(d.name)], other[shortProvince(d.name)] = true, true
		}
	}
	out := map[string]string{}
	for name, places := range t.byName {
		short := countyRank.ReplaceAllString(name, "")
		if _, word := words[short]; utf8.RuneCountInString(short) == 2 && places[0].level() == 3 && !other[short] && !word {
			if held, ok := out[short]; !ok || name < held { // of several, always the same
				out[short] = name
			}
		}
	}
	return out
})

var countyRank = regexp.MustCompile(`(?:新区|区|县|市|旗)$`)

// placeBefore stands before a place, where it does not begin the words.
var placeBefore = regexp.MustCompile(`(?:^|[，,。；;？?！!：:\s]|[在到去来从我你是和与跟像迁搬住问那想下]|请问|咱们?|我们|公司|省|市|北京|上海|天津|重庆|深圳|广州)$`)

// ShortCountiesIn gives the full names of districts and counties that a text
// names without the word for their rank (海淀, 浦东), in order, each once: where
// the name begins words, or follows what stands before places. Where several
// places are called so, one of them is given.
func ShortCountiesIn(s string) []string {
	short := shortCounties()
	var out []string
	runes := []rune(s)
	for i := 0; i+2 <= len(runes); i++ {
		name, ok := short[string(runes[i:i+2])]
		if !ok || slices.Contains(out, name) || !placeBefore.MatchString(string(runes[:i])) {
			continue
		}
		if i+2 < len(runes) && strings.ContainsRune("路街道桥站港湖山河大号", runes[i+2]) { // 顺义路, 集美大学
			continue
		}
		out = append(out, name)
	}
	return out
}

// namedPlace is a division named in a text, with the offsets of its name.
type namedPlace struct {
	division
	start, end int
}
