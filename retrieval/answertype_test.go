package retrieval

import "testing"

func TestStatesAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, question, passage string
		want                    bool
	}{
		{"period", "专利保护几年", "专利权的期限为二十年", true},
		{"no period", "专利保护几年", "应当提交请求书", false},
		{"working days", "公示多少天", "公示10个工作日", true},
		{"share in words", "能分几成", "不低于百分之七十", true},
		{"share in signs", "税率是多少", "减按15%征收", true},
		{"amount", "最多判多少", "三万元以上五百万元以下", true},
		{"no amount", "罚多少", "责令限期改正", false},
		{"definition", "什么叫技术秘密", "技术秘密，是指不为公众所知悉的信息", true},
		{"enterprises", "一共多少家高企", "总数达到2296户", true},
		{"people for enterprises", "一共多少家高企", "引进人才30人", false},
		{"nothing asked of a kind", "高企要换证吗", "三个月内，50万元，15%", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := statesAny(asked(tt.question), tt.passage); got != tt.want {
				t.Errorf("statesAny(asked(%q), %q) = %v, want %v", tt.question, tt.passage, got, tt.want)
			}
		})
	}
}
