package corpus_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

// read reads an invented text and checks its spans.
func read(t *testing.T, meta corpus.Meta, text string) *corpus.Document {
	t.Helper()
	if meta.Source == "" {
		meta.Source = "invented.txt"
	}
	d, err := corpus.Read([]byte(text), meta)
	if err != nil {
		t.Fatal(err)
	}
	checkSpans(t, d)
	return d
}

// partLines writes the parts of a document: kind, label, lead, words.
func partLines(d *corpus.Document) []string {
	var out []string
	for _, p := range d.Passages {
		for _, pt := range p.Parts {
			out = append(out, fmt.Sprintf("%s %s %d %s", pt.Kind, pt.Label, pt.Lead, corpus.Normalize(d.Text[pt.Start:pt.End])))
		}
	}
	return out
}

func labels(d *corpus.Document) string {
	var out []string
	for _, p := range d.Passages {
		if p.Kind == corpus.PassageArticle {
			out = append(out, p.Label)
		}
	}
	return strings.Join(out, " ")
}

func TestArticleHeads(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"half-width space", "第一条 甲。\n第二条 乙。\n第三条 丙。", "第一条 第二条 第三条"},
		{"full-width spaces and indent", "　　第一条　甲。\n　　第二条　乙。", "第一条 第二条"},
		{"spaced digits", "第 9 条 甲。\n第 1 0 条  乙。\n第 1 1 条 丙。", "第九条 第十条 第十一条"},
		{"digits unspaced", "第1条 甲。\n第２条 乙。\n第3条丙。", "第一条 第二条 第三条"},
		{"head alone on its line", "第一条\n甲。\n第二条\n乙。", "第一条 第二条"},
		{"no space", "第一条甲。\n第二条乙。", "第一条 第二条"},
		{"reference at line start", "第一条 甲。\n第二条 乙\n第三条规定的事项，除外。\n第三条 丙。", "第一条 第二条 第三条"},
		{"reference to a paragraph", "第一条 甲。\n第二条第一款所称乙，是指丙。\n第二条 丁。", "第一条 第二条"},
		{"out of sequence", "第一条 甲。\n第二条 乙。\n第九条 引自他法。\n第三条 丙。", "第一条 第二条 第三条"},
		{"one of its own", "第一条 甲。\n第二条 乙。\n第二条之一 丙。\n第二条之二 丁。\n第三条 戊。", "第一条 第二条 第二条之一 第二条之二 第三条"},
		{"hundreds", "第九十九条 甲。\n第一百条 乙。\n第一百零一条 丙。\n第一〇二条 丁。", "第九十九条 第一百条 第一百零一条 第一百零二条"},
		{"words like a reference", "第一条 执行任务的，适用本规定。\n第二条 项目单位应当验收。\n第三条 第三人有权查阅。", "第一条 第二条 第三条"},
		{"gap", "第一条 甲。\n第二条 乙。\n第四条 丁。\n第五条 戊。", "第一条 第二条 第四条 第五条"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := labels(read(t, corpus.Meta{Title: "（虚构）办法"}, c.text)); got != c.want {
				t.Errorf("articles = %s, want %s", got, c.want)
			}
		})
	}
}

func TestArticleFindings(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{}, "第一条 甲。\n第二条 乙。\n第四条 丁。\n第五条 戊。\n第九条 引。")
	want := []string{"articles 第三条 to 第三条 are missing", "articles 第六条 to 第八条 are missing"}
	if diff := cmp.Diff(want, d.Findings); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{Title: "（虚构）办法"}, `第一章 总 则

第一条 甲事适用本办法。乙事不适用。

第二条 申请人应当符合下列条件：

（一）有住所；

(二)有下列收入之一：

1．工资；

２、其他收入。

其中，收入应当合法。

（三）守法。

前款所称住所，是指常住地。

第三条 本办法自公布之日起施行。
`)
	want := []string{
		"句 第一条 -1 甲事适用本办法。",
		"句 第一条 -1 乙事不适用。",
		"款 第二条第一款 -1 申请人应当符合下列条件：",
		"项 第二条第一款第（一）项 0 （一）有住所；",
		"项 第二条第一款第（二）项 0 (二)有下列收入之一：",
		"目 第二条第一款第（二）项第1目 2 1．工资；",
		"目 第二条第一款第（二）项第2目 2 2、其他收入。",
		"项 第二条第一款第（二）项 2 其中，收入应当合法。",
		"项 第二条第一款第（三）项 0 （三）守法。",
		"款 第二条第二款 -1 前款所称住所，是指常住地。",
		"款 第三条 -1 本办法自公布之日起施行。",
	}
	if diff := cmp.Diff(want, partLines(d)); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"第一章 总则"}, d.Passages[0].Path); diff != "" {
		t.Errorf("path (-want +got):\n%s", diff)
	}
}

