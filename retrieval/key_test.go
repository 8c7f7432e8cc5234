package retrieval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/retrieval"
)

func TestTitleKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ title, want string }{
		{"中华人民共和国专利法", "专利法"},
		{"《中华人民共和国专利法》（2020年修正）", "专利法"},
		{"某市 科技条例（试行）(2021修订)", "某市科技条例"},
		{"关于印发《某办法（暂行）》的通知", "关于印发某办法(暂行)的通知"},
		{"ＡＢＣ Rules", "abcrules"},
		{"中华人民共和国", "中华人民共和国"},
		{"（试行）", "(试行)"},
		{"", ""},
	} {
		if got := retrieval.TitleKey(c.title); got != c.want {
			t.Errorf("TitleKey(%q) = %q, want %q", c.title, got, c.want)
		}
	}
}

func TestNumberKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		number string
		want   []string
	}{
		{"虚科发〔2016〕32号", []string{"虚科发〔2016〕32号"}},
		{"虚科发 [2016] 32 号、虚财（2017）1号", []string{"虚科发〔2016〕32号", "虚财〔2017〕1号"}},
		{"虚科发【２０１６】３２号", []string{"虚科发〔2016〕32号"}},
		{"虚州银行公告〔2031〕第5号", []string{"虚州银行公告〔2031〕5号"}},
		{"虚科发〔2016〕三十二号；虚州市人民政府令第三号", []string{"虚科发〔2016〕32号", "虚州市人民政府令第3号"}},
		{"", []string{}},
	} {
		if diff := cmp.Diff(c.want, retrieval.NumberKeys(c.number)); diff != "" {
			t.Errorf("NumberKeys(%q) (-want +got)\n%s", c.number, diff)
		}
	}
}

func TestArticleKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ label, want string }{
		{"第十二条", "12"},
		{"第12条", "12"},
		{"第 1 2 条", "12"},
		{"第十二条第一款第（三）项", "12"},
		{"第十条之一", "10.1"},
		{"附件 1", "附件1"},
		{"", ""},
	} {
		if got := retrieval.ArticleKey(c.label); got != c.want {
			t.Errorf("ArticleKey(%q) = %q, want %q", c.label, got, c.want)
		}
	}
}
