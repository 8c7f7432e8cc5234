package bot

import (
	"slices"
	"strings"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

// Who gets no answer is told what precisely is missing.
func TestLacking(t *testing.T) {
	t.Parallel()
	report := func(year string) corpus.Document {
		return corpus.Document{ID: "r" + year, Title: "（虚构）报告" + year, Kind: corpus.KindReport, Region: "云州", Period: year}
	}
	rule := corpus.Document{ID: "rule", Title: "（虚构）灯塔办法", Kind: corpus.KindRegulation, Region: "云州"}
	cat := newCatalogue("v", []corpus.Document{report("2019"), report("2021"), rule})
	found := func(d corpus.Document, norms ...string) *retrieval.Results {
		out := &retrieval.Results{}
		for _, n := range norms {
			out.Results = append(out.Results, retrieval.Result{Stored: retrieval.Stored{Document: &d, Passage: corpus.Passage{Norm: n}}})
		}
		return out
	}
	attached := found(rule, "标准见附件。", "一档 3万元")
	attached.Results[1].Passage.Path = []string{"附件"}
	for _, tt := range []struct {
		name    string
		part    Part
		regions []string
		want    []string // parts of the reasons in order
	}{
		{"after the last report", Part{Years: []int{2024}, Found: found(report("2021"), "灯塔九座")}, nil, []string{"云州的报告只到 2021 年，没有 2024 年"}},
		{"between reports", Part{Years: []int{2016}, Found: found(report("2021"), "灯塔九座")}, nil, []string{"云州的报告是 2019、2021 年的，没有 2016 年"}},
		{"a year held", Part{Years: []int{2021}, Found: found(report("2021"), "灯塔九座")}, nil, nil},
		{"the report of the next year looks back", Part{Years: []int{2020}, Found: found(report("2021"), "灯塔九座")}, nil, nil},
		{"a rule has no years", Part{Years: []int{2024}, Found: found(rule, "灯塔应当发光")}, nil, nil},
		{"a place that is silent", Part{Found: found(rule, "灯塔应当发光")}, []string{"云州"}, []string{"有云州的文件 3 份，没有查到"}},
		{"no amount near", Part{Want: WantMoney, Found: found(rule, "灯塔应当发光", "给予奖励")}, nil, []string{"没有写金额"}},
		{"an amount near", Part{Want: WantMoney, Found: found(rule, "罚款三万元")}, nil, nil},
		{"in an attachment", Part{Want: WantMoney, Found: found(rule, "奖励标准见附件。")}, nil, []string{"《（虚构）灯塔办法》的附件或附表里", "没有写金额"}},
		{"an attachment asked for", Part{Text: "附表怎么填", Found: found(rule, "灯塔应当发光")}, nil, []string{"附件或附表里"}},
		{"its attachment is held", Part{Want: WantMoney, Found: attached}, nil, nil},
		{"nothing found", Part{Want: WantMoney, Found: &retrieval.Results{}}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := lacking(Question{}, plan{parts: []Part{tt.part}, regions: tt.regions}, cat)
			ok := len(got) == len(tt.want)
			for i := range min(len(got), len(tt.want)) {
				ok = ok && strings.Contains(got[i], tt.want[i])
			}
			if !ok {
				t.Errorf("lacking = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhomToAsk(t *testing.T) {
	t.Parallel()
	var said []string
	for text, want := range map[string]string{
		"研发费加计扣除怎么填": "税务机关", "老外来上班办什么证": "外国人工作管理部门", "专利年费怎么缓": "知识产权管理部门", "博士落户要什么条件": "人力资源",
		"大企业拖欠货款": "中小企业主管部门", "贷款贴息多少": "金融管理部门", "高企怎么认定": "科技主管部门", "灯塔归谁管": "科技、税务等主管部门",
	} {
		got := whomToAsk(text, "zh")
		if !strings.Contains(got, want) || !strings.Contains(got, "12345") {
			t.Errorf("whomToAsk(%s) = %q, want %s and 12345 in it", text, got, want)
		}
		said = append(said, got)
	}
	if slices.Sort(said); len(slices.Compact(said)) != 8 {
		t.Errorf("%d different offices, want 8", len(slices.Compact(said)))
	}
}

// Whoever gets no answer reads so first, whatever else was noticed.
func TestNothingFoundSaysSo(t *testing.T) {
	t.Parallel()
	rule := corpus.Document{ID: "rule", Title: "（虚构）灯塔办法", Kind: corpus.KindRegulation, Region: "云州"}
	cat := newCatalogue("v", []corpus.Document{rule})
	found := &retrieval.Results{Results: []retrieval.Result{{Stored: retrieval.Stored{Document: &rule, Passage: corpus.Passage{Norm: "灯塔应当发光"}}}}}
	asOf := planNote{beside: msgAsOfIntro.in("zh", "2021-06-30"), alone: msgAsOfSearched.in("zh", "2021-06-30")}
	elsewhere := planNote{beside: msgNoRegion.in("zh", "雾州"), alone: msgRegionNotHeld.in("zh", "雾州"), elsewhere: true}
	for name, tt := range map[string]struct {
		notes []planNote
		says  []string
		not   string
	}{
		"nothing noticed":  {nil, []string{"《（虚构）灯塔办法》"}, "查找的是"},
		"an earlier day":   {[]planNote{asOf}, []string{"查找的是 2021-06-30 有效的文本", "《（虚构）灯塔办法》"}, "以上按"},
		"a place not held": {[]planNote{elsewhere}, []string{"没有雾州的地方文件"}, "灯塔办法"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &Answer{}
			finish(a, Question{Text: "灯塔发多少光", Lang: "zh"}, Draft{}, plan{parts: []Part{{Text: "灯塔发多少光", Found: found}}, notes: tt.notes}, cat, "2026-01-01")
			if a.Status != StatusNoInformation || !strings.HasPrefix(a.Text, msgNotFound.in("zh")) || a.Missing[0] != msgNotFound.in("zh") {
				t.Errorf("%s: %q does not begin by saying that nothing answers", a.Status, a.Text)
			}
			for _, says := range tt.says {
				if !strings.Contains(a.Text, says) {
					t.Errorf("%q does not say %q", a.Text, says)
				}
			}
			if strings.Contains(a.Text, tt.not) {
				t.Errorf("%q says %q", a.Text, tt.not)
			}
		})
	}
}
