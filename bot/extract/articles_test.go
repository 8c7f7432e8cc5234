package extract

import (
	"testing"

	"github.com/policybot/policybot/bot"
	"github.com/policybot/policybot/retrieval"
)

func TestOnlyArticle(t *testing.T) {
	t.Parallel()
	const title = "（虚构）云州市灯塔企业认定管理办法"
	for _, c := range []struct {
		text, title string
		want        bool
	}{
		{"云州市灯塔企业认定管理办法第十一条", title, true},
		{"灯塔企业认定办法第11条", title, true},
		{"《云州市灯塔企业认定管理办法》第十一条第二款", title, true},
		{"灯塔企业认定管理办法第十一条第（三）项", title, true},
		{"请问灯塔企业认定管理办法第十一条呢？", title, true},
		{"灯塔企业认定管理办法2016年第十一条", title, true},
		{"灯塔企业认定管理办法（2016）第十一条原文", title, true},
		{"2016版灯塔企业认定管理办法第十一条讲什么", title, true},
		{"灯塔企业认定管理办法，第十一条", title, true},
		{"违反灯塔企业认定管理办法第十一条怎么罚", title, false},
		{"灯塔企业认定管理办法第十一条的期限多长", title, false},
		{"灯塔企业认定管理办法第十一条和第十二条有冲突", title, false},
		{"灯塔企业认定管理办法", title, false},
		{"第十一条", title, false},
		{"第十一条", "", false},
	} {
		part := bot.Part{Text: c.text, Found: &retrieval.Results{Understood: retrieval.Understood{Refs: []retrieval.Ref{{Title: c.title, Label: "第十一条"}}}}}
		if got := onlyArticle(part); got != c.want {
			t.Errorf("onlyArticle(%q) of %q = %v, want %v", c.text, c.title, got, c.want)
		}
	}
}