func TestItemsOfOneParagraph(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{}, "第一条 甲。\n第二条 条件如下：\n（一）乙；\n（二）丙。\n第三条 丁。")
	want := []string{"款 第一条 -1 甲。", "款 第二条 -1 条件如下：", "项 第二条第（一）项 0 （一）乙；", "项 第二条第（二）项 0 （二）丙。", "款 第三条 -1 丁。"}
	if diff := cmp.Diff(want, partLines(d)); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

// TestItemsOnOneLineAreNoHeadings has a last item that ends in no mark and is
// followed by a paragraph: it looks like a heading, and is none.
func TestItemsOnOneLineAreNoHeadings(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{}, "关于虚构补助的通知\n各虚构单位：\n为了支持虚构产业，现通知如下。\n补助标准如下：（一）新办企业，补助十万元；（二）其他企业，补助五万元\n本通知自发布之日起执行。\n")
	var got []string
	for _, p := range d.Passages {
		got = append(got, p.Text)
	}
	if all := strings.Join(got, "\n"); !strings.Contains(all, "（二）其他企业，补助五万元") {
		t.Errorf("passages %q, want （二） among them", got)
	}
}

func TestLongArticle(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("应当按照规定办理，", 60) + "不得拖延。"
	d := read(t, corpus.Meta{}, "第一条 "+long+"\n"+long+"\n（一）"+long+"\n第二条 甲。")
	first := 0
	for _, p := range d.Passages {
		if p.Label == "第一条" {
			first++
		}
	}
	if first < 2 {
		t.Errorf("an article of %d characters is %d passage, want several", 3*len([]rune(long)), first)
	}
}

func TestContents(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{}, "（虚构）条例\n\n目　　录\n\n第一章　总则\n\n第二章　附则\n\n第一章　总　则\n\n第一条　甲。\n\n第二章　附　则\n\n第二条　乙。\n")
	var got []string
	for _, x := range d.Dropped {
		got = append(got, x.Reason+" "+corpus.Normalize(d.Text[x.Start:x.End]))
	}
	want := []string{"title （虚构）条例", "contents 目录", "contents 第一章总则", "contents 第二章附则", "heading 第一章总则", "heading 第二章附则"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
}

func TestHardWrapped(t *testing.T) {
	t.Parallel()
	var lines []string
	wrap := func(paragraph string) { // at 30 characters, as a printed page does
		for rs := []rune(paragraph); len(rs) > 0; {
			n := min(30, len(rs))
			lines = append(lines, string(rs[:n]))
			rs = rs[n:]
		}
	}
	wrap("全市持续推进科技创新工作不断取得新的进展，今年新设一批国家区域创新中心，各项任务全面完成，办理许可的用人单位一共到了133家，比去年同期有明显的增加，企业普遍反映良好。")
	for range 4 {
		wrap("科技人员的收入稳步提高，同时还带动了相关产业的持续发展和就业人数的不断增长，为全市的经济社会发展提供了十分有力的支撑，得到了各个方面的充分肯定，也为下一年的工作开了好头。")
	}
	lines = append(lines, "多角度优化——", "科技创新环境有新的成效")
	for range 4 {
		wrap("科技人员的收入稳步提高，同时还带动了相关产业的持续发展和就业人数的不断增长，为全市的经济社会发展提供了十分有力的支撑，得到了各个方面的充分肯定，也为下一年的工作开了好头。")
	}
	lines = append(lines, "某某公司生产车间某某公司生产车间", "工作人员操作33DD打印打印设备", "产业园基地")
	d := read(t, corpus.Meta{}, strings.Join(lines, "\n\n")+"\n")
	all := ""
	for _, p := range d.Passages {
		all += p.Norm + "\n"
	}
	for _, want := range []string{"国家区域创新中心", "133家"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is in no passage:\n%s", want, all)
		}
	}
	captions, headings := 0, 0
	for _, x := range d.Dropped {
		switch x.Reason {
		case corpus.DroppedCaption:
			captions++
		case corpus.DroppedHeading:
			headings++
		}
	}
	if captions != 3 || headings != 2 {
		t.Errorf("%d captions and %d headings dropped, want 3 and 2: %v", captions, headings, d.Dropped)
	}
}

