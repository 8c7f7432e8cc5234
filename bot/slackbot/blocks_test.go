package slackbot

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/bot/slackbot/slacktest"
	"github.com/policybot/policybot/corpus"
)

// pieces of generated answers: Chinese, English, figures, emoji, marks, markup.
var pieces = []string{
	"企业应当在纳税年度终了后进行备案", "。", "，", "；", "研发费用", "高新技术企业", "“揭榜挂帅”", "（一）", "2,296家", "1.5亿元", "15%", "第十一条",
	"2021年12月31日", "国科发火〔2016〕32号", "tax credit", " ", "deduction", "R&D", "<!channel>", "<@U123>", "&amp;", "👩‍👩‍👧‍👦", "🇨🇳", "é",
	"👍🏽", "\n", "！", "？", "a|b", ">", "<https://evil.example|点我>", "不低于百分之三", "三千万元", "12个工作日", "\u202e", "万", "[1]",
}

// generated gives text of about n characters.
func generated(r *rand.Rand, n int) string {
	var b strings.Builder
	for size := 0; size < n; {
		p := pieces[r.IntN(len(pieces))]
		if r.IntN(3) == 0 {
			p = "的规定和要求"
		}
		b.WriteString(p)
		size += utf8.RuneCountInString(p)
	}
	return b.String()
}

func generatedAnswer(r *rand.Rand, n int) *bot.Answer {
	a := &bot.Answer{ID: "abc123", Status: bot.StatusAnswered, Label: bot.Label}
	for size, i := 0, 1; size < n && i <= 60; i++ {
		part := 1 + r.IntN(max(n, 1))
		if n > 1000 && r.IntN(2) == 0 {
			part = 200
		}
		a.Statements = append(a.Statements, bot.Statement{Text: generated(r, part) + "。", Citations: []int{i}})
		a.Citations = append(a.Citations, bot.Citation{
			N: i, DocumentID: fmt.Sprintf("%012x", i), Title: generated(r, r.IntN(200)), DocNumber: "虚发〔2022〕1号",
			Locator: generated(r, r.IntN(100)), Start: i, End: i + 9, Status: corpus.StatusInForce, EffectiveFrom: "2022-01-01",
		})
		size += part
	}
	return a
}

func TestGeneratedAnswersKeepSlacksLimits(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	sizes := []int{1, 10, 300, 2999, 3001, 12001, 40000}
	for i := range generatedAnswers {
		n := sizes[i%len(sizes)]
		a := generatedAnswer(r, n)
		l := layOut(a, "https://policy.example")
		got := l.reply()
		if err := slacktest.Validate(asSent(t, got.blocks())); err != nil {
			t.Fatalf("answer %d of about %d characters: %v", i, n, err)
		}
		for what, text := range map[string]string{"plain": got.plain, "summary": got.summary} {
			if err := slacktest.CheckMarkup(text); err != nil || text == "" || width(text) > 13000 {
				t.Fatalf("answer %d: %s of %d: %v", i, what, width(text), err)
			}
		}
		body := strings.Join(l.body, "")
		if whole := len(l.foot) == 1; whole {
			var want strings.Builder
			for _, p := range paragraphs(a, wordsZH) {
				want.WriteString(escape(p))
			}
			if diff := cmp.Diff(want.String(), body); diff != "" {
				t.Fatalf("answer %d is not delivered whole and in order (-want +got):\n%s", i, diff)
			}
		} else if !strings.Contains(l.foot[0], "<https://policy.example/answers/abc123|") {
			t.Fatalf("answer %d is cut and its foot %q does not say where the whole is", i, l.foot[0])
		}
		// Every number shown at a claim has its source below.
		for _, s := range a.Statements {
			mark := fmt.Sprintf("[%d]", s.Citations[0])
			if strings.HasSuffix(body, mark) && !strings.Contains("\n"+strings.Join(l.sources, "\n"), mark+" ") {
				t.Fatalf("answer %d: claim %s has no source", i, mark)
			}
		}
	}
}

