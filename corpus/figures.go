package corpus

import (
	"math/big"
	"regexp"
	"sort"
	"strings"
)

// Figure is an amount, a share, a count, a period, a date, an article number or
// a 文号 in a text. Two figures are the same where Value and Unit are equal.
type Figure struct {
	// Value in canonical form: a decimal number without separators and
	// multiplied out (3,800万 is 38000000; 1/3 for 三分之一), 2005-03-03, 2005-03
	// or 03-03 for dates, the text of a 文号 with brackets 〔〕.
	Value string
	// Unit as printed after the number (元, 家, 个月, 个工作日 ...; 天 is 日), % for
	// shares of any kind, 第条 for ordinals, [UnitDate] and [UnitDocNumber] for
	// those; empty for a bare number.
	Unit       string
	Start, End int    // byte offsets into the text given
	Text       string // as printed, text[Start:End]
}

// Units of figures that are no quantities.
const (
	UnitDate      = "date"
	UnitDocNumber = "文号"
)

const (
	numeral = `(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)`
	hanzi   = `[〇○零一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾][〇○零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]*(?:点[〇零一二三四五六七八九]+)?`
	scale   = `(?:[余多几]?(?:万亿|千万|百万|十万|百亿|千亿|亿|万|百|千))?`
	year    = `(?:[12][0-9]{3}|[〇○零一二三四五六七八九]{4})`
	small   = `(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})`
	units   = `个?(?:工作日|自然日|交易日|百分点|纳税年度|会计年度|年度|季度|小时|学时|学分)|个月|周岁|` +
		`(?:人民币|港|美|欧|日|英)元|英镑|欧元|元|平方米|平方公里|立方米|公里|公顷|厘米|毫米|千米|千克|公斤|千瓦时|千瓦|` +
		`万千瓦|兆瓦|分钟|个|家|户|人次|人|名|件|项|颗|条|次|批|天|日|年|月|周|岁|时|倍|份|页|亩|米|吨|斤|所|座|台|套|位|种|类|级|` +
		`分|度|期|章|字|款|点|号|秒|间|幅|册|篇|部|门|届|轮|档|番|股|笔|枚|艘|架|辆|处|片|步|城|省|市|县|区|镇|乡|村|方面|领域|元|%|‰`
)

var (
	docCore = regexp.MustCompile(`[〔\[（(【［][12][0-9]{3}[〕\]）)】］](?:第)?[0-9]{1,5}号`)
	figures = regexp.MustCompile(strings.Join([]string{
		`(?P<year>` + year + `)年(?:(?P<month>` + small + `)月(?:(?P<day>` + small + `)日)?)?`,
		`(?P<iso>[12][0-9]{3}[-/.][01]?[0-9][-/.][0-3]?[0-9])`,
		`(?P<onlymonth>` + small + `)月(?P<onlyday>` + small + `)日`,
		`(?P<of>百|千|万)分之(?P<part>` + numeral + `|` + hanzi + `)`,
		`(?P<under>` + numeral + `|` + hanzi + `)分之(?P<over>` + numeral + `|` + hanzi + `)`,
		`第[（(]?(?P<ordinal>[0-9]+|` + hanzi + `)[）)]?(?P<what>条之` + small + `|条|款|项|目|章|节|编|号|次|批|届|期|位|名|个|年|季度|类|档)?`,
		`(?P<number>` + numeral + scale + `|` + hanzi + `)[余多]?(?P<unit>` + units + `)`,
		`(?P<bare>` + numeral + scale + `)`,
	}, "|"))
	groups = figures.SubexpNames()
	// rangeStart is the lower end of a range whose unit stands after the upper:
	// 一至三年. In Arabic figures it is a number of its own.
	rangeStart = regexp.MustCompile(`(` + hanzi + `)(?:至|到|—|－|～|-|~)$`)
	planPeriod = regexp.MustCompile(`^十[一二三四五六]五$`)
)

// Figures finds the figures of a text in source order. White space inside
// numbers, full-width digits and Chinese numerals are read; a Chinese numeral
// counts only where a unit follows it, so that 统一 and 十四五 are none.
func Figures(s string) []Figure {
	norm, offsets := NormalizeMap(s)
	var out []Figure
	add := func(f Figure, from, to int) {
		f.Start, f.End = MapSpan(s, offsets, from, to)
		f.Text = s[f.Start:f.End]
		out = append(out, f)
	}
	at := 0
	for _, m := range docCore.FindAllStringIndex(norm, -1) {
		from := m[0] - len(docPrefix(norm[at:m[0]]))
		if from == m[0] {
			continue
		}
		scanFigures(norm, at, from, add)
		add(Figure{Value: NormalizeDocNumber(strings.Replace(norm[from:m[1]], "第", "", 1)), Unit: UnitDocNumber}, from, m[1])
		at = m[1]
	}
	scanFigures(norm, at, len(norm), add)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}

