package bot

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

var (
	// wordsBefore ask for what a text said before it was amended.
	wordsBefore = regexp.MustCompile(`修订(?:之|以)?前|修改(?:之|以)?前|修正(?:之|以)?前|(?:^|[^技整])改之前|旧版|老版|上一版|前一版|(?:旧|老)的?(?:法|条例|办法|细则|规定|指引|文件|政策)|(?:^|[，,。 ])(?:旧|老)的?《?[^\P{Han}年旧龙企区工住房城村人员同志中医字师板厂外客户家总乡等][^\P{Han}能可会要按吗的是有在]{1,16}?(?:法|条例|办法|细则|指引)|以前的?(?:规定|法|条例|办法)|原来的?(?:规定|法|条例|办法|版)`)
	// wordsNow set what holds now beside it, or ask for the difference.
	wordsNow = regexp.MustCompile(`现在|目前|如今|眼下|现行|最新|新[版法规条办的旧老文政细修]|今年|改成|改为|变成|变化|变了|改了|区别|不同|差别|前后|有人说|对比|相比|多了|少了|一样|还是|哪个|分别|各`)
	// amendedBefore asks for what held before the amendment of a year: 2024年修改前.
	amendedBefore = regexp.MustCompile(`(?:19|20)\d\d年?的?(?:那次)?(?:新)?(?:修订|修改|修正|修|改)版?(?:之|以)?前`)
)

// then is a year as the time at which something held: 2023年的时候.
var then = regexp.MustCompile(`(?:19|20)\d\d年(?:的?(?:那个)?时候|那会儿?|那时候?|当时|那阵子?)`)

// notYetThen gives the title of the text that is named, or was found first, where it
// took effect after a year that is asked about and no earlier version is held: what it
// says is not what held then. "" otherwise.
func notYetThen(part Part, year int, cat *catalogue) string {
	if year == 0 || len(part.Found.Results) == 0 {
		return ""
	}
	d := cat.byID[part.Found.Results[0].Document.ID]
	for _, r := range part.Found.Results {
		if slices.ContainsFunc(part.Found.Understood.Refs, func(ref retrieval.Ref) bool {
			return ref.Title != "" && retrieval.TitleKey(ref.Title) == retrieval.TitleKey(r.Document.Title)
		}) {
			d = cat.byID[r.Document.ID]
			break
		}
	}
	if d == nil || d.Kind == corpus.KindReport || len(cat.older[cat.newest(d.ID)]) > 0 || string(d.EffectiveFrom) <= strconv.Itoa(year)+"-12-31" {
		return ""
	}
	return d.Title
}

// onlyBefore says whether words ask for what a text said before and for nothing else.
func onlyBefore(text string) bool {
	return wordsBefore.MatchString(text) && !wordsNow.MatchString(text)
}

// namesArticle says whether a part names an article by its number.
func namesArticle(part Part) bool {
	return part.Found != nil && slices.ContainsFunc(part.Found.Understood.Refs, func(ref retrieval.Ref) bool { return ref.Label != "" })
}

// versionsBefore picks the versions older than the amendment of a year, newest
// first, and the one in force behind them.
func versionsBefore(lineage []string, year int, cat *catalogue) []string {
	var out []string
	for _, id := range lineage[1:] {
		if day := versionDate(cat.byID[id]); day.Known() && string(day) < strconv.Itoa(year) {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, lineage[0])
}

// comparesNow sets what held on another day beside what holds now.
var comparesNow = regexp.MustCompile(`现在|目前|如今|现行|后来|之后|变化|有没有变|变了|改了|新旧|前后|比`)

// heldOn puts the versions in force on a day first, and those not yet in force on
// it last; those are left out where others remain, but for who compares.
func heldOn(versions []string, day corpus.Date, cat *catalogue, compares bool) []string {
	place := func(id string) int {
		switch cat.byID[id].StatusOn(day) {
		case corpus.StatusInForce:
			return 0
		case corpus.StatusNotYet:
			return 2
		}
		return 1
	}
	out := slices.Clone(versions)
	slices.SortStableFunc(out, func(x, y string) int { return place(x) - place(y) })
	if at := slices.IndexFunc(out, func(id string) bool { return place(id) == 2 }); at > 0 && !compares {
		out = out[:at]
	}
	return out
}

// noneHeldNote says, where another day than today is asked about and no rule quoted
// is known to have been in force on it, that this is so; "" otherwise.
func noneHeldNote(day, today corpus.Date, citations []Citation, lang string) string {
	rules := slices.DeleteFunc(slices.Clone(citations), func(c Citation) bool { return c.Status == corpus.StatusNotApplicable })
	if day == today || !day.Known() || len(rules) == 0 || slices.ContainsFunc(rules, func(c Citation) bool { return c.Status == corpus.StatusInForce }) {
		return ""
	}
	return msgNoneHeldOn.in(lang, string(day))
}

// factYear is a year in which somebody did something: 2020年成立的公司, 2019年3月签的合同.
var factYear = regexp.MustCompile(`((?:19|20)\d\d)年(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:之前|以前|前|底|初)?(?:的)?(?:才|就|刚|已经?|新)?(?:成立|设立|注册|登记|开办|创办|开业|入职|毕业|签订?|买|购买|取得|获得|拿到|申请)[^法条]{0,6}的`)

// withoutFacts takes out of the years asked of those in which somebody did
// something: they choose no version of a text.
func withoutFacts(years []int, text string) []int {
	out := slices.Clone(years)
	for _, m := range factYear.FindAllStringSubmatch(text, -1) {
		out = slices.DeleteFunc(out, func(y int) bool { return strconv.Itoa(y) == m[1] })
	}
	return out
}

// onlyVersionNote says, where what a text said before is asked for and no earlier
// version of those quoted is held, that this is so; "" otherwise.
func onlyVersionNote(question string, citations []Citation, cat *catalogue, lang string) string {
	if !wordsBefore.MatchString(question) || len(citations) == 0 {
		return ""
	}
	for _, c := range citations {
		if newest := cat.newest(c.DocumentID); len(cat.older[newest]) > 0 || c.Status != corpus.StatusInForce {
			return ""
		}
	}
	return msgOnlyVersion.in(lang, citations[0].Title)
}
