package read_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/corpus/read"
)

// shared holds real files of each format; they are no part of the module.
const shared = "../../../shared/formats"

// zipped makes an archive of named entries, in the order given.
func zipped(t testing.TB, entries ...[2]string) []byte {
	t.Helper()
	raw, err := pack(entries...)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func pack(entries ...[2]string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e[0])
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(e[1])); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// parse reads an invented file and checks what every document must keep.
func parse(t testing.TB, reader corpus.Reader, raw []byte, source string) *corpus.Document {
	t.Helper()
	e, err := reader(raw)
	if err != nil {
		t.Fatal(err)
	}
	d, err := corpus.ReadExtract(e, corpus.Meta{Source: source})
	if err != nil {
		t.Fatal(err)
	}
	checkCovered(t, d)
	return d
}

// checkCovered proves that every character of the extracted text is in one
// passage or dropped span exactly once.
func checkCovered(t testing.TB, d *corpus.Document) {
	t.Helper()
	covered := make([]int, len(d.Text))
	for _, p := range d.Passages {
		if p.Text != d.Text[p.Start:p.End] {
			t.Errorf("%s: passage %s does not hold its text", d.Source, p.ID)
		}
		if n := utf8.RuneCountInString(p.Text); n > corpus.MaxPassageRunes {
			t.Errorf("%s: passage %s has %d characters", d.Source, p.ID, n)
		}
		for i := p.Start; i < p.End; i++ {
			covered[i]++
		}
		for i, part := range p.Parts {
			if part.Start < p.Start || part.End > p.End || part.Start >= part.End {
				t.Errorf("%s: part %d of %s stands at [%d, %d)", d.Source, i, p.ID, part.Start, part.End)
				continue
			}
			if n := utf8.RuneCountInString(d.Text[part.Start:part.End]); n > corpus.MaxPartRunes {
				t.Errorf("%s: part %d of %s has %d characters", d.Source, i, p.ID, n)
			}
			for _, lead := range p.Leads(i) {
				if lead.Text != d.Text[lead.Start:lead.End] {
					t.Errorf("%s: a lead of part %d of %s does not hold its text", d.Source, i, p.ID)
				}
			}
		}
	}
	for _, x := range d.Dropped {
		if x.Reason == "" {
			t.Errorf("%s: dropped [%d, %d) without a reason", d.Source, x.Start, x.End)
		}
		for i := x.Start; i < x.End; i++ {
			covered[i]++
		}
	}
	for i, r := range d.Text {
		if corpus.Normalize(string(r)) == "" && r != '#' {
			continue
		}
		if covered[i] != 1 {
			t.Fatalf("%s: %q at %d is covered %d times: %.60q", d.Source, r, i, covered[i], d.Text[i:])
		}
	}
}

// TestEmptyCells reads rows whose empty cells are more than a passage holds.
func TestEmptyCells(t *testing.T) {
	t.Parallel()
	row := func(a, b string) string { return "<tr><td>" + a + strings.Repeat("<td>", 700) + b }
	raw := "<table>" + row("序号", "名称") + row("", "甲") + row(strings.Repeat("庚", 300), "乙") +
		row(strings.Repeat("庚", 30), strings.Repeat("辛", 150)) + row(strings.Repeat("庚", 300), "") + "</table>"
	d := parse(t, read.HTML, []byte(raw), "empty.html")
	var all strings.Builder
	for _, p := range d.Passages {
		all.WriteString(p.Text)
	}
	if got, want := letters(all.String()), "甲"+strings.Repeat("庚", 300)+"乙"+strings.Repeat("庚", 30)+strings.Repeat("辛", 150)+strings.Repeat("庚", 300); got != want {
		t.Errorf("rows hold %q, want %q", got, want)
	}
}

// letters gives the letters and figures of s in order.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// articles counts the articles of a document.
func articles(d *corpus.Document) int {
	seen := make(map[string]bool)
	for _, p := range d.Passages {
		if p.Kind == corpus.PassageArticle {
			seen[p.Label] = true
		}
	}
	return len(seen)
}

// rows gives the searched text of the rows of tables.
func rows(d *corpus.Document) []string {
	var out []string
	for _, p := range d.Passages {
		if p.Kind == corpus.PassageRow {
			out = append(out, strings.Join(append(p.Path[:len(p.Path):len(p.Path)], p.Norm), "|"))
		}
	}
	return out
}

