package bot

import (
	"strings"
	"testing"
)

// What somebody heard is compared with the text by its figure alone, and only
// where there is one to compare.
func TestClaimNote(t *testing.T) {
	t.Parallel()
	said := func(texts ...string) []Drafted {
		var out []Drafted
		for _, text := range texts {
			out = append(out, Drafted{Statement: Statement{Text: text}})
		}
		return out
	}
	for _, tt := range []struct {
		name, question string
		statements     []Drafted
		want           string // part of the note; "" for none
	}{
		{"another figure", "有人说灯塔证有效期是五年，对吗？", said("灯塔证有效期为三年。"), "没有“五年”，写的是“三年”"},
		{"the same figure", "听说灯塔证有效期是三年，是真的吗", said("灯塔证有效期为三年。"), "确有“三年”"},
		{"the same in other writing", "听说最高补100万元，对吗", said("给予最高一百万元补助。"), "确有"},
		{"one of several", "听说比例是75%，对吗", said("比例由75%提高到100%。"), "提到“75%”，所提到的有“75%”、“100%”"},
		{"in a later statement", "有人说是五年对吗", said("灯塔应当发光。", "有效期为三年。"), "写的是“三年”"},
		{"another unit", "有人说有效期是五年，对吗", said("奖励三万元。"), ""},
		{"two figures claimed", "有人说30万元有人说20万元，对吗", said("奖励10万元。"), ""},
		{"each of two, one false", "听说灯塔证书五年有效，而且改名要三个月内报告，是这样吗", said("灯塔证书自颁发之日起有效期为三年。", "灯塔企业更名的，应当在三个月内报告。"), "核对：所引原文没有“五年”，写的是“三年”。核对：所引原文确有“三个月”。"},
		{"each of two, one not quoted", "听说灯塔证书五年有效，改名还要交两千元，对吗", said("灯塔证书有效期为三年。"), "写的是“三年”。核对：“两千元”在所引原文里没有"},
		{"units alone decide nothing", "听说灯塔证书五年有效，迁走后三个月注销，对吗", said("渔船每八个月检查。", "渔船满九年报废。"), ""},
		{"no claim", "成立五年能申请吗", said("须成立三年以上。"), ""},
		{"number of an article", "听说是第五条规定的，对吗", said("按照第三条办理。"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := claimNote(tt.question, tt.statements, "zh"); !strings.Contains(got, tt.want) || (tt.want == "") != (got == "") {
				t.Errorf("claimNote(%q) = %q, want %q in it", tt.question, got, tt.want)
			}
		})
	}
}

// A claim of several things is looked up thing by thing.
func TestClaimed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		question string
		parts    int
	}{
		{"听说灯塔证书五年有效，而且改名要一个月内报告，是这样吗？", 2},
		{"听说成立满三年而且雇员五十人以上的灯塔企业补十万元，对吗？", 1},
		{"听说灯塔证书五年有效而且全国通用，对吗？", 1},
		{"灯塔证书五年有效，而且改名要一个月内报告。", 1},
	} {
		if got := len(partsOf(tt.question)); got != tt.parts {
			t.Errorf("%s: %d parts, want %d", tt.question, got, tt.parts)
		}
	}
}
