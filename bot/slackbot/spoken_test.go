package slackbot

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
)

func TestSpeakFigures(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"补助3,800万元":     "补助三千八百万元",
		"按15%的税率":       "按百分之十五的税率",
		"占比不低于60％":      "占比不低于百分之六十",
		"2021年6月30日前":   "二〇二一年六月三十日前",
		"2021-06-30施行":  "二〇二一年六月三十日施行",
		"2021年共有2家":     "二〇二一年共有两家",
		"满2年":           "满两年",
		"3-5年":          "三到五年",
		"第11条第2款":       "第十一条第二款",
		"1005个":         "一千零五个",
		"10万元":          "十万元",
		"100,005元":      "十万零五元",
		"1,000,000元":    "一百万元",
		"20050个":        "二万零五十个",
		"2.5%":          "百分之二点五",
		"0.5%":          "百分之零点五",
		"12个月":          "十二个月",
		"拨打12366":       "拨打幺二三六六",
		"三千八百万元":        "三千八百万元",
		"国科发火〔2016〕32号": "国科发火〔2016〕32号",
		"没有数字":          "没有数字",
		"（虚构）国家级高新技术企业达到1234家": "（虚构）国家级高新技术企业达到一千二百三十四家",
	} {
		if got := speakFigures(in); got != want {
			t.Errorf("speakFigures(%q) = %q, want %q", in, got, want)
		}
	}
}

// What is said means what is printed: the figures read back are the same, in
// the same order.
func TestSpokenFiguresReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	units := []string{"元", "万元", "亿元", "%", "家", "个月", "年", "个工作日", "人", "倍", "条"}
	for range 3000 {
		n := r.IntN([]int{10, 100, 2000, 100000, 1000000000}[r.IntN(5)])
		unit := units[r.IntN(len(units))]
		text := "达到" + printedNumber(r, n) + unit + "。"
		said := speakFigures(text)
		if diff := cmp.Diff(keys(text), keys(said)); diff != "" {
			t.Fatalf("speakFigures(%q) = %q means something else (-printed +said):\n%s", text, said, diff)
		}
		if strings.ContainsAny(said, "0123456789") && n > 0 && (n < 10000 || !strings.HasSuffix(unit, "元")) {
			t.Errorf("speakFigures(%q) = %q: not in spoken form", text, said)
		}
	}
}

