package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestFitsFiling(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"系统填报：2031年8月7日至9月8日":          1,
		"网上申报材料的截止时间为7月21日。":           1,
		"请于2031年10月10日前按要求提交以下材料：":     1,
		"办理时间：2031年5月31日前。":            1,
		"授权公告日在2031年1月1日至6月30日期间的灯塔；":  0.5,
		"灯塔项目应于2031年1月1日前完成整体应用。":      0.5,
		"灯塔企业评审工作共2批次，2031年继续。":        0,
		"2031年灯塔企业认定采取常年申报、集中受理的方式进行。": 0.5,
	} {
		if got := fits(bot.Part{Want: bot.WantTime, Text: "灯塔企业2031年什么时候受理"}, "", text); got != want {
			t.Errorf("fits(%s) = %.1f, want %.1f", text, got, want)
		}
	}
}

// filingNotice gives the sentences of an invented notice, those of some parts left
// out as what may not be quoted.
func filingNotice(without ...int) []sentence {
	lines := []string{"灯塔资助本次受理分两种情形。", "（一）双人灯塔：先查验。时间如下：", "查验材料：2031年8月7日至9月6日", "（二）其他灯塔：直接填报。时间如下：", "系统填报：2031年8月7日至9月8日"}
	text := strings.Join(lines, "")
	p := corpus.Passage{ID: "n.0001", Text: text, Norm: text, End: len(text)}
	for at, l := 0, 0; l < len(lines); l++ {
		p.Parts = append(p.Parts, corpus.Part{Kind: corpus.PartSentence, Start: at, End: at + len(lines[l]), Lead: -1})
		at += len(lines[l])
	}
	r := &retrieval.Result{Stored: retrieval.Stored{Document: &corpus.Document{ID: "n", Title: "（虚构）灯塔资助通知"}, Passage: p}}
	var out []sentence
	for i, l := range lines {
		if !slices.Contains(without, i) {
			out = append(out, sentence{result: r, index: i, text: l, score: 2 - float64(i)/10, fits: fitsFiling(l), things: 1})
		}
	}
	return out
}

// Days are quoted with the case that they are of; where that may not be quoted they
// are not quoted either, and what is left out is said to be.
func TestDaysOfFiling(t *testing.T) {
	t.Parallel()
	part := bot.Part{Want: bot.WantTime, Text: "灯塔资助什么时候受理", Found: &retrieval.Results{}}
	for _, tt := range []struct {
		name    string
		without []int
		want    []string
	}{
		{"all may be quoted", nil, []string{"（一）双人灯塔：先查验。时间如下：", "查验材料：2031年8月7日至9月6日"}},
		{"the first case may not", []int{1}, []string{"（二）其他灯塔：直接填报。时间如下：", "系统填报：2031年8月7日至9月8日"}},
	} {
		all := filingNotice(tt.without...)
		first := filingFirst(all, ask{part: part}, 0)
		chosen := withPlaces([]sentence{all[first]}, all)
		var got []string
		for _, s := range chosen {
			got = append(got, s.text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if daysLeft(part, chosen, "zh") == "" {
			t.Errorf("%s: not said that other days are left out", tt.name)
		}
	}
	all := filingNotice()
	if note := daysLeft(part, all, "zh"); note != "" {
		t.Errorf("all quoted, and yet %q", note)
	}
	part.Text = "灯塔资助多久能批"
	if got := filingFirst(all, ask{part: part}, 0); got != 0 {
		t.Errorf("where no day of filing is asked for: begins with %d", got)
	}
}