// NormalizeFigures gives [Normalize] of s with every figure in its canonical
// form, so that 三千八百万元, 3800万元 and 38,000,000元 compare equal.
func NormalizeFigures(s string) string {
	norm := Normalize(s)
	var b strings.Builder
	at := 0
	for _, f := range Figures(norm) {
		b.WriteString(norm[at:f.Start])
		b.WriteString(f.canonical())
		at = f.End
	}
	b.WriteString(norm[at:])
	return b.String()
}

func (f Figure) canonical() string {
	switch {
	case f.Unit == UnitDate, f.Unit == UnitDocNumber:
		return f.Value
	case strings.HasPrefix(f.Unit, "第"):
		n, sub, _ := strings.Cut(f.Value, "-")
		s := "第" + n + strings.TrimPrefix(f.Unit, "第")
		if sub != "" {
			s += "之" + sub
		}
		return s
	}
	return f.Value + f.Unit
}

// docPrefix gives the agency word of a 文号: the Chinese characters that end s,
// without the words that lead into it.
func docPrefix(s string) string {
	rs := []rune(s)
	i := len(rs)
	for i > 0 && len(rs)-i < 12 && isHan(rs[i-1]) {
		i--
	}
	prefix := string(rs[i:])
	for _, w := range []string{"根据", "按照", "依据", "依照", "参照", "执行", "印发", "发布", "适用", "废止", "通知", "办法", "规定", "的", "和", "与", "及", "见", "以", "即", "为", "按"} {
		if j := strings.LastIndex(prefix, w); j >= 0 {
			prefix = prefix[j+len(w):]
		}
	}
	return prefix
}

func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

// scanFigures finds the figures of norm[from:to] that are no 文号.
func scanFigures(norm string, from, to int, add func(f Figure, from, to int)) {
	for from < to {
		m := figures.FindStringSubmatchIndex(norm[from:to])
		if m == nil {
			return
		}
		g := make(map[string]string, 4)
		for i := 1; i < len(groups); i++ {
			if groups[i] != "" && m[2*i] >= 0 {
				g[groups[i]] = norm[from+m[2*i] : from+m[2*i+1]]
			}
		}
		start, end := from+m[0], from+m[1]
		before := norm[:start]
		if f, ok := figureOf(g, before, norm[end:]); ok {
			if low := rangeStart.FindStringSubmatchIndex(norm[from:start]); low != nil && g["number"] != "" {
				n := norm[from+low[2] : from+low[3]]
				add(Figure{Value: number(n), Unit: f.Unit}, from+low[2], from+low[3])
			}
			add(f, start, end)
		}
		from = end
	}
}

// figureOf makes the figure of what the pattern found.
func figureOf(g map[string]string, before, after string) (Figure, bool) {
	switch {
	case g["year"] != "":
		return dateFigure(g["year"], g["month"], g["day"]), true
	case g["iso"] != "":
		p := strings.FieldsFunc(g["iso"], func(r rune) bool { return strings.ContainsRune("-/.", r) })
		return dateFigure(p[0], p[1], p[2]), true
	case g["onlyday"] != "":
		return dateFigure("", g["onlymonth"], g["onlyday"]), true
	case g["of"] != "":
		parts := map[string]int64{"百": 1, "千": 10, "万": 100}[g["of"]]
		v := quantity(g["part"])
		return Figure{Value: decimal(v.Quo(v, new(big.Rat).SetInt64(parts))), Unit: "%"}, true
	case g["under"] != "":
		return Figure{Value: decimal(quantity(g["over"])) + "/" + decimal(quantity(g["under"]))}, true
	case g["ordinal"] != "":
		f := Figure{Value: decimal(quantity(g["ordinal"])), Unit: "第" + g["what"]}
		if sub, ok := strings.CutPrefix(g["what"], "条之"); ok {
			f.Value, f.Unit = f.Value+"-"+decimal(quantity(sub)), "第条"
		}
		return f, true
	case g["bare"] != "":
		return Figure{Value: number(g["bare"])}, true
	}
	n, unit := g["number"], g["unit"]
	if !isDigit(rune(n[0])) && idiom(n, unit, before, after) {
		return Figure{}, false
	}
	f := Figure{Value: number(n), Unit: unit}
	switch unit {
	case "天", "自然日", "个自然日":
		f.Unit = "日"
	case "工作日", "百分点", "小时", "季度", "年度", "纳税年度", "会计年度", "交易日", "学时", "学分":
		f.Unit = "个" + unit
	case "‰":
		v := quantity(n)
		f.Value, f.Unit = decimal(v.Quo(v, new(big.Rat).SetInt64(10))), "%"
	}
	return f, true
}

