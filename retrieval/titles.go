package retrieval

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// lawsCSV names well-known national rules, so that one that is named but not
// stored is recognised as such.
//
//go:embed laws.txt
var lawsTXT string

var wellKnown = func() []string {
	names := strings.Fields(lawsTXT)
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	return names
}()

// named is what the words name: stored titles and names of documents that are
// not stored, in the order of the words.
type named struct {
	refs    []Ref
	unknown []string
}

func (n *named) ref(title, label string) {
	for i, r := range n.refs {
		if r.Title != title {
			continue
		}
		if r.Label == "" {
			n.refs[i].Label = label
			return
		}
		if label == "" || r.Label == label {
			return
		}
	}
	n.refs = append(n.refs, Ref{Title: title, Label: label})
}

// refAll names whole documents.
func (n *named) refAll(titles []string) {
	for _, t := range titles {
		n.ref(t, "")
	}
}

func (n *named) missing(name string) {
	if !slices.Contains(n.unknown, name) {
		n.unknown = append(n.unknown, name)
	}
}

var (
	quotedTitle = regexp.MustCompile(`《([^《》]{2,60})》`)
	// ending is how the name of a rule ends.
	ending = regexp.MustCompile(`实施条例|暂行条例|条例|实施细则|细则|(?:管理|实施|暂行|评价|认定|评审|奖励|资助|扶持|促进|减缴|试行|暂行)办法|办法|暂行规定|规定|若干措施|若干意见|指导意见|实施意见|意见|工作指引|指引|法案|政府工作报告|工作报告`)
	// firm endings are hardly ever anything but the end of a name.
	firm = []string{"条例", "实施细则", "法案", "政府工作报告", "管理办法", "实施办法", "暂行办法", "评价办法", "认定办法", "减缴办法", "工作指引", "暂行规定"}
	// breaksName are words that never stand inside the name of a rule said in
	// running words.
	breaksName = regexp.MustCompile(`[，。？！、；：,.?!;:\s“”"'《》()（）]|什么|怎么|怎样|如何|哪|按照|根据|依据|依照|请问|想问|查|看|说|是|了|吗|呢|我|你|他|它|们|[这那][个部份条版项]|这|那|的|里|在|有|跟|给|把|按|出台|最新|现行|新版|旧版|相关|有关|公司|该`)
	lawName    = regexp.MustCompile(`\p{Han}{3,12}?法`)
	demonstr   = regexp.MustCompile(`(?:自己|本地|当地)?(?:(?:19|20)?\d\d年?|去年|今年|前年)?(?:刚|新|才)?的?(?:[那这][个部份条版项]|(?:出|通过|出台|发布|印发|制定|颁布)的|的)$`)
	// implements names the rules of a place under a law: 实施农业技术推广法的那个办法. Groups: up to the law, the rules.
	implements = regexp.MustCompile(`(实施\p{Han}{2,16}?法)的?(?:[那这][个部份条版])?(办法|条例|细则|规定)`)
	// inMarks is the name of a rule whose matter stands in marks: “千万工程”条例. Groups: the matter, the rule.
	inMarks = regexp.MustCompile(`[“"]([\p{Han}\d]{2,14})[”"](条例|办法|规定|细则)`)
)

// nameTitles finds the documents that the words name: 《titles》, stored titles
// and their short forms, region with a loose name (深圳那个人工智能条例), and
// names of rules that the store does not hold.
func nameTitles(text string, k *Knowledge) named {
	var out named
	text = quotedTitle.ReplaceAllStringFunc(text, func(m string) string {
		name := strings.TrimSuffix(strings.TrimPrefix(m, "《"), "》")
		title := k.exact(name)
		if several := k.sameName(name); title == "" && several != nil {
			out.refAll(several)
			return blank(m)
		}
		if title == "" {
			title = k.like(name)
		}
		if title != "" {
			out.ref(title, "")
			return blank(m)
		}
		out.missing(name)
		return blank(m)
	})
	text = inMarks.ReplaceAllString(implements.ReplaceAllString(text, "$1$2"), "$1$2")
	text = nameUnknown(text, k, &out)
	if k != nil {
		for _, t := range k.titles {
			for {
				i := strings.Index(text, t.form)
				if i < 0 {
					break
				}
				out.ref(t.title, "")
				text = text[:i] + blank(t.form) + text[i+len(t.form):]
			}
		}
	}
	for _, m := range lawName.FindAllStringIndex(text, -1) {
		for r := []rune(text[m[0]:m[1]]); len(r) >= 4; r = r[1:] {
			if title := k.like(string(r)); title != "" {
				out.ref(title, "")
				text = text[:m[1]-len(string(r))] + blank(string(r)) + text[m[1]:]
				break
			}
		}
	}
	for _, name := range wellKnown {
		if !standsIn(text, name) {
			continue
		}
		switch title := cmpOr(k.exact(name), k.like(name)); title {
		case "":
			out.missing(name)
		default:
			out.ref(title, "")
		}
		text = strings.ReplaceAll(text, name, blank(name))
	}
	return out
}

// runsOn are characters that make another word of the end of the name of a law: 教师法律援助, 监察法规.
const runsOn = "律院规人定官务治理"

// standsIn says that a text holds a name, and no longer word in its place.
func standsIn(text, name string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return false
		}
		from += i + len(name)
		next, _ := utf8.DecodeRuneInString(text[from:])
		if from == len(text) || !strings.ContainsRune(runsOn, next) {
			return true
		}
	}
}

