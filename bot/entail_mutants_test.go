package bot_test

import (
	"regexp"
	"strings"

	"github.com/policybot/policybot/corpus"
)

// mutant is a statement with one thing altered so that it says something else.
type mutant struct{ kind, text string }

// mutantsOf alters a true statement in every way that applies, each once or
// for each figure. quotes is what the statement was made from.
func mutantsOf(s, quotes string) []mutant {
	var out []mutant
	seen := map[string]bool{s: true}
	add := func(kind, text string) {
		if !seen[text] {
			seen[text] = true
			out = append(out, mutant{kind, text})
		}
	}
	figures := corpus.Figures(s)
	for _, f := range figures {
		kind := "digit"
		if f.Unit == corpus.UnitDate || f.Unit == "年" && len(f.Value) == 4 {
			kind = "date"
		}
		add(kind, s[:f.Start]+otherDigit(f.Text)+s[f.End:])
		if u := otherUnit(f.Text); u != f.Text {
			add("unit", s[:f.Start]+u+s[f.End:])
		}
	}
	for i, f := range figures {
		for _, g := range figures[i+1:] {
			if f.Value == g.Value && f.Unit == g.Unit || f.End > g.Start {
				continue
			}
			add("swap", s[:f.Start]+g.Text+s[f.End:g.Start]+f.Text+s[g.End:])
		}
	}
	for _, f := range figures { // what the source says of something else
		for _, g := range corpus.Figures(corpus.Normalize(quotes)) {
			if f.Unit == g.Unit && f.Value != g.Value && !strings.Contains(s, g.Text) {
				add("other figure", s[:f.Start]+g.Text+s[f.End:])
			}
		}
	}
	for _, r := range bounds {
		if i := strings.Index(s, r.from); i >= 0 {
			add("bound", s[:i]+r.to+s[i+len(r.from):])
		}
	}
	for _, r := range denials {
		if i := strings.Index(s, r.from); i >= 0 {
			add("negation", s[:i]+r.to+s[i+len(r.from):])
		}
	}
	for _, r := range modals {
		if i := strings.Index(s, r.from); i >= 0 && !strings.HasSuffix(s[:i], "不") {
			add("modal", s[:i]+r.to+s[i+len(r.from):])
		}
	}
	for _, r := range hedges {
		if i := strings.Index(s, r.from); i >= 0 {
			add("hedge", s[:i]+r.to+s[i+len(r.from):])
		}
	}
	end := strings.TrimSuffix(s, "。")
	add("article", "根据第九十七条，"+s)
	add("doc number", "根据国科发火〔2013〕871号，"+s)
	add("addition", end+"，并另给予购房优惠名额。")
	return out
}

type replace struct{ from, to string }

var (
	bounds = []replace{
		{"不低于", "不超过"}, {"不少于", "不超过"}, {"不超过", "不低于"}, {"未超过", "超过"}, {"以上", "以下"}, {"以下", "以上"}, {"至少", "至多"},
		{"日内", "日后"}, {"月内", "月后"}, {"年内", "年后"}, {"日前", "日后"}, {"低于", "高于"}, {"最长不得超过", "最短不得少于"}, {"最高不得超过", "最低不得低于"},
	}
	denials = []replace{
		{"不得", "可以"}, {"不能", "能"}, {"不再", "再"}, {"不予", "予"}, {"不授予", "授予"}, {"不需要", "需要"}, {"不支付", "支付"}, {"不经", "经"}, {"不向", "向"},
		{"没有", "有"}, {"不请求", "请求"}, {"不提出", "提出"}, {"不起诉", "起诉"}, {"不停止", "停止"}, {"不改正", "改正"}, {"不合格", "合格"}, {"不分等级", "分等级"},
		{"无正当理由", "有正当理由"}, {"未组织", "组织"}, {"未上市", "上市"}, {"免征", "征收"}, {"不受理", "受理"}, {"也未约定", "但已约定"},
		{"应当", "不应当"}, {"可以", "不可以"}, {"给予", "不给予"}, {"免征", "不免征"}, {"享受", "不享受"}, {"属于", "不属于"}, {"是指", "不是指"}, {"支付", "不支付"},
		{"生效", "不生效"}, {"抵扣", "不抵扣"}, {"扣除", "不扣除"}, {"没收", "不没收"}, {"施行", "不施行"}, {"同意", "不同意"}, {"包含", "不包含"}, {"减缴", "不减缴"},
	}
	modals = []replace{{"应当", "可以"}, {"可以", "应当"}, {"应在", "可在"}}
	hedges = []replace{{"预计", ""}, {"暂定", "已定"}}
	digit  = regexp.MustCompile(`[0-9〇零一二三四五六七八九]`)
)

// otherDigit alters the last digit of a figure.
func otherDigit(s string) string {
	const arabic, han = "0123456789", "〇一二三四五六七八九"
	all := digit.FindAllStringIndex(s, -1)
	if len(all) == 0 { // 十, 百
		return "八" + s
	}
	at := all[len(all)-1]
	d := s[at[0]:at[1]]
	if i := strings.Index(arabic, d); i >= 0 {
		next := arabic[(i+1)%10 : (i+1)%10+1]
		return s[:at[0]] + next + s[at[1]:]
	}
	rs := []rune(han)
	for i, r := range rs {
		if string(r) == d || d == "零" && i == 0 {
			next := rs[i%9+1]
			return s[:at[0]] + string(next) + s[at[1]:]
		}
	}
	return s
}

// otherUnit gives a figure another unit.
func otherUnit(s string) string {
	for _, r := range []replace{
		{"万亿元", "亿元"}, {"万元", "亿元"}, {"亿元", "万元"}, {"元", "美元"}, {"个工作日", "日"}, {"个月", "日"}, {"%", "‰"}, {"‰", "%"}, {"百分之", "千分之"},
		{"日", "个工作日"}, {"年", "个月"}, {"户", "人"}, {"家", "人"}, {"名", "项"}, {"人", "家"}, {"周岁", "年"},
	} {
		if i := strings.Index(s, r.from); i >= 0 {
			return s[:i] + r.to + s[i+len(r.from):]
		}
	}
	return s
}
