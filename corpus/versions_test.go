package corpus_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

const law = "第一条 甲。\n第二条 乙。\n第三条 本条例自公布之日起施行。"

// link reads invented documents and links them in several orders and twice;
// it gives the documents by source.
func link(t *testing.T, versions []corpus.Version, metas map[string]corpus.Meta, texts map[string]string) map[string]*corpus.Document {
	t.Helper()
	var first []*corpus.Document
	for round := range 4 {
		var docs []*corpus.Document
		for source, m := range metas {
			m.Source, m.Root = source, "root"
			text := texts[source]
			if text == "" {
				text = law + "\n" + source
			}
			docs = append(docs, read(t, m, text))
		}
		rand.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		corpus.LinkVersions(docs, versions)
		if round%2 == 1 {
			corpus.LinkVersions(docs, versions)
		}
		by := bySource(docs)
		if first == nil {
			first = docs
		} else if diff := cmp.Diff(bySource(first), by); diff != "" {
			t.Fatalf("another order or a second run gives another result (-first +now):\n%s", diff)
		}
	}
	return bySource(first)
}

func bySource(docs []*corpus.Document) map[string]*corpus.Document {
	out := make(map[string]*corpus.Document)
	for _, d := range docs {
		out[d.Source] = d
	}
	return out
}

func TestLinkByTable(t *testing.T) {
	t.Parallel()
	docs := link(t, []corpus.Version{{Older: "old.txt", Newer: "new.txt", ChangesOn: "2021-06-01"}}, map[string]corpus.Meta{
		"old.txt": {Title: "虚构事项条例", AdoptedAmended: "2008-12-27", Region: "全国"},
		"new.txt": {Title: "虚构事项条例", AdoptedAmended: "首次 1984-03-12；最近 2020-10-17", Effective: "1985-04-01（原文施行日；后经修正/修订）", Region: "全国"},
	}, nil)
	older, newer := docs["old.txt"], docs["new.txt"]
	if older.EffectiveTo != "2021-05-31" || older.EndReason != corpus.StatusSuperseded || older.ReplacedBy != newer.ID {
		t.Errorf("older ends %s (%s), replaced by %q", older.EffectiveTo, older.EndReason, older.ReplacedBy)
	}
	if newer.EffectiveFrom != "2021-06-01" || newer.EffectiveTo.Known() || newer.ReplacedBy != "" {
		t.Errorf("newer in force %s to %s", newer.EffectiveFrom, newer.EffectiveTo)
	}
	for day, want := range map[corpus.Date][2]corpus.Status{
		"2021-05-31": {corpus.StatusInForce, corpus.StatusNotYet},
		"2021-06-01": {corpus.StatusSuperseded, corpus.StatusInForce},
	} {
		if got := [2]corpus.Status{older.StatusOn(day), newer.StatusOn(day)}; got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
}

func TestLinkByTitle(t *testing.T) {
	t.Parallel()
	docs := link(t, nil, map[string]corpus.Meta{
		"a.txt":     {Title: "中华人民共和国虚构事项条例", AdoptedAmended: "2007-02-24", Region: "全国"},
		"b.txt":     {Title: "虚构事项条例（2015年修订）", AdoptedAmended: "2015-01-02", Effective: "2015-03-01", Region: "全国"},
		"c.txt":     {Title: "虚构事项条例", AdoptedAmended: "2024-11-08", Effective: "2025-01-01", Region: "全国"},
		"local.txt": {Title: "虚构事项条例", AdoptedAmended: "2001-01-01", Region: "上海"},
	}, nil)
	if docs["a.txt"].ReplacedBy != docs["b.txt"].ID || docs["a.txt"].EffectiveTo != "2015-02-28" {
		t.Errorf("the first is replaced by %q, ends %s", docs["a.txt"].ReplacedBy, docs["a.txt"].EffectiveTo)
	}
	if docs["b.txt"].ReplacedBy != docs["c.txt"].ID || docs["b.txt"].EffectiveTo != "2024-12-31" {
		t.Errorf("the second is replaced by %q, ends %s", docs["b.txt"].ReplacedBy, docs["b.txt"].EffectiveTo)
	}
	if docs["c.txt"].ReplacedBy != "" || docs["local.txt"].ReplacedBy != "" {
		t.Error("the newest, or the text of another region, is replaced")
	}
}

func TestLinkByClause(t *testing.T) {
	t.Parallel()
	docs := link(t, nil, map[string]corpus.Meta{
		"old.txt": {Title: "虚构事项暂行办法", AdoptedAmended: "2010-01-01", Region: "吉林"},
		"new.txt": {Title: "虚构事项管理条例", AdoptedAmended: "2020-01-01", Effective: "2020-03-01", Region: "吉林"},
	}, map[string]string{"new.txt": "第一条 甲。\n第二条 乙。\n第三条 本条例自2020年3月1日起施行。《虚构事项暂行办法》同时废止。"})
	old := docs["old.txt"]
	if old.EndReason != corpus.StatusRepealed || old.EffectiveTo != "2020-02-29" || old.ReplacedBy != docs["new.txt"].ID {
		t.Errorf("ends %s (%s), replaced by %q", old.EffectiveTo, old.EndReason, old.ReplacedBy)
	}
}

func TestLinkRefusesCycles(t *testing.T) {
	t.Parallel()
	docs := link(t, []corpus.Version{{Older: "a.txt", Newer: "b.txt"}, {Older: "b.txt", Newer: "a.txt"}}, map[string]corpus.Meta{
		"a.txt": {Title: "虚构甲事项条例", AdoptedAmended: "2010-01-01"},
		"b.txt": {Title: "虚构乙事项条例", AdoptedAmended: "2011-01-01"},
	}, nil)
	if docs["a.txt"].ReplacedBy != docs["b.txt"].ID || docs["b.txt"].ReplacedBy != "" {
		t.Errorf("a is replaced by %q, b by %q", docs["a.txt"].ReplacedBy, docs["b.txt"].ReplacedBy)
	}
}

func TestStatusNotes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status string
		reason corpus.Status
		to     corpus.Date
	}{
		{"现行（在库最新）", "", ""},
		{"已修订（来源索引另有 2025-06-27 版，正文未收录）", corpus.StatusSuperseded, ""},
		{"已修订（2025-03-17 版在库，2025-06-01 起施行）", corpus.StatusSuperseded, "2025-05-31"},
		{"已被替代（新办法自 2016-01-01 实施）", corpus.StatusSuperseded, "2015-12-31"},
		{"废止（另文规定）", corpus.StatusRepealed, ""},
		{"年度通知，时效已过", corpus.StatusExpired, ""},
		{"口径已过时（50%）", corpus.StatusExpired, ""},
		{"解读，文中期限至 2017-12-31，已过时", corpus.StatusExpired, ""},
		{"未核实（文中税率 17% 已过时）", "", ""},
	} {
		d := read(t, corpus.Meta{Title: "虚构事项条例", Status: c.status}, law)
		if d.EndReason != c.reason || d.EffectiveTo != c.to || d.StatusNote != c.status {
			t.Errorf("%s: ends %q (%s), note %q; want %q (%s)", c.status, d.EffectiveTo, d.EndReason, d.StatusNote, c.to, c.reason)
		}
	}
}

