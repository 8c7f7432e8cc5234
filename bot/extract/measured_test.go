package extract

import (
	"slices"
	"testing"

	"github.com/policybot/policybot/bot"
)

func TestMeasuredOf(t *testing.T) {
	for _, c := range []struct {
		text string
		want bot.Want
		out  []string
	}{
		{"甲省高新技术企业有多少家", bot.WantCount, []string{"高新技术企业"}},
		{"甲省2024年新增高新技术企业目标多少家", bot.WantCount, []string{"高新技术企业"}},
		{"甲省生产总值目标增长多少", bot.WantCount, []string{"生产总值增长"}},
		{"甲省的技术合同成交额是多少亿", bot.WantMoney, []string{"术合同成交额"}},
		{"乙类灯塔企业的宽带费要再降多少", bot.WantPercent, nil},     // by which verb it changes is no noun
		{"养老金最低那档各提多少", bot.WantMoney, nil},           // by which of them, and a verb
		{"甲市科技项目报了多少", bot.WantCount, nil},            // what became of projects, by a verb
		{"高新技术企业证书管几年", bot.WantTime, nil},            // no quantity of anything
		{"全市院士一共几位", bot.WantCount, []string{"全市院士"}}, // a short noun is held whole
	} {
		if got := measuredOf(bot.Part{Text: c.text, Words: c.text, Want: c.want}); !slices.Equal(got, c.out) {
			t.Errorf("measuredOf(%q) = %q, want %q", c.text, got, c.out)
		}
	}
}

func TestBesideFigure(t *testing.T) {
	for _, c := range []struct {
		measured []string
		text     string
		want     bool
	}{
		{nil, "新增上市公司3家", true},
		{[]string{"高新技术企业"}, "新增科技型中小企业60家、高新技术企业16家", true},
		{[]string{"高新技术企业"}, "民营企业500强上榜数居首，高新技术企业培育加快", false},
		{[]string{"高新技术企业"}, "培育高新技术企业，总数达到16家", true}, // the figure stands in the next clause
		{[]string{"术合同成交额"}, "新签约项目23个、签约额74亿元", false},
		{[]string{"术合同成交额", "技术合同"}, "技术合同成交额增长", false}, // no figure
	} {
		if got := besideFigure(c.measured, c.text); got != c.want {
			t.Errorf("besideFigure(%q, %q) = %t, want %t", c.measured, c.text, got, c.want)
		}
	}
}
