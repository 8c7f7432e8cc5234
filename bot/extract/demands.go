package extract

import (
	"maps"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// demands are what a question says of its answer beside the kind of thing. A
// sentence that does not meet them answers something else.
type demands struct {
	several int             // 哪两个, 哪三项: that many must be named
	noun    []rune          // what is counted, behind a classifier; see nounCounted
	sheet   bool            // what stands in a form, a table or an attachment
	form    string          // what is to be written into a form, by its kind: 申请书
	subject map[string]bool // 某物属不属于某目录: pairs of characters of which one must be named
	figures map[string]bool // shares that the text asked for by its number must hold
	// Of a report alone: what is measured, and whether a target is asked for.
	measured []string
	plan     bool
	// shifted are the pairs of characters of the thing that a follow-up shifts to, of
	// which its passage must hold one: what is said of the thing before is no answer.
	shifted map[[2]rune]bool
	// visit is what a sentence must hold that tells where an office is or when it is
	// open; nil where neither is asked.
	visit *regexp.Regexp
	// basis says that what a text begins with (根据…, 现将…通知如下) may answer.
	basis bool
}

// preface ends what a notice begins with and says nothing of its matter.
var (
	preface   = regexp.MustCompile(`(通知|通告|公告|公布|解读|说明|意见|安排)如下[：:]?$|^(根据|按照?|依据|为)[^。]*[，,]现(就|将|开始|组织)[^。]*(工作|事项)[^。，]{0,4}。?$|(做好|准备好)[^。，]{0,12}(材料|资料|申报)[^。，]{0,4}(准备)?工作。?$`)
	asksBasis = regexp.MustCompile(`依据|根据|按照?(什么|哪|啥)|哪(个|份)|什么(文件|通知|公告)|为(什么|啥|何)|目的|文号|背景`)
)

var (
	several = regexp.MustCompile(`哪(两|[二三四五六七八九十]|[2-9]|1\d|2\d)(项|个|种|类|条|家|座|位|地|样|方面|部分|所|名)`)
	sheets  = regexp.MustCompile(`附件\d*[^，,]{0,10}(里|上|中|，)|[附样]表|按[^，,]{0,6}表|[\p{Han}]{2,8}表([（(][^）)]*[）)])?(里|上|中|都|要填)`)
	// forms asks what is to be written into a form, or what a line of it says. Groups: the kind of form, or its name.
	forms = regexp.MustCompile(`(申请书|申报书|推荐书|请求书|委托书|任务书|承诺书|登记表|申请表|申报表|备案表|归集表|信息表|明细表|推荐表|评分表|税率表|模板|范本|样本)(?:[^，。？照按]{0,8}|(?:[（(][^）)]{1,6}[）)])?[，,](?:上面|里面?)?(?:一共|总共|共)?要?)(?:填|写|封面|字数|格式|第[一二三四五六七八九十\d]+[行列栏页档级项]|最[高低]一?[级档]|几项)|([\p{Han}]{2,8}表)[^。？]{0,20}填(?:在|到|进)?(?:第几|哪)一?[个行列栏页格]|([\p{Han}]{2,12}表)[”"]?[，,]?[^，。？]{0,12}(?:多少|几|哪几)个?[字行栏列项格]|(申请书|申报书|推荐书|请求书|任务书)[^。？]{0,24}(?:多少|几)个?字`)
	// filled is how a text says what a form holds, behind its name.
	filled  = regexp.MustCompile(`^[^。；]{0,12}(?:写明|填写|载明|注明|列明|填报|包括|含有)`)
	held    = regexp.MustCompile(`(?:领域|目录|名录|清单|名单)(?:里面?|中|上)?(?:有没有|有无|包不包括|包括不包括|含不含|列没列|收没收)(.{2,16})`)
	belongs = regexp.MustCompile(`^(.{2,24}?)(属不属于|是不是属于|是否属于|属于|在不在|算不算在?)[^，,]{2,24}(领域|目录|名录|清单|名单)`)
)

// Where an office is and when it is open is told by an address and by hours alone.
var (
	asksAddress = regexp.MustCompile(`(?:哪条|什么|哪一条)(?:路|街|大街|巷)|几号楼|哪栋|哪座楼|门牌|(?:地址|位置)(?:是|在|写|说|给)?(?:哪|什么|啥|多少)|(?:具体|详细|办公)(?:地址|位置)`)
	addressed   = regexp.MustCompile(`[\p{Han}](?:路|街|道|巷|胡同)[\p{Han}]{0,3}\d+[-—\d]*号|地址[：:为是]|大厦|\d+[-—\d]*(?:楼|层|室|房)`)
	asksHours   = regexp.MustCompile(`(?:周末|周[六日天]|礼拜[六日天]|节假日|中午|晚上|午休|几点)[^，。？]{0,6}(?:开门|开放|开不开|上班|营业|办公|办事|有人)|(?:开门|上班|营业|关门|下班)[^，。？]{0,4}(?:时间|几点)`)
	openAt      = regexp.MustCompile(`周[一二三四五六日末]|星期|双休|节假日|工作日|上午|下午|(?:办公|开放|营业|上班|服务)时间|\d{1,2}[:：]\d\d|全天|24小时`)
)

var numbers = map[string]int{"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

// demandsOf reads the demands of a part.
func demandsOf(p bot.Part) demands {
	d := demands{noun: []rune(nounCounted(p)), sheet: sheets.MatchString(p.Text), measured: measuredOf(p), plan: asksFigure(p.Want) && tenseOf(p.Text) == planned,
		basis: p.Want == bot.WantDocNumber || asksBasis.MatchString(p.Text)}
	switch {
	case asksAddress.MatchString(p.Text):
		d.visit = addressed
	case asksHours.MatchString(p.Text):
		d.visit = openAt
	}
	if m := forms.FindStringSubmatch(p.Text); m != nil {
		d.form = m[1] + m[2] + m[3] + m[4]
	}
	if m := several.FindStringSubmatch(p.Text); m != nil {
		if d.several = numbers[m[1]]; d.several == 0 {
			for _, r := range m[1] {
				d.several = 10*d.several + int(r-'0')
			}
		}
	}
	m := belongs.FindStringSubmatch(p.Text)
	if m == nil {
		m = held.FindStringSubmatch(p.Text)
	}
	if m != nil {
		d.subject = map[string]bool{}
		for pair := range pairsOf(contentWords(m[1])) {
			d.subject[string(pair[:])] = true
		}
	}
	if p.Want == bot.WantDocNumber {
		d.figures = map[string]bool{}
		for _, f := range corpus.Figures(p.Text) {
			if f.Unit == "%" {
				d.figures[f.Value] = true
			}
		}
	}
	return d
}

// metBy says whether a sentence, with the list it leads or stands in, meets them.
func (d demands) metBy(s *sentence) bool {
	return !s.elsewhere && d.namesShifted(s) && (d.basis || !preface.MatchString(s.text)) && (d.visit == nil || d.visit.MatchString(s.text)) && (d.several < 2 || named(s) >= d.several) && (!d.sheet || inSheet(s)) && d.ofForm(s) && d.namesSubject(s) && d.holdsFigures(s) && d.ofReport(s)
}

// ofForm says whether a sentence can tell what stands in the form asked of: it stands in
// it, or says what is to be written there.
func (d demands) ofForm(s *sentence) bool {
	if d.form == "" || inSheet(s) {
		return true
	}
	_, after, named := strings.Cut(s.text, d.form)
	return named && filled.MatchString(after)
}

func (d demands) namesShifted(s *sentence) bool {
	if len(d.shifted) == 0 {
		return true
	}
	for pair := range pairsOf(s.result.Document.Title + "\n" + strings.Join(s.result.Passage.Path, "\n") + "\n" + s.result.Passage.Norm) {
		if d.shifted[pair] {
			return true
		}
	}
	return false
}

// shiftedPairs are the pairs of the thing shifted to, as it is said and as texts
// write it; none where it is more than a name.
func shiftedPairs(thing string) map[[2]rune]bool {
	if thing == "" || strings.ContainsAny(thing, "的他她它0123456789亿万") {
		return nil
	}
	out := pairsOf(retrieval.Understand(thing, nil, nil).Text)
	maps.Copy(out, pairsOf(thing))
	return out
}

func (d demands) namesSubject(s *sentence) bool {
	if len(d.subject) == 0 {
		return true
	}
	for pair := range d.subject {
		if strings.TrimSpace(pair) == pair && strings.Contains(s.text, pair) {
			return true
		}
	}
	return false
}

func (d demands) holdsFigures(s *sentence) bool {
	if len(d.figures) == 0 {
		return true
	}
	for _, f := range corpus.Figures(s.result.Passage.Text) {
		if f.Unit == "%" && d.figures[f.Value] {
			return true
		}
	}
	return false
}

var (
	// listed are the marks between things named one after the other.
	listed = regexp.MustCompile(`、|和|与|及|；`)
	commas = regexp.MustCompile(`[，,]`)
)

// listedRunes is the greatest length of a thing named between commas: what is longer is
// a clause.
const listedRunes = 16

// named counts the things that a sentence can name: those between its marks, or
// the items of the list that it leads or stands in.
func named(s *sentence) int {
	n := len(listed.FindAllString(s.text, -1)) + 1
	short := 0
	for _, piece := range commas.Split(s.text, -1) {
		short += int(truth(utf8.RuneCountInString(piece) <= listedRunes))
	}
	n += max(0, short-1)
	items := 0
	for i, p := range s.result.Passage.Parts {
		if p.Lead == s.index || s.part().Lead != -1 && p.Lead == s.part().Lead && i != s.index {
			items++
		}
	}
	return max(n, items)
}

// inSheet says whether a sentence stands in a table or an attachment.
func inSheet(s *sentence) bool {
	p := s.result.Passage
	if p.Kind == corpus.PassageRow {
		return true
	}
	for _, h := range p.Path {
		if strings.Contains(h, "附件") || strings.Contains(h, "附表") || strings.HasSuffix(h, "表") {
			return true
		}
	}
	return false
}
