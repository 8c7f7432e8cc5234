package read_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/policybot/policybot/corpus/read"
)

func TestXLSX(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	set := func(sheet, cell string, value any) {
		t.Helper()
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("二"); err != nil {
		t.Fatal(err)
	}
	set("Sheet1", "A1", "（虚构）星河收费标准")
	for i, row := range [][]any{{"类别", "项目", "标准（元）"}, {"国内", "申请费", 900}, {nil, "年费", 1200.5}, {"国外", "申请费", nil}} {
		for j, v := range row {
			name, err := excelize.CoordinatesToCellName(j+1, i+2)
			if err != nil {
				t.Fatal(err)
			}
			if v != nil {
				set("Sheet1", name, v)
			}
		}
	}
	for _, m := range [][2]string{{"A1", "C1"}, {"A3", "A4"}} {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	set("二", "A1", "序号")
	set("二", "B1", "材料")
	set("二", "A2", 1)
	set("二", "B2", "申请书")
	raw, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	d := parse(t, read.XLSX, raw.Bytes(), "a.xlsx")
	want := []string{
		"Sheet1|类别：国内；项目：申请费；标准（元）：900",
		"Sheet1|类别：国内；项目：年费；标准（元）：1200.5",
		"Sheet1|类别：国外；项目：申请费",
		"二|序号：1；材料：申请书",
	}
	if diff := cmp.Diff(want, rows(d)); diff != "" {
		t.Errorf("rows (-want +got):\n%s\n%s", diff, d.Text)
	}
}
