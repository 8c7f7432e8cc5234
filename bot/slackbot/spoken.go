package slackbot

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

// maxSpoken bounds what is read aloud, in characters: about 30 seconds.
const maxSpoken = 120

// notAll ends a script that leaves something out.
const notAll = "其余内容请见原文。"

// spokenAnswer gives what to read to a caller: the conclusion first, in whole
// sentences, figures as they are said, and where it is written, in at most
// [maxSpoken] characters. It says nothing that the answer's statements, which
// passed the gate, do not say, and says so where it leaves some out (all is
// false then). said is the part of the answer that it was made from.
func spokenAnswer(a *bot.Answer) (text string, said *bot.Answer, all bool) {
	part := *a
	part.Text, part.Statements, part.Citations = "", nil, nil
	if a.Status != bot.StatusAnswered && a.Status != bot.StatusPartial || len(a.Statements) == 0 {
		return spokenRefusal(a), &part, true
	}
	text, n, all := spokenStatements(a, maxSpoken)
	if !all {
		end := notAll
		if wordsOf(a).lang == "en" {
			end = " See the text for the rest."
		}
		text, n, _ = spokenStatements(a, maxSpoken-utf8.RuneCountInString(end))
		if text != "" {
			text += end
		}
	}
	part.Statements = a.Statements[:n]
	if text == "" {
		part.Statements = a.Statements[:1]
	}
	for _, c := range a.Citations {
		if slices.ContainsFunc(part.Statements, func(s bot.Statement) bool { return slices.Contains(s.Citations, c.N) }) {
			part.Citations = append(part.Citations, c)
		}
	}
	basis := spokenBasis(&part)
	switch {
	case text == "":
		return truncate("这条规定较长，不宜摘读，请打开原文照读。"+basis, maxSpoken), &part, all
	case utf8.RuneCountInString(text)+utf8.RuneCountInString(basis) <= maxSpoken:
		return text + basis, &part, all
	}
	return text, &part, all
}

// spokenStatements says as many statements, from the first, as there is room
// for, the last perhaps in part, and gives how many those are and whether they
// are all there is. It does not end with the head of a list.
func spokenStatements(a *bot.Answer, room int) (text string, n int, all bool) {
	out, begun := "", 0
	for i, s := range a.Statements {
		if len(s.Citations) == 0 {
			begun = i + 1
			continue
		}
		blank := ""
		if out != "" && wordsOf(a).lang == "en" {
			blank = " "
		}
		next, fits := sentencesWithin(closed(spoken(a, s.Text)), room-utf8.RuneCountInString(out+blank))
		if head := strings.HasSuffix(next, "："); next != "" && !(head && !fits) {
			out, begun = out+blank+closed(next), i+1
		}
		if !fits {
			out, begun = withoutHead(out, a, begun)
			return out, begun, false
		}
	}
	return out, len(a.Statements), true
}

// withoutHead drops the head of a list of which nothing is said.
func withoutHead(out string, a *bot.Answer, begun int) (string, int) {
	if !strings.HasSuffix(out, "：") || begun == 0 {
		return out, begun
	}
	return strings.TrimSuffix(out, closed(spoken(a, a.Statements[begun-1].Text))), begun - 1
}

// spoken gives a text as it is said.
func spoken(a *bot.Answer, text string) string {
	text = oneParagraph(text)
	if wordsOf(a).lang == "en" {
		return text
	}
	return blanks.ReplaceAllString(speakFigures(text), "$1")
}

// blanks are seen around figures and not said.
var blanks = regexp.MustCompile(`([\p{Han}，。；：、]) +`)

// spokenRefusal says what is the matter and what to do: the first line and
// the last. What stands between (what the corpus holds) is not for callers.
func spokenRefusal(a *bot.Answer) string {
	lines := strings.Split(clean(a.Text), "\n")
	first, _ := sentencesWithin(closed(spoken(a, lines[0])), maxSpoken)
	if len(lines) > 1 {
		last := closed(spoken(a, lines[len(lines)-1]))
		if utf8.RuneCountInString(first)+utf8.RuneCountInString(last) <= maxSpoken {
			first += last
		}
	}
	if first == "" {
		return wordsOf(a).noSource
	}
	return first
}

