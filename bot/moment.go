package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// A moment is a time in the past or to come that a question asks about: the
// text in force then answers it.
type moment struct {
	day        corpus.Date // the day to answer for: the last one of what was said
	year       int         // not 0: only a year was said (2021年的时候)
	start, end int         // where it stands in the words
}

// momentPhrase is how people say when: 2021年3月的时候, 去年底, 前年上半年, 三年前那会儿.
// Groups: year, year in Han digits, relative year, years ago, month, day, period, suffix.
var momentPhrase = regexp.MustCompile(`(?:((?:19|20)\d\d)\s*年|([〇零一二][〇零一二三四五六七八九]{3})年|(今年|去年|大前年|前年|上一?年)(?:的)?|(半|\d{1,2}|[一二两三四五六七八九十])年(?:之|以)?前)` +
	`(?:\s*(\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?(?:\s*(\d{1,2})\s*[日号])?)?` +
	`(?:的)?(年?底|年?末|年?初|年中|上半年|下半年|上旬|中旬|下旬)?` +
	`(?:的)?((?:那个)?时候|那时候?|那会儿?|那阵子?|当时|那年|时)?`)

var (
	// opensMoment may stand before a moment in its clause.
	opensMoment = regexp.MustCompile(`^(那么?|请问|想问(一下)?|问(一下)?|如果|要是|假如|假设|在|于|按照?|依照?|截至|截止到?|放在|就)*$`)
	// bounds behind a moment make it the bound of something else; it is also none
	// before 间 (时间) and where it belongs to the name of a text or a list.
	boundsMoment = regexp.MustCompile(`^(以前|之前|前|以后|之后|后|起|以来|至|到|间|-|—|~|～|期|限|度|版|修|第|出台|发布|公布|印发|颁布|制定|施行|实施|生效)`)
	// happened begins what somebody did then; the rule asked of is another matter.
	happened = regexp.MustCompile(`^(的)?(才|就|刚|已经?|新|我们?|咱们?|公司|企业|单位)?(成立|注册|申请|申报|获得|取得|拿|签|买|卖|缴|交|递|提交|入职|毕业|回国|开业|投产|搬|到账|办|完成|转让|登记|认定|通过|立项|评|获批|批|授权|生产|发生|投|花|用|亏|赚|盈利|引进|招|录|来)`)
	// ofNow sets now beside then: both are asked for.
	ofNow = regexp.MustCompile(`现在|目前|如今|眼下|现行|最新`)
	// tellsOf names a text or a figure by its year: what was reported, not what was in force.
	tellsOf = regexp.MustCompile(`报告|计划|目标|统计|公报|总结`)
)

// momentIn gives the moment that a question asks about; false for none. A time
// at which somebody did something (公司去年底成立) is none, nor is one that bounds
// a period (2025年6月1日以前).
func momentIn(text string, today corpus.Date) (moment, bool) {
	if ofNow.MatchString(text) || tellsOf.MatchString(text) {
		return moment{}, false
	}
	for _, m := range momentPhrase.FindAllStringSubmatchIndex(text, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		ago, month, period, suffix := group(4), group(5), group(7), group(8)
		if month == "" && period == "" && suffix == "" && ago == "" {
			continue // a year alone names a text, a report or a figure
		}
		before := text[:m[0]]
		if at := strings.LastIndexAny(before, "，,。；;？?！! "); at >= 0 {
			before = strings.TrimLeft(before[at:], "，,。；;？?！! ")
		}
		behind := text[m[1]:]
		if !opensMoment.MatchString(before) || boundsMoment.MatchString(behind) || happened.MatchString(behind) {
			continue
		}
		clause := behind
		if at := strings.IndexAny(clause, "，,。；;？?！! "); at >= 0 {
			clause = clause[:at]
		}
		if strings.TrimRight(clause, "的") != "" && !asking(clause) {
			continue
		}
		year := yearOf(group(1), group(2), group(3), ago, today)
		if year == 0 {
			continue
		}
		out := moment{start: m[0], end: m[1]}
		switch {
		case ago != "":
			out.day = yearsBefore(today, ago)
		case month == "" && period == "":
			out.year, out.day = year, corpus.Date(fmt.Sprintf("%04d-12-31", year))
		default:
			out.day = lastDay(year, smallNumber(month), group(6), strings.TrimPrefix(period, "年"))
		}
		if out.day.Known() {
			return out, true
		}
	}
	return moment{}, false
}

