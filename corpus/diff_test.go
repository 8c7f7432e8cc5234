package corpus_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	older := read(t, corpus.Meta{Source: "a.md"}, "# 虚构条例\n\n第一条 甲（试行）。\n\n第二条 补助为五百元。\n\n第三条 乙：\n\n（一）一；\n\n（二）二。\n\n第四条 丙。\n\n第五条 丁。")
	newer := read(t, corpus.Meta{Source: "b.md"}, "# 虚构条例\n\n第一条 甲(试行)。\n\n第二条 补助为六百元。\n\n第三条 新增。\n\n第四条 乙：\n\n(一) 一；\n\n(二) 二。\n\n第五条 丁。")
	want := []corpus.Difference{
		{Kind: corpus.DiffChanged, Label: "第二条", Older: "第二条 补助为五百元。", Newer: "第二条 补助为六百元。"},
		{Kind: corpus.DiffAdded, Label: "第三条", Newer: "第三条 新增。"},
		{Kind: corpus.DiffMoved, Label: "第三条", NewLabel: "第四条"},
		{Kind: corpus.DiffRemoved, Label: "第四条", Older: "第四条 丙。"},
	}
	got := corpus.Diff(older, newer)
	for i := range got {
		if got[i].Kind == corpus.DiffMoved {
			got[i].Older, got[i].Newer = "", ""
		}
	}
	for i := range want {
		want[i].Older, want[i].Newer = corpus.Normalize(want[i].Older), corpus.Normalize(want[i].Newer)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Diff (-want +got):\n%s", diff)
	}
	if got := corpus.Diff(older, older); len(got) != 0 {
		t.Errorf("Diff of a text with itself = %v", got)
	}
}

// Two real editions that differ mostly in the width of their brackets.
func TestRealDiff(t *testing.T) {
	t.Parallel()
	docs := readShared(t)
	older := docs["docs/国家_行政法规_企业所得税法实施条例(2019-04-23).md"]
	newer := docs["docs/国家_行政法规_企业所得税法实施条例(2024-12-06).md"]
	if older == nil || newer == nil {
		t.Skip("the corpus has not these two editions")
	}
	changed := make(map[corpus.DiffKind]int)
	for _, d := range corpus.Diff(older, newer) {
		changed[d.Kind]++
		t.Log(d.Kind, d.Label, d.NewLabel)
	}
	if n := changed[corpus.DiffChanged] + changed[corpus.DiffAdded] + changed[corpus.DiffRemoved]; n == 0 || n > 20 {
		t.Errorf("%v of 133 articles differ, want a few", changed)
	}
}

func TestRegionCode(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"全国": "100000", "吉林": "220000", "吉林长春": "220100", "吉林吉林": "220200", "吉林通化柳河县": "220524", "广东广州天河区": "440106",
		"北京": "110000", "北京海淀区": "110108", "吉林延边": "222400", "海南琼海市": "469002", "虚构": "",
	} {
		if got := corpus.RegionCode(region); got != want {
			t.Errorf("RegionCode(%s) = %q, want %q", region, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{Source: "虚构条例(2001-05-25).md", Region: "吉林", Level: "省", Issuer: "虚构机关"},
		"# 虚构条例\n\n2019年9月27日 虚构省人民代表大会常务委员会通过\n\n第一条 甲。\n\n第二条 乙。\n\n第四条 丙。\n\n第五条 本条例自2020年1月1日起施行。")
	want := []string{"articles 第三条 to 第三条 are missing", "the file is named by 2001-05-25, the text is of 2019-09-27"}
	if diff := cmp.Diff(want, corpus.Check(d)); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}
