package corpus_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/policybot/policybot/corpus"
)

func TestReadEncodings(t *testing.T) {
	t.Parallel()
	const text = "（虚构）办法\r\n第一条 为了支持创新，制定本办法。\r\n第二条 本办法自公布之日起施行。\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(text, "\r\n", "\n")
	for name, raw := range map[string]string{"UTF-8": text, "byte order mark": "\ufeff" + text, "GB18030": gb} {
		d := read(t, corpus.Meta{}, raw)
		if d.Text != want {
			t.Errorf("%s: text = %q, want %q", name, d.Text, want)
		}
		if d.Title != "（虚构）办法" || len(d.Passages) != 2 {
			t.Errorf("%s: title %q with %d passages, want 2", name, d.Title, len(d.Passages))
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"a PDF": "%PDF-1.7 ...", "zip": "PK\x03\x04 ...", "nul": "text\x00text", "random": "\xff\xfe\x80\x81\x01\x02\x03",
		"control": strings.Repeat("\x01\x02", 50),
	} {
		_, err := corpus.Read([]byte(raw), corpus.Meta{Source: "a.txt"})
		if !errors.Is(err, corpus.ErrNotText) || !strings.Contains(err.Error(), "a.txt") {
			t.Errorf("%s: error = %v, want ErrNotText naming the file", name, err)
		}
	}
}

func TestReadNoBody(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "\n\n", "# （虚构）条例\n\n2099年1月2日 虚构省人民代表大会常务委员会第一次会议通过\n\n<!-- INFO END -->\n"} {
		d, err := corpus.Read([]byte(raw), corpus.Meta{Source: "a.md", Title: "（虚构）条例"})
		if !errors.Is(err, corpus.ErrNoBody) || d == nil || d.Title != "（虚构）条例" {
			t.Errorf("Read(%q) = %v, %v, want the document and ErrNoBody", raw, d, err)
		}
	}
}

func TestReadFrontMatter(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{Source: "digest.md"}, `---
title: 虚构事项（摘编）
issuer: 虚构厅
doc_number: 虚科发[2099]7号
level: 省
region: 吉林省长春市
kind: digest
adopted: 2099-01-02
effective: 2099-02-01
expires: 2100-01-31
url: https://example.org/a
digest_of: [虚构事项办法, 虚构通知]
note: 摘编，非官方文本
---
# 虚构事项（摘编）

## 奖励

对虚构单位给予十万元奖励。
`)
	if d.Title != "虚构事项（摘编）" || d.Kind != corpus.KindDigest || d.DocNumber != "虚科发〔2099〕7号" ||
		d.Region != "吉林长春" || d.Level != corpus.LevelProvince || len(d.DigestOf) != 2 || d.StatusNote != "摘编，非官方文本" {
		t.Errorf("metadata = %+v", *d)
	}
	if d.Adopted != "2099-01-02" || d.EffectiveFrom != "2099-02-01" || d.EffectiveTo != "2100-01-31" || d.EndReason != corpus.StatusExpired {
		t.Errorf("adopted %s, in force %s to %s (%s)", d.Adopted, d.EffectiveFrom, d.EffectiveTo, d.EndReason)
	}
	if len(d.Passages) != 1 || d.Passages[0].Norm != "对虚构单位给予十万元奖励。" || strings.Join(d.Passages[0].Path, "/") != "奖励" {
		t.Errorf("passages = %+v", d.Passages)
	}
}

func TestBodyHash(t *testing.T) {
	t.Parallel()
	body := "# （虚构）条例\n\n第一条 甲。\n\n第二条 乙。\n"
	a := read(t, corpus.Meta{Source: "a.md"}, body)
	b := read(t, corpus.Meta{Source: "b.md"}, "---\ntitle: 另一个题目\nstatus: 试行\n---\n"+body)
	c := read(t, corpus.Meta{Source: "a.md"}, strings.Replace(body, "乙", "丙", 1))
	if a.BodyHash != b.BodyHash || a.Hash == b.Hash {
		t.Errorf("a copy with another head: body hashes %s, %s, hashes %s, %s", a.BodyHash, b.BodyHash, a.Hash, b.Hash)
	}
	if a.BodyHash == c.BodyHash || a.Hash == c.Hash {
		t.Error("another text has the hash of the first")
	}
}

func TestAmendedLawKeepsItsFirstDay(t *testing.T) {
	t.Parallel()
	d := read(t, corpus.Meta{Source: "law.md"}, "# （虚构）法\n\n1984年3月12日 虚构大会通过\n\n2020年10月17日 虚构大会第四次修正\n\n<!-- INFO END -->\n\n第一条 甲。\n\n第二条 本法自1985年4月1日起施行。\n")
	if d.Adopted != "2020-10-17" || d.EffectiveFrom != "2020-10-17" {
		t.Errorf("adopted %s, in force from %s, want 2020-10-17 for both: 1985 is the day of the first edition", d.Adopted, d.EffectiveFrom)
	}
}

