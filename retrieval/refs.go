package retrieval

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/corpus"
)

const (
	// ordering ends in the kind of authority that numbers its orders.
	ordering    = `(国务院|主席|\p{Han}{2,15}?(?:部|局|署|委|会|政府|行|院|厅))`
	digitsOrHan = `([0-9]{1,4}|[零〇一二三四五六七八九十百千两]{1,7})`
)

var (
	articleRef = regexp.MustCompile(`第\s*` + digitsOrHan + `\s*条(之[一二三四五六七八九十]|第\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*款)?(?:第\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*款)?(?:第?\s*[(]?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[)]?\s*项)?`)
	paragraph  = regexp.MustCompile(`第\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*款`)
	// docNumber is a 文号: 国科发火〔2016〕32号, 国务院令第746号, 财税2018年99号.
	docNumber   = regexp.MustCompile(`(\p{Han}{1,10})\s*[〔\[(【]\s*((?:19|20)\d\d)\s*年?\s*[〕\])】]\s*第?\s*(\d{1,4})\s*号`)
	looseNumber = regexp.MustCompile(`(\p{Han}{0,6}[发税函规字办政](?:\p{Han}{0,3}))\s*((?:19|20)\d\d)\s*年?\s*第?\s*(\d{1,4})\s*号`)
	// shortNumber is a 文号 said without its year: 国办发126号.
	shortNumber  = regexp.MustCompile(`(\p{Han}{2,10})\s*第?\s*(\d{1,4})\s*号`)
	orderNumber  = regexp.MustCompile(ordering + `(令|公告|通告)\s*第?\s*(\d{1,4})\s*号`)
	orderBehind  = regexp.MustCompile(ordering + `第?\s*(\d{1,4})\s*号(令|公告|通告)`)
	noticeNumber = regexp.MustCompile(ordering + `(公告|通告)\s*((?:19|20)\d\d)\s*年\s*第?\s*(\d{1,4})\s*号`)
	// numberFiller leads into a 文号; 和 of 工业和信息化部 and 有 of 国有资产 do not.
	numberFiller = regexp.MustCompile(`^.*(?:请问|根据|按照|依据|查一下|查|文件|文号|通知|关于|以及|(?:^|[^源房业展生化])和|是|的|看|(?:^|[^国])有|按|里|在|照)`)
)

// findDocNumbers gives the 文号 named in the words, brackets 〔〕.
func findDocNumbers(text string, k *Knowledge) []Ref {
	var out []Ref
	text = corpus.DocNumberDigits(text)
	add := func(number string) {
		for _, r := range out {
			if r.DocNumber == number {
				return
			}
		}
		out = append(out, Ref{DocNumber: number})
	}
	for _, re := range []*regexp.Regexp{docNumber, looseNumber} {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			prefix := numberFiller.ReplaceAllString(m[1], "")
			if prefix != "" {
				add(prefix + "〔" + m[2] + "〕" + m[3] + "号")
			}
		}
	}
	for _, m := range shortNumber.FindAllStringSubmatch(text, -1) {
		for _, n := range k.numbersLike(strings.TrimSuffix(m[1], "第"), m[2]) {
			add(n)
		}
	}
	for _, m := range orderNumber.FindAllStringSubmatch(text, -1) {
		add(numberFiller.ReplaceAllString(m[1], "") + m[2] + "第" + m[3] + "号")
	}
	for _, m := range orderBehind.FindAllStringSubmatch(text, -1) {
		add(numberFiller.ReplaceAllString(m[1], "") + m[3] + "第" + m[2] + "号")
	}
	for _, m := range noticeNumber.FindAllStringSubmatch(text, -1) {
		add(numberFiller.ReplaceAllString(m[1], "") + m[2] + m[3] + "年第" + m[4] + "号")
	}
	return out
}

// findLabels gives the articles named in the words as they stand in the text:
// 第11条第3项 gives 第十一条第（三）项.
func findLabels(text string) []string {
	var out []string
	for _, m := range articleRef.FindAllStringSubmatch(text, -1) {
		label := "第" + toHan(m[1]) + "条"
		if strings.HasPrefix(m[2], "之") {
			label += m[2]
		} else if p := paragraph.FindStringSubmatch(m[2]); p != nil {
			label += "第" + toHan(p[1]) + "款"
		}
		if m[3] != "" {
			label += "第" + toHan(m[3]) + "款"
		}
		if m[4] != "" {
			label += "第（" + toHan(m[4]) + "）项"
		}
		if !slices.Contains(out, label) {
			out = append(out, label)
		}
	}
	return out
}

