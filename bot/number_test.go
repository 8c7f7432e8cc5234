package bot

import (
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestNumberMeant(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"云灯发〔2031〕7号":         true,
		"云灯发〔2031〕7号是什么文件？":   true,
		"请问云灯发〔2031〕7号讲的是什么":  true,
		"云灯发〔2031〕7号关于什么的":    true,
		"云灯发〔2031〕7号里补贴是多少":   false,
		"云灯发〔2031〕7号什么时候施行":   false,
		"按云灯发〔2031〕7号要交什么材料":  false,
		"《云灯办法》（云灯发〔2031〕7号）": false,
	} {
		u := retrieval.Understand(text, nil, nil)
		if got := numberMeant(text, u) != ""; got != want {
			t.Errorf("numberMeant(%s) of %v = %t, want %t", text, u.Refs, got, want)
		}
	}
}

func TestWithNumber(t *testing.T) {
	t.Parallel()
	cat := newCatalogue("v", []corpus.Document{
		{ID: "new", Title: "灯塔条例", DocNumber: "云州令第3号；云州令第9号", Kind: corpus.KindRegulation, EffectiveFrom: "2024-06-01"},
		{ID: "old", Title: "灯塔条例", DocNumber: "云州令第3号", Kind: corpus.KindRegulation, EffectiveFrom: "2009-06-01", EffectiveTo: "2024-05-31", EndReason: corpus.StatusSuperseded, ReplacedBy: "new"},
		{ID: "a", Title: "灯塔通知", DocNumber: "云灯发〔2031〕7号", Kind: corpus.KindNotice},
		{ID: "b", Title: "港湾通知", DocNumber: "云港发〔2031〕8号", Kind: corpus.KindNotice},
		{ID: "c", Title: "港湾细则", DocNumber: "云港发〔2031〕8号", Kind: corpus.KindNotice},
	})
	for _, c := range []struct {
		number string
		day    corpus.Date
		want   string
	}{
		{"云州令第3号", "2026-01-01", "new"},
		{"云州令第3号", "2015-01-01", "old"},
		{"云灯发〔2031〕7号", "2026-01-01", "a"},
		{"云港发〔2031〕8号", "2026-01-01", ""}, // two texts have it
		{"云灯发〔2031〕9号", "2026-01-01", ""},
		{"", "2026-01-01", ""},
	} {
		got := ""
		if d := cat.withNumber(c.number, c.day); d != nil {
			got = d.ID
		}
		if got != c.want {
			t.Errorf("withNumber(%q, %s) = %q, want %q", c.number, c.day, got, c.want)
		}
	}
}

func TestYearsBeside(t *testing.T) {
	t.Parallel()
	of := func(kind corpus.Kind) Part {
		return Part{Found: &retrieval.Results{Results: []retrieval.Result{{Stored: retrieval.Stored{Document: &corpus.Document{Kind: kind}}}}}}
	}
	for _, c := range []struct {
		text string
		kind corpus.Kind
		want int
	}{
		{"2021年和2022年的灯塔各多少", corpus.KindReport, 2},
		{"2021年、2022年和2025年灯塔目标各是多少", corpus.KindReport, 3},
		{"2021和2022年灯塔哪年多", corpus.KindReport, 2},
		{"2021年的灯塔多少", corpus.KindReport, 0},
		{"2021年报告里2020年的灯塔多少", corpus.KindReport, 0},
		{"2021年和2022年的灯塔各多少", corpus.KindRegulation, 0},
	} {
		if got := yearsBeside(of(c.kind), c.text); len(got) != c.want {
			t.Errorf("yearsBeside(%s, %s) = %v, want %d", c.text, c.kind, got, c.want)
		}
	}
	if got, want := ofYear("2021年、2022年和2025年灯塔目标各是多少", "2022年"), "2022年灯塔目标各是多少"; got != want {
		t.Errorf("ofYear = %q, want %q", got, want)
	}
}