// idiom reports a Chinese numeral that counts nothing: 统一, 一次性, 唯一, 一部分.
func idiom(n, unit, before, after string) bool {
	if planPeriod.MatchString(n) || strings.HasPrefix(n, "零") && unit == "部" {
		return true
	}
	if strings.HasSuffix(n, "一") {
		for _, w := range []string{"统", "唯", "同", "逐", "万", "专", "单", "如"} {
			if n == "一" && strings.HasSuffix(before, w) {
				return true
			}
		}
		switch {
		case unit == "次" && strings.HasPrefix(after, "性"), unit == "部" && strings.HasPrefix(after, "分"),
			unit == "点" && !strings.HasPrefix(after, "五"), unit == "度", unit == "时", unit == "步", unit == "处", unit == "方面":
			return true
		}
	}
	return unit == "部" && strings.HasPrefix(after, "门") || unit == "区" || unit == "城" || unit == "省"
}

// dateFigure makes the figure of a year, a month and a day; each may be empty.
func dateFigure(y, m, d string) Figure {
	pad := func(s string) string {
		n, _ := parseNumber(s)
		return two(n)
	}
	if y != "" {
		n, _ := parseNumber(y)
		y = decimal(new(big.Rat).SetInt64(int64(n)))
	}
	switch {
	case m == "":
		return Figure{Value: y, Unit: "年"}
	case d == "":
		return Figure{Value: y + "-" + pad(m), Unit: UnitDate}
	case y == "":
		return Figure{Value: pad(m) + "-" + pad(d), Unit: UnitDate}
	}
	return Figure{Value: y + "-" + pad(m) + "-" + pad(d), Unit: UnitDate}
}

// number gives the canonical form of a number; one that begins with 0 (a
// telephone number, a code) stays as it is.
func number(s string) string {
	if len(s) > 1 && s[0] == '0' && s[1] != '.' {
		return s
	}
	return decimal(quantity(s))
}

// decimal writes a number without separators and superfluous zeros.
func decimal(v *big.Rat) string {
	if v.IsInt() {
		return v.Num().String()
	}
	return strings.TrimRight(v.FloatString(12), "0")
}

// quantity reads a number in Arabic or Chinese figures with its multipliers.
func quantity(s string) *big.Rat {
	total, section, digit := new(big.Rat), new(big.Rat), new(big.Rat)
	ten := big.NewRat(10, 1)
	pending := false // digit holds a number that no multiplier followed yet
	for i, r := range []rune(s) {
		if v, ok := digitValue(r); ok {
			digit.Add(digit.Mul(digit, ten), big.NewRat(int64(v), 1))
			pending = true
			continue
		}
		switch r {
		case '.', '点':
			return fraction(s, i, total, section, digit)
		case '十', '拾':
			section, digit, pending = weigh(section, digit, 10, pending), new(big.Rat), false
		case '百', '佰':
			section, digit, pending = weigh(section, digit, 100, pending), new(big.Rat), false
		case '千', '仟':
			section, digit, pending = weigh(section, digit, 1000, pending), new(big.Rat), false
		case '万', '亿':
			by := int64(10_000)
			if r == '亿' {
				by = 100_000_000
			}
			section.Add(section, digit)
			if section.Sign() == 0 { // 万亿: the multiplier of what is there
				total.Mul(total, big.NewRat(by, 1))
			} else {
				total.Add(total, section.Mul(section, big.NewRat(by, 1)))
			}
			section, digit, pending = new(big.Rat), new(big.Rat), false
		}
	}
	return total.Add(total, section.Add(section, digit))
}

// weigh adds digit times by to section; no digit before 十 counts as one, a
// section without one (三百 in 百万) is multiplied as a whole.
func weigh(section, digit *big.Rat, by int64, pending bool) *big.Rat {
	w := big.NewRat(by, 1)
	if !pending {
		if section.Sign() != 0 && by > 10 {
			return section.Mul(section, w)
		}
		return section.Add(section, w)
	}
	return section.Add(section, new(big.Rat).Mul(digit, w))
}

// fraction reads what follows the decimal point at rune i of s, multipliers
// included, and adds it to what stands before.
func fraction(s string, i int, total, section, digit *big.Rat) *big.Rat {
	whole := total.Add(total, section.Add(section, digit))
	place := big.NewRat(1, 10)
	rest := []rune(s)[i+1:]
	for k, r := range rest {
		v, ok := digitValue(r)
		if !ok {
			for _, u := range rest[k:] {
				if by, ok := multipliers[u]; ok {
					whole.Mul(whole, big.NewRat(by, 1))
				}
			}
			return whole
		}
		whole.Add(whole, new(big.Rat).Mul(place, big.NewRat(int64(v), 1)))
		place.Mul(place, big.NewRat(1, 10))
	}
	return whole
}

var multipliers = map[rune]int64{'十': 10, '百': 100, '千': 1000, '万': 10_000, '亿': 100_000_000}
