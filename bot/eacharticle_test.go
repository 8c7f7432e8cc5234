package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachArticle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string // the question for each; none where it is one question
	}{
		{"灯塔企业条例第十条和第十二条怎么说", []string{"灯塔企业条例第十条怎么规定", "灯塔企业条例第十二条怎么规定"}},
		{"灯塔企业条例第10条、12条分别是什么？", []string{"灯塔企业条例第10条怎么规定", "灯塔企业条例第12条怎么规定"}},
		{"灯塔企业条例第九条到第十一条讲什么", []string{"灯塔企业条例第九条怎么规定", "灯塔企业条例第10条怎么规定", "灯塔企业条例第十一条怎么规定"}},
		{"灯塔企业条例第四条第一款和第二款", []string{"灯塔企业条例第四条第一款怎么规定", "灯塔企业条例第四条第二款怎么规定"}},
		{"灯塔企业条例第四条和港湾办法第六条都怎么规定的", []string{"灯塔企业条例第四条怎么规定", "港湾办法第六条怎么规定"}},
		{"灯塔企业条例第四条至第九十条讲什么", nil}, // more than are answered one by one
		{"灯塔企业条例第十条和第十二条哪个适用于许可", nil},
		{"灯塔企业条例第十条怎么说", nil},
		{"违反第十条和第十二条怎么罚", nil},
	} {
		var got []string
		for _, a := range eachArticle(c.text) {
			got = append(got, a.text)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("eachArticle(%s) (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestSeveralArticlesOfTheRuleBefore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ before, text, want string }{
		{"灯塔企业条例第八条怎么规定的", "第二条和第三条分别说什么", "灯塔企业条例第二条和第三条分别说什么"},
		{"灯塔企业条例第八条怎么规定的", "那第二条、第三条呢", "灯塔企业条例第二条、第三条呢"},
		{"灯塔企业条例第八条怎么规定的", "港湾办法第二条和第三条分别说什么", "港湾办法第二条和第三条分别说什么"},
	} {
		if got := resolve(c.text, []string{c.before}); got != c.want {
			t.Errorf("resolve(%s) after %s = %s, want %s", c.text, c.before, got, c.want)
		}
	}
}
