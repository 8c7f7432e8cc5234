package read_test

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/corpus/read"
)

// pdfText is a line of text at a place in points from the lower left.
type pdfText struct {
	x, y int
	text string
}

// invent makes a PDF of pages of text without a font file: characters are
// placed by code and told by a ToUnicode map, as real PDFs tell them.
func invent(pages [][]pdfText) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(s string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), s)
	}
	stream := func(s string) string { return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(s), s) }
	b.WriteString("%PDF-1.7\n")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 7+2*i)
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(pages), kids))
	object("<< /Type /Font /Subtype /Type0 /BaseFont /Invented /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>")
	object("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Invented /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 5 0 R >>")
	object("<< /Type /FontDescriptor /FontName /Invented /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>")
	object(stream("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /I def /CMapType 2 def\n" +
		"1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"))
	for i, lines := range pages {
		var s strings.Builder
		for _, l := range lines {
			fmt.Fprintf(&s, "BT /F1 12 Tf %d %d Td <", l.x, l.y)
			for _, u := range utf16.Encode([]rune(l.text)) {
				fmt.Fprintf(&s, "%04X", u)
			}
			s.WriteString("> Tj ET\n")
		}
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 8+2*i))
		object(stream(s.String()))
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

// page places lines of 20 characters below each other, with a header and a number.
func page(n int, lines ...string) []pdfText {
	out := []pdfText{{200, 800, "（虚构）内部资料"}}
	for i, s := range lines {
		x := 90
		if strings.HasPrefix(s, "　　") {
			x, s = 114, strings.TrimPrefix(s, "　　")
		}
		out = append(out, pdfText{x, 740 - 20*i, s})
	}
	return append(out, pdfText{290, 40, fmt.Sprintf("- %d -", n)})
}

// sharedSet is one set for all tests, with the program's own cache: the PDF
// module takes long to compile.
func sharedSet(t testing.TB) *read.Set {
	t.Helper()
	return theSet()
}

var theSet = sync.OnceValue(func() *read.Set {
	dir, err := os.UserCacheDir()
	if err != nil {
		return read.New(read.Config{})
	}
	return read.New(read.Config{CacheDir: filepath.Join(dir, "policybot", "pdf")})
})

func TestPDF(t *testing.T) {
	t.Parallel()
	set := sharedSet(t)
	raw := invent([][]pdfText{
		page(1, "　　（虚构）星河补助办法", "　　第一条 为了支持星河企业的研究开发活动和", "成果转化，制定本办法。", "　　第二条 企业应当具备下列条件："),
		page(2, "　　（一）在本市登记；", "　　（二）有研发活动，其费用占收入的比例达到", "百分之三以上，并且按照有关规定归集的研究开发"),
		page(3, "费用真实。", "　　第三条 本办法自2099年1月1日起施行。"),
	})
	d := parse(t, set.PDF, raw, "a.pdf")
	if articles(d) != 3 || d.Title != "（虚构）星河补助办法" || d.EffectiveFrom != "2099-01-01" {
		t.Errorf("%d articles, title %q, in force from %s:\n%s", articles(d), d.Title, d.EffectiveFrom, d.Text)
	}
	for _, want := range []string{"研究开发活动和成果转化，", "研究开发费用真实。"} {
		if !strings.Contains(d.Text, want) {
			t.Errorf("the lines of %q are not joined:\n%s", want, d.Text)
		}
	}
	furniture := 0
	for _, x := range d.Dropped {
		if x.Reason == corpus.DroppedFurniture {
			furniture++
		}
	}
	if furniture != 6 {
		t.Errorf("%d lines of headers and footers are dropped, want 6", furniture)
	}
}

// What cannot be read is refused in words that say what to do, without what
// PDFium says of it.
func TestPDFRefusals(t *testing.T) {
	t.Parallel()
	set := sharedSet(t)
	whole := invent([][]pdfText{page(1, "　　（虚构）星河补助办法"), page(2, "　　（虚构）星河补助细则")})
	locked := func(how string) []byte {
		key := strings.Repeat("5a", 32)
		return bytes.Replace(whole, []byte("/Root 1 0 R"), fmt.Appendf(nil, "/Root 1 0 R /ID [<%[1]s> <%[1]s>] /Encrypt << %[2]s /O <%[1]s> /U <%[1]s> /P -4 >>", key, how), 1)
	}
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"scan":         {invent([][]pdfText{nil, nil}), "OCR"},
		"noise":        {append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0xff}, 100)...), "it is a broken PDF file, or none at all; fetch it anew from where it came from"},
		"head alone":   {whole[:200], "it is a broken PDF file, or none at all; fetch it anew"},
		"a page gone":  {bytes.Replace(whole, []byte("[7 0 R 9 0 R"), []byte("[7 0 R 3 0 R"), 1), "(page 2 of 2 cannot be read); fetch it anew"},
		"password":     {locked("/Filter /Standard /V 1 /R 2"), "it is protected by a password or a certificate; save it without"},
		"certificate":  {locked("/Filter /Adobe.PubSec /V 1 /R 2"), "it is protected by a password or a certificate; save it without"},
		"other format": {[]byte("<html>%PDF</html>"), "it is no PDF, whatever its name says"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := set.PDF(c.raw)
			if !errors.Is(err, corpus.ErrNotText) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("PDF() = %v, want ErrNotText with %q", err, c.want)
			}
			if inner := regexp.MustCompile(`\d: |incorrect|invalid|wasm|error`).FindString(err.Error()); inner != "" {
				t.Errorf("PDF() = %v, which shows %q", err, inner)
			}
		})
	}
}