func TestRealFormats(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no real files beside the module: put them at ../shared/formats")
	}
	set := read.New(read.Config{})
	defer set.Close(context.Background())
	sources, rejected, err := set.Readers().Walk(shared)
	if err != nil || len(rejected) > 0 {
		t.Fatalf("Walk: %v, rejected %v", err, rejected)
	}
	type counts struct{ Articles, Rows, Paragraphs int }
	got := make(map[string]counts)
	for _, s := range sources {
		d, err := s.Load()
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		checkCovered(t, d)
		c := counts{Articles: articles(d), Rows: len(rows(d))}
		for _, p := range d.Passages {
			if p.Kind == corpus.PassageParagraph {
				c.Paragraphs++
			}
		}
		name, _, _ := strings.Cut(filepath.Base(s.Path), "_")
		got[strings.TrimSuffix(name, filepath.Ext(name))] = c
		if len(d.Findings) > 0 {
			t.Errorf("%s: findings %q", d.Source, d.Findings)
		}
	}
	want := map[string]counts{
		"15": {0, 0, 7}, "17": {13, 0, 1}, "35": {23, 0, 1}, "37": {55, 0, 0},
		"2025年吉林省政府工作报告": {0, 0, 39}, "2025年广东省政府工作报告": {0, 0, 102}, "2025年辽宁省政府工作报告": {0, 0, 63},
		"国办发2018-126号": {0, 17, 5}, "官方文件表": {0, 40, 0}, "广东政务服务事项": {0, 13, 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
}

const invented = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>虚构文件_虚构网站</title>
<meta name="ArticleTitle" content="（虚构）星河补助办法"><script>var a = "不是正文，。；：";</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/x">政务公开</a></div>
<div id="zoom"><p>（虚构）星河补助办法</p>
<p>第一条　为了支持星河企业，制定本办法。</p>
<p>第二条　补助标准如下：（一）新办企业，补助十万元；（二）其他企业，补助五万元。</p>
<table><tr><th rowspan="2">类别</th><th colspan="2">标准（万元）</th></tr><tr><th>城区</th><th>县</th></tr>
<tr><td rowspan="2">大型</td><td>10</td><td>20</td></tr><tr><td>11</td><td>21</td></tr><tr><td>小型</td><td colspan="2">5</td></tr></table>
<p>第三条　本办法自2099年1月1日起施行，有效期三年。</p></div>
<div class="footer">版权所有 虚构网站</div></body></html>`

func TestHTML(t *testing.T) {
	t.Parallel()
	d := parse(t, read.HTML, []byte(invented), "a.html")
	if d.Title != "（虚构）星河补助办法" || articles(d) != 3 || d.EffectiveFrom != "2099-01-01" || d.EffectiveTo != "2101-12-31" {
		t.Errorf("title %q, %d articles, in force from %s to %s", d.Title, articles(d), d.EffectiveFrom, d.EffectiveTo)
	}
	want := []string{"类别：大型；标准（万元）·城区：10；标准（万元）·县：20", "类别：大型；标准（万元）·城区：11；标准（万元）·县：21",
		"类别：小型；标准（万元）·城区：5"}
	if diff := cmp.Diff(want, rows(d)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	for _, p := range d.Passages {
		switch {
		case p.Label == "第二条":
			if len(p.Parts) != 3 || len(p.Leads(1)) != 1 || p.Leads(1)[0].Text != "补助标准如下：" {
				t.Errorf("the items on one line: %+v", p.Parts)
			}
		case p.Kind == corpus.PassageRow:
			if leads := p.Leads(0); len(leads) < 2 || !strings.HasPrefix(leads[0].Text, "类别") {
				t.Errorf("row %q is led in by %+v", p.Text, leads)
			}
		}
	}
	text := letters(d.Text)
	for _, s := range []string{"首页", "版权所有", "县"} {
		if !strings.Contains(text, s) {
			t.Errorf("%q is not in the text", s)
		}
	}
	if strings.Contains(text, "不是正文") {
		t.Error("the script is in the text")
	}
}

const wordHead = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

func TestDOCX(t *testing.T) {
	t.Parallel()
	p := func(s string) string { return `<w:p><w:r><w:t xml:space="preserve">` + s + `</w:t></w:r></w:p>` }
	numbered := func(s string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>` + s + `</w:t></w:r></w:p>`
	}
	cells := func(merge string, texts ...string) string {
		out := "<w:tr>"
		for i, s := range texts {
			out += "<w:tc><w:tcPr>"
			if i == 0 {
				out += merge
			}
			out += "</w:tcPr>" + p(s) + "</w:tc>"
		}
		return out + "</w:tr>"
	}
	body := wordHead + p("（虚构）星河办法") + numbered("为了支持星河企业，制定本办法。") + numbered("企业可以申请补助。") +
		p("附表") + "<w:tbl>" + cells("", "类别", "条件", "标准") + cells(`<w:vMerge w:val="restart"/>`, "大型", "百人以上", "10万元") +
		cells(`<w:vMerge/>`, "", "千人以上", "20万元") + "</w:tbl>" +
		`<w:p><w:del><w:r><w:delText>删去的</w:delText></w:r></w:del></w:p></w:body></w:document>`
	raw := zipped(t, [2]string{"word/document.xml", body}, [2]string{"word/numbering.xml", `<w:numbering xmlns:w="x">
		<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>
		<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>`})
	d := parse(t, read.DOCX, raw, "a.docx")
	if articles(d) != 2 || d.Title != "（虚构）星河办法" {
		t.Errorf("%d articles, title %q:\n%s", articles(d), d.Title, d.Text)
	}
	want := []string{"附表|类别：大型；条件：百人以上；标准：10万元", "附表|类别：大型；条件：千人以上；标准：20万元"}
	if diff := cmp.Diff(want, rows(d)); diff != "" {
		t.Errorf("rows (-want +got):\n%s\n%s", diff, d.Text)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	set := read.New(read.Config{})
	defer set.Close(context.Background())
	rs := set.Readers()
	bomb := zipped(t, [2]string{"word/document.xml", strings.Repeat(" ", 60<<20)})
	var many [][2]string
	for i := range 2001 {
		many = append(many, [2]string{strings.Repeat("a", i%7) + string(rune('一'+i)), ""})
	}
	deep := wordHead + strings.Repeat("<w:p>", 300)
	for _, c := range []struct {
		name, ext string
		raw       []byte
		want      string
	}{
		{"bomb", ".docx", bomb, "unpacks to more than"},
		{"bomb", ".xlsx", bomb, "unpacks to more than"},
		{"many entries", ".docx", zipped(t, many...), "entries"},
		{"path out", ".docx", zipped(t, [2]string{"../x", "a"}), "is named"},
		{"no document", ".docx", zipped(t, [2]string{"a", "a"}), "word/document.xml is missing"},
		{"nested too deep", ".docx", zipped(t, [2]string{"word/document.xml", deep}), "too deep"},
		{"entities", ".docx", zipped(t, [2]string{"word/document.xml", `<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>`}), "broken DOCX"},
		{"old Office", ".xlsx", []byte("\xd0\xcf\x11\xe0aaaaaaaa"), "old Office"},
		{"text", ".xlsx", []byte("a,b"), "whatever its name says"},
		{"broken archive", ".docx", []byte("PK\x03\x04aaaa"), "broken DOCX"},
		{"no PDF", ".pdf", []byte("text"), "is no PDF"},
		{"broken JSON", ".json", []byte(`{"a":`), "broken JSON"},
		{"HTML too deep", ".html", []byte(strings.Repeat("<div>", 600)), "broken HTML"},
	} {
		_, err := rs[c.ext](c.raw)
		if err == nil || !errors.Is(err, corpus.ErrNotText) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, want ErrNotText with %q", c.name, c.ext, err, c.want)
		}
	}
}

