package corpus_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

// readInvented reads an invented text with a title and a day of adoption.
func readInvented(t testing.TB, source, title, adopted, body string) *corpus.Document {
	t.Helper()
	d, err := corpus.Read([]byte(body), corpus.Meta{Source: source, Title: title, Region: "全国", AdoptedAmended: adopted})
	if err != nil {
		t.Fatal(err)
	}
	checkSpans(t, d)
	return d
}

func TestRelations(t *testing.T) {
	t.Parallel()
	older := readInvented(t, "old.txt", "（虚构）星河企业管理暂行办法", "2001-02-03", "第一条 企业应当登记。\n\n第二条 本办法自公布之日起施行。\n")
	d := readInvented(t, "new.txt", "（虚构）星河企业条例", "2011-02-03", `第一条 根据《（虚构）星河法》，制定本条例。

第二条 依照《（虚构）流星法》第三条处罚。

第三条 本条例自2012年1月1日起施行。2001年2月3日公布的《（虚构）星河企业管理暂行办法》、《（虚构）旧通知》（虚财〔2000〕5号）第一条同时废止。
`)
	corpus.LinkVersions([]*corpus.Document{older, d}, nil)
	type relation struct{ Kind, Title, Target, Clause string }
	var got []relation
	for _, r := range d.Relations {
		got = append(got, relation{string(r.Kind), r.Title, r.Target, d.Text[r.Start:r.End]})
	}
	want := []relation{
		{"implements", "（虚构）星河法", "", "根据《（虚构）星河法》，制定"},
		{"repeals", "（虚构）星河企业管理暂行办法", older.ID,
			"2001年2月3日公布的《（虚构）星河企业管理暂行办法》、《（虚构）旧通知》（虚财〔2000〕5号）第一条同时废止"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("relations (-want +got):\n%s", diff)
	}
	if older.ReplacedBy != d.ID || older.EndReason != corpus.StatusRepealed || older.EffectiveTo != "2011-12-31" {
		t.Errorf("the repealed text: replaced by %q, %s on %s", older.ReplacedBy, older.EndReason, older.EffectiveTo)
	}
}

// Two texts that say to repeal each other: the older one's word does not count,
// and the relations make no circle.
func TestRelationsRefuseCycles(t *testing.T) {
	t.Parallel()
	body := func(other string) string {
		return "第一条 企业应当登记。\n\n第二条 本办法自公布之日起施行，《" + other + "》同时废止。\n"
	}
	a := readInvented(t, "a.txt", "（虚构）星河企业登记办法", "2001-02-03", body("（虚构）星河企业备案办法"))
	b := readInvented(t, "b.txt", "（虚构）星河企业备案办法", "2002-02-03", body("（虚构）星河企业登记办法"))
	for _, docs := range [][]*corpus.Document{{a, b}, {b, a}} {
		corpus.LinkVersions(docs, nil)
		if a.Relations[0].Target != "" || b.Relations[0].Target != a.ID {
			t.Errorf("a repeals %q, b repeals %q, want none and a", a.Relations[0].Target, b.Relations[0].Target)
		}
	}
}

// The clause of the first edition stays in later ones and does not repeal the
// edition in between.
func TestRelationsOfKeptClauses(t *testing.T) {
	t.Parallel()
	body := "第一条 企业应当登记。\n\n第二条 本细则自2001年7月1日起施行。1992年12月21日发布的《（虚构）星河企业实施细则》同时废止。\n"
	between := readInvented(t, "x.txt", "（虚构）星河企业实施细则", "2010-01-09", body)
	newest := readInvented(t, "y.txt", "（虚构）星河企业实施细则", "2023-12-11", body+"\n第三条 另一条。\n")
	corpus.LinkVersions([]*corpus.Document{between, newest}, nil)
	for _, d := range []*corpus.Document{between, newest} {
		if len(d.Relations) != 1 || d.Relations[0].Target != "" {
			t.Errorf("%s: relations %+v, want one whose text is not held", d.Source, d.Relations)
		}
	}
}

func TestPeriod(t *testing.T) {
	t.Parallel()
	const digest = "---\nkind: digest\ndigest_of:\n  - （虚构）原文\n---\n\n"
	for _, c := range []struct{ name, title, text, want string }{
		{"title", "（虚构）2031年某市工作报告", "各位代表：\n\n2030年和2029年、2030年、2030年都很好。\n", "2031"},
		{"a digest of a year's work", "（虚构）某市2031年科技创新工作（摘编）", digest + "2030年增长一成。\n", "2031"},
		{"a digest of a rule has none", "（虚构）2031年补助办法（摘编）", digest + "2030年的企业可以申请。\n", ""},
		{"most named", "（虚构）某市科技报告", "2030年增长一成。\n\n2030年认定百家。\n\n2030年底达到千家，比2029年多。\n", "2030"},
		{"undecided", "（虚构）某市科技报告", "2030年增长一成。\n\n2029年认定百家。\n", ""},
		{"a rule has none", "（虚构）2031年补助通知", "一、2030年的企业可以申请。\n\n2030年、2030年、2030年。\n", ""},
	} {
		d, err := corpus.Read([]byte(c.text), corpus.Meta{Source: "a.txt", Title: c.title})
		if err != nil || d.Period != c.want {
			t.Errorf("%s: Period = %q (kind %s), %v, want %q", c.name, d.Period, d.Kind, err, c.want)
		}
	}
}

func TestLeads(t *testing.T) {
	t.Parallel()
	long := ""
	for range 120 {
		long += "星河企业的条件很长"
	}
	d := readInvented(t, "a.txt", "（虚构）星河办法", "2001-02-03", `第一条 企业应当具备下列条件：

（一）有研发活动，包括：

1.自行研发；

2.委托研发。

（二）`+long+`；

（三）在本市登记。

第二条 申请材料：（一）申请书；（二）执照。

第三条 本办法自公布之日起施行。
`)
	var got []string
	for _, p := range d.Passages {
		for i, part := range p.Parts {
			line := part.Label
			for _, lead := range p.Leads(i) {
				line += " < " + lead.Text
			}
			got = append(got, line)
		}
	}
	first := "企业应当具备下列条件："
	want := []string{"第一条", "第一条第（一）项 < " + first,
		"第一条第（一）项第1目 < " + first + " < （一）有研发活动，包括：", "第一条第（一）项第2目 < " + first + " < （一）有研发活动，包括：",
		"第一条第（二）项 < " + first, "第一条第（二）项 < " + first, "第一条第（二）项 < " + first, "第一条第（三）项 < " + first,
		"第二条", "第二条第（一）项 < 申请材料：", "第二条第（二）项 < 申请材料：", "第三条"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("leads (-want +got):\n%s", diff)
	}
	if n := len(d.Passages); n < 4 {
		t.Errorf("%d passages: the first article was not split", n)
	}
}

func TestQuestionsAndAnswers(t *testing.T) {
	t.Parallel()
	d := readInvented(t, "a.txt", "（虚构）星河补助问答", "", "问：星河企业可以申请什么？\n\n答：补助和贷款。\n\n问：最高多少？\n\n答：标准如下：\n\n1.新办企业十万元；\n\n2.其他企业五万元。\n")
	if len(d.Passages) != 2 {
		t.Fatalf("%d passages, want one for each question:\n%+v", len(d.Passages), d.Passages)
	}
	p := d.Passages[1]
	if diff := cmp.Diff([]string{"问：最高多少？"}, p.Path); diff != "" {
		t.Errorf("path (-want +got):\n%s", diff)
	}
	leads := p.Leads(len(p.Parts) - 1)
	if len(leads) != 2 || leads[0].Text != "问：最高多少？" || leads[1].Text != "答：标准如下：" {
		t.Errorf("the last item is led in by %+v", leads)
	}
}