// PDFs that LibreOffice makes of real laws, with header, page numbers and a
// table, read back to the same articles with the same words.
func TestPDFOfRealLaws(t *testing.T) {
	t.Parallel()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no LibreOffice: install libreoffice-writer-nogui")
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	docs := filepath.Join(filepath.Dir(shared), "corpus", "docs")
	names, _ := filepath.Glob(filepath.Join(docs, "国家_法律_*.md"))
	if len(names) < 4 {
		t.Skip("no real laws beside the module: put them at ../shared/corpus")
	}
	dir := t.TempDir()
	wants := make(map[string]*corpus.Document)
	var pages []string
	for i, name := range names[:4] {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := corpus.Read(raw, corpus.Meta{Source: "a.md"})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, fmt.Sprintf("%d.html", i))
		if err := os.WriteFile(path, []byte(wordPage(want, i%2 == 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		wants[fmt.Sprintf("%d.pdf", i)], pages = want, append(pages, path)
	}
	cmd := exec.CommandContext(t.Context(), soffice, append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"),
		"--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", dir}, pages...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	set := sharedSet(t)
	total := 0
	for name, want := range wants {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		got := parse(t, set.PDF, raw, name)
		if a, b := articles(got), articles(want); a != b {
			t.Errorf("%s: %d articles, want %d", want.Title, a, b)
		}
		a, b := articleTexts(got), articleTexts(want)
		for label, text := range b {
			if a[label] != text {
				t.Errorf("%s %s differs:\n%s\n%s", want.Title, label, a[label], text)
			}
		}
		total += len(b)
	}
	t.Logf("%d articles of %d laws", total, len(wants))
}

// wordPage makes a page for LibreOffice of the paragraphs of a document.
func wordPage(d *corpus.Document, columns bool) string {
	var b strings.Builder
	b.WriteString(`<html><head><meta charset="utf-8"></head><body><div title="header"><p>虚构页眉</p></div>` +
		`<div title="footer"><p align="center"><sdfield type="PAGE" format="PAGE">1</sdfield></p></div>`)
	if columns {
		b.WriteString(`<multicol cols="2" gutter="20">`)
	}
	for line := range strings.SplitSeq(d.Text, "\n") {
		if line = strings.TrimSpace(strings.TrimLeft(line, "# ")); line != "" && !strings.HasPrefix(line, "<!--") {
			b.WriteString(`<p style="text-indent:2em;margin:0">` + html.EscapeString(line) + "</p>\n")
		}
	}
	if columns {
		b.WriteString("</multicol>")
	}
	b.WriteString("<p>附表</p><table border=1><tr><th>序号<th>项目</tr><tr><td>1<td>甲</tr></table></body></html>")
	return b.String()
}

// articleTexts gives the letters of each article.
func articleTexts(d *corpus.Document) map[string]string {
	out := make(map[string]string)
	for _, p := range d.Passages {
		if p.Kind == corpus.PassageArticle {
			out[p.Label] += letters(p.Norm)
		}
	}
	return out
}

// A table whose rows are lines has the names of its columns; one with cells of
// several lines, or without a head, is told in a finding and not guessed.
func TestPDFTables(t *testing.T) {
	t.Parallel()
	set := sharedSet(t)
	table := func(rows ...[]string) []pdfText {
		out := []pdfText{{114, 740, "（虚构）星河补助标准"}, {114, 700, "单位：万元"}}
		for i, row := range rows {
			for k, s := range row {
				if s != "" {
					out = append(out, pdfText{90 + 140*k, 680 - 20*i, s})
				}
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		lines   []pdfText
		want    []string
		finding bool
	}{
		"rows": {
			table([]string{"序号", "级别", "补助"}, []string{"1", "国家级", "500"}, []string{"2", "省级", "200"}),
			[]string{"序号：1；级别：国家级；补助：500；单位：万元", "序号：2；级别：省级；补助：200；单位：万元"}, false,
		},
		"a cell of two lines": {
			table([]string{"序号", "级别", "补助"}, []string{"1", "国家级", "500"}, []string{"2", "省级和", "200"}, []string{"", "市级", ""}),
			nil, true,
		},
		"no head": {
			table([]string{"1", "国家级", "500"}, []string{"2", "省级", "200"}, []string{"3", "市级", "90"}), nil, true,
		},
		"text": {
			[]pdfText{{90, 740, "（虚构）星河补助标准"}, {90, 700, "联系人：星河"}, {300, 700, "日期：三月"}, {90, 680, "一、补助按年发放。"}}, nil, false,
		},
	} {
		d := parse(t, set.PDF, invent([][]pdfText{c.lines}), "a.pdf")
		if diff := cmp.Diff(c.want, rows(d)); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s\n%s", name, diff, d.Text)
		}
		if got := len(d.Findings) > 0; got != c.finding {
			t.Errorf("%s: findings %q, want some: %v", name, d.Findings, c.finding)
		}
	}
}
