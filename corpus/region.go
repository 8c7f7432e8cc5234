package corpus

import "strings"

// provinces are the short names of the regions of the first order.
var provinces = []string{"北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西",
	"山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆",
	"台湾", "香港", "澳门"}

// provinceOf gives the province of cities whose names stand in titles without it.
var provinceOf = map[string]string{
	"长春": "吉林", "吉林市": "吉林", "四平": "吉林", "辽源": "吉林", "通化": "吉林", "白山": "吉林", "松原": "吉林", "白城": "吉林", "延边": "吉林",
	"沈阳": "辽宁", "大连": "辽宁", "哈尔滨": "黑龙江", "深圳": "广东", "广州": "广东", "东莞": "广东", "汕头": "广东", "珠海": "广东", "佛山": "广东",
	"杭州": "浙江", "宁波": "浙江", "舟山": "浙江", "温州": "浙江", "青岛": "山东", "济南": "山东", "郑州": "河南", "洛阳": "河南", "南京": "江苏",
	"苏州": "江苏", "无锡": "江苏", "武汉": "湖北", "成都": "四川", "西安": "陕西", "合肥": "安徽", "长沙": "湖南", "厦门": "福建", "福州": "福建",
	"石家庄": "河北", "太原": "山西", "南昌": "江西", "昆明": "云南", "贵阳": "贵州", "兰州": "甘肃",
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
		for city, of := range provinceOf {
			if strings.HasPrefix(s, city) && city != "吉林市" {
				province = of
			}
		}
	}
	if city, below, ok := strings.Cut(rest, "市"); ok {
		rest = city + below
	}
	return province + rest
}

// guessRegion finds the region that a title or an issuer begins with.
func guessRegion(s string) string {
	s = squash(s)
	s = strings.TrimPrefix(s, "中共")
	for _, name := range provinces {
		if strings.HasPrefix(s, name) {
			if name == "吉林" && strings.HasPrefix(s, "吉林市") {
				return "吉林吉林"
			}
			return name + cityAfter(s, name)
		}
	}
	for city, province := range provinceOf {
		if strings.HasPrefix(s, city) {
			return province + strings.TrimSuffix(city, "市")
		}
	}
	for _, word := range []string{"中华人民共和国", "国务院", "国家", "全国", "最高人民", "财政部", "科技部", "科学技术部"} {
		if strings.Contains(s, word) {
			return Nationwide
		}
	}
	for _, name := range provinces {
		if strings.Contains(s, name+"省") || strings.Contains(s, name+"市") {
			return name
		}
	}
	for city, province := range provinceOf {
		if strings.Contains(s, city) {
			return province + strings.TrimSuffix(city, "市")
		}
	}
	return ""
}

// cityAfter gives the city that follows a province in s.
func cityAfter(s, province string) string {
	rest := strings.TrimPrefix(strings.TrimPrefix(s, province), "省")
	for city, of := range provinceOf {
		if of == province && city != "吉林市" && strings.HasPrefix(rest, city) {
			return city
		}
	}
	return ""
}

// guessLevel gives the level from the region and the issuer.
func guessLevel(d *Document) Level {
	switch d.Region {
	case "":
		return ""
	case Nationwide:
		for _, w := range []string{"国务院", "全国人", "最高人民", "人大"} {
			if strings.Contains(d.Issuer, w) {
				return LevelNational
			}
		}
		if strings.HasPrefix(d.Title, "中华人民共和国") || strings.HasPrefix(d.Title, "国务院") || d.Issuer == "" {
			return LevelNational
		}
		return LevelMinistry
	}
	for _, name := range provinces {
		if d.Region == name {
			return LevelProvince
		}
	}
	return LevelCity
}