// spokenBasis says where the answer is written: the text of the first
// citation, and the place in it that all have in common.
func spokenBasis(a *bot.Answer) string {
	if len(a.Citations) == 0 || wordsOf(a).lang == "en" {
		return ""
	}
	first := a.Citations[0]
	title := strings.Trim(oneParagraph(first.Title), "《》")
	if title == "" || utf8.RuneCountInString(title) > 40 {
		return ""
	}
	place, more := first.Locator, ""
	for _, c := range a.Citations[1:] {
		switch article := articleOf(first.Locator); {
		case c.DocumentID != first.DocumentID:
			place, more = "", "等"
		case c.Locator == place:
		case article != "" && article == articleOf(c.Locator):
			if place != "" {
				place = article
			}
		default:
			place = ""
		}
	}
	return "依据《" + title + "》" + speakFigures(place) + more + "。"
}

var articleForm = regexp.MustCompile(`^第[^条]{1,12}条(?:之[一二三四五六七八九十]+)?`)

// articleOf gives the article of a place, without paragraph and item.
func articleOf(locator string) string { return articleForm.FindString(locator) }

// bracketed matches what is seen and not said: numbers of citations and 文号
// in brackets.
var bracketed = regexp.MustCompile(`\[[0-9]+\]|[（(][^（）()]{0,20}[〔\[][12][0-9]{3}[〕\]][^（）()]{0,10}号[）)]`)

// oneParagraph gives a text without line breaks and without what is not said.
func oneParagraph(s string) string {
	return bracketed.ReplaceAllString(strings.ReplaceAll(clean(s), "\n", ""), "")
}

// closed ends a text with a full stop; the head of a list keeps its colon.
func closed(s string) string {
	if s = strings.TrimRight(s, " "); strings.HasSuffix(s, "：") || strings.HasSuffix(s, ":") {
		return strings.TrimRight(s, "：:") + "："
	}
	s = strings.TrimRight(s, " ，、；,;")
	if s == "" || strings.HasSuffix(s, ".") || strings.ContainsRune(sentenceEnds, lastRune(s)) {
		return s
	}
	return s + "。"
}

// sentencesWithin gives the whole sentences at the beginning of a text that
// fit, and whether they are all of it. A semicolon ends a sentence; a bracket
// that it stands in holds it together.
func sentencesWithin(text string, most int) (string, bool) {
	depth, runes, upTo := 0, 0, 0
	for i, r := range text {
		runes++
		switch {
		case strings.ContainsRune("（(《“「", r):
			depth++
		case strings.ContainsRune("）)》”」", r):
			depth = max(0, depth-1)
		}
		if runes > most {
			return strings.TrimRight(text[:upTo], "；;"), false
		}
		if depth == 0 && strings.ContainsRune("。！？；!?;", r) {
			upTo = i + utf8.RuneLen(r)
		}
	}
	return text, true
}

// speakFigures writes the figures of a text as they are said: 3,800万元 is
// 三千八百万元, 15% is 百分之十五, 2021年 is 二〇二一年. Each is read back, and the
// whole once more; what would not mean the same stays as it is printed.
func speakFigures(text string) string {
	figures := corpus.Figures(text)
	must, may := map[string]bool{}, map[string]bool{}
	var b strings.Builder
	at := 0
	for i, f := range figures {
		if f.Start < at {
			continue
		}
		b.WriteString(text[at:f.Start])
		at = f.End
		said := speakFigure(f)
		key := f.Value + "\x00" + f.Unit
		may[key], must[key] = true, f.Unit != ""
		if f.Unit == "" && i+1 < len(figures) { // the lower end of a range: 3-5年
			if between := text[f.End:figures[i+1].Start]; slices.Contains(dashes, between) {
				if low := speakRange(f, figures[i+1]); low != "" {
					said, at = low+"到", figures[i+1].Start
					may[f.Value+"\x00"+figures[i+1].Unit] = true
				}
			}
		}
		b.WriteString(said)
	}
	said := b.String() + text[at:]
	for _, f := range corpus.Figures(said) {
		key := f.Value + "\x00" + f.Unit
		if !may[key] {
			return text
		}
		delete(must, key)
	}
	for _, missing := range must {
		if missing {
			return text
		}
	}
	return said
}

var (
	dashes  = []string{"-", "—", "–", "－", "~", "～", "至", "到"}
	printed = regexp.MustCompile(`^([0-9][0-9,，]*(?:\.[0-9]+)?)(.*)$`)
	ordinal = regexp.MustCompile(`[0-9]+`)
	hotline = regexp.MustCompile(`^1[0-9]{4}$`)
	// calendarYear is a year that is said digit by digit.
	calendarYear = regexp.MustCompile(`^[12][0-9]{3}年$`)
)