func TestNormalizeRegion(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "全国": "全国", "国家": "全国", "吉林省长春市": "吉林长春", "吉林": "吉林", "吉林省": "吉林", "上海市": "上海",
		"广东深圳": "广东深圳", "吉林通化柳河县": "吉林通化柳河县", "广东广州天河区": "广东广州天河区", "长春市": "吉林长春", "深圳": "广东深圳",
		"广西壮族自治区南宁市": "广西南宁", "内蒙古自治区": "内蒙古", "吉林省吉林市": "吉林吉林", "吉林省通化市柳河县": "吉林通化柳河县",
		"香港特别行政区": "香港",
	} {
		if got := corpus.NormalizeRegion(in); got != want {
			t.Errorf("NormalizeRegion(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestArticleNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     string
		n, sub int
		ok     bool
	}{
		{"第十一条", 11, 0, true}, {"第十一条第（一）项", 11, 0, true}, {"第12条", 12, 0, true}, {"第 1 0 条", 10, 0, true},
		{"第１２条", 12, 0, true}, {"第十条之一", 10, 1, true}, {"第一百零三条", 103, 0, true}, {"第二百条", 200, 0, true},
		{"第一千二百六十条", 1260, 0, true}, {"第一〇三条", 103, 0, true}, {"第两百条", 200, 0, true},
		{"第条", 0, 0, false}, {"第一章", 0, 0, false}, {"一、总则", 0, 0, false}, {"", 0, 0, false},
	} {
		n, sub, ok := corpus.ArticleNumber(c.in)
		if n != c.n || sub != c.sub || ok != c.ok {
			t.Errorf("ArticleNumber(%q) = %d, %d, %v, want %d, %d, %v", c.in, n, sub, ok, c.n, c.sub, c.ok)
		}
	}
}

// Blanks as long as a passage hold head and text, or two words, apart.
var blanked = func() []string {
	var out []string
	for _, blank := range []string{" ", "　", "\u200b", "\n"} {
		gap := strings.Repeat(blank, 1500)
		out = append(out, "第一条"+gap+"甲乙丙。\n第二条 丁。", "第一条 甲。\n第"+gap+"二条 乙丙丁。",
			"第一条 甲：\n（一）乙"+gap+"丙；\n（二）丁。\n第二条 戊。", "题目\n\n一、甲"+gap+"乙；\n（二）丙。\n（三）丁"+gap+"戊。")
	}
	return append(out, "第一条 #\n#\n# \n第\n第二条", "第一条 #\n第二条 乙。\n第三条 丙。", "第一条\n#\n甲乙丙。\n第二条 丁。", "第一条"+strings.Repeat("\n", 300)+"#"+strings.Repeat("\n", 1500)+"甲。\n第二条 乙。")
}()

func TestReadBlanks(t *testing.T) {
	t.Parallel()
	for _, s := range blanked {
		d, err := corpus.Read([]byte(s), corpus.Meta{Source: "blanks.txt"})
		if err != nil || len(d.Passages) == 0 {
			t.Errorf("%.40q: %v, %d passages", s, err, len(d.Passages))
			continue
		}
		checkSpans(t, d)
		checkRead(t, d)
	}
}

// FuzzRead holds every document to be loss-free. On noise that no reader can
// place this may take words that are dropped as unread, with a finding.
func FuzzRead(f *testing.F) {
	for _, s := range blanked {
		f.Add([]byte(s))
	}
	for _, s := range []string{
		"第一条 甲。\n第二条 乙：\n（一）丙；\n1. 丁。\n第三条 戊。",
		"---\ntitle: x\n---\n# x\n\n## 一、y\n\n文。", "索 引 号：\n1\n\n题目\n\n一、甲\n乙。\n附件\n表\n序号\n名称\n1\n甲\n2\n乙\n3\n丙\n",
		"目录\n第一章 甲\n第一章 甲\n第一条 乙\n第二条 丙", "#\n# \n第一条\n第二条", "\xff\xfe", "第二条第二条\n第三条",
	} {
		f.Add([]byte(s))
	}
	if seed, err := os.ReadFile(filepath.Join(realCorpus, "reports", "changchun-2021.txt")); err == nil {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := corpus.Read(raw, corpus.Meta{Source: "fuzz.txt"})
		if d == nil {
			if err == nil {
				t.Fatal("neither a document nor an error")
			}
			return
		}
		checkSpans(t, d)
	})
}
