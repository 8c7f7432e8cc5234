package read_test

import (
	"errors"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/corpus/read"
)

// fuzz gives a reader any bytes: it must not panic, and what it takes out must
// parse with nothing lost.
func fuzz(f *testing.F, reader corpus.Reader, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := reader(raw)
		if err != nil {
			return
		}
		d, err := corpus.ReadExtract(e, corpus.Meta{Source: "fuzz"})
		if err != nil && !errors.Is(err, corpus.ErrNoBody) {
			t.Fatal(err)
		}
		checkCovered(t, d)
	})
}

func FuzzHTML(f *testing.F) {
	fuzz(f, read.HTML, []byte(invented), []byte("<table><tr><td rowspan=9 colspan=9>a<td>b<tr><td>c</table>#x"))
}

func FuzzCSV(f *testing.F) {
	fuzz(f, read.CSV, []byte("名称,值\n甲,\"一\n二\"\n"), []byte("a\tb\n1\t2\n"))
}

func FuzzJSON(f *testing.F) {
	fuzz(f, read.JSON, []byte(`{"name":"甲","a":[1,{"b":"无"}]}`), []byte(`[{"a":"b"},[["x"]],null]`))
}

// FuzzDOCX changes the body of a document: changed archives are mostly none.
func FuzzDOCX(f *testing.F) {
	fuzz(f, func(raw []byte) (*corpus.Extract, error) {
		packed, err := pack([2]string{"word/document.xml", string(raw)})
		if err != nil {
			return nil, err
		}
		return read.DOCX(packed)
	}, []byte(wordHead+`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr>`+
		`<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>第一条 丙。</w:t></w:r></w:p></w:body></w:document>`))
}

func FuzzArchive(f *testing.F) {
	fuzz(f, read.DOCX, zipped(f, [2]string{"word/document.xml", wordHead + "</w:body></w:document>"}))
}

// FuzzPDF reads one PDF before it fuzzes: compiling the sandbox may take longer
// than the 10 s after which a worker is held to hang.
func FuzzPDF(f *testing.F) {
	seed := invent([][]pdfText{page(1, "　　第一条 甲。", "　　第二条 乙。")})
	if _, err := theSet().PDF(seed); err != nil {
		f.Fatal(err)
	}
	table := invent([][]pdfText{{{90, 700, "序号"}, {230, 700, "补助"}, {90, 680, "1"}, {230, 680, "500"}}})
	fuzz(f, theSet().PDF, seed, table)
}

// FuzzXLSX changes the sheet and the shared strings of a workbook.
func FuzzXLSX(f *testing.F) {
	const (
		rels  = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
		types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
		book  = `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="甲" sheetId="1" r:id="rId1"/></sheets></workbook>`
		sheet = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>类别</t></is></c><c r="B1" t="inlineStr"><is><t>标准（元）</t></is></c></row><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>900</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>`
		words = `<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>国内</t></si></sst>`
	)
	workbook := func(sheet, words string) ([]byte, error) {
		return pack([2]string{"[Content_Types].xml", types},
			[2]string{"_rels/.rels", rels + `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
			[2]string{"xl/_rels/workbook.xml.rels", rels + `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
			[2]string{"xl/workbook.xml", book}, [2]string{"xl/worksheets/sheet1.xml", sheet}, [2]string{"xl/sharedStrings.xml", words})
	}
	whole, err := workbook(sheet, words)
	if err != nil {
		f.Fatal(err)
	}
	if e, err := read.XLSX(whole); err != nil || len(e.Rows) == 0 {
		f.Fatalf("the seed is no workbook: %v", err)
	}
	f.Add([]byte(sheet), []byte(words))
	f.Fuzz(func(t *testing.T, sheet, words []byte) {
		raw, err := workbook(string(sheet), string(words))
		if err != nil {
			t.Skip(err)
		}
		e, err := read.XLSX(raw)
		if err != nil {
			return
		}
		d, err := corpus.ReadExtract(e, corpus.Meta{Source: "fuzz"})
		if err != nil && !errors.Is(err, corpus.ErrNoBody) {
			t.Fatal(err)
		}
		checkCovered(t, d)
	})
}