func TestStatedPeriod(t *testing.T) {
	t.Parallel()
	for clause, want := range map[string]corpus.Date{
		"本办法自2023年9月8日起施行，有效期3年。":           "2026-09-07",
		"本政策自发布之日起施行，暂定三年有效期。":              "2026-02-07",
		"本办法自2023年3月1日起施行，有效期至2025年12月31日。": "2025-12-31",
		"本办法自2023年3月1日起施行。":                 "",
	} {
		d := read(t, corpus.Meta{Title: "虚构事项办法", AdoptedAmended: "2023-02-08"}, "第一条 甲。\n第二条 乙。\n第三条 "+clause)
		if d.EffectiveTo != want {
			t.Errorf("%s: last day %q, want %q", clause, d.EffectiveTo, want)
		}
	}
}

// Every pair of the real versions.csv changes on its day.
func TestRealVersions(t *testing.T) {
	t.Parallel()
	by := readShared(t)
	versions, err := corpus.ReadVersions(realCorpus)
	if err != nil {
		t.Fatal(err)
	}
	if len(versions) < 10 {
		t.Fatalf("%d pairs of versions, want 10 or more", len(versions))
	}
	var docs []*corpus.Document
	for _, d := range by {
		docs = append(docs, d)
	}
	corpus.LinkVersions(docs, versions)
	for _, v := range versions {
		older, newer := by[v.Older], by[v.Newer]
		before := v.ChangesOn.AddDays(-1)
		if older.StatusOn(before) != corpus.StatusInForce || newer.StatusOn(before) == corpus.StatusInForce {
			t.Errorf("on %s %s is %s and %s is %s", before, v.Older, older.StatusOn(before), v.Newer, newer.StatusOn(before))
		}
		if older.StatusOn(v.ChangesOn) != corpus.StatusSuperseded || newer.StatusOn(v.ChangesOn) != corpus.StatusInForce || older.ReplacedBy != newer.ID {
			t.Errorf("on %s %s is %s and %s is %s", v.ChangesOn, v.Older, older.StatusOn(v.ChangesOn), v.Newer, newer.StatusOn(v.ChangesOn))
		}
	}
}
