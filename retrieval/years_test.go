package retrieval

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

func TestYears(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want []int
	}{
		{"按08年老指引怎么算", []int{2008}},
		{"08年老指引那会儿", []int{2008}},
		{"07年条例里停几年", []int{2007}},
		{"照97年那个投入条例", []int{1997}},
		{"10年的细则跟23年的细则比一比", []int{2010, 2023}},
		{"88年试验区那会儿", []int{1988}},
		{"24年底一改，跟19年那版差在哪", []int{2024, 2019}},
		{"2024年的条例和2010版差多少，2024年", []int{2024, 2010}},
		{"辽宁24年粮食收了多少斤", []int{2024}},
		{"东莞2017第二批专利资助", []int{2017}},
		{"在东莞17年报的高企", []int{2017}},
		{"21年全国城镇新增就业，22年呢", []int{2021, 2022}},
		{"吉林25年想让高企多几成", []int{2025}},
		{"2015那会儿的公司法（2018那版）", []int{2015, 2018}},
		{"东府办〔2016〕20号", []int{2016}},
		{"投了2000万，2000元", nil},
		{"我干了20年科研", nil},
		{"20年的专利还能用吗", nil},
		{"10年以上工龄，15年工龄", nil},
		{"专利权期限20年", nil},
		{"办15年度的加计扣除", []int{2015}},
		{"按17年的规定", []int{2017}},
		{"2008年的指引", []int{2008}},
		{"二〇一〇年的条例", []int{2010}},
		{"发明专利保护20年", nil},
		{"满10年以上", nil},
		{"15年内不许", nil},
		{"第08年度", nil},
		{"发布3年了", nil},
		{"近20年", nil},
	} {
		if diff := cmp.Diff(tt.want, Years(tt.text)); diff != "" {
			t.Errorf("Years(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestRelativeYears(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		today corpus.Date
		want  []int
	}{
		{"去年认定了多少家", "2026-11-23", []int{2025}},
		{"前年和去年比", "2026-11-23", []int{2024, 2025}},
		{"大前年", "2026-11-23", []int{2023}},
		{"今年的目标", "2024-01-01", []int{2024}},
		{"last year", "2024-01-01", []int{2023}},
		{"去年", "", nil},
		{"多少家", "2024-01-01", nil},
	} {
		if diff := cmp.Diff(tt.want, relativeYears(tt.text, tt.today)); diff != "" {
			t.Errorf("relativeYears(%q, %s) (-want +got):\n%s", tt.text, tt.today, diff)
		}
	}
}

func TestNumberWithoutYear(t *testing.T) {
	t.Parallel()
	k := NewKnowledge(nil, nil)
	k.addDocuments([]corpus.Document{{ID: "a", DocNumber: "国办发〔2018〕126号"}, {ID: "b", DocNumber: "国办发〔2018〕127号"}, {ID: "c", DocNumber: "财税[2011]100号"}})
	for _, tt := range []struct {
		text string
		want []Ref
	}{
		{"国办发126号推广几项", []Ref{{DocNumber: "国办发〔2018〕126号"}}},
		{"请看国办发第127号文", []Ref{{DocNumber: "国办发〔2018〕127号"}}},
		{"财税100号怎么退", []Ref{{DocNumber: "财税〔2011〕100号"}}},
		{"国办发5号", nil},
		{"吉林一号和长春126号楼", nil},
	} {
		if diff := cmp.Diff(tt.want, findDocNumbers(tt.text, k)); diff != "" {
			t.Errorf("findDocNumbers(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
}

// An order is looked up under the name it is said with and under the full one,
// then without the words that ran into it; the word before 令 stays.
func TestRefForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		ref  Ref
		want []string
	}{
		{Ref{DocNumber: "财政部令第41号"}, []string{"财政部令第41号", "中华人民共和国财政部令第41号", "政部令第41号"}},
		{Ref{DocNumber: "问国科发〔2016〕32号"}, []string{"问国科发〔2016〕32号", "国科发〔2016〕32号", "科发〔2016〕32号"}},
		{Ref{DocNumber: "税务总局公告2015年第97号"}, []string{"税务总局公告2015年第97号", "务总局公告2015年第97号", "总局公告2015年第97号"}},
		{Ref{DocNumber: "中华人民共和国财政部令第41号"}, []string{"中华人民共和国财政部令第41号"}},
	} {
		var got []string
		for _, r := range refForms(tt.ref) {
			got = append(got, r.DocNumber)
		}
		if len(got) < len(tt.want) || !slices.Equal(got[:len(tt.want)], tt.want) {
			t.Errorf("refForms(%s) = %q, want %q first", tt.ref.DocNumber, got, tt.want)
		}
	}
}