// Sources of one text share lines; each keeps its number, place and link.
func TestSourcesOfOneText(t *testing.T) {
	t.Parallel()
	cite := func(n int, document, place string) bot.Citation {
		return bot.Citation{N: n, DocumentID: document, Title: "（虚构）办法" + document, Locator: place, Status: corpus.StatusInForce, Start: n, End: n + 9}
	}
	shown := []bot.Citation{cite(1, "a", "第一条"), cite(2, "a", "第二条"), cite(3, "a", "第三条"), cite(4, "b", "第一条"), cite(5, "a", "第四条")}
	link := func(c bot.Citation, label string) string {
		return "<" + passageURL(c, "https://p.example") + "|" + label + ">"
	}
	want := []string{
		"[1] " + link(shown[0], "（虚构）办法a") + " · 第一条 · 现行有效",
		"同上 · [2] " + link(shown[1], "第二条") + " · [3] " + link(shown[2], "第三条"),
		"[4] " + link(shown[3], "（虚构）办法b") + " · 第一条 · 现行有效",
		"[5] " + link(shown[4], "（虚构）办法a") + " · 第四条 · 现行有效",
	}
	if diff := cmp.Diff(want, sourceLines(shown, wordsZH, "https://p.example")); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	r := rand.New(rand.NewPCG(11, 12))
	for range 500 { // they take no more room than lines of their own, and keep below the bound of a section
		var list []bot.Citation
		alone := 0
		for n := range 1 + r.IntN(60) {
			c := cite(n+1, string(rune('a'+r.IntN(3))), generated(r, r.IntN(90)))
			list, alone = append(list, c), alone+width(sourceLine(c, wordsEN, "https://p.example"))+1
		}
		together := 0
		for _, line := range sourceLines(list, wordsEN, "https://p.example") {
			together += width(line) + 1
			if width(line) > maxSection {
				t.Fatalf("a line of %d", width(line))
			}
		}
		if together > alone {
			t.Fatalf("%d sources take %d, lines of their own %d", len(list), together, alone)
		}
	}
}

func TestPackCutsNothingApart(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	digitUnit := regexp.MustCompile(`[0-9.,]$`)
	unitFirst := regexp.MustCompile(`^(?:[0-9.,]*[0-9](?:家|亿元|%|年|月|日|号|个工作日)|家|亿元|%|[0-9])`)
	for i := range 400 {
		text := clean(generated(r, 1+r.IntN(900)))
		limit := 220 + r.IntN(300)
		list := atoms(text)
		cuts := pack(list, limit)
		if got := strings.Join(cuts, ""); got != escaper.Replace(text) {
			t.Fatalf("case %d: pieces joined differ from the text:\n%q\n%q", i, got, escaper.Replace(text))
		}
		for n, c := range cuts {
			if err := slacktest.CheckMarkup(c); err != nil {
				t.Fatalf("case %d: %v in %q", i, err, c)
			}
			if width(c) > limit {
				t.Fatalf("case %d: piece of %d, limit %d", i, width(c), limit)
			}
			if n == 0 {
				continue
			}
			before, first := cuts[n-1], []rune(c)[0]
			if combines(first) || strings.HasSuffix(before, "\u200d") {
				t.Fatalf("case %d: character cut apart: %q | %q", i, before, c)
			}
			if digitUnit.MatchString(before) && unitFirst.MatchString(c) {
				t.Fatalf("case %d: figure cut apart: ...%q | %q", i, tail(before), c)
			}
			if strings.ContainsRune("。！？；，、）”", first) {
				t.Fatalf("case %d: %q begins a piece", i, first)
			}
		}
	}
}

func tail(s string) string {
	runes := []rune(s)
	return string(runes[max(0, len(runes)-20):])
}

func TestPack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"whole", "一句话。", 40, []string{"一句话。"}},
		{"sentence", "甲乙丙丁。戊己庚辛，壬癸", 8, []string{"甲乙丙丁。", "戊己庚辛，壬癸"}},
		{"pause", "甲乙丙丁，戊己庚辛壬癸", 8, []string{"甲乙丙丁，", "戊己庚辛壬癸"}},
		{"anywhere", "甲乙丙丁戊己", 4, []string{"甲乙丙丁", "戊己"}},
		{"figure and unit", "甲乙共1,234.5万元补贴", 8, []string{"甲乙共", "1,234.5万元", "补贴"}},
		{"year and day", "甲乙丙2021年底", 6, []string{"甲乙丙", "2021年底"}},
		{"percent", "税率为15%的", 5, []string{"税率为", "15%的"}},
		{"article", "依照本办法第十一条执行", 8, []string{"依照本办法", "第十一条执行"}},
		{"citation stays with its sentence", "甲乙丙。[12]丁戊", 9, []string{"甲乙丙。[12]", "丁戊"}},
		{"closing quotation mark", "“甲乙丙。”丁戊己", 6, []string{"“甲乙丙。”", "丁戊己"}},
		{"entity", "甲乙<丙", 6, []string{"甲乙&lt;", "丙"}},
		{"word", "甲乙 deduction of", 11, []string{"甲乙 ", "deduction ", "of"}},
		{"flag", "甲🇨🇳🇨🇳", 5, []string{"甲🇨🇳", "🇨🇳"}},
		{"no place at all", "。。。。。。", 4, []string{"。。。。", "。。"}},
	} {
		if diff := cmp.Diff(tt.want, pack(atoms(tt.text), tt.limit)); diff != "" {
			t.Errorf("%s: pack(%q, %d) (-want +got):\n%s", tt.name, tt.text, tt.limit, diff)
		}
	}
}

