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
