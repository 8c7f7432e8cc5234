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

func FuzzPDF(f *testing.F) {
	fuzz(f, theSet().PDF, invent([][]pdfText{page(1, "　　第一条 甲。", "　　第二条 乙。")}))
}