func TestLayouts(t *testing.T) {
	t.Parallel()
	cite := func(n int, status corpus.Status) bot.Citation {
		return bot.Citation{N: n, DocumentID: "d", Title: "（虚构）办法", DocNumber: "虚发〔2016〕1号", Locator: "第十一条", Status: status,
			EffectiveFrom: "2016-01-01", URL: "https://gov.example/a?b=1&c=|>"}
	}
	for _, tt := range []struct {
		name, public string
		answer       bot.Answer
		want         string
	}{
		{"text that cites", "", bot.Answer{Status: bot.StatusPartial, Label: bot.Label,
			Text:       "结论一。[1]\n结论二。[1][2]\n“别的”：库内未找到依据。\n注意：已失效。",
			Statements: []bot.Statement{{Text: "结论一。", Citations: []int{1}}, {Text: "结论二。", Citations: []int{1, 2}}},
			Citations:  []bot.Citation{cite(1, corpus.StatusInForce), cite(2, corpus.StatusRepealed)},
			Missing:    []string{"“别的”：库内未找到依据。"}},
			"结论一。[1]\n结论二。[1][2]\n“别的”：库内未找到依据。\n注意：已失效。\n*来源*\n" +
				"[1] <https://gov.example/a?b=1&amp;c=%7C%3E|（虚构）办法> · 虚发〔2016〕1号 · 第十一条 · 2016-01-01 起施行 · 现行有效\n" +
				"[2] <https://gov.example/a?b=1&amp;c=%7C%3E|（虚构）办法> · 虚发〔2016〕1号 · 第十一条 · 2016-01-01 起施行 · 已废止\n" + bot.Label},
		{"text that does not cite", "", bot.Answer{Status: bot.StatusAnswered, Label: bot.LabelEN, Text: "Twelve days.",
			Statements: []bot.Statement{{Text: "Twelve days.", Citations: []int{1}}, {Text: "Uncited.", Citations: nil}},
			Citations:  []bot.Citation{{N: 1, Title: "（虚构）Rules", Status: corpus.StatusInForce, EffectiveFrom: "2016-01-01", Digest: true, URL: "javascript:alert(1)"}}},
			"Twelve days.[1]\n*Sources*\n[1] （虚构）Rules · in effect from 2016-01-01 · in force · digest\n" + bot.LabelEN},
		{"no citation, no answer", "", bot.Answer{Status: bot.StatusAnswered, Label: bot.Label, Text: "没有出处的话。",
			Statements: []bot.Statement{{Text: "没有出处的话。"}}},
			wordsZH.noSource + "\n" + bot.Label},
		{"clarification", "", bot.Answer{Status: bot.StatusClarification, Label: bot.Label, Text: "您指哪一项？", Choices: []string{"认定", "<复审>"}},
			"您指哪一项？\n• 认定\n• &lt;复审&gt;\n" + bot.Label},
		{"refusal with live text", "", bot.Answer{Status: bot.StatusRefused, Label: bot.Label, Text: "不能提供帮助 <@U1>"},
			"不能提供帮助 &lt;@U1&gt;\n" + bot.Label},
		{"label not repeated", "", bot.Answer{Status: bot.StatusOutOfScope, Label: bot.Label, Text: "不在范围内。\n" + bot.Label},
			"不在范围内。\n" + bot.Label},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := layOut(&tt.answer, tt.public).reply()
			if err := slacktest.Validate(asSent(t, r.blocks())); err != nil {
				t.Error(err)
			}
			got := slacktest.Message{Blocks: asSent(t, r.blocks())}.Body()
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("layout (-want +got):\n%s", diff)
			}
			if r.plain != got {
				t.Errorf("plain form %q differs from the blocks", r.plain)
			}
		})
	}
}
