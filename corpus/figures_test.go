package corpus_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/policybot/policybot/corpus"
)

func TestNormalizeFigures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"三千八百万元", "38000000元"},
		{"3800万元", "38000000元"},
		{"38,000,000元", "38000000元"},
		{"5,000万元", "50000000元"},
		{"５０００万元", "50000000元"},
		{"20 万元", "200000元"},
		{"20多万元", "200000元"},
		{"1.5亿元", "150000000元"},
		{"一亿五千万元", "150000000元"},
		{"134.9万亿元", "134900000000000元"},
		{"2万亿元", "2000000000000元"},
		{"3百万元", "3000000元"},
		{"五千元", "5000元"},
		{"十万元", "100000元"},
		{"一百零五万元", "1050000元"},
		{"100万", "1000000"},
		{"百分之七十", "70%"},
		{"70％", "70%"},
		{"70.0%", "70%"},
		{"百分之二点五", "2.5%"},
		{"万分之五", "0.05%"},
		{"千分之三", "0.3%"},
		{"3‰", "0.3%"},
		{"三分之一", "1/3"},
		{"二〇〇五年三月三日", "2005-03-03"},
		{"2005年3月3日", "2005-03-03"},
		{"2020年１月１日", "2020-01-01"},
		{"2005-3-3", "2005-03-03"},
		{"2021年", "2021年"},
		{"三月五日", "03-05"},
		{"三个月", "3个月"},
		{"3个月", "3个月"},
		{"10个工作日", "10个工作日"},
		{"十个工作日", "10个工作日"},
		{"三十日", "30日"},
		{"30天", "30日"},
		{"两年", "2年"},
		{"第十一条", "第11条"},
		{"第 1 1 条", "第11条"},
		{"第十条之一", "第10条之1"},
		{"第十二条第二款第（三）项", "第12条第2款第3项"},
		{"国科发火[2016]32号", "国科发火〔2016〕32号"},
		{"二百二十四家", "224家"},
		{"4100多家", "4100家"},
		{"600万千瓦", "6000000千瓦"},
		{"0431-88779080", "0431-88779080"},
		{"统一标准", "统一标准"},
		{"一次性奖励", "一次性奖励"},
		{"“十四五”规划", "“十四五”规划"},
	} {
		if got := corpus.NormalizeFigures(c.in); got != c.want {
			t.Errorf("NormalizeFigures(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFiguresFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want []string // value|unit|text
	}{
		{"在轨运行卫星已达31颗，院士22人", []string{"31|颗|31颗", "22|人|22人"}},
		{"133\n\n家用人单位", []string{"133|家|133\n\n家"}},
		{"前2年给予80%的奖励，最高 5000 万元", []string{"2|年|2年", "80|%|80%", "50000000|元|5000 万元"}},
		{"5%—20%", []string{"5|%|5%", "20|%|20%"}},
		{"4个方面29条措施", []string{"4|个|4个", "29|条|29条"}},
		{"由20个工作日缩短至3个工作日", []string{"20|个工作日|20个工作日", "3|个工作日|3个工作日"}},
		{"根据国发〔2018〕44号和第三条规定", []string{"国发〔2018〕44号|文号|国发〔2018〕44号", "3|第条|第三条"}},
		{"自2023-09-08起3年", []string{"2023-09-08|date|2023-09-08", "3|年|3年"}},
		{"国务院令第746号", []string{"746|第号|第746号"}},
		{"处一至三年的限制", []string{"1|年|一", "3|年|三年"}},
		{"二十五万元以上二百五十万元以下", []string{"250000|元|二十五万元", "2500000|元|二百五十万元"}},
		{"增长1.5个百分点", []string{"1.5|个百分点|1.5个百分点"}},
		{"十四五期间", nil},
		{"没有数字的一般规定", nil},
	} {
		var got []string
		for _, f := range corpus.Figures(c.in) {
			got = append(got, f.Value+"|"+f.Unit+"|"+f.Text)
			if c.in[f.Start:f.End] != f.Text {
				t.Errorf("Figures(%q): [%d, %d) is %q, not %q", c.in, f.Start, f.End, c.in[f.Start:f.End], f.Text)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("Figures(%q) (-want +got):\n%s", c.in, diff)
		}
	}
}

// A statement is the normalised form of a quote; the gate compares the figures
// of the two, so they must agree.
func TestFiguresOfNormalized(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"第 1 0 条 总额不低于1亿元且\n不低于20 万元的５％",
		"注册资本1，\n000万元",
		"2021年共为133\n\n家用人单位办理外国人来华工作许可403件",
	} {
		want := keys(corpus.Figures(raw))
		got := keys(corpus.Figures(corpus.Normalize(raw)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Figures(Normalize(%q)) (-raw +normalised):\n%s", raw, diff)
		}
	}
}

func keys(figures []corpus.Figure) []string {
	var out []string
	for _, f := range figures {
		out = append(out, strings.Join([]string{f.Value, f.Unit}, "|"))
	}
	return out
}
