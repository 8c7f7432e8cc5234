package bot

import (
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestMomentIn(t *testing.T) {
	t.Parallel()
	const today = corpus.Date("2026-11-28")
	for _, tt := range []struct {
		text string
		day  corpus.Date // "" for none
		year int
	}{
		{"2023年6月的时候，补助的比例是多少？", "2023-06-30", 0},
		{"2021年3月专利侵权最高赔多少？", "2021-03-31", 0},
		{"2024年2月底，专利侵权最高赔多少？", "2024-02-29", 0},
		{"2021年5月31日专利侵权最高赔多少", "2021-05-31", 0},
		{"2021年12月那会儿最高赔多少", "2021-12-31", 0},
		{"二〇一九年六月的时候怎么规定", "2019-06-30", 0},
		{"去年底付款期限最长多少天？", "2025-12-31", 0},
		{"去年年底付款期限最长多少天？", "2025-12-31", 0},
		{"去年的时候付款期限最长多少天？", "2025-12-31", 2025},
		{"前年那会儿付款期限最长多少天？", "2024-12-31", 2024},
		{"大前年上半年付款期限最长多少天？", "2023-06-30", 0},
		{"2019年底最高赔多少", "2019-12-31", 0},
		{"2019年初最高赔多少", "2019-01-01", 0},
		{"2019年上半年最高赔多少", "2019-06-30", 0},
		{"2019年下半年的时候最高赔多少", "2019-12-31", 0},
		{"三年前，申请要什么条件", "2023-11-28", 0},
		{"三年前申请要什么条件", "", 0}, // who applied then is asked of
		{"5年前那会儿专利侵权最高赔多少", "2021-11-28", 0},
		{"半年前付款期限最长多少天", "2026-05-30", 0},
		{"2021年的时候专利侵权最高赔多少？", "2021-12-31", 2021},
		{"请问在2021年3月1日专利侵权最高赔多少", "2021-03-01", 0},
		{"外观设计，2021年3月的时候保护多少年", "2021-03-31", 0},
		{"2027年3月青年人才首次买房一次性补多少？", "2027-03-31", 0},
		{"2025年6月1日以前申请的怎么算", "", 0},
		{"公司去年底成立，能申请高企吗", "", 0},
		{"去年底成立的公司能申请高企吗", "", 0},
		{"我2021年3月的时候申请的专利保护多少年", "", 0},
		{"三年前成立的公司能申请高企吗", "", 0},
		{"2021年长春有多少家高企", "", 0},
		{"去年亏了，能往后补几年", "", 0},
		{"2021年3月的时候赔多少，现在赔多少", "", 0},
		{"2021年6月的政府工作报告怎么说", "", 0},
		{"2017年5月至7月怎么报", "", 0},
		{"2021年13月怎么报", "", 0},
		{"受理时间是几月", "", 0},
	} {
		m, ok := momentIn(tt.text, today)
		if m.day != tt.day || m.year != tt.year || ok != (tt.day != "") {
			t.Errorf("momentIn(%q) = %s, year %d, %v; want %s, %d", tt.text, m.day, m.year, ok, tt.day, tt.year)
		}
	}
	if _, ok := momentIn("去年底最高赔多少", ""); ok {
		t.Error("momentIn without a day of today found a moment")
	}
}

func TestOlderYear(t *testing.T) {
	t.Parallel()
	rule := func(id string, from, to corpus.Date, by string) corpus.Document {
		d := corpus.Document{ID: id, Title: "灯塔办法", Kind: corpus.KindRegulation, EffectiveFrom: from, EffectiveTo: to, ReplacedBy: by}
		if by != "" {
			d.EndReason = corpus.StatusSuperseded
		}
		return d
	}
	report := corpus.Document{ID: "report", Title: "工作报告", Kind: corpus.KindReport, EffectiveFrom: "2024-01-01"}
	cat := newCatalogue("v1", []corpus.Document{rule("old", "2019-06-01", "2024-06-30", "new"), rule("new", "2024-07-01", "", ""), rule("alone", "2024-07-01", "", ""), report})
	for _, c := range []struct {
		found, text string
		want        bool
	}{
		{"new", "2021年灯塔保护几年", true},
		{"new", "2025年灯塔保护几年", false}, // in force then
		{"new", "2015年灯塔保护几年", false}, // nothing was
		{"new", "2021年和2025年灯塔保护几年", false},
		{"new", "灯塔保护几年", false},
		{"alone", "2021年灯塔保护几年", false},
		{"report", "2021年灯塔保护几年", false},
	} {
		part := Part{Text: c.text, Years: []int{2021}, Found: &retrieval.Results{Results: []retrieval.Result{{Stored: retrieval.Stored{Document: cat.byID[c.found]}}}}}
		if got := olderYear(part, cat); got != c.want {
			t.Errorf("olderYear(%s, %s) = %t, want %t", c.found, c.text, got, c.want)
		}
	}
}
