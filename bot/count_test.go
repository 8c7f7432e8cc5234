package bot_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// counted is an invented text of two chapters with a list of four.
const counted = `云州市灯塔企业认定办法

第一章 总则

第一条 为了照亮本市，制定本办法。

第二章 条件

第二条 认定为灯塔企业须同时满足以下条件：

（一）注册满二年；

（二）照明费用占销售收入的比例不低于7%：

1. 白天照明；

2. 夜间照明；

（三）没有熄灯记录；

（四）有专人守灯。

第三条 灯塔企业有下列情形之一的，取消其资格：

（一）连续熄灯三日的；

（二）虚报照明费用的。

第四条 本市设立下列灯塔科技奖：

（一）云州最高灯塔奖；

（二）云州夜航奖；

（三）云州守灯奖。

第五条 本办法自2031年1月1日起施行。
`

func TestCounted(t *testing.T) {
	d := document(t, "a.md", "云州市灯塔企业认定办法", counted, nil)
	for _, c := range []struct {
		question, said string
		statements     int
	}{
		{"灯塔企业认定办法一共有多少条？", "共 5 条（第一条至第五条，编号没有缺漏），分 2 章：第一章 总则、第二章 条件。", 2},
		{"云州市灯塔企业认定办法分几章？", "分 2 章", 2},
		{"灯塔企业认定办法有多少条、分几章？", "共 5 条", 2},
		{"认定灯塔企业要同时满足几个条件？", "第二条逐项计数，共 4 项（（一）至（四），编号没有缺漏）", 5},
		{"灯塔企业有几种情形会被取消资格？", "第三条逐项计数，共 2 项", 3},
		{"云州市灯塔科技奖有几个奖项？", "第四条逐项计数，共 3 项", 4},
		{"云州市灯塔科技奖有几档？", "第四条逐项计数，共 3 项", 4},
		{"云州市灯塔科技奖设哪几个奖？", "第四条逐项计数，共 3 项", 4},
	} {
		s, _ := service(t, retriever{docs: []*corpus.Document{d}}, first{})
		a, err := s.Answer(t.Context(), bot.Question{Text: c.question})
		if err != nil {
			t.Fatalf("Answer(%q): %v", c.question, err)
		}
		if a.Status != bot.StatusAnswered || !strings.Contains(a.Text, c.said) || len(a.Statements) != c.statements {
			t.Errorf("Answer(%q) = %s, %d statements, want answered, %d, with %q:\n%s", c.question, a.Status, len(a.Statements), c.statements, c.said, a.Text)
		}
	}
}

// What is not held whole, and what is not asked for, is not counted.
func TestNotCounted(t *testing.T) {
	whole := document(t, "a.md", "云州市灯塔企业认定办法", counted, nil)
	gap := document(t, "a.md", "云州市灯塔企业认定办法", strings.Replace(strings.Replace(counted, "（二）虚报", "（三）虚报", 1), "第五条", "第七条", 1), nil)
	missing := document(t, "a.md", "云州市灯塔企业认定办法", counted, func(d *corpus.Document) { d.Passages = append(d.Passages[:1:1], d.Passages[2:]...) })
	for _, c := range []struct {
		name, question string
		d              *corpus.Document
	}{
		{"an article is missing", "灯塔企业认定办法一共有多少条？", gap},
		{"an item is missing", "灯塔企业有几种情形会被取消资格？", gap},
		{"a passage is missing", "灯塔企业认定办法一共有多少条？", missing},
		{"another text", "渔船补助条例一共有多少条？", whole},
		{"grades of a prize", "云州市灯塔科技奖分几个档次？", whole},
		{"a number in the text", "灯塔企业要注册满几年？", whole},
		{"a list that the text speaks of", "灯塔企业认定办法的负面清单一共还剩几条？", whole},
		{"the articles that changed", "灯塔企业认定办法修改了几条？", whole},
	} {
		s, _ := service(t, retriever{docs: []*corpus.Document{c.d}}, first{})
		a, err := s.Answer(t.Context(), bot.Question{Text: c.question})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if strings.Contains(a.Text, "计数") {
			t.Errorf("%s: Answer(%q) counted:\n%s", c.name, c.question, a.Text)
		}
	}
}