func TestRecords(t *testing.T) {
	t.Parallel()
	csv := "\ufeff事项名称,承诺办结时限,受理条件,备注\n（虚构）星河认定,5个工作日,\"一、在本市登记；\n二、有研发活动。\",无\n（虚构）星河备案,1个工作日,无,\n"
	d := parse(t, read.CSV, []byte(csv), "a.csv")
	want := []string{"（虚构）星河认定|事项名称：（虚构）星河认定；承诺办结时限：5个工作日；受理条件：一、在本市登记；二、有研发活动。",
		"（虚构）星河备案|事项名称：（虚构）星河备案；承诺办结时限：1个工作日"}
	if diff := cmp.Diff(want, rows(d)); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	table := parse(t, read.CSV, []byte("类别;标准\n甲;10\n乙;20\n"), "b.csv")
	if diff := cmp.Diff([]string{"类别：甲；标准：10", "类别：乙；标准：20"}, rows(table)); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	lines := `{"matter_name":"（虚构）星河认定","handle_time_limit":"5(工作日)","handle_time":"无","x":{"y":["甲","乙"]},"z":null}` + "\n"
	j := parse(t, read.JSON, []byte(lines), "a.jsonl")
	want = []string{"（虚构）星河认定|事项名称：（虚构）星河认定；承诺办结时限：5(工作日)；x.y：甲、乙"}
	if diff := cmp.Diff(want, rows(j)); diff != "" {
		t.Errorf("JSONL (-want +got):\n%s", diff)
	}
}