// blank gives as many full stops as s has bytes: a text whose named parts are
// blanked keeps its offsets and no name runs across the gap.
func blank(s string) string { return strings.Repeat(".", len(s)) }

// nameUnknown finds names of rules by their ending, gives those that are like a
// stored title as references, and reports the others where they can hardly be
// anything but names: led by a region, or with a firm ending.
func nameUnknown(text string, k *Knowledge, out *named) string {
	for _, m := range ending.FindAllStringIndex(text, -1) {
		start := 0
		if b := breaksName.FindAllStringIndex(text[:m[0]], -1); len(b) > 0 {
			start = b[len(b)-1][1]
		}
		run := text[start:m[1]]
		if strings.Contains(run, "..") {
			run = run[strings.LastIndex(run, "..")+2:]
			start = m[1] - len(run)
		}
		region, rest := splitRegion(run, k)
		if region == "" {
			region = regionBefore(text[:start], k)
			rest = run
		}
		suffix := text[m[0]:m[1]]
		if of, name := sharedName(region, rest, k); len(of) > 1 { // 上海和北京技术市场条例
			for _, place := range of {
				if title := k.ofPlace(place, name); title != "" {
					out.ref(title, "")
				} else if isFirm(suffix) {
					out.missing(place + name)
				}
			}
			text = text[:start] + blank(text[start:m[1]]) + text[m[1]:]
			continue
		}
		core := strings.TrimSuffix(rest, suffix)
		switch {
		case region != "" && len([]rune(core)) >= 2:
			if title := k.ofPlace(region, rest); title != "" {
				out.ref(title, "")
			} else if inner := containsTitle(rest, k); inner != "" && !strings.HasPrefix(rest, "实施") {
				continue // 北京专利法…: the national law, not a local one
			} else if isFirm(suffix) || strings.HasPrefix(rest, "实施") {
				out.missing(region + rest)
			} else {
				continue
			}
		case region == "" && len([]rune(core)) >= 2:
			if rule := rulesUnder(run, suffix, k); rule != "" {
				out.missing(rule)
				break
			}
			if containsTitle(run, k) != "" {
				continue // found by the walk over stored titles
			}
			title, several := "", []string(nil)
			for r := []rune(run); len(r) >= 4 && title == "" && several == nil; r = r[1:] {
				if several = k.sameName(string(r)); several == nil {
					title = k.like(string(r))
				}
			}
			switch {
			case several != nil:
				out.refAll(several)
			case title != "":
				out.ref(title, "")
			case isFirm(suffix) && len([]rune(run)) >= 6:
				out.missing(run)
			default:
				continue
			}
		default:
			continue
		}
		text = text[:start] + blank(text[start:m[1]]) + text[m[1]:]
	}
	return text
}

// implementing is how the rules under a law are called.
var implementing = []string{"实施条例", "实施细则", "实施办法", "施行细则"}

// rulesUnder gives the name of the rules under a stored law that ends a run, where the
// store holds the law and not them; "" otherwise. What the law says under the same
// number is another matter.
func rulesUnder(run, suffix string, k *Knowledge) string {
	if k == nil || !slices.Contains(implementing, suffix) {
		return ""
	}
	for _, t := range k.titles { // longest first
		switch i := strings.Index(run, t.form); {
		case i < 0:
		case run[i+len(t.form):] == suffix:
			return t.form + suffix
		default:
			return ""
		}
	}
	return ""
}

// sharedName cuts a name that several places share (region 上海 and rest
// 和北京技术市场条例): the places and the name behind them.
func sharedName(region, rest string, k *Knowledge) (of []string, name string) {
	of, name = []string{region}, rest
	for region != "" {
		next, found := name, false
		for _, and := range []string{"和", "与", "及", "、"} {
			if after, ok := strings.CutPrefix(name, and); ok {
				next, found = after, true
			}
		}
		if !found {
			break
		}
		if region, next = splitRegion(next, k); region != "" {
			of, name = append(of, region), next
		}
	}
	return of, name
}

func isFirm(suffix string) bool {
	return slices.ContainsFunc(firm, func(f string) bool { return strings.HasSuffix(suffix, f) })
}

// containsTitle gives the longest stored title named inside s.
func containsTitle(s string, k *Knowledge) string {
	if k == nil {
		return ""
	}
	for _, t := range k.titles {
		if strings.Contains(s, t.form) {
			return t.title
		}
	}
	return ""
}

// splitRegion cuts a place that a name begins with.
func splitRegion(run string, k *Knowledge) (region, rest string) {
	runes := []rune(run)
	places := k.gazetteer().find(runes)
	for _, p := range places {
		if p.start <= 2 {
			end := p.end
			if end < len(runes) && (runes[end] == '市' || runes[end] == '省' || runes[end] == '县' || runes[end] == '区') {
				end++
			}
			return string(runes[p.start:end]), string(runes[end:])
		}
	}
	return "", run
}

// regionBefore gives the place just before 那个 or 的 that a loose name follows.
func regionBefore(before string, k *Knowledge) string {
	cut := demonstr.FindStringIndex(before)
	if cut == nil {
		return ""
	}
	runes := []rune(before[:cut[0]])
	places := k.gazetteer().find(runes)
	if n := len(places); n > 0 && places[n-1].end == len(runes) {
		return places[n-1].said
	}
	return ""
}

// shortPlace gives a place without 省, 市, 经济特区.
func shortPlace(s string) string { return trimAnySuffix(s, "经济特区", "省", "市") }

func cmpOr(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