// Of each version that is asked for the articles are counted, and the list of what
// prizes there are is not taken for that of when none is given.
func TestCountedVersions(t *testing.T) {
	newer := document(t, "new.md", "云州市灯塔企业认定办法", counted, func(d *corpus.Document) { d.Adopted, d.EffectiveFrom = "2024-03-01", "2024-06-01" })
	older := document(t, "old.md", "云州市灯塔企业认定办法", "云州市灯塔企业认定办法\n\n第一条 为了照亮本市，制定本办法。\n\n第二条 本办法自2010年1月1日起施行。\n", func(d *corpus.Document) {
		d.Adopted, d.EffectiveFrom, d.EffectiveTo, d.ReplacedBy, d.EndReason = "2009-12-01", "2010-01-01", "2024-05-31", newer.ID, corpus.StatusSuperseded
	})
	for _, c := range []struct {
		question   string
		said       []string // in this order
		statements int
	}{
		{"灯塔企业认定办法修订前有多少条，现在有多少条？", []string{"共 5 条", "共 2 条"}, 4},
		{"灯塔企业认定办法旧版有多少条", []string{"共 2 条", "共 5 条"}, 4},
	} {
		s, _ := service(t, retriever{docs: []*corpus.Document{newer, older}}, first{})
		a := ask(t, s, bot.Question{Text: c.question})
		at := 0
		for _, said := range c.said {
			next := strings.Index(a.Text[at:], said)
			if next < 0 {
				t.Fatalf("Answer(%q): %q is not in order:\n%s", c.question, said, a.Text)
			}
			at += next
		}
		if a.Status != bot.StatusAnswered || len(a.Statements) != c.statements {
			t.Errorf("Answer(%q) = %s, %d statements, want answered, %d:\n%s", c.question, a.Status, len(a.Statements), c.statements, a.Text)
		}
	}

	with := strings.Replace(counted, "第五条", "第五条 有下列情形之一的，不得授予云州市灯塔科技奖：\n\n（一）熄灯的；\n\n（二）虚报的。\n\n第六条", 1)
	s, _ := service(t, retriever{docs: []*corpus.Document{document(t, "a.md", "云州市灯塔企业认定办法", with, nil)}}, first{})
	if a := ask(t, s, bot.Question{Text: "云州市灯塔科技奖有几个奖项？"}); !strings.Contains(a.Text, "第四条逐项计数，共 3 项") {
		t.Errorf("prizes beside the situations in which none is given:\n%s", a.Text)
	}
}

// A 文号 alone is answered by what its text says that it is for, not by a text that
// names it.
func TestNumbered(t *testing.T) {
	d := document(t, "a.md", "云州市灯塔企业认定办法", counted, func(d *corpus.Document) { d.DocNumber = "云灯发〔2031〕7号" })
	other := document(t, "b.md", "港湾通知", "港湾通知\n\n请按云州市灯塔企业认定办法（云灯发〔2031〕7号）准备好申报的材料，按时提交。\n", nil)
	s, _ := service(t, retriever{docs: []*corpus.Document{other, d}, understood: retrieval.Understood{Refs: []retrieval.Ref{{DocNumber: "云灯发〔2031〕7号"}}}}, first{})
	a := ask(t, s, bot.Question{Text: "云灯发〔2031〕7号是什么文件？"})
	if a.Status != bot.StatusAnswered || !strings.Contains(a.Text, "云灯发〔2031〕7号是《云州市灯塔企业认定办法》") || len(a.Citations) != 1 || a.Citations[0].DocumentID != d.ID {
		t.Errorf("%s: %s", a.Status, a.Text)
	}
}

// What is counted may stand in the head of a list as it is said, where another word
// for it is what most texts write (免税, 免征).
func TestCountedAsSaid(t *testing.T) {
	d := document(t, "b.md", "云州市灯塔企业税收办法", "云州市灯塔企业税收办法\n\n第一条 灯塔企业的下列收入为免税收入：\n\n（一）守灯的收入；\n\n（二）点灯的收入。\n\n第二条 本办法自2031年1月1日起施行。\n", nil)
	s, _ := service(t, retriever{docs: []*corpus.Document{d}}, first{})
	a, err := s.Answer(t.Context(), bot.Question{Text: "免税收入有几种"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.Text, "共 2 项") || len(a.Statements) != 3 {
		t.Errorf("answer = %q, want the two counted", a.Text)
	}
}
