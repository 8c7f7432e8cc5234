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

// shortWords are names of counties without the word for their rank that are also
// words, or parts of the names of other things.
var shortWords = wordSet(`资源 合作 共和 会同 公安 振兴 新兴 新和 延长 新建 龙江 和政 和平 和安 市中 平和 平安 复兴 惠民 港口 富裕 大新 小金
富民 大安 城中 青山 大城 兴国 解放 友好 中山 金山 兴业 江口 大兴 海南 双城 平原 安居 南和 松山 太平 通许 定安 同心 滨海 开平 安新 方正 前进
江海 大关 古城 安定 康保 新城 兴和 云梦 凤凰 乐业 南部 安宁 同仁 惠农 和顺 红山 开原 西安 通化 上城 大通 宁国 河口 红旗 光明 新市 河北 广平
小店 大东 新民 长海 建平 工农 兴安 大同 阳明 东海 西湖 三门 云和 天长 武平 莲花 南城 广信 市南 泰山 牡丹 中原 老城 铁山 沙市 长沙 中方 白云
南海 东方 温泉 白银 大方 平南 北流 裕民 龙门 城区 郊区 矿区 新区 开发 高新 经济 管理 自治 文化 科技 建设 工业 农业 林业 水利 交通 国营 民主
自由 团结 胜利 光荣 先锋 永久 长安 运河 长宁 长乐 长兴 长治 朝阳 向阳 东风 东升 南山 北山 西山 东山 江南 江北 江东 江西 河南 河东 河西 山西
山东 湖南 湖北 安徽 浙江 江苏 福建 四川 贵州 云南 青海 甘肃 陕西 宁夏 吉林 海北 海西 海东 铁西 铁东 桥东 桥西 路南 路北 城东 城西 城南 城北
城关 鼓楼 钟楼 新华 中华 华容 文峰 文山 安化 德化 开化 宣化 通化 绿园 公园 动力 平台 海港 港南 港北 江城 山城 水城 石城 盐城 首都 特区 保税
自贸 国家 全国 中央 地方 公开 公平 公正 合同 合格 合法 有效 正定 定边 安全 平定 平利 平顺 永安 永定 永康 永和 永新 永兴 永顺 永平 长丰 大丰
灯塔 二七 三元 三台 三河 万全 万年 万安 七星 中江 中站 义安 九龙 信都 修文 修武 修水 元宝 八步 兴化 前锋 化州 千山 华安 南华 卫东 友谊 双塔 双清
双湖 双桥 同德 含山 启东 和静 响水 商城 商水 嘉禾 四会 团风 固始 大名 大田 大观 大足 天元 天全 天台 天宁 天桥 天涯 天等 天心 太和 太康 太湖 太白 如东
始兴 子长 孝义 安国 安图 安义 安乡 安仁 定南 宏伟 宝山 将乐 尚义 尚志 尖山 平房 平果 平川 平度 平乐 广水 广德 建华 建始 建安 建水 得荣 德兴 德安
德保 志丹 怀集 息烽 抚远 故城 新北 新会 新化 新密 新干 新星 新林 新河 新泰 新源 新田 新都 新龙 方山 无为 无极 易门 明光 明山 明水 普安 普定 景泰 月湖
望城 朝天 木兰 来安 杂多 林口 梨树 梁山 横山 正安 正蓝 正宁 比如 民丰 民乐 民权 水富 永胜 永吉 江山 江源 沙河 河间 洞口 深州 清水 清河 清流 湖口
源城 满城 灵台 灵石 爱民 独山 玉田 玉门 理塘 白玉 白塔 白水 白河 盐池 盐田 盐湖 盘山 监利 石台 石门 石泉 石鼓 石峰 确山 祥云 突泉 竹山 策勒 米东 红原
红塔 红桥 红岗 罗山 翠屏 老边 芙蓉 花山 荷塘 莲池 蓝山 西市 西和 西平 西工 谷城 赤水 路桥 轮台 通山 通河 通海 道外 道里 金水 金台 金牛 金沙 金门 钟山
钢城 铜鼓 银海 锦屏 镜湖 镇平 长寿 长顺 长清 长子 长武 阳春 阳信 阳城 雨花 雨山 静海 顺庆 高台 高平 高安 高明 高密 麒麟 龙凤 龙井 龙泉 龙城 龙口
黄梅 黑水 黑山 全南 会理 会东 会宁 会泽 会昌 分宜 台前 台山 合山 合水 应城 当阳 点军 界首 站前 两当 加查 改则 治多 永年 桃源 泰和 永善
富源 富平 富川 富蕴 丰收 丰满 从江 丰都 顺义 顺平 顺昌 信用 信丰 名山 名额`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// shortCounties gives the full names of counties by their names without the word
// for their rank, where these have two characters, are no other words and name
// no city or province. It is made once.
var shortCounties = sync.OnceValue(func() map[string]string {
	t := divisions()
	other := map[string]bool{}
	for _, d := range t.byPath {
		if d.level() < 3 {
			other[shortCity(d.name)], other[shortProvince(d.name)] = true, true
		}
	}
	out := map[string]string{}
	for name, places := range t.byName {
		short := countyRank.ReplaceAllString(name, "")
		if utf8.RuneCountInString(short) == 2 && places[0].level() == 3 && !other[short] && !shortWords[short] {
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
