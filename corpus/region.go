package corpus

import (
	"regexp"
	"slices"
	"strings"
)

// provinces are the short names of the regions of the first order.
var provinces = []string{"北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西",
	"山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆",
	"台湾", "香港", "澳门"}

// cities lists, by province, cities whose names stand in titles without it.
var cities = []struct{ province, names string }{
	{"吉林", "长春 四平 辽源 通化 白山 松原 白城 延边"},
	{"辽宁", "沈阳 大连"},
	{"黑龙江", "哈尔滨"},
	{"广东", "深圳 广州 东莞 汕头 珠海 佛山"},
	{"浙江", "杭州 宁波 舟山 温州"},
	{"山东", "青岛 济南"},
	{"河南", "郑州 洛阳"},
	{"江苏", "南京 苏州 无锡"},
	{"湖北", "武汉"},
	{"四川", "成都"},
	{"陕西", "西安"},
	{"安徽", "合肥"},
	{"湖南", "长沙"},
	{"福建", "厦门 福州"},
	{"河北", "石家庄"},
	{"山西", "太原"},
	{"江西", "南昌"},
	{"云南", "昆明"},
	{"贵州", "贵阳"},
	{"甘肃", "兰州"},
}

// cityAt finds the city for which ok holds, with its province.
func cityAt(ok func(city string) bool) (province, city string) {
	for _, c := range cities {
		for _, name := range strings.Fields(c.names) {
			if ok(name) {
				return c.province, name
			}
		}
	}
	return "", ""
}

// Nationwide is the region of texts that hold everywhere.
const Nationwide = "全国"

// NormalizeRegion gives the common form of a region: short names from the
// province down, without 省, 市, 自治区 and 特别行政区; districts and counties keep
// their last character (吉林通化柳河县, 广东广州天河区). 国家, 中央 and 全国 are
// [Nationwide]; empty stays empty.
func NormalizeRegion(s string) string {
	s = squash(s)
	switch s {
	case "":
		return ""
	case "全国", "国家", "中央", "中国", "全国范围":
		return Nationwide
	}
	var province string
	for _, name := range provinces {
		if strings.HasPrefix(s, name) {
			province = name
			break
		}
	}
	rest := s
	if province != "" {
		rest = strings.TrimPrefix(s, province)
		for _, suffix := range []string{"壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市"} {
			if cut, ok := strings.CutPrefix(rest, suffix); ok && !(suffix == "市" && province == "吉林") {
				rest = cut
				break
			}
		}
		// 吉林市 is a city of 吉林.
		if province == "吉林" && (rest == "市" || strings.HasPrefix(rest, "市")) {
			return "吉林吉林" + strings.TrimPrefix(rest, "市")
		}
	} else {
		province, _ = cityAt(func(city string) bool { return strings.HasPrefix(s, city) })
	}
	if city, below, ok := strings.Cut(rest, "市"); ok {
		rest = city + below
	}
	return province + rest
}

// guessRegion finds the region of a text from what it says of its adoption, its
// title or its issuer: the authority that adopted it, else the place that one of
// them begins with, else a place named in full. Empty where nothing is found.
func guessRegion(history []string, names ...string) string {
	for _, h := range history {
		h = eventDate.ReplaceAllString(squash(h), "")
		if r := regionAtStart(h); r != "" {
			return r
		}
		for _, w := range []string{"全国人民代表大会", "国务院"} {
			if strings.Contains(h, w) {
				return Nationwide
			}
		}
	}
	for _, s := range names {
		if r := regionAtStart(squash(s)); r != "" {
			return r
		}
	}
	for _, s := range names {
		for _, name := range provinces {
			if strings.Contains(s, name+"省") || strings.Contains(s, name+"市") {
				return name
			}
		}
		if province, city := cityAt(func(city string) bool { return strings.Contains(s, city+"市") }); city != "" {
			return province + city
		}
	}
	return ""
}

// eventDate is what stands before the authority in a line that tells adoption.
var eventDate = regexp.MustCompile(`^[—（(]*[12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日(?:在)?`)

// regionAtStart reads the region that s begins with.
func regionAtStart(s string) string {
	s = strings.TrimPrefix(s, "中共")
	for _, name := range provinces {
		rest, ok := strings.CutPrefix(s, name)
		if !ok {
			continue
		}
		if name == "吉林" && strings.HasPrefix(rest, "市") {
			return "吉林吉林"
		}
		rest = strings.TrimPrefix(rest, "省")
		if province, city := cityAt(func(city string) bool { return strings.HasPrefix(rest, city) }); province == name {
			return name + city + districtIn(strings.TrimPrefix(rest, city))
		}
		return name
	}
	if province, city := cityAt(func(city string) bool { return strings.HasPrefix(s, city) }); city != "" {
		return province + city + districtIn(strings.TrimPrefix(s, city))
	}
	for _, w := range []string{"中华人民共和国", "国务院", "全国人", "最高人民", "国家税务", "国家知识产权局", "财政部", "科技部", "科学技术部"} {
		if strings.HasPrefix(s, w) {
			return Nationwide
		}
	}
	return ""
}

// districtIn reads the district or county that follows the name of its city.
func districtIn(rest string) string {
	m := district.FindStringSubmatch(rest)
	if m == nil || noDistrict.MatchString(m[1]) {
		return ""
	}
	return m[1]
}

var (
	district   = regexp.MustCompile(`^市(\p{Han}{1,3}[区县])(?:\p{Han}|$)`)
	noDistrict = regexp.MustCompile(`(特|园|地|辖|市|社|发|示范|功能|试验|保税|高新|各|全|本|山)区$|^(各|所属|全|本|辖)`)
)

// guessLevel gives the level from the region, the title and the issuer; a
// nationwide text that names no organ above the ministries is one of theirs.
func guessLevel(d *Document, history []string) Level {
	switch {
	case d.Region == "":
		return ""
	case d.Region != Nationwide && slices.Contains(provinces, d.Region):
		return LevelProvince
	case d.Region != Nationwide:
		return LevelCity
	}
	said := strings.Join(append([]string{d.Title, d.Issuer}, history...), " ")
	for _, w := range []string{"中华人民共和国", "国务院", "全国人民代表大会", "全国人大", "最高人民"} {
		if strings.Contains(said, w) {
			return LevelNational
		}
	}
	if t := LineageTitle(d.Title); strings.HasSuffix(t, "条例") || strings.HasSuffix(t, "法") && !strings.HasSuffix(t, "办法") {
		return LevelNational // rules of ministries may not be called so
	}
	return LevelMinistry
}