func TestNotice(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{Source: "notice.txt"}, `索 引 号：
000000000/2099-00001
发文机关：
虚构省科学技术厅
成文日期：
2099年03月04日
标　　题：
虚构省科学技术厅关于虚构事项的通知
发文字号：
虚科发[2099]7号
发布日期：
2099年03月09日

虚构省科学技术厅关于
虚构事项的通知
虚科发[2099]7号

各市科技局：
现将有关事项通知如下：
一、申报条件
（一）注册满一年；
（二）有研发活动。
二、支持标准
（一）后补助。对符合条件的单位，按照研发投入的百分之五给予补助，最高二十万元。
三、其他
本通知有效期三年，自2099年4月1日起施行。
虚构省科学技术厅
2099年3月4日

扫一扫在手机打开当前页

-->
`)
	if d.Title != "虚构省科学技术厅关于虚构事项的通知" || d.Issuer != "虚构省科学技术厅" || d.DocNumber != "虚科发〔2099〕7号" || d.Kind != corpus.KindNotice {
		t.Errorf("title %q, issuer %q, number %q, kind %q", d.Title, d.Issuer, d.DocNumber, d.Kind)
	}
	if d.Adopted != "2099-03-04" || d.Published != "2099-03-09" || d.EffectiveFrom != "2099-04-01" || d.EffectiveTo != "2102-03-31" || d.EndReason != corpus.StatusExpired {
		t.Errorf("adopted %s, published %s, in force %s to %s (%s)", d.Adopted, d.Published, d.EffectiveFrom, d.EffectiveTo, d.EndReason)
	}
	want := []string{
		"款  -1 各市科技局：", "款  -1 现将有关事项通知如下：",
		"项 一、申报条件·（一） -1 （一）注册满一年；", "项 一、申报条件·（二） -1 （二）有研发活动。",
		"项 二、支持标准·（一）后补助 -1 （一）后补助。对符合条件的单位，按照研发投入的百分之五给予补助，最高二十万元。",
		"款 三、其他 -1 本通知有效期三年，自2099年4月1日起施行。",
	}
	if diff := cmp.Diff(want, partLines(d)); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

func TestLeadInsOfNotices(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{}, "关于虚构事项的通知\n现通知如下：\n一、受理范围：\n1、下列专利：\n（1）发明；\n（2）外观。\n2、下列商标。\n二、时间为三月。\n")
	want := []string{
		"款  -1 现通知如下：",
		"项 一、受理范围 -1 一、受理范围：",
		"项 一、受理范围·1 0 1、下列专利：",
		"目 一、受理范围·1·（1） 1 （1）发明；",
		"目 一、受理范围·1·（2） 1 （2）外观。",
		"项 一、受理范围·2 0 2、下列商标。",
		"项 二 -1 二、时间为三月。",
	}
	if diff := cmp.Diff(want, partLines(d)); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

func TestFlattenedTable(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{}, "关于虚构举措的通知\n\n现将清单印发。\n\n附件\n\n虚构举措清单\n\n序号\n\n举措\n\n部门\n\n一、甲类\n\n1\n\n举措甲\n\n虚构厅\n\n2\n\n举措乙\n\n虚构局\n\n二、乙类\n\n3\n\n举措丙\n\n虚构委\n")
	var got []string
	for _, p := range d.Passages {
		if p.Kind == corpus.PassageRow {
			got = append(got, strings.Join(p.Path, "/")+": "+p.Norm)
		}
	}
	want := []string{
		"附件 虚构举措清单/一、甲类: 序号：1；举措：举措甲；部门：虚构厅",
		"附件 虚构举措清单/一、甲类: 序号：2；举措：举措乙；部门：虚构局",
		"附件 虚构举措清单/二、乙类: 序号：3；举措：举措丙；部门：虚构委",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
