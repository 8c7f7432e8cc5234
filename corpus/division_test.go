package corpus

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCountiesIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"海淀区和昌黎县怎么补":      {"海淀区", "昌黎县"},
		"深圳市南山区":          {"南山区"},
		"昆山市、义乌市":         {"昆山市", "义乌市"},
		"长春市有什么区别":        nil,
		"高新区、示范区、城区、新城区":  nil,
		"海淀区的企业迁出海淀区要办什么": {"海淀区"},
		"": nil,
	} {
		if got := CountiesIn(text); !slices.Equal(got, want) {
			t.Errorf("CountiesIn(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestShortCountiesIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"海淀高企奖励多少钱":         {"海淀区"},
		"我们公司在顺德，首台套补多少":    {"顺德区"},
		"上海浦东给孵化器补多少":       {"浦东新区"},
		"昆山和义乌哪个补得多":        {"昆山市", "义乌市"},
		"海淀区高企奖励多少钱":        {"海淀区"},
		"公安机关和平台公司怎么申报":     nil,
		"振兴乡村、资源综合利用有什么补贴":  nil,
		"合作研发的费用怎么加计扣除":     nil,
		"集美大学的成果怎么奖励":       nil,
		"西安和长沙的人才补贴":        nil, // cities
		"住所在公司所在地的奖励有顺德字样吗": nil, // within a sentence it may be anything
		"从江南大学毕业能拿多少":       nil,
		"新建厂房的奖励":           nil,
		"":                  nil,
	} {
		if got := ShortCountiesIn(text); !slices.Equal(got, want) {
			t.Errorf("ShortCountiesIn(%q) = %q, want %q", text, got, want)
		}
	}
}

// The list of names that are words holds nothing twice and nothing idle: each is
// the name of a county, which would be read from the words without its line.
func TestDivisionWords(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(divisionWordsCSV), "\n")[1:]
	words := divisionWords()
	if len(lines) < 400 || len(words) != len(lines) || !slices.IsSorted(lines) {
		t.Errorf("%d lines hold %d names, want more than 400, none twice, in order", len(lines), len(words))
	}
	counties := map[string]bool{}
	for name, places := range divisions().byName {
		if places[0].level() == 3 {
			counties[countyRank.ReplaceAllString(name, "")] = true
		}
	}
	for name, reason := range words {
		if !counties[name] || utf8.RuneCountInString(name) != 2 {
			t.Errorf("%s is no county's name of two characters", name)
		}
		if reason == "" {
			t.Errorf("%s has no reason", name)
		}
		if got := ShortCountiesIn("我们在" + name + "的企业"); got != nil {
			t.Errorf("%s is read as %v", name, got)
		}
	}
	if n := len(shortCounties()); n != 1860 {
		t.Errorf("%d counties are read without the word for their rank, want 1860", n)
	}
}