func printedNumber(r *rand.Rand, n int) string {
	digits := []byte{}
	for i, c := range []byte(itoa(n)) {
		if i > 0 && (len(itoa(n))-i)%3 == 0 && r.IntN(2) == 0 && len(itoa(n)) <= 6 {
			digits = append(digits, ',')
		}
		digits = append(digits, c)
	}
	return string(digits)
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func keys(text string) []string {
	var out []string
	for _, f := range corpus.Figures(text) {
		out = append(out, f.Value+" "+f.Unit)
	}
	return out
}

func TestSpokenAnswer(t *testing.T) {
	t.Parallel()
	c := bot.Citation{N: 1, Title: "（虚构）某市办法", Locator: "第11条第（一）项"}
	long := strings.Repeat("这一句写得很长，", 20)
	for name, tt := range map[string]struct {
		a    bot.Answer
		want string
	}{
		"one": {bot.Answer{Status: bot.StatusAnswered, Citations: []bot.Citation{c},
			Statements: []bot.Statement{{Text: "认定后按15%的税率征收（虚发〔2022〕1号），有效期3年", Citations: []int{1}}}},
			"认定后按百分之十五的税率征收，有效期三年。依据《（虚构）某市办法》第十一条第（一）项。"},
		"the second does not fit": {bot.Answer{Status: bot.StatusPartial, Citations: []bot.Citation{c},
			Statements: []bot.Statement{{Text: "按10%减免。", Citations: []int{1}}, {Text: long, Citations: []int{1}}}},
			"按百分之十减免。其余内容请见原文。依据《（虚构）某市办法》第十一条第（一）项。"},
		"the first is cut behind a sentence": {bot.Answer{Status: bot.StatusAnswered, Citations: []bot.Citation{c},
			Statements: []bot.Statement{{Text: "一次性补助5万元；" + long, Citations: []int{1}}}},
			"一次性补助五万元。其余内容请见原文。依据《（虚构）某市办法》第十一条第（一）项。"},
		"nothing fits": {bot.Answer{Status: bot.StatusAnswered, Citations: []bot.Citation{c},
			Statements: []bot.Statement{{Text: long, Citations: []int{1}}}},
			"这条规定较长，不宜摘读，请打开原文照读。依据《（虚构）某市办法》第十一条第（一）项。"},
		"uncited is not said": {bot.Answer{Status: bot.StatusAnswered, Citations: []bot.Citation{c},
			Statements: []bot.Statement{{Text: "没有出处的话。"}, {Text: "有出处的话。", Citations: []int{1}}}},
			"有出处的话。依据《（虚构）某市办法》第十一条第（一）项。"},
		"nothing known": {bot.Answer{Status: bot.StatusNoInformation, Text: "库内没有依据。\n请拨打 12345 核实。"},
			"库内没有依据。请拨打幺二三四五核实。"},
		"what the corpus holds is not for callers": {bot.Answer{Status: bot.StatusNoInformation, Text: "库内没有依据。\n本库收录 17 份文件。\n请拨打 12345 核实。"},
			"库内没有依据。请拨打幺二三四五核实。"},
		"a list goes on": {bot.Answer{Status: bot.StatusAnswered, Citations: []bot.Citation{c}, Statements: []bot.Statement{
			{Text: "须同时满足以下条件：", Citations: []int{1}}, {Text: "（一）注册满1年；", Citations: []int{1}}, {Text: long, Citations: []int{1}}}},
			"须同时满足以下条件：（一）注册满一年。其余内容请见原文。依据《（虚构）某市办法》第十一条第（一）项。"},
		"a head alone is not read": {bot.Answer{Status: bot.StatusAnswered, Citations: []bot.Citation{c}, Statements: []bot.Statement{
			{Text: "一次性补助5万元。", Citations: []int{1}}, {Text: "须同时满足以下条件：", Citations: []int{1}}, {Text: long, Citations: []int{1}}}},
			"一次性补助五万元。其余内容请见原文。依据《（虚构）某市办法》第十一条第（一）项。"},
		"English": {bot.Answer{Status: bot.StatusAnswered, Label: bot.LabelEN, Citations: []bot.Citation{c},
			Statements: []bot.Statement{{Text: "The rate is 15%.", Citations: []int{1}}, {Text: "It holds 3 years.", Citations: []int{1}}}},
			"The rate is 15%. It holds 3 years."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _, _ := spokenAnswer(&tt.a)
			if got != tt.want {
				t.Errorf("spokenAnswer = %q, want %q", got, tt.want)
			}
		})
	}
}

// The basis named is that of all that is said.
func TestSpokenBasis(t *testing.T) {
	t.Parallel()
	for want, places := range map[string][]string{
		"依据《（虚构）办法》第三条第一款。": {"a 第三条第一款"},
		"依据《（虚构）办法》第三条。":    {"a 第三条第一款", "a 第三条第二款", "a 第三条"},
		"依据《（虚构）办法》第三条之一。":  {"a 第三条之一第一款", "a 第三条之一"},
		"依据《（虚构）办法》。":       {"a 第三条", "a 第四条", "a 第三条"},
		"依据《（虚构）办法》等。":      {"a 第三条", "b 第三条"},
		"":                  nil,
	} {
		var a bot.Answer
		for i, p := range places {
			document, place, _ := strings.Cut(p, " ")
			a.Citations = append(a.Citations, bot.Citation{N: i + 1, DocumentID: document, Title: "（虚构）办法", Locator: place})
		}
		if got := spokenBasis(&a); got != want {
			t.Errorf("spokenBasis(%v) = %q, want %q", places, got, want)
		}
	}
}

// Whatever the answer is, the script is short, whole sentences, and holds no
// figure that the statements and the place do not hold.
func TestSpokenAnswerKeepsItsBounds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 200 {
		a := generatedAnswer(r, []int{1, 60, 119, 120, 121, 500, 3000}[i%7])
		got, part, all := spokenAnswer(a)
		if strings.Contains(got, notAll) && all || len(part.Statements) == 0 || len(part.Citations) > len(part.Statements) {
			t.Fatalf("script %q: all %v, of %d statements and %d citations", got, all, len(part.Statements), len(part.Citations))
		}
		if n := utf8.RuneCountInString(got); n == 0 || n > maxSpoken {
			t.Fatalf("script of %d characters, want 1 to %d: %q", n, maxSpoken, got)
		}
		have := map[string]bool{}
		for _, s := range a.Statements {
			for _, k := range keys(oneParagraph(s.Text)) {
				have[k] = true
			}
		}
		said, _, _ := strings.Cut(got, "依据《")
		for _, k := range keys(said) {
			if !have[k] {
				t.Errorf("figure %q of the script %q is in no statement", k, said)
			}
		}
	}
}
