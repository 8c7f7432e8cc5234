package bot_test

import (
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
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