// speakFigure gives a figure as it is said, or as it is printed.
func speakFigure(f corpus.Figure) string {
	text := corpus.Normalize(f.Text)
	said := ""
	switch m := printed.FindStringSubmatch(text); {
	case f.Unit == corpus.UnitDocNumber:
		return f.Text
	case f.Unit == corpus.UnitDate:
		said = speakDate(f.Value)
	case strings.HasPrefix(f.Unit, "第"):
		said = ordinal.ReplaceAllStringFunc(text, speakNumber)
	case f.Unit == "" && hotline.MatchString(text):
		return digitByDigit(text, "零幺二三四五六七八九") // a telephone number
	case m == nil:
		return f.Text
	case calendarYear.MatchString(text):
		said = speakDate(f.Value)
	case strings.HasSuffix(text, "%"):
		said = "百分之" + speakNumber(m[1])
	default:
		number := speakNumber(m[1])
		if number == "二" && counted.MatchString(m[2]) {
			number = "两"
		}
		said = number + m[2]
	}
	// 78,827万元 is said 七亿八千八百二十七万元.
	for _, form := range []string{said, speakNumber(f.Value) + f.Unit} {
		if strings.ContainsAny(form, "0123456789") {
			continue
		}
		if back := corpus.Figures(form); len(back) == 1 && back[0].Value == f.Value && back[0].Unit == f.Unit {
			return form
		}
	}
	return f.Text
}

// counted are the units before which two is 两.
var counted = regexp.MustCompile(`^(?:个|家|年|项|名|人|次|件|种|倍|周|户|笔|批|位|篇|万|千|亿|类)`)

// speakRange gives the lower end of a range whose unit stands after the upper.
func speakRange(f, next corpus.Figure) string {
	said := speakNumber(strings.NewReplacer(",", "", "，", "").Replace(corpus.Normalize(f.Text)))
	if back := corpus.Figures(said + "个"); next.Unit == "" || len(back) != 1 || back[0].Value != f.Value {
		return ""
	}
	return said
}

// speakDate says 2021-06-30, 2021-06, 2021 and 06-30.
func speakDate(value string) string {
	parts := strings.Split(value, "-")
	out := ""
	if len(parts[0]) == 4 {
		out = digitByDigit(parts[0], "〇一二三四五六七八九") + "年"
		parts = parts[1:]
	}
	for i, unit := range []string{"月", "日"} {
		if i < len(parts) {
			out += speakNumber(strings.TrimLeft(parts[i], "0")) + unit
		}
	}
	return out
}

func digitByDigit(s, names string) string {
	said := []rune(names)
	var b strings.Builder
	for _, r := range s {
		if r < '0' || r > '9' {
			return s
		}
		b.WriteRune(said[r-'0'])
	}
	return b.String()
}

// speakNumber says a decimal number below 10^12, which may have separators;
// others stay as they are.
func speakNumber(s string) string {
	plain := strings.NewReplacer(",", "", "，", "").Replace(s)
	whole, fraction, point := strings.Cut(plain, ".")
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 12 || strings.Trim(whole+fraction, "0123456789") != "" {
		return s
	}
	out, zero := "", false
	for i, scale := range []string{"亿", "万", ""} {
		from, to := max(0, len(whole)-4*(3-i)), len(whole)-4*(2-i)
		if to <= 0 {
			continue
		}
		group := strings.TrimLeft(whole[from:to], "0")
		if group == "" {
			zero = out != ""
			continue
		}
		if out != "" && (zero || len(group) < 4) {
			out += "零"
		}
		out, zero = out+underTenThousand(group)+scale, false
	}
	if out == "" {
		out = "零"
	}
	if after, ok := strings.CutPrefix(out, "一十"); ok {
		out = "十" + after
	}
	if point {
		out += "点" + digitByDigit(fraction, "零一二三四五六七八九")
	}
	return out
}

// underTenThousand says 1 to 9999, without leading zeros.
func underTenThousand(s string) string {
	names, scales := []rune("零一二三四五六七八九"), []string{"", "十", "百", "千"}
	out, zero := "", false
	for i, r := range s {
		if r == '0' {
			zero = true
			continue
		}
		if zero {
			out += "零"
			zero = false
		}
		out += string(names[r-'0']) + scales[len(s)-1-i]
	}
	return out
}