// articleOf cuts a label to its article: 第十一条第（三）项 gives 第十一条.
func articleOf(label string) string {
	i := strings.Index(label, "条")
	if i < 0 {
		return label
	}
	end := i + len("条")
	if rest := []rune(label[end:]); len(rest) >= 2 && rest[0] == '之' {
		end += len(string(rest[:2]))
	}
	return label[:end]
}

// toHan writes a number as laws do; what is no number stays.
func toHan(s string) string {
	n, err := strconv.Atoi(s)
	if err != nil {
		return strings.ReplaceAll(s, "两", "二")
	}
	const digit = "零一二三四五六七八九"
	d := []rune(digit)
	var b strings.Builder
	zero := false
	for _, unit := range []struct {
		value int
		name  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		q := n / unit.value % 10
		if q == 0 {
			zero = b.Len() > 0 && n%unit.value > 0
			continue
		}
		if zero {
			b.WriteRune('零')
			zero = false
		}
		if q != 1 || unit.value != 10 || b.Len() > 0 {
			b.WriteRune(d[q])
		}
		b.WriteString(unit.name)
	}
	if b.Len() == 0 {
		return "零"
	}
	return b.String()
}

var (
	pastWords = regexp.MustCompile(`以前(?:的|是|呢|规定|叫|怎|最|要|能|也|多|\?|？|$|,|，|这)|(?:^|[^\d年月日号])以前|旧版|老版|旧法|老法|旧条例|老条例|旧办法|老办法|旧指引|老指引|旧文件|老文件|旧政策|老政策|那会儿?|旧规定|老规定|原来的?(?:规定|办法|条例|法|版|标准|政策)|原先|修订前|修改前|修正前|新旧|新老|过去的?(?:规定|办法|条例|法|版|标准|政策)|当年的?(?:规定|办法|条例|法|版|标准|政策)|当时的?(?:规定|办法|条例|法|版|标准|政策)|上一版|前一版|历史版本|废止前|改之前|修订之前|previous version|old version|before the (?:amendment|revision)|used to`)
	// pastTitle is a rule's name that is called old: 旧公司法, 老的认定办法; 老年人权益保障法 is not.
	pastTitle = regexp.MustCompile(`(?:^|[^\p{Han}]|[按照据依在里的那查看部问按从对和与跟比])(?:旧|老|原)(?:的|版)?《?[^\P{Han}年旧龙企区工住房城村人员同志中医字料材告件先来本则有师板厂外客户家总乡等][^\P{Han}能可会要按吗的是有在]{0,16}?(?:法|条例|办法|细则|指引)(?:实施(?:细则|条例|办法))?(?:$|[^人规律院官学定庭])`)
	// pastYear is a year with what makes it a version or a day to look back to.
	pastYear = regexp.MustCompile(`(?:(?:19|20)\d\d|[^\d]0\d)\s*年?(?:的)?(?:时候|那时|当时|版|那版|修订|修正|老?条例|旧?办法|法律|法规|规定|那部|专利法|公司法|之?前的)`)
)

const (
	yearSaid  = `[(（]?(?:19[5-9]|20[0-6])\d\s*年?[)）]?`
	ruleEnd   = `(?:法|条例|办法|规定|细则|指引|解释|意见)》?`
	articleNo = `第\s*(?:[0-9]{1,4}|[零〇一二三四五六七八九十百千两]{1,7})\s*条`
)

var (
	// yearAhead is a year before an article, or before a title with one: 2020第八条,
	// 2007年科学技术进步法第三十三条.
	yearAhead = regexp.MustCompile(yearSaid + `(?:的|版的?)?(?:《?[^\P{Han}的了是在按照据依对用]{2,30}?` + ruleEnd + `)?` + articleNo)
	// yearBehind is a year behind a title or an article: 公司法2018怎么规定, 专利法（2008）, 第八条（2020）.
	yearBehind = regexp.MustCompile(`(?:\p{Han}` + ruleEnd + `|` + articleNo + `)的?(?:[(（](?:19[5-9]|20[0-6])\d\s*年?[)）]|` + yearSaid + `(?:的|是|里|中)?(?:怎么(?:规定|说|写)|如何规定|原文|[\s，,。.？?！!]|$))`)
)

// asksPast reports whether earlier versions are asked for.
func asksPast(text string) bool {
	return pastWords.MatchString(text) || pastTitle.MatchString(text) || pastYear.MatchString(text) || yearAhead.MatchString(text) || yearBehind.MatchString(text)
}
