package bot

import (
	"slices"
	"testing"

	"github.com/policybot/policybot/corpus"
	"github.com/policybot/policybot/retrieval"
)

func TestUnknownDistrict(t *testing.T) {
	t.Parallel()
	cat := &catalogue{all: []corpus.Document{{Region: "广东广州天河"}}}
	tests := map[string]string{
		"海淀区给高企多少钱？":       "海淀区",
		"昌黎县的创新券怎么领":       "昌黎县",
		"天河区有没有补贴":         "",
		"这两条有什么区别？":        "",
		"请问深圳南山区的企业能拿多少补贴": "南山区", // a name that two places share
		"昆山市的人才政策有哪些":      "昆山市",
		"前郭尔罗斯蒙古族自治县怎么补":   "前郭尔罗斯蒙古族自治县",
		"产业聚集区里的企业怎么减税":    "",
		"建设新城区怎么补":         "",
		"我们社区能报吗":          "",
		"城区和郊区标准一样吗":       "",
		"新旧两版的认定条件区别":      "",
		"高新区和普通园区一样吗":      "",
		"奖励分档区间是多少":        "",
		"海淀的小巨人奖励多少":       "海淀区",
		"天河港澳青年补贴多少":       "",
		"合作研发补多少":          "",
	}
	for text, want := range tests {
		if got := unknownDistrict(text, cat); got != want {
			t.Errorf("unknownDistrict(%s) = %q, want %q", text, got, want)
		}
	}
}

func TestWithoutYearOf(t *testing.T) {
	t.Parallel()
	found := func(kind corpus.Kind) *retrieval.Results {
		return &retrieval.Results{Results: []retrieval.Result{{Stored: retrieval.Stored{Document: &corpus.Document{Kind: kind}}}}}
	}
	notice := found(corpus.KindNotice)
	notice.Results[0].Document.Title = "关于2017年灯塔申报的通知"
	for _, tt := range []struct {
		name  string
		years []int
		day   corpus.Date
		found *retrieval.Results
		want  []int
	}{
		{"the year of the day", []int{2019}, "2019-05-01", found(corpus.KindRegulation), nil},
		{"another year", []int{2018, 2019}, "2019-05-01", found(corpus.KindRegulation), []int{2018}},
		{"today", []int{2026}, "2026-11-29", found(corpus.KindRegulation), []int{2026}},
		{"a report of that year", []int{2019}, "2019-05-01", found(corpus.KindReport), []int{2019}},
		{"a notice of another year", []int{2019}, "2019-05-01", notice, []int{2019}},
		{"nothing found", []int{2019}, "2019-05-01", &retrieval.Results{}, []int{2019}},
	} {
		if got := withoutYearOf(tt.years, tt.day, "2026-11-29", tt.found); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestNamesEdition(t *testing.T) {
	t.Parallel()
	const title = "（虚构）灯塔促进法"
	article := retrieval.Ref{Title: title, Label: "第八条"}
	for _, c := range []struct {
		name  string
		years []int
		past  bool
		ref   retrieval.Ref
		want  bool
	}{
		{"an article of a year", []int{2005}, true, article, true},
		{"no year", nil, true, article, false},
		{"a year of something else", []int{2005}, false, article, false},
		{"no article", []int{2005}, true, retrieval.Ref{Title: title}, false},
		{"another title", []int{2005}, true, retrieval.Ref{Title: "（虚构）海岛法", Label: "第八条"}, false},
	} {
		part := Part{Years: c.years, Found: &retrieval.Results{Understood: retrieval.Understood{Past: c.past, Refs: []retrieval.Ref{c.ref}}}}
		if got := namesEdition(part, title); got != c.want {
			t.Errorf("%s: namesEdition = %v, want %v", c.name, got, c.want)
		}
	}
}