// yearOf reads the year of a moment; 0 for none.
func yearOf(digits, han, relative, ago string, today corpus.Date) int {
	now, err := strconv.Atoi(string(today[:min(4, len(today))]))
	if err != nil {
		return 0
	}
	switch {
	case digits != "":
		y, _ := strconv.Atoi(digits) // four digits by the pattern
		return y
	case han != "":
		y := 0
		for _, r := range han {
			y = 10*y + max(0, strings.IndexRune("〇一二三四五六七八九", r)/len("〇")) // 零 is 0 as well
		}
		return y
	case ago != "":
		return now
	}
	switch relative {
	case "今年":
		return now
	case "前年":
		return now - 2
	case "大前年":
		return now - 3
	}
	return now - 1
}

// smallNumber reads a number up to 19 in digits or Han; 0 for none.
func smallNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	n := 0
	for _, r := range s {
		switch d := strings.IndexRune("〇一二三四五六七八九", r) / len("〇"); {
		case r == '十':
			n = max(1, n) * 10
		case r == '两':
			n += 2
		case d > 0:
			n += d
		}
	}
	return n
}

// yearsBefore gives the day some years before; unknown where none can be told.
func yearsBefore(today corpus.Date, ago string) corpus.Date {
	if ago == "半" {
		return today.AddDays(-182)
	}
	year, err := strconv.Atoi(string(today[:min(4, len(today))]))
	if err != nil || len(today) < 10 {
		return ""
	}
	rest := string(today[4:])
	if rest == "-02-29" {
		rest = "-02-28"
	}
	return corpus.Date(fmt.Sprintf("%04d%s", year-smallNumber(ago), rest))
}

// lastDay gives the last day of what was said: of a day, a month, a part of the
// year; the first of it for its beginning (年初, 3月初).
func lastDay(year, month int, day, period string) corpus.Date {
	if month > 12 {
		return ""
	}
	if month == 0 {
		switch period {
		case "初":
			return corpus.Date(fmt.Sprintf("%04d-01-01", year))
		case "中", "上半年", "年中":
			return corpus.Date(fmt.Sprintf("%04d-06-30", year))
		}
		return corpus.Date(fmt.Sprintf("%04d-12-31", year))
	}
	first := fmt.Sprintf("%04d-%02d-", year, month)
	switch {
	case day != "":
		d, err := corpus.ParseDate(first + fmt.Sprintf("%02s", day))
		if err != nil {
			return ""
		}
		return d
	case period == "初", period == "上旬":
		return corpus.Date(first + "01")
	case period == "中旬":
		return corpus.Date(first + "15")
	}
	next := corpus.Date(fmt.Sprintf("%04d-%02d-01", year+month/12, month%12+1))
	return next.AddDays(-1)
}

// olderYear says whether a part names one year and what answers it best is a rule
// that was not yet in force then, of which an earlier version was: its figure
// would be read as that year's.
func olderYear(part Part, cat *catalogue) bool {
	years := retrieval.Years(part.Text) // not those of a part before it
	if namesArticle(part) {             // of today's text, whose number it is
		years = withoutFacts(years, part.Text)
	}
	if len(years) != 1 || len(part.Found.Results) == 0 {
		return false
	}
	d := cat.byID[part.Found.Results[0].Document.ID]
	year := strconv.Itoa(years[0])
	if d == nil || d.Kind == corpus.KindReport || strings.Contains(d.Title, year) || string(d.EffectiveFrom) <= year+"-12-31" {
		return false
	}
	newest := cat.newest(d.ID)
	return slices.ContainsFunc(append([]string{newest}, cat.older[newest]...), func(id string) bool {
		return id != d.ID && cat.byID[id].StatusOn(corpus.Date(year+"-12-31")) == corpus.StatusInForce
	})
}
